"""``python -m gis refresh``: bring the located cases, the frame and the rebounds in step with the ledger."""

from __future__ import annotations

import argparse

from gis.cli._base import Command, open_now, show, tell
from gis.filters import RADIUS_M
from gis.settings import Settings
from gis.words import N_


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Make what is missing; nothing where all is in step."""
    loaded, _ = open_now(args)
    loaded.links(RADIUS_M)
    show(
        args, {"version": loaded.version, "cases": len(loaded.frame)},
        [tell(args, N_("数据版本 {version}，案卷 {cases} 件。"), version=loaded.version, cases=len(loaded.frame))],
    )  # fmt: skip
    return 0


COMMAND = Command(key="refresh", help=N_("更新案卷缓存"), add=lambda parser: None, run=run)
