"""Which area holds a point: one area by a stated tie-break, or the set of all that hold it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

from gis.locate.cells import F64, I32, Bool, by_cells

Shapes = npt.NDArray[np.object_]
Places = npt.NDArray[np.int64]


def assign_areas(lon: F64, lat: F64, polygons: Shapes, codes: Sequence[str]) -> I32:
    """Position in ``polygons`` of the area of each point, −1 for none.

    Closed polygons: a point on a border belongs to it. Where several hold a point, the smallest of ``codes``
    in text order wins; among equal codes any may be named. Points and polygons are in one CRS. Points that
    are not a number, and what in ``polygons`` is missing, empty or without area, are left out. Invalid
    polygons count by the even-odd rule.
    """
    shapes, place = _in_text_order(polygons, codes)
    bounds = shapely.bounds(shapes)
    found = by_cells(lon, lat, shapes, lambda x, y: _first_hit(x, y, shapes, bounds))
    return np.append(place, np.int32(-1))[found]


def assign_many(
    lon: F64, lat: F64, polygons: Shapes, codes: Sequence[str]
) -> tuple[I32, tuple[tuple[str, ...], ...]]:
    """The set of areas of each point: an index into the distinct sets, and the sets.

    Sets are tuples of ``codes`` in text order without repeats, in the order of tuples, so ``sets[0]`` is
    always ``()``. Closed polygons, borders and what is left out as for ``assign_areas``.
    """
    shapes, place = _in_text_order(polygons, codes)
    bounds = shapely.bounds(shapes)
    grown = _Sets([str(codes[i]) for i in place])
    found = by_cells(lon, lat, shapes, lambda x, y: _all_hits(x, y, shapes, bounds, grown)) + 1
    used = np.flatnonzero(np.bincount(found, minlength=1))
    sets = sorted({(), *(grown.sets[i] for i in used)})
    rank = {s: i for i, s in enumerate(sets)}
    final = np.zeros(len(grown.sets), np.int32)
    for i in used:
        final[i] = rank[grown.sets[i]]
    return final[found], tuple(sets)


class _Sets:
    """Numbers for sets of areas, made as they are met; 0 is the empty set."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.sets: list[tuple[str, ...]] = [()]
        self._number: dict[tuple[str, ...], int] = {(): 0}

    def with_area(self, state: I32, area: int) -> I32:
        """The number of each of these sets with ``area`` added (areas come in text order)."""
        step = np.zeros(len(self.sets), np.int32)
        for old in np.flatnonzero(np.bincount(state, minlength=1)):
            before = self.sets[old]
            after = before if before[-1:] == (self.names[area],) else (*before, self.names[area])
            if after not in self._number:
                self._number[after] = len(self.sets)
                self.sets.append(after)
            step[old] = self._number[after]
        return step[state]


def _in_text_order(polygons: Shapes, codes: Sequence[str]) -> tuple[Shapes, I32]:
    """Own copies of the areas with an inside, in text order of their codes, prepared; and where each came
    from."""
    shapes = np.asarray(polygons, dtype=object)
    usable = np.isin(shapely.get_type_id(shapes), (3, 6)) & ~shapely.is_empty(shapes)
    place = np.array(sorted(np.flatnonzero(usable), key=lambda i: str(codes[int(i)])), dtype=np.int32)
    # copies: preparing changes an object, and the register's own are shared between threads
    mine = shapely.force_2d(shapes[place])
    shapely.prepare(mine)
    return mine, place


class _Sweep:
    """Points sorted by x, so that the bounds of an area cut out one slice of them."""

    def __init__(self, x: F64, y: F64, bounds: F64) -> None:
        self.order = np.argsort(x)
        self.x, self.y, self.bounds = x[self.order], y[self.order], bounds
        self.first = np.searchsorted(self.x, bounds[:, 0], "left")
        self.last = np.searchsorted(self.x, bounds[:, 2], "right")

    def hits(self, shape: object, k: int, free: Bool | None = None) -> Places:
        """Places in the sorted order of the points that area ``k`` holds, of those still ``free``."""
        cut = slice(self.first[k], self.last[k])
        y = self.y[cut]
        near = (y >= self.bounds[k, 1]) & (y <= self.bounds[k, 3])
        if free is not None:
            near &= free[cut]
        at = np.flatnonzero(near) + self.first[k]
        held = shapely.intersects_xy(shape, self.x[at], self.y[at])
        return np.asarray(at[held])


def _first_hit(x: F64, y: F64, shapes: Shapes, bounds: F64) -> I32:
    """The first of ``shapes`` that holds each point, −1 for none."""
    sweep = _Sweep(x, y, bounds)
    free = np.ones(len(x), np.bool_)
    sorted_codes = np.full(len(x), -1, np.int32)
    for k, shape in enumerate(shapes):
        at = sweep.hits(shape, k, free)
        sorted_codes[at] = k
        free[at] = False
    codes = np.empty_like(sorted_codes)
    codes[sweep.order] = sorted_codes
    return codes


def _all_hits(x: F64, y: F64, shapes: Shapes, bounds: F64, sets: _Sets) -> I32:
    """The number in ``sets`` of the set of ``shapes`` that hold each point, −1 for the empty one."""
    sweep = _Sweep(x, y, bounds)
    sorted_states = np.zeros(len(x), np.int32)
    for k, shape in enumerate(shapes):
        at = sweep.hits(shape, k)
        sorted_states[at] = sets.with_area(sorted_states[at], k)
    states = np.empty_like(sorted_states)
    states[sweep.order] = sorted_states - 1
    return states
