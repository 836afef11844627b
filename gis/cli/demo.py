"""``python -m gis demo --cases N --seed S --out DIR``: the synthetic county."""

from __future__ import annotations

import argparse
from dataclasses import fields
from datetime import date
from math import ceil
from pathlib import Path

from gis.cli._base import Command, show, tell
from gis.demo import END, make_demo
from gis.demo.draw import Switches
from gis.demo.take_in import take_in
from gis.errors import GisError
from gis.settings import Settings
from gis.words import N_

CASES_A_COUNTY = 60_000
"""Above it the county is laid side by side, so that density stays as it is."""


def add(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("--cases", type=int, default=CASES_A_COUNTY)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--end", default=END.isoformat(), metavar="YYYY-MM-DD")
    parser.add_argument("--without", default="", metavar="hot_zones,returns,…|all")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Make the files, then take the exports in through the same door as a real county's."""
    if not 100 <= args.cases <= 50_000_000:
        raise GisError("bad-value", name="cases", value=args.cases, known="100–50000000")
    report = make_demo(
        args.out, cases=args.cases, seed=args.seed, end=_day(args.end), switches=_switches(args.without),
        tiles=max(1, ceil(args.cases / CASES_A_COUNTY)),
    )  # fmt: skip
    take_in(report)
    facts = {"root": str(report.root), "cases": report.cases, "grids": report.grids}
    show(
        args, facts, [tell(args, N_("已生成合成演示县：{root}，案卷 {cases} 件，网格 {grids} 个。"), **facts)]
    )
    return 0


def _switches(text: str) -> Switches:
    names = [n.strip() for n in text.split(",") if n.strip()]
    known = {f.name for f in fields(Switches)} | {"all"}
    if wrong := set(names) - known:
        raise GisError(
            "bad-value", name="without", value=", ".join(sorted(wrong)), known=", ".join(sorted(known))
        )
    return Switches.without(*names)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as bad:
        raise GisError("bad-time", value=text) from bad


COMMAND = Command(key="demo", help=N_("生成合成演示县"), add=add, run=run)
