"""Repeat places: where the same thing is found again and again, whatever became of it in between.

A source that never states when a case was closed cannot show a rebound. For it this is the lesser thing that can
be said, *recurrence* at a place; ``has_closures`` tells which sources those are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gis.cases import rows as case_rows
from gis.cases.frame import NONE_S, NOT_COUNTED, UNDATED_CLOSURE, Frame
from gis.cases.parts import Parts
from gis.rebounds.links import Bools, Links

LEAST, TOP = 5, 50


@dataclass(frozen=True)
class RepeatPlace:
    """A place where at least ``least`` cases of one rebound group were found."""

    row: int
    """Row of the place's first case, whenever that was found; its grid and type are the place's."""
    cases: int
    rebounds: int
    """Cases among them with a ``rebound_of`` within the window."""
    first_s: int
    """When the first and the last of them were found, seconds since 1970 UTC."""
    last_s: int
    grid: int
    """Code of the grid of the day found in ``Frame.grids``; −1 outside all."""
    type_: int
    """Code of the first case's problem type in ``Frame.types``: its rebound group is the place's."""
    members: tuple[int, ...]
    """Rows of the cases, first found first."""


@dataclass(frozen=True)
class Repeats:
    """The places with most cases, and how many places there are."""

    least: int
    count: int
    """Places with at least ``least`` cases, shown or not."""
    places: tuple[RepeatPlace, ...]


def repeats(
    frame: Frame, links: Links, *, chosen: Bools, window_days: int, least: int = LEAST, top: int = TOP
) -> Repeats:
    """The ``top`` places by number of ``chosen`` cases (bool[n]: the filters and the period of finding).

    A place is ``Links.place``: cases of one rebound group within the radius of its first case. Duplicates and cases
    that are not usable (void, undated, inexact, without a type) have none and are left out. Among equal numbers
    more rebounds go first, then the one seen last.
    """
    found, place = np.asarray(frame.found), np.asarray(links.place)
    rows = np.flatnonzero(chosen & (place >= 0))
    rows = rows[np.lexsort((rows, found[rows], place[rows]))]
    leaders, start, count = np.unique(place[rows], return_index=True, return_counts=True)
    many = count >= least
    leaders, start, count = leaders[many], start[many], count[many]
    back = np.r_[0, np.cumsum(links.rebound(window_days)[rows])]
    rebounds = back[start + count] - back[start]
    last = found[rows[start + count - 1]].astype(np.int64) if len(start) else np.zeros(0, np.int64)
    order = np.lexsort((leaders, -last, -rebounds, -count))[:top]
    places = []
    for k in order.tolist():
        members = rows[start[k] : start[k] + count[k]]
        leader = int(leaders[k])
        places.append(
            RepeatPlace(
                row=leader, cases=int(count[k]), rebounds=int(rebounds[k]), first_s=int(found[members[0]]),
                last_s=int(last[k]), grid=int(frame.grid[leader]), type_=int(frame.type_[leader]),
                members=tuple(members.tolist()),
            )
        )  # fmt: skip
    return Repeats(least, len(leaders), tuple(places))


@dataclass(frozen=True)
class Whereabouts:
    """How people call a place; "" where no case says."""

    address: str
    """The address most of its cases give, the earliest among equals."""
    segment_id: str
    """The road segment most of its cases lie on; its street is in the register of segments."""


def whereabouts(parts: Parts, frame: Frame, places: tuple[RepeatPlace, ...]) -> tuple[Whereabouts, ...]:
    """Address and segment of each place, read from the case files; all "" for a frame made by hand.
    Errors: damaged-file."""
    if frame.rows is None or not places:
        return (Whereabouts("", ""),) * len(places)
    wanted = np.concatenate([np.asarray(frame.rows)[list(p.members)] for p in places])
    texts = case_rows.take(parts, wanted, ["address", "segment_id"]).to_pylist()
    out, at = [], 0
    for place in places:
        mine, at = texts[at : at + place.cases], at + place.cases
        out.append(Whereabouts(*(_most(t[name] for t in mine) for name in ("address", "segment_id"))))
    return tuple(out)


def _most(words: Iterable[str | None]) -> str:
    return next((w for w, _ in Counter(w for w in words if w).most_common(1)), "")


def has_closures(frame: Frame, source: str) -> bool:
    """Whether any counted case of ``source`` was closed at a stated time; where none was there is recurrence only."""
    if source not in frame.sources:
        return False
    flags = np.asarray(frame.flags)
    dated = (np.asarray(frame.closed) != NONE_S) & ((flags & (UNDATED_CLOSURE | NOT_COUNTED)) == 0)
    return bool((dated & (np.asarray(frame.source) == frame.sources.index(source))).any())


def by_coordinate(lon: npt.ArrayLike, lat: npt.ArrayLike, decimals: int = 5) -> npt.NDArray[np.int64]:
    """Number of the place of each pair of WGS 84 degrees, rounded to ``decimals`` (5: about a metre); −1 for none.

    Places by coordinate alone, as published lists count them, without radius or group; numbered in order of
    (lon, lat).
    """
    both = np.stack([np.asarray(lon, np.float64), np.asarray(lat, np.float64)], axis=1)
    has = np.isfinite(both).all(axis=1)
    out = np.full(len(both), -1, np.int64)
    rounded = np.rint(both[has] * 10**decimals).astype(np.int64)
    out[has] = np.unique(rounded, axis=0, return_inverse=True)[1].reshape(-1)
    return out
