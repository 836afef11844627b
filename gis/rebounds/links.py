"""What linking reads and what it gives: arrays in the order of the Frame, none of them about a window in days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gis.cases.frame import I16, NONE_S, U32, U64

Bools = npt.NDArray[np.bool_]
I32 = npt.NDArray[np.int32]
DUPLICATE_S = 3600
"""Cases of one group within the radius and this many seconds of the first of the set are one thing told twice."""
DAY_S = 86400


@dataclass(frozen=True, eq=False)
class Points:
    """One entry a case.

    ``x_mm``, ``y_mm``: easting and northing in the county's metric CRS in whole millimetres from an origin near
    the county, so that distances compare exactly; of no meaning where not ``usable``. ``found``, ``closed``:
    seconds since 1970 UTC, NONE_S for none (``closed``: still open). ``group``: index of the rebound group, −1
    none. ``usable``: counted, of a group, with a time found and a place known to the radius or better.
    ``dated``: closed at a stated time, not before it was found.
    """

    x_mm: I32
    y_mm: I32
    found: U32
    closed: U32
    group: I16
    ckey: U64
    usable: Bools
    dated: Bools

    def __len__(self) -> int:
        return len(self.found)


@dataclass(frozen=True, eq=False)
class Links:
    """The answer for one radius. A row is an index into the same order; −1 and NONE_S mean none.

    A duplicate is no closure, no return and opens no place: it stands aside in everything but ``duplicate``.
    Nothing here depends on ``as_of`` or a window: a closure that lies after ``as_of`` is simply not asked about.
    """

    radius_m: int
    duplicate: Bools
    """Usable, and within 60 minutes and the radius of an earlier first of its set (by found, then ckey)."""
    return_row: I32
    """Of a dated closure: the first usable case of its group within the radius found after it was closed
    (the nearer one, then the smaller ckey, at one instant); never itself."""
    return_s: U32
    """Seconds from the closure to that case."""
    busy: Bools
    """Of a dated closure at t: another usable case of the group within the radius had been found by t and was
    not closed at t."""
    origin: I32
    """The newest dated closure of the group within the radius strictly before the case was found, however long ago
    (the nearer one, then the smaller ckey, at one instant); never itself."""
    gap_s: U32
    """Seconds from that closure to the case."""
    distance_mm: U32
    """Metres × 1000 between the case and ``origin``, rounded down; NONE_S without one."""
    place: I32
    """Row of the first case of the place: a usable case belongs to the earliest place of its group whose first
    case lies within the radius, else it begins one. −1 where not usable or a duplicate."""

    def rebound(self, window_days: int) -> Bools:
        """Cases with a ``rebound_of`` within the window: 0 < found − closed ≤ W × 24 h."""
        linked: Bools = self.gap_s <= np.uint32(window_days * DAY_S)
        return linked


def one_point() -> Points:
    """A single closed case: enough to have everything loaded that linking needs."""
    zero = np.zeros(1, np.int32)
    time, yes = np.ones(1, np.uint32), np.ones(1, np.bool_)
    return Points(
        zero, zero, time, time + np.uint32(1), np.zeros(1, np.int16), np.ones(1, np.uint64), yes, yes
    )


FIELDS: dict[str, type[Any]] = {
    "duplicate": np.bool_, "return_row": np.int32, "return_s": np.uint32, "busy": np.bool_, "origin": np.int32,
    "gap_s": np.uint32, "distance_mm": np.uint32, "place": np.int32,
}  # fmt: skip


def no_links(n: int, radius_m: int) -> Links:
    """Links of ``n`` cases none of which came back."""
    none = {np.int32: -1, np.uint32: NONE_S, np.bool_: False}
    return Links(radius_m, **{k: np.full(n, none[kind], kind) for k, kind in FIELDS.items()})
