"""The KPI line: stocks at the end of the period, flows in it, their neighbours before it. One pass."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from gis.cases.frame import NONE_S, U8, U32, UNDATED_CLOSURE, Frame
from gis.filters import Filters
from gis.select.dimensions import Bools, all_of, asked, chunks, counted
from gis.select.period import Period, period
from gis.select.selection import came_back, closed_in, found_by, found_in, late, open_at, paused

WEEK_DAYS = 7


@dataclass(frozen=True)
class Kpis:
    """Numbers of cases. A state filter is left out: it narrows a set, never a KPI."""

    open: int
    overdue: int
    suspended: int
    new: int
    rebound: int
    """Found in the period, near and soon after a closure of the same rebound group."""
    closed: int
    all: int
    """Found by the end of the period."""
    open_week_ago: int
    """Open seven days before the end of the period, at the same time of day; void cases of today left out."""
    new_before: int | None
    """Found in the stretch of as many days just before, at the same time of day; None without a first day."""
    closed_before: int | None
    rebound_before: int | None
    undated: int
    """Without a time found: in no set but, once closed with a date, ``closed``."""
    no_deadline: int
    """Open without a deadline: never overdue."""
    undated_closed: int
    """Of ``closed``: closed without a date, counted at their last statement."""

    def of(self, name: str) -> int:
        """The KPI of a set of ``gis.filters.SETS``."""
        return int(getattr(self, name))


def kpis(frame: Frame, filters: Filters, *, as_of: datetime, tz: ZoneInfo) -> Kpis:
    """The KPIs of ``filters`` (set and states do not matter) at ``as_of`` (aware), days counted in ``tz``.

    Void and duplicate cases are left out. ``select(...).count`` of a set equals the KPI of its name when no
    state is asked for. Errors: bad-time.
    """
    span = period(filters, as_of, tz)
    days = None if span.first_day is None else (span.last_day - span.first_day).days + 1
    before = None if days is None or days < 1 else span.back(days, tz)
    tally = _Tally(frame, filters, (span, span.back(WEEK_DAYS, tz), before))
    base = [counted(frame), *asked(frame, filters, states=False)]
    total: Counter[str] = Counter()
    for rows in chunks(len(frame)):
        mask = all_of(base, rows)
        if mask.any():
            total.update(tally.of(rows, mask))
    numbers: dict[str, Any] = {name: total[name] for name in Kpis.__dataclass_fields__}
    if before is None:
        numbers |= {"new_before": None, "closed_before": None, "rebound_before": None}
    return Kpis(**numbers)


class _Tally:
    """The counts of one chunk; the tests are made once for all chunks."""

    def __init__(self, frame: Frame, filters: Filters, spans: tuple[Period, Period, Period | None]) -> None:
        span, week, before = spans
        self.deadline: U32 = np.asarray(frame.deadline)
        self.found: U32 = np.asarray(frame.found)
        self.flags: U8 = np.asarray(frame.flags)
        self.open, self.late, self.paused = open_at(frame, span), late(frame, span), paused(frame)
        self.flows = {
            "new": found_in(frame, span),
            "closed": closed_in(frame, span),
            "rebound": came_back(frame, filters, span),
            "all": found_by(frame, span),
            "open_week_ago": open_at(frame, week),
        }
        if before is not None:
            self.flows |= {
                "new_before": found_in(frame, before), "closed_before": closed_in(frame, before),
                "rebound_before": came_back(frame, filters, before),
            }  # fmt: skip

    def of(self, rows: slice, mask: Bools) -> dict[str, int]:
        """Counts by the names of Kpis of the rows of the slice that ``mask`` keeps."""
        masks = {name: test(rows) for name, test in self.flows.items()}
        stock, paused = self.open(rows), self.paused(rows)
        masks["open"] = stock
        masks["suspended"] = stock & paused
        masks["overdue"] = stock & self.late(rows) & ~paused
        masks["no_deadline"] = stock & (self.deadline[rows] == NONE_S)
        masks["undated"] = self.found[rows] == NONE_S
        masks["undated_closed"] = masks["closed"] & ((self.flags[rows] & UNDATED_CLOSURE) != 0)
        return {name: int(np.count_nonzero(m & mask)) for name, m in masks.items()}
