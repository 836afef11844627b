"""平时不用管、临时搞突击: how much of a period's closing was done in the last days before an inspection (M086)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from gis.cases.frame import I16, NONE_S, NOT_COUNTED, U32, UNDATED_CLOSURE, Frame
from gis.rebounds.links import Bools
from gis.select.period import Period, midnight

BURST_DAYS = 14
LEAST = 20
"""A unit with fewer closures in the period is shown, and not ranked."""


@dataclass(frozen=True)
class BurstShare:
    """Closures of one unit, or of all."""

    unit: int | None
    """Code in the column asked for; −1: without a unit; None: all closures."""
    burst: int
    """Closures in the days before the inspection."""
    closures: int
    """Closures in the period."""
    share: float | None
    """burst ÷ closures; None without closures, or where no day before the inspection lies in the period."""
    ranked: bool
    """At least ``LEAST`` closures, and a unit."""


@dataclass(frozen=True)
class Burst:
    """What was closed in the days before an inspection, held against the period they lie in."""

    burst_days: tuple[date, date] | None
    """First and last local day before the inspection that lies in the period; None: no day does."""
    period_days: tuple[date, date] | None
    """First and last local day of the period; None: nothing was ever closed."""
    even: float | None
    """Days before the inspection ÷ days of the period: the share if closing were even over it."""
    all: BurstShare
    units: tuple[BurstShare, ...]
    """Every unit with closures in the period: ranked ones by share, the greatest first, then the others by number."""
    undated: int
    """Closed cases without a stated time of closing, of whatever day: in none of the numbers."""


def burst(
    frame: Frame, by: I16, *, inspection: date, span: Period, tz: ZoneInfo, days: int = BURST_DAYS,
    chosen: Bools | None = None,
) -> Burst:  # fmt: skip
    """The burst share of one inspection, overall and by the code in ``by`` (int16[n]: ``frame.unit``, ``frame.lead``).

    Numerator: closures on the local days start − ``days`` … start − 1, both whole; the day ``inspection`` begins
    is none of them, for what is closed that day may be the inspection's own work. Of these only days within the
    period count, so that the share never passes one. Denominator: closures of the period ``span``; without a
    first day it begins on the day of the first closure, and a last day only begun counts as a day. Counted are all
    cases but void and duplicate_of ones, with coordinates or without; duplicates told apart for rebounds count
    here. Times are the stated times of closing. ``chosen`` (bool[n]): of these cases alone.
    """
    flags, closed = np.asarray(frame.flags), np.asarray(frame.closed)
    shut = ((flags & NOT_COUNTED) == 0) & (closed != NONE_S)
    dated = shut & ((flags & UNDATED_CLOSURE) == 0)
    if chosen is not None:
        shut, dated = shut & chosen, dated & chosen
    rows = np.flatnonzero(dated & (closed >= span.start) & (closed < span.until))
    undated = int(np.count_nonzero(shut & ~dated))
    first = span.first_day or _first_day(closed[rows], tz)
    if first is None or first > span.last_day:
        return Burst(None, None, None, _share(None, 0, 0, within=False), (), undated)
    a, b = max(inspection - timedelta(days=days), first), min(inspection - timedelta(days=1), span.last_day)
    within = a <= b
    late = np.zeros(len(rows), np.bool_)
    if within:
        late = (closed[rows] >= midnight(a, tz)) & (closed[rows] < midnight(b + timedelta(days=1), tz))
    codes, at = np.unique(np.asarray(by)[rows], return_inverse=True)
    counts = zip(codes.tolist(), np.bincount(at, late).astype(int).tolist(), np.bincount(at).tolist())
    units = [_share(code, n, of, within=within) for code, n, of in counts]
    return Burst(
        burst_days=(a, b) if within else None, period_days=(first, span.last_day),
        even=_days(a, b) / _days(first, span.last_day) if within else None,
        all=_share(None, int(late.sum()), len(rows), within=within), units=tuple(sorted(units, key=_order)),
        undated=undated,
    )  # fmt: skip


def _share(unit: int | None, n: int, of: int, *, within: bool) -> BurstShare:
    ranked = unit is not None and unit >= 0 and of >= LEAST and within
    return BurstShare(unit, n, of, n / of if of and within else None, ranked)


def _order(row: BurstShare) -> tuple[bool, float, int, int]:
    return not row.ranked, -(row.share or 0.0) if row.ranked else 0.0, -row.closures, row.unit or 0


def _days(a: date, b: date) -> int:
    return (b - a).days + 1


def _first_day(closed: U32, tz: ZoneInfo) -> date | None:
    return datetime.fromtimestamp(int(closed.min()), tz).date() if len(closed) else None
