"""``python -m gis retract BATCH`` and ``--undo``."""

from __future__ import annotations

import argparse

from gis.cases.build import refresh
from gis.cli._base import Command, clock, show, tell
from gis.county import open_county
from gis.ledger.retract import restore, retract
from gis.settings import Settings
from gis.words import N_


def add(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("batch")
    parser.add_argument("--undo", action="store_true")
    parser.add_argument("--why", default="")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Take the batch out of the fold, or put it back."""
    county, now = open_county(args.data), clock()
    batch = (restore if args.undo else retract)(county, args.batch, now=now, who="cli", why=args.why)
    refresh(county, today=county.present(now).astimezone(county.tz).date())
    sentence = N_("批次 {batch} 已撤回。") if batch.retracted else N_("批次 {batch} 已恢复。")
    show(
        args,
        {"batch": batch.batch_id, "retracted": batch.retracted},
        [tell(args, sentence, batch=batch.batch_id)],
    )
    return 0


COMMAND = Command(key="retract", help=N_("撤回一个批次（--undo 恢复）"), add=add, run=run)
