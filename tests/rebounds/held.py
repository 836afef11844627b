"""Closures made by hand, in days, for the tests of how long closures hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gis.cases.frame import NONE_S, Frame
from gis.rebounds.closures import REASONS, Closures
from gis.rebounds.links import DAY_S


def watched(
    follow: Sequence[float], back: Sequence[float | None], place: Sequence[int] | None = None
) -> Closures:
    """``follow`` days of observation, days to the return (None: none came), place (default: each its own)."""
    days = np.array([np.nan if b is None else b for b in back], np.float64)
    return of_arrays(
        np.round(np.array(follow, np.float64) * DAY_S),
        np.where(np.isnan(days), int(NONE_S), np.round(days * DAY_S)),
        np.arange(len(follow)) if place is None else place,
    )


def of_arrays(follow_s: Any, return_s: Any, place: Any) -> Closures:
    """The same from seconds; a return after the end of the observation is none."""
    follow, back = np.asarray(follow_s).astype(np.uint32), np.asarray(return_s).astype(np.uint32)
    return Closures(
        rows=np.arange(len(follow)), follow_s=follow, return_s=np.where(back <= follow, back, NONE_S),
        place=np.asarray(place).astype(np.uint64), left_out=dict.fromkeys(REASONS, 0),
    )  # fmt: skip


def frame_of(found: Sequence[int], closed: Sequence[int], **columns: Sequence[int]) -> Frame:
    """A frame of cases by their seconds; codes are 0 unless given, of two types, sources, units and grids."""
    n = len(found)
    kinds = {
        "type_": np.int16, "state": np.uint8, "source": np.uint8, "unit": np.int16, "grid": np.int16,
        "grid_now": np.int16, "lead": np.int16, "lead_now": np.int16, "zset": np.int16, "flags": np.uint8,
        "mx": np.uint32, "my": np.uint32, "deadline": np.uint32,
    }  # fmt: skip
    arrays: dict[str, Any] = {
        name: np.array(columns.get(name, [0] * n), kind) for name, kind in kinds.items()
    }
    return Frame(
        version="hand", located=n, ckey=np.arange(100, 100 + n, dtype=np.uint64),
        found=np.array(found, np.uint32), closed=np.array(closed, np.uint32), **arrays,
        types=("dust", "waste"), states=("closed",), sources=("hotline", "patrol"), units=("u_1", "u_2"),
        grids=("g_1", "g_2"), zone_sets=((), ("uv_1",)), zones={"uv_1": "urban_village"}, open_states=(),
        suspended_states=(), facts={},
    )  # fmt: skip
