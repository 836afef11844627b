"""Points → Links: which closure each case came back to, what came back after each closure, and the places.

One pass in order of time for each group (duplicates and places depend on what was found before), then the nine
cells around each case, newest closure first. Work and memory grow with the cases, not with the pairs of them.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from gis.cases.frame import U32, U64
from gis.rebounds import cells, kernels
from gis.rebounds.cells import NONE, Shelf, Spots
from gis.rebounds.links import I32, Links, Points, no_links

THREADS = 2
STRETCHES = 16
"""Pieces of the cells that the threads take one after the other."""
T = TypeVar("T", bound=np.generic)


def link(points: Points, radius_m: int) -> Links:
    """Every link and outcome of ``points`` for one radius (whole metres, 1 to 1,000,000).

    The order of rows does not matter where no two cases share a ckey. Rows that are not usable take no part. Beside
    ``points`` and the answer some 120 bytes a case are held, whatever the density.
    """
    out = no_links(len(points), radius_m)
    rows = np.flatnonzero(points.usable).astype(np.int32)
    if not len(rows):
        return out
    r2 = (1000 * radius_m) ** 2
    with ThreadPoolExecutor(THREADS) as pool:
        waiting = pool.submit(_in_time, points, rows)
        spots, cases = _by_cell(points, rows, 1000 * radius_m)
        _fill(pool, waiting.result(), spots, cases, r2, out)
        del waiting
        scene, closures = _scene(pool, cases, points, spots.ckey)
        del spots
        answer = kernels.Answer(
            out.return_row, out.return_s, out.busy, out.origin, out.gap_s, out.distance_mm
        )
        _each(pool, cases, lambda span: kernels.look_around(scene, closures, r2, span, answer))
    return out


def chains(links: Links, points: Points, window_days: int) -> I32:
    """The row of the first case of the chain of each case that has a ``rebound_of`` within the window or is one's;
    −1 for all others: int32[n].

    A case is of its ``rebound_of``'s chain when it lies within the radius of that chain's *first* case; else it
    begins a chain of its own.
    """
    chain = np.full(len(points), -1, np.int32)
    linked = np.flatnonzero(links.rebound(window_days)).astype(np.int32)
    linked = linked[np.argsort(points.found[linked])]  # an origin is found before what came back
    x, y, origin = (_fixed(a) for a in (points.x_mm, points.y_mm, links.origin))
    kernels.chain_up(_fixed(linked), origin, x, y, (1000 * links.radius_m) ** 2, chain)
    return chain


@dataclass(frozen=True, eq=False)
class _Queue:
    """Rows in order of (group, found, ckey)."""

    rows: I32
    found: U32
    edges: npt.NDArray[np.intp]
    """Where each group begins, and the end of the last."""


def _fixed(array: npt.NDArray[T]) -> npt.NDArray[T]:
    """A read-only view: mapped or not, kernels see one kind of array and are compiled once."""
    view = np.asarray(np.ascontiguousarray(array)).view()
    view.flags.writeable = False
    return view


def _packed(code: U64) -> tuple[U64, int, U64 | None]:
    """``code`` (used up) with each one's place in its lowest bits, sorted: quicker than to sort places by code.

    Returns also how many bits a place takes, and what to look the codes up in where they had to be numbered first.
    """
    room, names = len(code).bit_length(), None
    if int(code.max()).bit_length() + room > 64:
        names, places = np.unique(code, return_inverse=True)
        code = places.astype(np.uint64)
    code <<= np.uint64(room)
    code |= np.arange(len(code), dtype=np.uint64)
    code.sort()
    return code, room, names


def _in_time(points: Points, rows: I32) -> _Queue:
    """By group and time found; the bits that are left over take the head of ckey, which settles nearly all ties."""
    found, first = points.found[rows], points.found[rows].min()
    span = int(found.max() - first).bit_length()
    code = (points.group[rows].astype(np.uint64) << np.uint64(span)) | (found - first)
    spare = max(64 - len(rows).bit_length() - int(code.max()).bit_length(), 0)
    if spare:
        code = (code << np.uint64(spare)) | (points.ckey[rows] >> np.uint64(64 - spare))
    codes, room, names = _packed(code)
    order = rows[(codes & np.uint64((1 << room) - 1)).astype(np.intp)]
    codes >>= np.uint64(room)
    cells.settle_ties(order, codes, _fixed(points.found), _fixed(points.ckey))
    codes = (codes if names is None else names[codes.astype(np.intp)]) >> np.uint64(spare)
    edges = np.r_[0, np.flatnonzero(np.diff(codes >> np.uint64(span))) + 1, len(codes)]
    codes &= np.uint64((1 << span) - 1)
    return _Queue(order, codes.astype(np.uint32) + first, edges)


def _by_cell(points: Points, rows: I32, side: int) -> tuple[Spots, Shelf]:
    """Where each row lies, and an empty shelf with room for every row in its cell."""
    x, y = _fixed(points.x_mm), _fixed(points.y_mm)
    west, south = int(x[rows].min()), int(y[rows].min())
    wide = max(int(x[rows].max()) - west, int(y[rows].max()) - south) // side
    field = (wide + 3).bit_length()  # a margin of one on either side keeps neighbours in their line
    codes, room, names = _packed(
        cells.cell_codes(_fixed(rows), _fixed(points.group), x, y, (side, west, south, field))
    )
    spots = Spots(np.empty((len(points), 3), np.uint32), _fixed(points.ckey))
    held, bound = cells.number_cells(_fixed(rows), codes, room, spots.at)
    del codes
    cells.place(_fixed(rows), x, y, spots.at)
    near = cells.neighbours(held if names is None else names[held].astype(np.int64), field)
    return spots, Shelf(np.zeros((len(rows), 4), np.uint32), bound, near)


def _fill(pool: ThreadPoolExecutor, queue: _Queue, spots: Spots, cases: Shelf, r2: int, out: Links) -> None:  # fmt: skip
    """Duplicates, places, and the shelf of all other cases; group by group, the largest first."""
    sets = kernels.Sets(out.duplicate, out.place, np.full(len(queue.rows), NONE, np.uint32))
    groups = sorted(pairwise(queue.edges), key=lambda e: e[0] - e[1])

    def stand(edge: tuple[int, int]) -> None:
        a, b = edge
        kernels.stand_in_line(queue.rows[a:b], queue.found[a:b], spots, cases, sets, r2)

    list(pool.map(stand, groups))


def _scene(pool: ThreadPoolExecutor, cases: Shelf, points: Points, ckey: U64) -> tuple[kernels.Scene, Shelf]:
    """The cases with their closing times; and, where many lie, the shelf of dated closures, newest first."""
    times = kernels.closing_times(cases, _fixed(points.closed), _fixed(points.dated))
    scene = kernels.Scene(*cases, *times, ckey)
    bound = kernels.bound_closures(scene)
    closures = Shelf(np.empty((int(bound[-1, cells.END]), 4), np.uint32), bound, cases.near)
    _each(pool, cases, lambda span: kernels.shelve_closures(scene, closures, span))
    return scene, closures


def _each(pool: ThreadPoolExecutor, shelf: Shelf, work: Callable[[tuple[int, int]], Any]) -> None:
    """``work`` on stretches of cells of about as many entries each."""
    marks = np.searchsorted(
        shelf.bound[:, cells.START], np.linspace(0, len(shelf.entry), STRETCHES + 1)[1:-1]
    )
    edges = np.r_[0, marks, len(shelf.bound)]
    list(pool.map(work, [(int(a), int(b)) for a, b in pairwise(edges) if b > a]))
