"""The inner loops of linking, compiled: what came back after each closure, and what each case came back to.

Threads may run them side by side on stretches of cells: each row is written by one of them alone, so the answer
does not depend on their number.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gis.cases.frame import U32, U64
from gis.rebounds.cells import (
    END,
    KEY,
    NONE,
    ROW,
    START,
    Columns,
    Shelf,
    Whole,
    X,
    Y,
    above,
    d2,
    jit,
    part,
    sort_span,
)  # fmt: skip
from gis.rebounds.links import I32, Bools

BLOCK = 64
"""Entries that are passed over together where none of them was still open."""
NEVER = 1 << 33
"""Above every key."""


class Scene(NamedTuple):
    """All cases but duplicates, with what else is asked of them."""

    cases: Shelf
    """Its key is the time found."""
    shut: U32
    """When it was closed; NONE while open."""
    late: U32
    """~closed, where it was closed at a stated time; else 0."""
    peak: U32
    """The latest ``shut`` of each BLOCK of entries."""
    ckey: U64
    """By row."""


class Answer(NamedTuple):
    """What ``look_around`` fills, by row. See ``Links``."""

    return_row: I32
    return_s: U32
    busy: Bools
    origin: I32
    gap_s: U32
    distance_mm: U32


@jit
def closing_times(cases: Shelf, columns: Columns, shut: U32, late: U32, span: tuple[int, int]) -> None:
    """Fill ``shut`` and ``late`` of ``Scene`` for cells [a, b)."""
    for c in range(span[0], span[1]):
        for s in range(cases.bound[c, START], cases.bound[c, END]):
            row = cases.entry[s, ROW]
            shut[s] = columns.closed[row]
            if columns.dated[row]:
                late[s] = NONE - np.int64(shut[s])


@jit
def peaks(shut: U32) -> U32:
    """``Scene.peak``."""
    peak = np.zeros(len(shut) // BLOCK + 1, np.uint32)
    for s in range(len(shut)):
        peak[s // BLOCK] = max(peak[s // BLOCK], shut[s])
    return peak


@jit
def bound_closures(scene: Scene) -> U32:
    """Bounds of the shelf of closures, which has those of the cells around thick ones alone."""
    cases, late = scene.cases, scene.late
    bound, wanted, total = np.empty(cases.bound.shape, np.uint32), np.zeros(len(cases.bound), np.bool_), 0
    for c in range(len(bound)):
        if cases.thick[c]:
            for k in range(0, 6, 2):
                wanted[cases.near[c, k] : cases.near[c, k + 1]] = True
    for c in range(len(bound)):
        bound[c, START] = total
        if wanted[c]:
            for s in range(cases.bound[c, START], cases.bound[c, END]):
                total += late[s] != 0
        bound[c, END] = total
    return bound


@jit
def shelve_closures(scene: Scene, closures: Shelf, span: tuple[int, int]) -> None:
    """Fill the shelf of closures for cells [a, b): newest first, its key ``late``."""
    for c in range(span[0], span[1]):
        start, size = np.int64(closures.bound[c, START]), np.int64(closures.bound[c, END])
        size -= start
        if size == 0:
            continue
        at, of, to = np.arange(size), np.empty(size, np.int64), 0
        late, ckey = np.empty(size, np.uint32), np.empty(size, np.uint64)
        for s in range(scene.cases.bound[c, START], scene.cases.bound[c, END]):
            if scene.late[s] != 0:
                of[to], late[to], ckey[to] = s, scene.late[s], scene.ckey[scene.cases.entry[s, ROW]]
                to += 1
        sort_span(at, 0, size, late, ckey)
        for i in range(size):
            closures.entry[start + i] = scene.cases.entry[of[at[i]]]
            closures.entry[start + i, KEY] = late[at[i]]


@jit
def look_around(scene: Scene, closures: Shelf, r2: int, span: tuple[int, int], answer: Answer) -> None:
    """Fill the answer for the cases of cells [a, b).

    Return: the first entry with found > closed. Origin: the first with ~closed > ~found, that is the newest closed
    before. Busy: an entry found by, and not closed at, the instant of closing; a case is closed then, so never its own.
    """
    for c in range(span[0], span[1]):
        thick = scene.cases.thick[c]
        for i in range(scene.cases.bound[c, START], scene.cases.bound[c, END]):
            if thick:
                _by_time(scene, closures, c, i, r2, answer)
            else:
                _one_by_one(scene, c, i, r2, answer)


@part
def _nearer(d: Whole, s: Whole, best_d: Whole, row: Whole, scene: Scene) -> Any:
    """Of two at one instant: whether entry ``s`` is the nearer one, then the one of the smaller ckey."""
    return d < best_d or (d == best_d and scene.ckey[scene.cases.entry[s, ROW]] < scene.ckey[row])


@part
def _one_by_one(scene: Scene, c: Whole, i: Whole, r2: int, answer: Answer) -> None:
    """Look at every entry of the nine cells once."""
    x, y, found = (
        np.int64(scene.cases.entry[i, X]),
        np.int64(scene.cases.entry[i, Y]),
        np.int64(scene.cases.entry[i, KEY]),
    )
    closed, after = (
        NONE - np.int64(scene.late[i]),
        NONE - found,
    )  # not dated: closed is NONE, nothing is after it
    came, came_d, came_row, busy = np.int64(NEVER), np.int64(0), np.int64(-1), False
    back, back_d, back_row = came, came_d, came_row
    for k in range(0, 6, 2):
        low, high = scene.cases.near[c, k], scene.cases.near[c, k + 1]
        if low == high:
            continue
        for s in range(np.int64(scene.cases.bound[low, START]), np.int64(scene.cases.bound[high - 1, END])):
            dx, dy = np.int64(scene.cases.entry[s, X]) - x, np.int64(scene.cases.entry[s, Y]) - y
            d = dx * dx + dy * dy
            if d > r2:
                continue
            key, late = np.int64(scene.cases.entry[s, KEY]), np.int64(scene.late[s])
            if late > after and (late < back or (late == back and _nearer(d, s, back_d, back_row, scene))):
                back, back_d, back_row = late, d, np.int64(scene.cases.entry[s, ROW])
            if key <= closed:
                if scene.shut[s] > closed:
                    busy = True
            elif key < came or (key == came and _nearer(d, s, came_d, came_row, scene)):
                came, came_d, came_row = key, d, np.int64(scene.cases.entry[s, ROW])
    row = scene.cases.entry[i, ROW]
    answer.busy[row] = busy
    if came_row >= 0:
        answer.return_row[row], answer.return_s[row] = came_row, came - closed
    if back_row >= 0:
        answer.origin[row], answer.gap_s[row] = back_row, back - after
        answer.distance_mm[row] = np.int64(np.sqrt(np.float64(back_d)))  # rounded down, exact below 2⁵²


@part
def _first(scene: Scene, held: Shelf, ask: tuple[Whole, Whole, Whole, Whole], r2: int) -> tuple[Whole, Whole]:
    """The first entry of ``held`` of a key above ``after`` and its d²; −1 for none. ``ask``: cell, x, y, after.

    At distance 0 the first of a key is the best of it: entries of one key stand by ckey, and only one cell, the
    case's own, holds others at the same spot.
    """
    c, x, y, after = ask
    best: Any = np.int64(-1)
    best_d: Any = np.int64(0)
    best_key, best_row = np.int64(NEVER), np.int64(-1)
    for k in (2, 0, 4):  # the line of its own cell first: what it holds ends the search of the others early
        for q in range(held.near[c, k], held.near[c, k + 1]):
            for s in range(above(held, q, after), np.int64(held.bound[q, END])):
                key = np.int64(held.entry[s, KEY])
                if key > best_key or (key == best_key and best_d == 0):
                    break
                d = d2(x, y, held, s)
                if d > r2 or (key == best_key and d > best_d):
                    continue
                row = np.int64(held.entry[s, ROW])
                if key < best_key or d < best_d or scene.ckey[row] < scene.ckey[best_row]:
                    best, best_key, best_d, best_row = s, key, d, row
    return best, best_d


@part
def _stood_open(scene: Scene, ask: tuple[Whole, Whole, Whole, Whole], r2: int) -> bool:
    """Whether an entry was found by ``after`` and not closed at it. ``ask``: cell, x, y, after."""
    c, x, y, after = ask
    cases = scene.cases
    for k in range(0, 6, 2):
        for q in range(scene.cases.near[c, k], scene.cases.near[c, k + 1]):
            start = np.int64(scene.cases.bound[q, START])
            s = above(cases, q, after) - 1
            while s >= start:
                if s % BLOCK == BLOCK - 1 and s - BLOCK >= start and scene.peak[s // BLOCK] <= after:
                    s -= BLOCK
                    continue
                if scene.shut[s] > after and d2(x, y, cases, s) <= r2:
                    return True
                s -= 1
    return False


@jit
def _by_time(scene: Scene, closures: Shelf, c: Whole, i: Whole, r2: int, answer: Answer) -> None:
    """The same where many cases lie: every cell is searched from the instant asked about, until there is no better."""
    x, y, row = (
        np.int64(scene.cases.entry[i, X]),
        np.int64(scene.cases.entry[i, Y]),
        np.int64(scene.cases.entry[i, ROW]),
    )
    after = NONE - np.int64(scene.cases.entry[i, KEY])
    s, d = _first(scene, closures, (c, x, y, after), r2)
    if s >= 0:
        answer.origin[row], answer.gap_s[row] = closures.entry[s, ROW], closures.entry[s, KEY] - after
        answer.distance_mm[row] = np.int64(np.sqrt(np.float64(d)))
    if scene.late[i] == 0:
        return
    closed = NONE - np.int64(scene.late[i])
    s, d = _first(scene, scene.cases, (c, x, y, closed), r2)
    if s >= 0:
        answer.return_row[row], answer.return_s[row] = (
            scene.cases.entry[s, ROW],
            scene.cases.entry[s, KEY] - closed,
        )
    answer.busy[row] = _stood_open(scene, (c, x, y, closed), r2)


@jit
def chain_up(linked: I32, origin: I32, x: I32, y: I32, r2: int, chain: I32) -> None:
    """Fill ``chain`` for ``linked`` rows (in order of time found) and their origins: the row of the chain's first."""
    for row in linked:
        up = origin[row]
        if chain[up] < 0:
            chain[up] = up
        first = chain[up]
        dx, dy = np.int64(x[row]) - x[first], np.int64(y[row]) - y[first]
        chain[row] = first if dx * dx + dy * dy <= r2 else row
