"""Counts of a selection by a column, and of the new cases by local day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from gis.cases.frame import NONE_S, Frame
from gis.filters import Filters
from gis.select.dimensions import all_of, asked, chunks, counted
from gis.select.period import midnight, period
from gis.select.selection import Selection, in_set

I64 = npt.NDArray[np.int64]
SLOT_S = 900
"""Every zone's midnight since 1973 lies on a quarter of an hour of UTC."""

COLUMNS = {
    "type": ("type_", "types"),
    "state": ("state", "states"),
    "source": ("source", "sources"),
    "unit": ("unit", "units"),
    "grid": ("grid", "grids"),
    "grid_now": ("grid_now", "grids"),
    "lead": ("lead", "units"),
    "lead_now": ("lead_now", "units"),
}


FLOWS = {"found": ("new", "found"), "closed": ("closed", "closed"), "rebound": ("rebound", "found")}
"""What ``daily`` counts: the cases of which set, by which time."""


def by(selection: Selection, column: str) -> I64:
    """Cases by code of ``column`` (a key of COLUMNS): int64[len(names) + 1], the last for those with none.

    The entries add up to ``selection.count``.
    """
    field, names = COLUMNS[column]
    values: npt.NDArray[Any] = np.asarray(getattr(selection.frame, field))
    size = len(getattr(selection.frame, names))
    return selection.memo.get(("by", column), lambda: _count(values, selection.mask, size))


def by_grid(selection: Selection) -> I64:
    """Cases a grid of the day found: int64[len(grids) + 1], the last entry for those outside all grids."""
    return by(selection, "grid")


@dataclass(frozen=True, eq=False)
class Daily:
    """Cases by local day and group."""

    days: tuple[date, ...]
    groups: tuple[str, ...]
    """The last is "": types without a group, and cases without a type."""
    counts: I64
    """int64[days, groups]; they add up to the KPI ``new`` (``closed``, ``rebound``) of the period."""


def daily(
    frame: Frame,
    filters: Filters,
    *,
    as_of: datetime,
    tz: ZoneInfo,
    group_of: Mapping[str, str] | None = None,
    column: str = "found",
) -> Daily:
    """Cases found (``closed``: closed, ``rebound``: found and come back) on each local day of the period, by
    ``group_of`` (type → family).

    Set and states do not matter. Without a first day it begins with the day of the first case of the
    question. The last day may be unfinished. Void, duplicate and undated cases are left out. Errors: bad-time.
    """
    span = period(filters, as_of, tz)
    flow, by_time = FLOWS[column]
    times = np.asarray(getattr(frame, by_time))
    tests = [counted(frame), in_set(frame, filters, span, flow), *asked(frame, filters, states=False)]
    groups, group_at = _groups(frame.types, group_of or {})
    first = span.first_day if span.first_day is not None else _first_day(times, tests, tz)
    if first is None or first > span.last_day:
        return Daily((), groups, np.zeros((0, len(groups)), np.int64))
    first = max(first, date(1970, 1, 1))
    days = tuple(first + timedelta(days=i) for i in range((span.last_day - first).days + 1))
    day_at = _Days(days, tz)
    total = np.zeros(len(days) * len(groups), np.int64)
    for rows in chunks(len(frame)):
        at = np.flatnonzero(all_of(tests, rows))
        if len(at):
            cell = day_at(times[rows][at]) * len(groups)
            cell += np.take(group_at, frame.type_[rows][at], mode="wrap")
            total += np.bincount(cell, minlength=len(total))
    return Daily(days, groups, total.reshape(len(days), len(groups)))


class _Days:
    """Seconds → index of their local day, right across a change of the clock."""

    def __init__(self, days: Sequence[date], tz: ZoneInfo) -> None:
        ends = [midnight(day, tz) for day in (*days, days[-1] + timedelta(days=1))]
        self.edges = np.array(ends, np.int64)
        self.even = not (self.edges % SLOT_S).any()
        self.table = np.repeat(np.arange(len(days)), np.diff(self.edges) // SLOT_S) if self.even else None

    def __call__(self, seconds: npt.NDArray[np.uint32]) -> I64:
        if self.table is not None:
            slot = (seconds - np.uint32(self.edges[0])) // np.uint32(SLOT_S)
            return np.asarray(self.table[slot], np.int64)
        return np.asarray(np.searchsorted(self.edges, seconds, side="right") - 1, np.int64)


def _count(values: npt.NDArray[Any], mask: npt.NDArray[np.bool_], size: int) -> I64:
    total = np.zeros(size + 1, np.int64)
    for rows in chunks(len(values)):
        kept = values[rows][mask[rows]].astype(np.int64)
        kept[(kept < 0) | (kept > size)] = size  # −1, or 255 in a column without a sign
        total += np.bincount(kept, minlength=size + 1)
    return total


def _groups(types: Sequence[str], group_of: Mapping[str, str]) -> tuple[tuple[str, ...], I64]:
    """The groups in order of their names, "" last, and the group of each type code (the last for −1)."""
    names = (*sorted({group_of.get(t, "") for t in types} - {""}), "")
    return names, np.array([names.index(group_of.get(t, "")) for t in (*types, "")], np.int64)


def _first_day(times: npt.NDArray[np.uint32], tests: Sequence[Any], tz: ZoneInfo) -> date | None:
    first = int(NONE_S)
    for rows in chunks(len(times)):
        kept = times[rows][all_of(tests, rows)]
        first = min(first, int(kept.min())) if len(kept) else first
    return None if first == int(NONE_S) else datetime.fromtimestamp(first, tz).date()
