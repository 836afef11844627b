"""Units and steps made by hand, for the tests of the cube."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from gis.hotspots.steps import Steps, steps_of
from gis.hotspots.units import Units

TZ = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 16, tzinfo=TZ)


def squares(wide: int, high: int, exposure: Any = 1.0) -> Units:
    """``wide`` × ``high`` cells, numbered northwards, then eastwards; each touches the eight around it."""
    east, north = (a.ravel() for a in np.meshgrid(np.arange(wide), np.arange(high), indexing="ij"))
    gap = np.maximum(abs(east[:, None] - east), abs(north[:, None] - north))
    return _units(east * 100.0 + 50, north * 100.0 + 50, exposure, np.argwhere(gap == 1))


def line(n: int) -> Units:
    """``n`` units none of which touches another."""
    return _units(np.arange(n) * 1000.0 + 50, np.full(n, 50.0), 1.0, np.zeros((0, 2), np.int64))


def _units(x: Any, y: Any, exposure: Any, pairs: Any) -> Units:
    start = np.r_[0, np.cumsum(np.bincount(pairs[:, 0], minlength=len(x)))].astype(np.int64)
    amount = np.broadcast_to(np.asarray(exposure, np.float64), x.shape)
    ids = tuple(f"E{int(a // 100)}N{int(b // 100)}" for a, b in zip(x, y))
    return Units(
        "cell", ids, x, y, amount, "road_km", start, pairs[:, 1].astype(np.int32), np.zeros(0, np.int32)
    )


def weeks(n: int) -> Steps:
    """The ``n`` weeks up to Sunday 15 November 2026."""
    return steps_of("week", MONDAY.date() - timedelta(weeks=n), as_of=MONDAY, tz=TZ)


def instant(day: date, hour: int = 0) -> datetime:
    """An hour of the county's clock, UTC."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=TZ).astimezone(UTC)
