"""``python -m gis batches``: what came in, when, and what became of it."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from gis.cli._base import Command, show, tell
from gis.county import open_county
from gis.ledger.store import open_store
from gis.schema import FATES
from gis.settings import Settings
from gis.words import N_


def run(args: argparse.Namespace, settings: Settings) -> int:
    """List every batch, oldest first."""
    batches = open_store(open_county(args.data)).batches
    rows = [
        "\t".join([
            b.batch_id, b.source, b.kind, b.exported_at, b.file_name,
            " ".join(f"{f}={b.fates.get(f, 0)}" for f in FATES),
            tell(args, N_("已撤回")) if b.retracted else "",
        ])
        for b in batches
    ]  # fmt: skip
    show(
        args,
        [asdict(b) | {"retracted": b.retracted} for b in batches],
        rows or [tell(args, N_("还没有导入批次。"))],
    )
    return 0


COMMAND = Command(key="batches", help=N_("列出所有导入批次"), add=lambda parser: None, run=run)
