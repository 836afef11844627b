"""Wall clock → UTC for a whole column, without a time-zone database other than Python's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]
US = 1_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST, LAST = -2_208_988_800, 7_258_118_400
"""1900 and 2200 in seconds: outside of them the nearest offset holds."""


def to_utc(local: I64, zone: ZoneInfo) -> I64:
    """Microseconds by the clock of ``zone`` → microseconds UTC.

    A time that came twice (clocks set back) is the earlier one; a time that was skipped (clocks set forward)
    is read with the offset before the change, that is: moved on by the skip. As PEP 495 does with fold = 0.
    """
    if len(local) == 0:
        return local.copy()
    low, high = int(local.min()) // US, int(local.max()) // US
    until, offsets = changes(zone, _year(low) - 1, _year(high) + 1)
    first, last = np.searchsorted(until, [low, high], "right")
    if first == last:
        return local - int(offsets[first]) * US
    return local - offsets[np.searchsorted(until, local // US, "right")] * US


@cache
def changes(zone: ZoneInfo, first_year: int, last_year: int) -> tuple[I64, I64]:
    """Local seconds at which each offset but the last ends, and the offsets (seconds east of UTC)."""
    at = _seconds(first_year)
    offsets, until = [_offset(zone, at)], []
    while at < _seconds(last_year + 1):
        following = at + 86_400
        after = _offset(zone, following)
        if after != offsets[-1]:
            change = _bisect(zone, at, following)
            until.append(change + max(offsets[-1], after))
            offsets.append(after)
        at = following
    return np.array(until, np.int64), np.array(offsets, np.int64)


def _bisect(zone: ZoneInfo, low: int, high: int) -> int:
    before = _offset(zone, low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    return high


def _offset(zone: ZoneInfo, second: int) -> int:
    shift = (EPOCH + timedelta(seconds=second)).astimezone(zone).utcoffset()
    return int(shift.total_seconds()) if shift is not None else 0


def _year(second: int) -> int:
    return (EPOCH + timedelta(seconds=min(max(second, EARLIEST), LAST))).year


def _seconds(year: int) -> int:
    return int((datetime(min(max(year, 1900), 2200), 1, 1, tzinfo=UTC) - EPOCH).total_seconds())
