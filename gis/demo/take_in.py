"""Take the demo's exports into the ledger through the real intake, as they would have come in."""

from __future__ import annotations

import shutil
from datetime import timedelta
from itertools import groupby

from gis.cases.build import refresh
from gis.county import open_county
from gis.demo.make import DemoReport
from gis.ledger.importing import Order, Outcome, import_paths


def take_in(report: DemoReport, *, keep_exports: bool = False) -> list[Outcome]:
    """Import every export in order of time, each a quarter of an hour after it was written, and locate the cases.

    The exports stay as raw files of the ledger; their folder goes unless ``keep_exports``. Equal folders give
    equal stores. Errors: those of an import.
    """
    county = open_county(report.root)
    outcomes: list[Outcome] = []
    for (moment, kind), files in groupby(report.exports, key=lambda e: (e.at, e.kind)):
        now = moment.replace(tzinfo=county.tz) + timedelta(minutes=15)
        outcomes += import_paths(county, [f.path for f in files], Order(kind=kind, now=now, into_demo=True))
    refresh(county, today=report.today)
    if not keep_exports:
        shutil.rmtree(report.root / "exports")
    return outcomes
