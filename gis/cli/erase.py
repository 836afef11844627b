"""``python -m gis erase CASE_ID --who W --why Y``: empty a case's words for good."""

from __future__ import annotations

import argparse

import pyarrow.compute as pc

from gis.cases.build import refresh
from gis.cli._base import Command, clock, show, tell
from gis.county import open_county
from gis.errors import GisError
from gis.ledger.erase import erase
from gis.settings import Settings
from gis.words import N_


def add(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("case")
    parser.add_argument("--who", required=True)
    parser.add_argument("--why", required=True)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Erase, then bring the cases in step."""
    county, now = open_county(args.data), clock()
    today = county.present(now).astimezone(county.tz).date()
    cases = refresh(county, today=today).read(["case_id", "key"])
    found = cases.filter(pc.equal(cases.column("case_id"), args.case)).to_pylist() if cases.num_rows else []
    if not found:
        raise GisError("unknown-case", case=args.case)
    count = erase(county, found[0], who=args.who, why=args.why, now=now)
    refresh(county, today=today)
    show(
        args, {"case": args.case, "batches": count},
        [tell(args, N_("案卷 {case} 的文字已从 {n} 个批次中清除，并留有记录。"), case=args.case, n=count)],
    )  # fmt: skip
    return 0


COMMAND = Command(key="erase", help=N_("依法清除一件案卷的文字（不可恢复，留有记录）"), add=add, run=run)
