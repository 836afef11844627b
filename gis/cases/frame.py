"""The cases in memory: a few bytes each, sorted along a Z-order curve, shared read-only by every page and route.

Everything a map or a KPI asks is a small lookup table over these columns. Texts stay in the Parquet files.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

NONE_S = np.uint32(0xFFFFFFFF)
"""No time, in a column of seconds."""

U32 = npt.NDArray[np.uint32]
U64 = npt.NDArray[np.uint64]
I32 = npt.NDArray[np.int32]
I16 = npt.NDArray[np.int16]
U8 = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Frame:
    """One row a case; rows [0, located) have coordinates and are in Z-order of (mx, my), the rest have none.

    Codes index the tuples of the same name; −1 (or the last entry "") means none.
    """

    version: str
    """Data version: changes when and only when an answer may change."""
    located: int
    mx: U32
    """Web-Mercator x as a fraction of the world × 2³² (tile x at zoom z is mx >> (32 − z)), west → east."""
    my: U32
    """Web-Mercator y likewise, north → south."""
    ckey: U64
    """md5_number_lower(case_id): how a mark names its case."""
    found: U32
    """Seconds since 1970 UTC."""
    closed: U32
    """Seconds since 1970 UTC, NONE_S while open. A closed case without a date has its last statement's time."""
    deadline: U32
    type_: I16
    state: U8
    source: U8
    unit: I16
    grid: I16
    """Grid of the day found; −1 outside all."""
    grid_now: I16
    lead: I16
    lead_now: I16
    zset: I16
    """Index into ``zone_sets``."""
    flags: U8
    """bit 0: not counted (void or duplicate_of), bit 1: missing from a later full export, bit 2: closed without a date"""
    types: tuple[str, ...]
    states: tuple[str, ...]
    sources: tuple[str, ...]
    units: tuple[str, ...]
    grids: tuple[str, ...]
    zone_sets: tuple[tuple[str, ...], ...]
    zones: dict[str, str]
    """zone id → kind"""
    open_states: tuple[str, ...]
    suspended_states: tuple[str, ...]
    facts: dict[str, Any]
    """Small facts of the store: batches, unlocated by reason, coverage, newest statement."""
    rows: U32 | None = None
    """Row of each case in the case files, counted through their parts; None in a frame made by hand."""
    gaps: Callable[[int], U32] | None = field(default=None, compare=False, repr=False)
    """Radius in metres → ``Links.gap_s`` of it; None in a frame without links, where nothing came back."""

    def gap_s(self, radius_m: int) -> U32:
        """Seconds from the newest closure of a case's group within the radius to the case; NONE_S for none."""
        return np.full(len(self), NONE_S, np.uint32) if self.gaps is None else self.gaps(radius_m)

    def __len__(self) -> int:
        return len(self.found)


NOT_COUNTED, MISSING, UNDATED_CLOSURE = 1, 2, 4
