"""Time cut into complete steps: weeks from Monday to Sunday of the county's clock, pairs of them, or months."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from gis.select.period import midnight

I64 = npt.NDArray[np.int64]
KINDS = ("week", "fortnight", "month")
"""From short to long."""
DAYS = {"week": 7, "fortnight": 14, "month": 30}
"""About so many days each."""
MOST_WEEKS = 104
WEEK = timedelta(days=7)


@dataclass(frozen=True, eq=False)
class Steps:
    """Steps one after the other without a gap, the oldest first."""

    kind: str
    days: tuple[date, ...]
    """The local day each begins with, and the day after the last: one more than there are steps."""
    edges: I64
    """Their midnights, seconds since 1970 UTC."""

    def __len__(self) -> int:
        return len(self.days) - 1

    def of(self, seconds: npt.NDArray[np.uint32]) -> I64:
        """The step each instant lies in; −1 before the first and after the last."""
        at = np.searchsorted(self.edges, seconds, side="right") - 1
        return np.where(at < len(self), at, -1)


def steps_of(kind: str, first_day: date, *, as_of: datetime, tz: ZoneInfo) -> Steps:
    """The complete steps from ``first_day`` (local) to ``as_of`` (aware), of at most the last 104 weeks.

    Weeks begin on Monday. Fortnights are pairs of weeks counted back from the last complete one; months are those of
    the calendar. A step is complete when it begins on ``first_day`` or later and has ended by ``as_of``.
    """
    today = as_of.astimezone(tz).date()
    monday = today - timedelta(days=today.weekday())
    oldest = max(first_day, monday - MOST_WEEKS * WEEK)
    back = _months(today) if kind == "month" else _weeks(monday, KINDS.index(kind) + 1)
    days = [next(back)]
    while (before := next(back)) >= oldest:
        days.insert(0, before)
    return Steps(kind, tuple(days), np.array([midnight(d, tz) for d in days], np.int64))


def _weeks(monday: date, many: int) -> Iterator[date]:
    while True:
        yield monday
        monday -= many * WEEK


def _months(today: date) -> Iterator[date]:
    first = today.replace(day=1)
    while True:
        yield first
        first = (first - timedelta(days=1)).replace(day=1)
