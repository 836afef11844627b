"""``python -m gis compact``: merge small statement files."""

from __future__ import annotations

import argparse

from gis.cli._base import Command, show, tell
from gis.county import open_county
from gis.ledger.compact import compact
from gis.settings import Settings
from gis.words import N_


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Merge where there are two small files or more."""
    count = compact(open_county(args.data), many=2)
    show(args, {"merged": count}, [tell(args, N_("合并了 {n} 个批次文件。"), n=count)])
    return 0


COMMAND = Command(key="compact", help=N_("合并小文件"), add=lambda parser: None, run=run)
