"""The county's calendar: public holidays and make-up workdays, market days, festivals, working minutes.

Days are local. Holidays are those the State Council announced for 2025 and 2026; other years have weekends only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

HOLIDAYS: tuple[tuple[str, str, str, str], ...] = (
    ("2025-01-01", "2025-01-01", "元旦", "New Year"), ("2025-01-28", "2025-02-04", "春节", "Spring Festival"),
    ("2025-04-04", "2025-04-06", "清明节", "Qingming"), ("2025-05-01", "2025-05-05", "劳动节", "Labour Day"),
    ("2025-05-31", "2025-06-02", "端午节", "Dragon Boat Festival"),
    ("2025-10-01", "2025-10-08", "国庆节、中秋节", "National Day and Mid-Autumn"),
    ("2026-01-01", "2026-01-03", "元旦", "New Year"), ("2026-02-15", "2026-02-23", "春节", "Spring Festival"),
    ("2026-04-04", "2026-04-06", "清明节", "Qingming"), ("2026-05-01", "2026-05-05", "劳动节", "Labour Day"),
    ("2026-06-19", "2026-06-21", "端午节", "Dragon Boat Festival"),
    ("2026-09-25", "2026-09-27", "中秋节", "Mid-Autumn Festival"),
    ("2026-10-01", "2026-10-07", "国庆节", "National Day"),
)  # fmt: skip
WORKDAYS = ("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11",
            "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10")  # fmt: skip
FESTIVALS: tuple[tuple[str, str, str, str], ...] = (
    ("2025-01-20", "2025-02-12", "春节集市", "Spring Festival fairs"),
    ("2026-02-08", "2026-03-03", "春节集市", "Spring Festival fairs"),
)
MARKET_DIGITS = (3, 8)
"""A market is held on days of the month that end so: 3, 8, 13, 18, 23, 28."""
WORK = ((8 * 60 + 30, 12 * 60), (14 * 60 + 30, 18 * 60))
"""Working hours of a workday in minutes: 8:30–12:00, 14:30–18:00."""
WORK_DAY_MIN = sum(b - a for a, b in WORK)
EPOCH = date(1970, 1, 1)


def each(first: date | str, last: date | str) -> list[date]:
    """Every day from first to last, both included."""
    a, b = _day(first), _day(last)
    return [a + timedelta(days=k) for k in range((b - a).days + 1)]


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def holidays() -> dict[date, tuple[str, str]]:
    """Day → names of the public holiday."""
    return {d: (zh, en) for a, b, zh, en in HOLIDAYS for d in each(a, b)}


def is_market(day: date) -> bool:
    """Whether a market is held."""
    return day.day % 10 in MARKET_DIGITS


@dataclass(frozen=True)
class Clock:
    """Working minutes of a span of days; times are local seconds since 1970."""

    start: int
    """Local minute since 1970 of the first minute."""
    before: npt.NDArray[np.int32]
    """Working minutes before each minute."""

    def due(self, at: npt.NDArray[np.int64], work_minutes: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
        """The second at which so many working minutes have passed since ``at``."""
        k = np.clip(at // 60 - self.start, 0, len(self.before) - 1)
        goal = self.before[k] + work_minutes
        end = np.searchsorted(self.before, goal, side="left")
        return np.asarray((self.start + np.minimum(end, len(self.before) - 1)) * 60, dtype=np.int64)


def make_clock(first: date, last: date) -> Clock:
    """The clock of a span of days."""
    free, extra = holidays(), {date.fromisoformat(d) for d in WORKDAYS}
    days = each(first, last)
    open_ = np.array([(d.weekday() < 5 and d not in free) or d in extra for d in days])
    day = np.zeros(1440, bool)
    for a, b in WORK:
        day[a:b] = True
    working = (open_[:, None] & day[None, :]).ravel()
    before = np.concatenate([[0], np.cumsum(working)]).astype(np.int32)
    return Clock((first - EPOCH).days * 1440, before)
