"""The last complete weeks, and which cases were found in them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from gis.cases.frame import NONE_S, Frame
from gis.filters import Filters
from gis.hotspots.steps import Steps, steps_of
from gis.hotspots.units import Units
from gis.select import period
from gis.select.dimensions import asked, counted

I64 = npt.NDArray[np.int64]


def last_weeks(filters: Filters, weeks: int, *, as_of: datetime, tz: ZoneInfo) -> Steps:
    """The ``weeks`` complete local weeks (Monday–Sunday) before ``as_of``, or before the end of ``filters.end`` where
    that is earlier; at most 104. Start and days of the filters do not matter. Errors: bad-time."""
    moment = datetime.fromtimestamp(period(filters, as_of, tz).instant, UTC)
    today = moment.astimezone(tz).date()
    return steps_of("week", today - timedelta(days=today.weekday(), weeks=weeks), as_of=moment, tz=tz)


def asked_rows(frame: Frame, filters: Filters, steps: Steps) -> I64:
    """Rows of the counted cases found within the steps, of the types, sources and units asked for.

    Set and states do not matter: a place is hot by what is found there, whatever became of it. Nor do grids, zones
    and place: a part is held against the whole, so the whole must be counted.
    """
    found = np.asarray(frame.found)
    everywhere = filters.but(grids=(), zone_kinds=(), zones=(), place=None)
    tests = [counted(frame), *asked(frame, everywhere, states=False)]
    rows = np.flatnonzero((found != NONE_S) & (found >= steps.edges[0]) & (found < steps.edges[-1]))
    for test in tests:
        rows = rows[test(rows)]
    return rows


def by_unit(units: Units, rows: I64) -> tuple[I64, int]:
    """(cases of ``rows`` in each unit int64[m], how many lie in none)."""
    unit = units.unit_of[rows]
    return np.bincount(unit[unit >= 0], minlength=len(units.ids)), int((unit < 0).sum())
