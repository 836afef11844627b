"""``python -m gis backup --out F.zip``."""

from __future__ import annotations

import argparse
from pathlib import Path

from gis.cli._base import Command, clock, show, tell
from gis.county import open_county
from gis.ledger.backup import backup
from gis.settings import Settings
from gis.words import N_


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Write the backup."""
    count = backup(open_county(args.data), args.out, now=clock())
    show(
        args,
        {"out": str(args.out), "files": count},
        [tell(args, N_("已备份 {n} 个文件到 {out}。"), n=count, out=args.out)],
    )
    return 0


def add(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("--out", required=True, type=Path)


COMMAND = Command(key="backup", help=N_("备份数据文件夹"), add=add, run=run)
