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
        s[some], ties[some] = _rises(series[some]), _ties(series[some])
    var_s = (n * (n - 1) * (2 * n + 5) - ties) / 18
    z = np.zeros(len(series))
    np.divide(s - np.sign(s), np.sqrt(var_s), out=z, where=var_s > 0)
    return Trend(n, s, var_s, z, 2 * ndtr(-np.abs(z)))


def _rises(series: F64) -> I64:
    """Σ sign(later − earlier); a comparison with NaN is neither."""
    by_step = np.ascontiguousarray(series.T)
    out = np.zeros(len(series), np.int64)
    for k in range(1, len(by_step)):
        now, before = by_step[k], by_step[:k]
        out += np.count_nonzero(before < now, axis=0)
        out -= np.count_nonzero(before > now, axis=0)
    return out


def _ties(series: F64) -> I64:
    """Σ t(t − 1)(2t + 5) over the sets of t equal values of each row."""
    ordered = np.sort(series, axis=1)  # NaN goes last and equals nothing
    out, run = np.zeros(len(series), np.int64), np.ones(len(series), np.int64)
    for k in range(1, series.shape[1]):
        same = ordered[:, k] == ordered[:, k - 1]
        run = np.where(same, run + 1, 1)
        out += np.where(same, _tied(run) - _tied(run - 1), 0)
    return out


def _tied(t: I64) -> I64:
    return np.asarray(t * (t - 1) * (2 * t + 5), np.int64)
