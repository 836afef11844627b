"""Class breaks of a choropleth: about equal shares of the grids, honest with ties and zeros."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

F64 = npt.NDArray[np.float64]
I8 = npt.NDArray[np.int8]

NO_CLASS = -1


@dataclass(frozen=True)
class ClassRange:
    """One line of a legend: the smallest and largest value that fell into the class, and how many did."""

    low: float
    high: float
    count: int


def breaks(values: npt.ArrayLike, n: int = 5) -> tuple[float, ...]:
    """Edges of at most ``n`` classes over the finite ``values`` (any shape); NaN is no evidence and left out.

    k classes have k + 1 rising edges: class i is ``edges[i] <= v < edges[i + 1]``, the last one closed (its
    two edges are equal when it holds one value). Inner edges are values that occur, so a legend reads
    "0 · 1–3 · 4–9". Equal values never part. Where nothing is negative, zero is a class of its own: "nothing
    there" is not the low end of something. With fewer distinct values than ``n`` there are fewer classes.
    Nothing finite: no edges. Errors: ValueError for n < 1.
    """
    if n < 1:
        raise ValueError("at least one class")
    given = np.sort(np.asarray(values, np.float64)[np.isfinite(np.asarray(values, np.float64))])
    if given.size == 0:
        return ()
    low, high = float(given[0]), float(given[-1])
    if low == high:
        return (low, high)
    rest, starts = given, [low]
    if low == 0.0 and n > 1:
        rest = given[given > 0]
        starts = [0.0, float(rest[0])]
        n -= 1
    return (*_starts(rest, starts, n), high)


def _starts(rest: F64, starts: list[float], n: int) -> list[float]:
    """Lower edges: ``starts`` and up to n − 1 more, each the first value of its share of ``rest``."""
    out = list(starts)
    taken = 0
    for left in range(n, 1, -1):
        # Shares are taken anew from what is left: a large tie then costs its own class, not its neighbours'.
        target = taken + (rest.size - taken) / left
        taken = int(np.searchsorted(rest, rest[min(int(np.ceil(target)) - 1, rest.size - 1)], side="right"))
        if taken >= rest.size:
            break
        out.append(float(rest[taken]))
    return out


def classify(values: npt.ArrayLike, edges: tuple[float, ...]) -> I8:
    """The class of each value by ``edges`` of ``breaks``, same shape; NO_CLASS for NaN.

    A value beyond the outer edges goes to the outermost class: old edges stay usable on newer figures.
    """
    given = np.asarray(values, np.float64)
    if len(edges) < 2:
        return np.full(given.shape, NO_CLASS, np.int8)
    found = np.searchsorted(np.asarray(edges[1:-1]), given, side="right")
    return np.where(np.isnan(given), NO_CLASS, found).astype(np.int8)


def class_ranges(values: npt.ArrayLike, edges: tuple[float, ...]) -> tuple[ClassRange | None, ...]:
    """For each class, low → high, what a legend says of it; None for a class into which nothing fell."""
    given = np.asarray(values, np.float64).ravel()
    kind = classify(given, edges)
    out: list[ClassRange | None] = []
    for i in range(max(len(edges) - 1, 0)):
        mine = given[kind == i]
        out.append(ClassRange(float(mine.min()), float(mine.max()), mine.size) if mine.size else None)
    return tuple(out)
