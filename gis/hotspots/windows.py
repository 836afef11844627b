"""The last complete weeks, and which cases were found in them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from gis.cases.frame import NONE_S, Frame
from gis.errors import GisError
from gis.filters import Filters
from gis.hotspots.looks import inspections
from gis.hotspots.steps import MOST_WEEKS, Steps, steps_of
from gis.hotspots.units import Units
from gis.live import Loaded
from gis.rebounds.closures import coverage_of, heard_until
from gis.rebounds.links import DAY_S
from gis.select import period
from gis.select.dimensions import all_of, asked, chunks, counted

I64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
PARTS = ("grids", "zone_kinds", "zones", "place", "start", "days", "states")
"""Filters that cut a part out of the county, or out of its weeks: a part is held against the whole, so the whole must
be counted; and a place is hot by what is found there, whatever became of it."""


def whole_county(filters: Filters) -> Filters:
    """``filters`` as they are. Errors: whole-county for those of PARTS, which would be left out in silence."""
    parts = [name for name in PARTS if getattr(filters, name)]
    if parts:
        raise GisError("whole-county", names=", ".join(parts))
    return filters


def last_weeks(filters: Filters, weeks: int, *, as_of: datetime, tz: ZoneInfo) -> Steps:
    """The ``weeks`` complete local weeks (Monday–Sunday) before ``as_of``, or before the end of ``filters.end`` where
    that is earlier; at most 104. Start and days of the filters do not matter. Errors: bad-time."""
    moment = datetime.fromtimestamp(period(filters, as_of, tz).instant, UTC)
    today = moment.astimezone(tz).date()
    return steps_of("week", today - timedelta(days=today.weekday(), weeks=weeks), as_of=moment, tz=tz)


def known_until(loaded: Loaded, filters: Filters, *, as_of: datetime) -> datetime:
    """Up to when the county was heard: the earlier of ``as_of`` and the newest export of the sources asked for. Weeks
    after it are not quiet weeks. ``as_of`` where there was no export."""
    heard = heard_until(loaded.store.active, filters.sources)
    return min(as_of, heard) if heard else as_of


def lagging(loaded: Loaded, filters: Filters, steps: Steps, *, tz: ZoneInfo) -> dict[str, date]:
    """Source → local day of its newest export, of the sources asked for that fell silent before the last day of the
    steps though they brought cases within 104 weeks of it; inspections, which come once, are left out. Where such a
    source was the only one, its silence looks like quiet, and the rest of the county like more."""
    frame, last = loaded.frame, int(steps.edges[-1])
    found = np.asarray(frame.found)
    lately = (found >= last - MOST_WEEKS * 7 * DAY_S) & (found < last) & chosen(frame, filters)
    known = {frame.sources[i] for i in np.unique(np.asarray(frame.source)[lately])} - {*inspections(loaded)}
    days = {s: datetime.fromtimestamp(end, tz).date() for s, end in coverage_of(loaded.store.active).items()}
    return {s: days[s] for s in sorted(known & set(days)) if days[s] < steps.days[-1] - timedelta(days=1)}


def asked_rows(frame: Frame, filters: Filters, steps: Steps) -> I64:
    """Rows of the counted cases found within the steps, of the types, sources and units asked for. The set and PARTS
    do not matter."""
    found = np.asarray(frame.found)
    inside = (found != NONE_S) & (found >= steps.edges[0]) & (found < steps.edges[-1])
    return np.flatnonzero(inside & chosen(frame, filters))


def chosen(frame: Frame, filters: Filters) -> Bools:
    """bool[n]: the counted cases of the types, sources and units asked for, whenever found."""
    everywhere = filters.but(grids=(), zone_kinds=(), zones=(), place=None)
    mask = np.empty(len(frame), np.bool_)
    tests = [counted(frame), *asked(frame, everywhere, states=False)]
    for rows in chunks(len(frame)):
        mask[rows] = all_of(tests, rows)
    return mask


def by_unit(units: Units, rows: I64) -> tuple[I64, int]:
    """(cases of ``rows`` in each unit int64[m], how many lie in none)."""
    unit = units.unit_of[rows]
    return np.bincount(unit[unit >= 0], minlength=len(units.ids)), int((unit < 0).sum())
