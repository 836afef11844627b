"""Which cases are told twice, and which place each belongs to: compiled.

Both are decided by what was found before: a case is a duplicate of a *first*, which is no duplicate itself, and
belongs to a *leader*, which belongs to no other. So a case waits for those before it that are still undecided; as
each of these is earlier than the one that waits, the waiting ends. Neighbours lie near in memory, which a walk
through all cases in order of time would not know how to use.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gis.cases.frame import U8, U64
from gis.rebounds.cells import END, KEY, ROW, START, Shelf, Whole, X, Y, above, d2, jit, part
from gis.rebounds.links import DUPLICATE_S, I32, Bools

UNKNOWN, LEADER, MEMBER, DUPLICATE = range(4)


class Sets(NamedTuple):
    """What is known so far, by entry of the shelf."""

    state: U8
    leader: I32
    """The entry of the first case of its place."""
    ckey: U64
    """By row."""


@part
def _earlier(shelf: Shelf, ckey: U64, s: Whole, i: Whole) -> bool:
    """Whether entry ``s`` comes before ``i`` by (found, ckey)."""
    one, other = shelf.entry[s, KEY], shelf.entry[i, KEY]
    return one < other or (one == other and ckey[shelf.entry[s, ROW]] < ckey[shelf.entry[i, ROW]])


@part
def _decide(shelf: Shelf, sets: Sets, c: Whole, i: Whole, r2: int) -> tuple[Whole, Whole, Whole, Whole]:
    """State and leader of entry ``i`` of cell ``c``; or UNKNOWN, and the entry it waits for with its cell.

    Every entry of the nine cells is looked at.
    """
    x, y, found = np.int64(shelf.entry[i, X]), np.int64(shelf.entry[i, Y]), np.int64(shelf.entry[i, KEY])
    mine, leader, head, head_ckey = sets.ckey[shelf.entry[i, ROW]], i, found, sets.ckey[shelf.entry[i, ROW]]
    for k in range(0, 6, 2):
        for q in range(shelf.near[c, k], shelf.near[c, k + 1]):
            for s in range(np.int64(shelf.bound[q, START]), np.int64(shelf.bound[q, END])):
                key = np.int64(shelf.entry[s, KEY])
                if key > found:
                    break
                if head < key < found - DUPLICATE_S:  # neither tells it first nor leads it, whatever it is
                    continue
                dx, dy = np.int64(shelf.entry[s, X]) - x, np.int64(shelf.entry[s, Y]) - y
                state = sets.state[s]
                if dx * dx + dy * dy > r2 or state == DUPLICATE:
                    continue
                ckey = sets.ckey[shelf.entry[s, ROW]]
                if key == found and ckey >= mine:
                    continue
                if state == UNKNOWN:
                    return UNKNOWN, i, s, np.int64(q)
                if found - key <= DUPLICATE_S:
                    return DUPLICATE, i, i, c
                if state == LEADER and (key < head or (key == head and ckey < head_ckey)):
                    leader, head, head_ckey = s, key, ckey
    return LEADER if leader == i else MEMBER, leader, i, c


@jit
def _decide_by_time(
    shelf: Shelf, sets: Sets, c: Whole, i: Whole, r2: int
) -> tuple[Whole, Whole, Whole, Whole]:
    """The same where many cases lie: of each cell the hour before is looked at, from its beginning, where a first
    stands; then the oldest cases, up to a leader or to one earlier than the leader that is known."""
    x, y, found = np.int64(shelf.entry[i, X]), np.int64(shelf.entry[i, Y]), np.int64(shelf.entry[i, KEY])
    for k in (2, 0, 4):
        for q in range(shelf.near[c, k], shelf.near[c, k + 1]):
            for s in range(above(shelf, q, found - DUPLICATE_S - 1), np.int64(shelf.bound[q, END])):
                if not _earlier(shelf, sets.ckey, s, i):
                    break
                if sets.state[s] != DUPLICATE and d2(x, y, shelf, s) <= r2:
                    unknown = sets.state[s] == UNKNOWN
                    return UNKNOWN if unknown else DUPLICATE, i, s, np.int64(q)
    leader = i
    for k in (2, 0, 4):
        for q in range(shelf.near[c, k], shelf.near[c, k + 1]):
            for s in range(np.int64(shelf.bound[q, START]), np.int64(shelf.bound[q, END])):
                if not _earlier(shelf, sets.ckey, s, leader):
                    break
                if sets.state[s] >= MEMBER or d2(x, y, shelf, s) > r2:
                    continue
                if sets.state[s] == UNKNOWN:
                    return UNKNOWN, i, s, np.int64(q)
                leader = s
    return LEADER if leader == i else MEMBER, leader, i, c


@jit
def settle(shelf: Shelf, sets: Sets, r2: int, span: tuple[int, int]) -> None:
    """Decide every entry of cells [a, b), which must be all cells of a group, or of several."""
    size = np.int64(shelf.bound[span[1] - 1, END]) - np.int64(shelf.bound[span[0], START])
    waiting, where = np.empty(size + 1, np.int64), np.empty(size + 1, np.int64)
    for c in range(span[0], span[1]):
        for i in range(np.int64(shelf.bound[c, START]), np.int64(shelf.bound[c, END])):
            waiting[0], where[0], top = i, c, 0 if sets.state[i] == UNKNOWN else -1
            while top >= 0:
                if shelf.thick[where[top]]:
                    found = _decide_by_time(shelf, sets, where[top], waiting[top], r2)
                else:
                    found = _decide(shelf, sets, where[top], waiting[top], r2)
                if found[0] == UNKNOWN:
                    top += 1
                    waiting[top], where[top] = found[2], found[3]
                else:
                    sets.state[waiting[top]], sets.leader[waiting[top]] = found[0], found[1]
                    top -= 1


@jit
def write_sets(shelf: Shelf, sets: Sets, duplicate: Bools, place: I32, span: tuple[int, int]) -> None:
    """What was decided for cells [a, b), by row. Leaders are looked up on the shelf: it must still be full."""
    for c in range(span[0], span[1]):
        for s in range(shelf.bound[c, START], shelf.bound[c, END]):
            row = shelf.entry[s, ROW]
            if sets.state[s] == DUPLICATE:
                duplicate[row] = True
            else:
                place[row] = shelf.entry[sets.leader[s], ROW]


@jit
def take_down(shelf: Shelf, sets: Sets, span: tuple[int, int]) -> None:
    """Take the duplicates of cells [a, b) off the shelf; what they leave empty lies behind the others of their cell."""
    for c in range(span[0], span[1]):
        to, end = np.int64(shelf.bound[c, START]), np.int64(shelf.bound[c, END])
        for s in range(to, end):
            if sets.state[s] == DUPLICATE:
                continue
            if to < s:
                for k in range(4):
                    shelf.entry[to, k] = shelf.entry[s, k]
            to += 1
        for s in range(to, end):
            for k in range(4):
                shelf.entry[s, k] = 0
        shelf.bound[c, END] = to
