"""Mann–Kendall: does a series rise or fall overall? For many series of the same steps at once.

Mann, Nonparametric tests against trend, Econometrica 13 (1945); Kendall, Rank Correlation Methods (1975), with his
variance for ties. The normal approximation is fair from ten values on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Ranks = npt.NDArray[np.uint8] | npt.NDArray[np.uint16]
ROWS = 2048
"""So many series are looked at together: their steps then lie in the nearest memory."""


@dataclass(frozen=True, eq=False)
class Trend:
    """One entry a series."""

    n: I64
    """Values that are there."""
    s: I64
    """Pairs of steps that rise less pairs that fall."""
    var_s: F64
    """Variance of ``s`` without a trend, corrected for ties."""
    z: F64
    """``s`` moved by one towards 0, in standard deviations; 0 where all values are the same."""
    p: F64
    """Two-sided; 1 where all values are the same."""

    @property
    def tau(self) -> F64:
        """Kendall's tau-a; NaN of fewer than two values."""
        with np.errstate(invalid="ignore"):
            return np.asarray(self.s / (self.n * (self.n - 1) / 2), np.float64)


def mann_kendall(series: F64) -> Trend:
    """The test for each row of ``series`` float64[m, steps]; NaN is a step without a value, left out."""
    n = np.count_nonzero(~np.isnan(series), axis=1)
    s, ties = np.zeros(len(series), np.int64), np.zeros(len(series), np.int64)
    for a in range(0, len(series), ROWS):
        some = slice(a, a + ROWS)
        s[some], ties[some] = _pairs(series[some])
    var_s = (n * (n - 1) * (2 * n + 5) - ties) / 18
    z = np.zeros(len(series))
    np.divide(s - np.sign(s), np.sqrt(var_s), out=z, where=var_s > 0)
    return Trend(n, s, var_s, z, 2 * ndtr(-np.abs(z)))


def _pairs(series: F64) -> tuple[I64, I64]:
    """Σ sign(later − earlier) of each row, and Σ t(t − 1)(2t + 5) over its sets of t equal values."""
    order = np.argsort(series, axis=1)  # NaN goes last and equals nothing
    ordered = np.take_along_axis(series, order, axis=1)
    same = ordered[:, 1:] == ordered[:, :-1]
    ranks = np.zeros(series.shape, np.uint8 if series.shape[1] < 256 else np.uint16)
    np.put_along_axis(ranks, order[:, 1:], np.cumsum(~same, axis=1, dtype=ranks.dtype), axis=1)
    ties, tied = np.zeros(len(series), np.int64), same.any(axis=1)
    ties[tied] = _ties(same[tied])
    return _rises(ranks, np.isnan(series)), ties


def _rises(ranks: Ranks, absent: Bools) -> I64:
    """Σ sign(later − earlier) over the pairs of steps that are there; small whole numbers are compared many at once.

    An absent step first counts as the highest: above the steps before it that are there, and below none after.
    """
    by_step = np.ascontiguousarray(np.where(absent, ranks.shape[1], ranks).astype(ranks.dtype).T)
    out = np.zeros(len(ranks), np.int64)
    for k in range(1, len(by_step)):
        now, before = by_step[k], by_step[:k]
        out += np.add.reduce((before < now).view(np.uint8), axis=0, dtype=ranks.dtype)
        out -= np.add.reduce((before > now).view(np.uint8), axis=0, dtype=ranks.dtype)
    before = np.cumsum(~absent, axis=1)
    return np.asarray(out - ((2 * before - before[:, -1:]) * absent).sum(axis=1), np.int64)


def _ties(same: Bools) -> I64:
    """Of rows of sorted values, each told whether it is the same as the one before."""
    out, run = np.zeros(len(same), np.int64), np.ones(len(same), np.int64)
    for again in same.T:
        run = np.where(again, run + 1, 1)
        out += np.where(again, _tied(run) - _tied(run - 1), 0)
    return out


def _tied(t: I64) -> I64:
    return np.asarray(t * (t - 1) * (2 * t + 5), np.int64)
