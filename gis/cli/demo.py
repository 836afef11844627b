"""``python -m gis demo --cases N --seed S --out DIR``: the synthetic county."""

from __future__ import annotations

import argparse
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path

from gis.cli._base import Command, show, tell
from gis.errors import GisError
from gis.settings import Settings
from gis.synthetic.make import CASES_A_COPY, DEFAULT_END, make_demo
from gis.synthetic.stories import Switches
from gis.words import N_


def add(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("--cases", type=int, default=CASES_A_COPY)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--end", default=DEFAULT_END.isoformat(), metavar="YYYY-MM-DD")
    parser.add_argument("--without", default="", metavar="hot_zones,returns,…|all")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Make it."""
    try:
        switches = Switches.without([n for n in args.without.split(",") if n])
    except KeyError as bad:
        known = ", ".join(f.name for f in fields(Switches))
        raise GisError("bad-value", name="without", value=args.without, known=f"{known}, all") from bad
    try:
        end = date.fromisoformat(args.end)
    except ValueError as bad:
        raise GisError("bad-time", value=args.end) from bad
    if not 200 <= args.cases <= 50_000_000:
        raise GisError("bad-value", name="cases", value=args.cases, known="200–50000000")
    report = make_demo(args.out, cases=args.cases, seed=args.seed, end=end, switches=switches)
    words = N_(
        "已生成合成演示县：{root}，案卷 {cases} 件，网格 {grids} 个，区域 {zones} 个，路段 {segments} 条。"
    )
    show(args, asdict(report), [tell(args, words, **asdict(report))])
    return 0


COMMAND = Command(key="demo", help=N_("生成合成演示县"), add=add, run=run)
