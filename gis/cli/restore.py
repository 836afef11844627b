"""``python -m gis restore F.zip --data DIR``: a backup into a new data folder."""

from __future__ import annotations

import argparse
from pathlib import Path

from gis.cases.build import refresh
from gis.cli._base import Command, clock, show, tell
from gis.county import open_county
from gis.ledger.backup import restore_backup
from gis.settings import Settings
from gis.words import N_


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Unpack, check, and make the cases anew."""
    count = restore_backup(args.backup, args.data)
    county = open_county(args.data)
    refresh(county, today=county.present(clock()).astimezone(county.tz).date())
    show(
        args,
        {"data": str(args.data), "files": count},
        [tell(args, N_("已恢复 {n} 个文件到 {data}。"), n=count, data=args.data)],
    )
    return 0


def add(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("backup", type=Path)


COMMAND = Command(key="restore", help=N_("从备份恢复到新的数据文件夹"), add=add, run=run)
