"""``python -m gis import FILE|DIR…``: take files of cases into the ledger."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from gis.cli._base import Command, clock, moment, show, tell
from gis.county import open_county
from gis.intake.rejects import REASONS
from gis.ledger.importing import KINDS, Order, Outcome, import_paths
from gis.schema import FATES
from gis.settings import Settings
from gis.words import N_

FATE_WORDS = {
    "new": N_("新增"), "updated": N_("更新"), "older": N_("旧数据，留作历史"), "unchanged": N_("无变化"),
    "repeated": N_("文件内重复"), "rejected": N_("拒收"),
}  # fmt: skip


def add(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="FILE|DIR")
    parser.add_argument("--profile", help=N_("导入方案：名称，或 .toml 文件"))
    parser.add_argument("--crs", help=N_("坐标系，优先于文件和导入方案"))
    parser.add_argument("--exported-at", help=N_("导出时间，例如 2026-11-22T08:00"))
    parser.add_argument("--kind", choices=KINDS, help=N_("full 全量，delta 部分，flags 只有标记"))
    parser.add_argument("--dry-run", action="store_true", help=N_("只试读，不写入"))


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Import, then bring the located cases up to date."""
    from gis.cases.build import refresh

    county = open_county(args.data)
    now = clock()
    order = Order(
        profile=args.profile, crs=args.crs, kind=args.kind, dry_run=args.dry_run, now=now,
        exported_at=moment(args.exported_at, county.tz) if args.exported_at else None,
    )  # fmt: skip
    outcomes = import_paths(county, args.paths, order)
    if not args.dry_run:
        refresh(county, today=county.present(now).astimezone(county.tz).date())
    show(args, {"files": [asdict(o) for o in outcomes]}, [line for o in outcomes for line in lines(args, o)])
    return 0


def lines(args: argparse.Namespace, outcome: Outcome) -> list[str]:
    """One file's outcome for a person."""
    out = [
        tell(
            args,
            N_("{path}：{rows} 行，批次 {batch}"),
            path=outcome.path,
            rows=outcome.rows,
            batch=outcome.batch_id,
        )
    ]
    if outcome.restored:
        out.append("  " + tell(args, N_("这批数据曾被撤回，现已恢复。")))
    elif outcome.again:
        out.append("  " + tell(args, N_("同一文件已导入过，没有变化。")))
    out += [f"  {tell(args, FATE_WORDS[f])}\t{outcome.fates.get(f, 0)}" for f in FATES]
    out += [
        f"    {tell(args, REASONS.get(reason, reason))}\t{count}"
        for reason, count in sorted(outcome.reasons.items())
    ]
    for field, words in outcome.unmapped.items():
        most = tell(args, N_("、")).join(f"{w}×{n}" for w, n in list(words.items())[:8])
        out.append("  " + tell(args, N_("未对应的词（{field}）：{words}"), field=field, words=most))
    return out


COMMAND = Command(key="import", help=N_("导入案卷文件（CSV、GeoJSON、GeoParquet）"), add=add, run=run)
