"""Points → Links: which closure each case came back to, what came back after each closure, and the places.

The cases are laid out by group and cell, so that all that is asked about one lies near by, in memory too; nothing is
in order of time but the few cases of a cell. Work and memory grow with the cases, not with the pairs of them.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from gis.cases.frame import U64
from gis.rebounds import cells, kernels, sets
from gis.rebounds.cells import Shelf
from gis.rebounds.links import I32, Links, Points, no_links

THREADS = 2
STRETCHES = 8
"""Pieces of the cells that the threads take one after the other."""
Span = tuple[int, int]
T = TypeVar("T", bound=np.generic)


def link(points: Points, radius_m: int) -> Links:
    """Every link and outcome of ``points`` for one radius (whole metres, 1 to 1,000,000).

    The order of rows does not matter where no two cases share a ckey. Rows that are not usable take no part. Beside
    ``points`` and the answer some 80 bytes a case are held, whatever the density.
    """
    out = no_links(len(points), radius_m)
    rows = np.flatnonzero(points.usable).astype(np.int32)
    if not len(rows):
        return out
    columns = cells.Columns(
        x=_fixed(points.x_mm), y=_fixed(points.y_mm), found=_fixed(points.found), closed=_fixed(points.closed),
        group=_fixed(points.group), ckey=_fixed(points.ckey), dated=_fixed(points.dated),
    )  # fmt: skip
    r2 = (1000 * radius_m) ** 2
    with ThreadPoolExecutor(THREADS) as pool:
        shelf, groups = _shelf(pool, rows, columns, 1000 * radius_m)
        _settle(pool, shelf, groups, columns, r2, out)
        shut, late = (np.zeros(len(rows), np.uint32) for _ in range(2))
        _each(pool, shelf, lambda span: kernels.closing_times(shelf, columns, shut, late, span))
        scene = kernels.Scene(shelf, shut, late, kernels.peaks(shut), columns.ckey)
        bound = kernels.bound_closures(scene)
        closures = Shelf(np.empty((int(bound[-1, cells.END]), 4), np.uint32), bound, shelf.near, shelf.thick)
        _each(pool, shelf, lambda span: kernels.shelve_closures(scene, closures, span))
        answer = kernels.Answer(
            out.return_row, out.return_s, out.busy, out.origin, out.gap_s, out.distance_mm
        )
        _each(pool, shelf, lambda span: kernels.look_around(scene, closures, r2, span, answer))
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


def _shelf(
    pool: ThreadPoolExecutor, rows: I32, columns: cells.Columns, side: int
) -> tuple[Shelf, list[Span]]:
    """Every row in its cell, by (found, ckey); and the cells of each group, the largest first."""
    west, south, wide = cells.extent(rows, columns.x, columns.y)
    field = (wide // side + 3).bit_length()  # a margin of one on either side keeps neighbours in their line
    codes, room, names = _packed(cells.cell_codes(rows, columns, (side, west, south, field)))
    held, bound = cells.number_cells(codes, room)
    held = held if names is None else names[held].astype(np.int64)
    codes &= np.uint64((1 << room) - 1)
    near = np.empty((len(held), 6), np.int32)
    list(pool.map(lambda line: cells.neighbours(held, field, line, near), range(3)))
    shelf = Shelf(np.empty((len(rows), 4), np.uint32), bound, near, cells.thick_cells(bound, near))
    _each(pool, shelf, lambda span: cells.put_on_shelf(rows, codes, columns, shelf, span))
    edges = np.r_[0, np.flatnonzero(np.diff(held >> (2 * field))) + 1, len(held)].tolist()
    return shelf, sorted(pairwise(edges), key=lambda edge: edge[0] - edge[1])


def _settle(
    pool: ThreadPoolExecutor, shelf: Shelf, groups: list[Span], columns: cells.Columns, r2: int, out: Links
) -> None:
    """Duplicates and places, group by group; then the duplicates are taken off the shelf."""
    known = sets.Sets(
        np.zeros(len(shelf.entry), np.uint8), np.empty(len(shelf.entry), np.int32), columns.ckey
    )
    list(pool.map(lambda span: sets.settle(shelf, known, r2, span), groups))
    _each(pool, shelf, lambda span: sets.write_sets(shelf, known, out.duplicate, out.place, span))
    _each(pool, shelf, lambda span: sets.take_down(shelf, known, span))


def _each(pool: ThreadPoolExecutor, shelf: Shelf, work: Callable[[Span], Any]) -> None:
    """``work`` on stretches of cells of about as many entries each."""
    marks = np.searchsorted(
        shelf.bound[:, cells.START], np.linspace(0, len(shelf.entry), STRETCHES + 1)[1:-1]
    )
    edges = np.r_[0, marks, len(shelf.bound)]
    list(pool.map(work, [(int(a), int(b)) for a, b in pairwise(edges) if b > a]))
