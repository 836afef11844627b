"""Several sets of one question counted by grid in one pass over the Frame."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from gis.cases.frame import Frame
from gis.filters import Filters
from gis.select.dimensions import all_of, asked, chunks, counted
from gis.select.period import Period, period
from gis.select.selection import in_set

I64 = npt.NDArray[np.int64]


def tally_by_grid(frame: Frame, filters: Filters, spans: Mapping[str, tuple[str, Period]]) -> dict[str, I64]:
    """For each label of ``spans`` (set, period) the cases a grid of the day found: int64[len(grids) + 1], the last
    entry for those outside all grids.

    Set, states and days of ``filters`` do not matter. Void and duplicate cases are left out. Equal to
    ``by_grid(select(…))`` of each set.
    """
    base = [counted(frame), *asked(frame, filters, states=False)]
    tests = {label: in_set(frame, filters, span, name) for label, (name, span) in spans.items()}
    grid, size = np.asarray(frame.grid), len(frame.grids)
    total = {label: np.zeros(size + 1, np.int64) for label in spans}
    for rows in chunks(len(frame)):
        mask = all_of(base, rows)
        if not mask.any():
            continue
        codes = grid[rows]
        for label, test in tests.items():
            kept = codes[mask & test(rows)].astype(np.int64)
            kept[kept < 0] = size
            total[label] += np.bincount(kept, minlength=size + 1)
    return total


def grid_spans(filters: Filters, *, as_of: datetime, tz: ZoneInfo) -> dict[str, tuple[str, Period]]:
    """The sets a grid is described by: stocks and flows of the period, and the last seven days against the seven
    before, up to the same time of day. Errors: bad-time."""
    now = period(filters, as_of, tz)
    week = period(filters.but(start=None, end=None, days=7), as_of, tz)
    sets = {name: (name, now) for name in ("open", "overdue", "suspended", "new", "rebound", "closed")}
    return sets | {"new_week": ("new", week), "new_week_before": ("new", week.back(7, tz))}
