"""Cases by cell, the ground that linking stands on: compiled loops that number, sort and shelve.

Places are whole millimetres, so that distances compare exactly: d² ≤ R² in int64. A cell is a square of side R of
one group; whatever lies within R of a point lies in the nine cells around it. What is asked of together lies
together in memory: with ten million cases the time goes into fetching, not into counting.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

from gis.cases.frame import I16, U32, U64
from gis.rebounds.links import I32

F = TypeVar("F", bound=Callable[..., object])
I64 = npt.NDArray[np.int64]
Whole = int | np.signedinteger[Any] | np.unsignedinteger[Any]
"""A number of compiled code."""
FEW = 24
"""So many entries are sorted by insertion."""
SHIFT = 1 << 31
"""Added to a coordinate, so that it needs no sign."""
NONE = 0xFFFFFFFF
X, Y, KEY, ROW = range(4)
"""Columns of ``Shelf.entry``."""
START, END, HEAD, NEWEST = range(4)
"""Columns of ``Shelf.bound``."""


def jit(function: F) -> F:
    """Compiled at the first call, without the interpreter's lock; kept beside this file where that can be written.

    numba's own parallel loops are not used: its thread pool must not be entered by two threads of a process at once.
    """
    return _compiled(function, {})


def part(function: F) -> F:
    """The same for what only compiled loops call: it becomes a part of them, for a call counts every array it hands
    on, and two threads would fight for the counters."""
    return _compiled(function, {"forceinline": True})


def _compiled(function: F, options: dict[str, bool]) -> F:
    try:
        compiled: Any = numba.njit(cache=True, nogil=True, **options)(function)
    except RuntimeError:  # no folder for the compiled code: a program folder that cannot be written, no home
        compiled = numba.njit(nogil=True, **options)(function)
    return cast(F, compiled)


class Shelf(NamedTuple):
    """Cases by cell and, within a cell, by (key, ckey)."""

    entry: U32
    """(entries, 4): x and y in mm + SHIFT, the key, the row in Points."""
    bound: U32
    """(cells, 4): its entries are START … END − 1; the entry of its newest leader; the greatest key in it."""
    near: I32
    """(cells, 6): three stretches of cells, from and to (exclusive), that are the nine around a cell."""


class Spots(NamedTuple):
    """Where the usable cases lie, by row."""

    at: U32
    """(rows, 3): x and y as in ``Shelf.entry``, the number of the cell."""
    ckey: U64


@jit
def cell_codes(rows: I32, group: I16, x: I32, y: I32, grid: tuple[int, int, int, int]) -> U64:
    """Of each of ``rows``: group, line and column of its cell in one number, ordered in that order.

    ``grid``: side of a cell in mm, smallest x and y, bits of a line or column.
    """
    side, west, south, field = grid
    out = np.empty(len(rows), np.uint64)
    for i in range(len(rows)):
        r = rows[i]
        column, line = (np.int64(x[r]) - west) // side + 1, (np.int64(y[r]) - south) // side + 1
        out[i] = (((np.int64(group[r]) << field) | line) << field) | column
    return out


@jit
def place(rows: I32, x: I32, y: I32, at: U32) -> None:
    """Fill the coordinates of ``Spots.at``."""
    for r in rows:
        at[r, 0], at[r, 1] = np.int64(x[r]) + SHIFT, np.int64(y[r]) + SHIFT


@jit
def number_cells(rows: I32, codes: U64, room: int, at: U32) -> tuple[I64, U32]:
    """From sorted codes: the cell of each row into ``at``; the cells' own codes, ascending, and their bounds."""
    count, mask = 0, (np.uint64(1) << np.uint64(room)) - np.uint64(1)
    for i in range(len(codes)):
        count += i == 0 or codes[i] >> np.uint64(room) != codes[i - 1] >> np.uint64(room)
    cells, bound = np.empty(count, np.int64), np.full((count, 4), NONE, np.uint32)
    c = -1
    for i in range(len(codes)):
        code = np.int64(codes[i] >> np.uint64(room))
        if c < 0 or code != cells[c]:
            c += 1
            cells[c], bound[c, START], bound[c, END] = code, i, i
        at[rows[np.int64(codes[i] & mask)], 2] = c
    return cells, bound


@jit
def neighbours(cells: I64, field: int) -> I32:
    """(cells, 6): see ``Shelf.near``. The codes ascend, so three pairs of fingers move along them."""
    near = np.zeros((len(cells), 6), np.int32)
    for k in range(3):
        low, high = 0, 0
        for c in range(len(cells)):
            middle = cells[c] + ((k - 1) << field)
            while low < len(cells) and cells[low] < middle - 1:
                low += 1
            while high < len(cells) and cells[high] <= middle + 1:
                high += 1
            near[c, 2 * k], near[c, 2 * k + 1] = low, high
    return near


@part
def _less(i: Any, j: Any, first: U32, second: U64) -> bool:
    return first[i] < first[j] or (first[i] == first[j] and second[i] < second[j])


@part
def _sift(order: I32, a: Whole, top: Whole, size: Whole, first: U32, second: U64) -> None:
    held = order[a + top]
    while 2 * top + 1 < size:
        child = 2 * top + 1
        if child + 1 < size and _less(order[a + child], order[a + child + 1], first, second):
            child += 1
        if not _less(held, order[a + child], first, second):
            break
        order[a + top] = order[a + child]
        top = child
    order[a + top] = held


@jit
def sort_span(order: I32, a: Whole, b: Whole, first: U32, second: U64) -> None:
    """Sort order[a:b] by (first, second) of the rows it names: by insertion, a long one as a heap, in place."""
    if b - a > FEW:
        for top in range((b - a) // 2 - 1, -1, -1):
            _sift(order, a, top, b - a, first, second)
        for size in range(b - a - 1, 0, -1):
            order[a], order[a + size] = order[a + size], order[a]
            _sift(order, a, 0, size, first, second)
        return
    for i in range(a + 1, b):
        held, j = order[i], i
        while j > a and _less(held, order[j - 1], first, second):
            order[j] = order[j - 1]
            j -= 1
        order[j] = held


@jit
def settle_ties(order: I32, codes: U64, found: U32, ckey: U64) -> None:
    """Rows in order of ``codes`` → those of one code in order of (found, ckey)."""
    a = 0
    for b in range(1, len(order) + 1):
        if b == len(order) or codes[b] != codes[a]:
            if b - a > 1:
                sort_span(order, a, b, found, ckey)
            a = b


@part
def d2(x: Whole, y: Whole, shelf: Shelf, s: Whole) -> Whole:
    """Square of the distance from (x, y) to entry ``s``, in mm²."""
    dx, dy = np.int64(shelf.entry[s, X]) - x, np.int64(shelf.entry[s, Y]) - y
    return dx * dx + dy * dy
