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
from gis.rebounds.links import I32, Bools

F = TypeVar("F", bound=Callable[..., object])
I64 = npt.NDArray[np.int64]
Whole = int | np.signedinteger[Any] | np.unsignedinteger[Any]
"""A number of compiled code."""
FEW = 24
"""So many entries are sorted by insertion."""
LONG = 64
"""So many entries of a line of three cells are looked at one by one; where one is longer, one searches by time."""
SHIFT = 1 << 31
"""Added to a coordinate, so that it needs no sign."""
NONE = 0xFFFFFFFF
X, Y, KEY, ROW = range(4)
"""Columns of ``Shelf.entry``."""
START, END = range(2)
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
    """Cases by cell and, within a cell, by (key, ckey). Behind the entries of a cell may lie empty ones: 0 throughout."""

    entry: U32
    """(entries, 4): x and y in mm + SHIFT, the key, the row in Points."""
    bound: U32
    """(cells, 2): its entries are START … END − 1."""
    near: I32
    """(cells, 6): three stretches of cells, from and to (exclusive), that are the nine around a cell."""
    thick: Bools
    """By cell: whether one of these three lines was long when the shelf was filled."""


class Columns(NamedTuple):
    """Of Points, by row."""

    x: I32
    y: I32
    found: U32
    closed: U32
    group: I16
    ckey: U64
    dated: Bools


@jit
def cell_codes(rows: I32, columns: Columns, grid: tuple[int, int, int, int]) -> U64:
    """Of each of ``rows``: group, line and column of its cell in one number, ordered in that order.

    ``grid``: side of a cell in mm, smallest x and y, bits of a line or column.
    """
    side, west, south, field = grid
    out = np.empty(len(rows), np.uint64)
    for i in range(len(rows)):
        r = rows[i]
        column, line = (
            (np.int64(columns.x[r]) - west) // side + 1,
            (np.int64(columns.y[r]) - south) // side + 1,
        )
        out[i] = (((np.int64(columns.group[r]) << field) | line) << field) | column
    return out


@jit
def number_cells(codes: U64, room: int) -> tuple[I64, U32]:
    """From sorted codes, each with ``room`` bits of something else at its end: those of the cells, and their bounds."""
    count, shift = 0, np.uint64(room)
    for i in range(len(codes)):
        count += i == 0 or codes[i] >> shift != codes[i - 1] >> shift
    cells, bound = np.empty(count, np.int64), np.empty((count, 2), np.uint32)
    c = -1
    for i in range(len(codes)):
        code = np.int64(codes[i] >> shift)
        if c < 0 or code != cells[c]:
            c += 1
            cells[c], bound[c, START] = code, i
        bound[c, END] = i + 1
    return cells, bound


@jit
def put_on_shelf(rows: I32, codes: U64, columns: Columns, shelf: Shelf, span: tuple[int, int]) -> None:
    """Fill the shelf for cells [a, b), its key the time found. ``codes`` hold places in ``rows``."""
    held = shelf.entry[:, ROW]
    for c in range(span[0], span[1]):
        a, b = np.int64(shelf.bound[c, START]), np.int64(shelf.bound[c, END])
        for s in range(a, b):
            held[s] = rows[np.int64(codes[s])]
        sort_span(held, a, b, columns.found, columns.ckey)
        for s in range(a, b):
            r = held[s]
            shelf.entry[s, X], shelf.entry[s, Y] = (
                np.int64(columns.x[r]) + SHIFT,
                np.int64(columns.y[r]) + SHIFT,
            )
            shelf.entry[s, KEY] = columns.found[r]


@jit
def neighbours(cells: I64, field: int, line: int, near: I32) -> None:
    """Fill two columns of ``Shelf.near``: the cells one line below (0), of the own line (1), one above (2).

    The codes ascend, so two fingers move along them.
    """
    low, high = 0, 0
    for c in range(len(cells)):
        middle = cells[c] + ((line - 1) << field)
        while low < len(cells) and cells[low] < middle - 1:
            low += 1
        high = max(low, high)
        while high < len(cells) and cells[high] <= middle + 1:
            high += 1
        near[c, 2 * line], near[c, 2 * line + 1] = low, high


@jit
def extent(rows: I32, x: I32, y: I32) -> tuple[int, int, int]:
    """The smallest x and y of ``rows``, and how much larger the largest is, one way or the other."""
    west, south, east, north = x[rows[0]], y[rows[0]], x[rows[0]], y[rows[0]]
    for r in rows:
        west, east, south, north = min(west, x[r]), max(east, x[r]), min(south, y[r]), max(north, y[r])
    return west, south, max(np.int64(east) - west, np.int64(north) - south)


@part
def _less(i: Any, j: Any, first: U32, second: U64) -> bool:
    return first[i] < first[j] or (first[i] == first[j] and second[i] < second[j])


@part
def _sift(order: npt.NDArray[Any], a: Whole, top: Whole, size: Whole, first: U32, second: U64) -> None:
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
def _heap(order: npt.NDArray[Any], a: Whole, b: Whole, first: U32, second: U64) -> None:
    for top in range((b - a) // 2 - 1, -1, -1):
        _sift(order, a, top, b - a, first, second)
    for size in range(b - a - 1, 0, -1):
        order[a], order[a + size] = order[a + size], order[a]
        _sift(order, a, 0, size, first, second)


@part
def sort_span(order: npt.NDArray[Any], a: Whole, b: Whole, first: U32, second: U64) -> None:
    """Sort order[a:b] by (first, second) of what it names: by insertion, a long one as a heap, in place."""
    if b - a > FEW:
        _heap(order, a, b, first, second)
        return
    for i in range(a + 1, b):
        held, j = order[i], i
        while j > a and _less(held, order[j - 1], first, second):
            order[j] = order[j - 1]
            j -= 1
        order[j] = held


@part
def d2(x: Whole, y: Whole, shelf: Shelf, s: Whole) -> Whole:
    """Square of the distance from (x, y) to entry ``s``, in mm²."""
    dx, dy = np.int64(shelf.entry[s, X]) - x, np.int64(shelf.entry[s, Y]) - y
    return dx * dx + dy * dy


@part
def above(shelf: Shelf, q: Whole, after: Whole) -> Whole:
    """The first entry of cell ``q`` of a key above ``after``."""
    low, high = np.int64(shelf.bound[q, START]), np.int64(shelf.bound[q, END])
    while low < high:
        middle = (low + high) // 2
        if shelf.entry[middle, KEY] > after:
            high = middle
        else:
            low = middle + 1
    return low


@jit
def thick_cells(bound: U32, near: I32) -> Bools:
    """See ``Shelf.thick``."""
    thick = np.zeros(len(bound), np.bool_)
    for c in range(len(bound)):
        for k in range(0, 6, 2):
            low, high = near[c, k], near[c, k + 1]
            if low < high and np.int64(bound[high - 1, END]) - bound[low, START] > LONG:
                thick[c] = True
    return thick
