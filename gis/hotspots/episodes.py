"""Where and when many cases of a group lie within a radius and some days of the first of them.

Distances are whole millimetres and compare exactly. Cases are shelved by squares of the radius's side, in each by time,
so that what may count for a case is nine stretches of the shelf; memory does not grow with the pairs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np
import numpy.typing as npt

from gis.rebounds.links import DAY_S, Points

I64 = npt.NDArray[np.int64]
AT_ONCE = 1 << 21
"""So many pairs are looked at together."""


@dataclass(frozen=True)
class Rule:
    """At least so many cases, within metres of the first of them and within days of 24 h of it."""

    least: int
    radius_m: int
    days: int


def episodes(points: Points, rows: I64, rule: Rule) -> list[I64]:
    """Disjoint episodes among ``rows`` of ``points``: the rows of each, in order of time, the first one first.

    The one with most cases is taken first, with its cases; among equals the one begun last, then by the first's
    ckey; then the one with most cases among what is left, until none has ``rule.least``.
    """
    if not len(rows):
        return []
    shelf = _Shelf.of(points, rows[np.lexsort((points.ckey[rows], points.found[rows]))], rule)
    counts = shelf.counts(rule.least)
    first = np.flatnonzero(counts >= rule.least)
    queue = [(-int(counts[i]), -int(shelf.found[i]), int(points.ckey[shelf.rows[i]]), int(i)) for i in first]
    heapify(queue)
    alive, out = np.ones(len(rows), np.bool_), []
    while queue:
        size, *rank, i = heappop(queue)
        if not alive[i]:
            continue
        mine = shelf.around(i)
        mine = mine[alive[mine]]
        if len(mine) == -size:
            out.append(shelf.rows[mine])
            alive[mine] = False
        elif len(mine) >= rule.least:
            heappush(queue, (-len(mine), rank[0], rank[1], i))
    return out


@dataclass(frozen=True, eq=False)
class _Shelf:
    """Cases numbered by (found, ckey)."""

    rows: I64
    found: I64
    x: I64
    y: I64
    order: I64
    """Their numbers by (square, number)."""
    low: I64
    """[n, 9]: stretches of ``order`` that hold what may count for each, itself among it."""
    high: I64
    reach: int
    """mm"""

    @classmethod
    def of(cls, points: Points, rows: I64, rule: Rule) -> _Shelf:
        """The shelf of ``rows``, which are in order of (found, ckey)."""
        reach = rule.radius_m * 1000
        x, y, found = (a[rows].astype(np.int64) for a in (points.x_mm, points.y_mm, points.found))
        column, line = (v // reach - (v // reach).min() + 1 for v in (x, y))
        wide = int(line.max()) + 2
        code = (points.group[rows].astype(np.int64) * (int(column.max()) + 2) + column) * wide + line
        squares, square = np.unique(code, return_inverse=True)
        key = (square << 33) | found
        order = np.argsort(key, kind="stable")
        key, code, since = (
            key[order],
            code[order],
            found[order],
        )  # asked in order of the shelf, which is quicker
        low, high = (np.zeros((len(rows), 9), np.int64) for _ in range(2))
        for k, step in enumerate(a * wide + b for a in (-1, 0, 1) for b in (-1, 0, 1)):
            at = np.searchsorted(squares, code + step)
            there = squares[np.minimum(at, len(squares) - 1)] == code + step
            low[order, k] = begin = np.searchsorted(key, (at << 33) | since)
            last = (at << 33) | (since + rule.days * DAY_S)
            high[order, k] = np.where(there, np.searchsorted(key, last, side="right"), begin)
        return cls(rows, found, x, y, order, low, high, reach)

    def counts(self, least: int) -> I64:
        """Cases of each's episode, itself included; 0 where there cannot be ``least``."""
        out = np.zeros(len(self.rows), np.int64)
        many = (self.high - self.low).sum(axis=1)
        for some in _pieces(np.flatnonzero(many >= least), many):
            size = (self.high[some] - self.low[some]).ravel()
            of = np.repeat(np.repeat(some, 9), size)
            start = np.repeat(self.low[some].ravel() - np.r_[0, np.cumsum(size)[:-1]], size)
            other = self.order[start + np.arange(len(of))]
            out[some] = np.bincount(of[self._near(of, other)], minlength=len(out))[some]
        return out

    def around(self, i: int) -> I64:
        """Numbers of the cases of the episode that ``i`` begins, in order of time."""
        other = np.concatenate([self.order[a:b] for a, b in zip(self.low[i], self.high[i])])
        return np.sort(other[self._near(i, other)])

    def _near(self, i: int | I64, other: I64) -> npt.NDArray[np.bool_]:
        """Whether ``other`` is within the radius of ``i`` and not before it."""
        far = (self.x[i] - self.x[other]) ** 2 + (self.y[i] - self.y[other]) ** 2
        near: npt.NDArray[np.bool_] = (far <= self.reach**2) & (other >= i)
        return near


def _pieces(some: I64, weight: I64) -> Iterator[I64]:
    """``some`` in pieces of about AT_ONCE of weight each, at least one in each."""
    if len(some):
        total = np.cumsum(weight[some])
        yield from np.split(some, np.flatnonzero(np.diff(total // AT_ONCE)) + 1)
