"""``python -m gis upgrade``: bring an older store to the present format."""

from __future__ import annotations

import argparse

from gis.cli._base import Command, show, tell
from gis.county import open_county
from gis.ledger.upgrade import format_of, upgrade
from gis.settings import Settings
from gis.words import N_


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Upgrade step by step."""
    county = open_county(args.data)
    steps = upgrade(county)
    now = format_of(county)
    show(args, {"format": now, "steps": steps}, [tell(args, N_("数据格式为 {format}。"), format=now)])
    return 0


COMMAND = Command(
    key="upgrade", help=N_("把旧格式的数据文件夹升级到当前格式"), add=lambda parser: None, run=run
)
