"""How many times as much: rate ratios with intervals, for counts that are as even as chance and for those that are not.

Given their sum, the cases of a place among its own and those of the reference are binomial, with the share of the
exposure where the rates are equal (Przyborowski and Wilenski, Biometrika 31, 1940). So the interval of the share
(Clopper and Pearson, Biometrika 26, 1934) is one of the ratio, and it holds for no case as well. Where the weeks differ
by more than chance, both counts are taken as fewer: divided by the dispersion, and by (t / z)² for its being an
estimate (the effective sample size of Korn and Graubard, Survey Methodology 24, 1998).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betainc, betaincinv, stdtrit

F64 = npt.NDArray[np.float64]

LEVEL = 0.95
EVEN = 1.2
"""Weekly dispersion below which counts pass for as even as chance."""
Z = 1.959963984540054
EXACT, SCALED = "exact", "scaled"


@dataclass(frozen=True, eq=False)
class Ratios:
    """One entry a place; NaN where there is none."""

    ratio: F64
    low: F64
    high: F64
    """Infinite (∞) where the reference has no case."""
    p: F64
    """Two-sided against a ratio of 1: twice the smaller tail, so that p < 0.05 where the interval leaves 1 out."""
    dispersion: F64
    scaled: npt.NDArray[np.bool_]
    """The interval is the wider one."""


def dispersion(place: npt.NDArray[np.int64], reference: npt.NDArray[np.int64]) -> tuple[F64, F64]:
    """Pearson's χ² over its degrees of freedom, and these, for how a place's share of both varies between weeks.

    int64[places, weeks] each; what raises both alike (season, campaign) does not count as dispersion. Weeks without any
    case are left out. NaN and 0 without two weeks, or where one of them has no case at all.
    """
    both = place + reference
    total = both.sum(axis=1, keepdims=True)
    share = place.sum(axis=1, keepdims=True) / np.maximum(total, 1)
    due = both * share
    spread = np.where(both > 0, due * (1 - share), np.inf)
    freedom = np.count_nonzero(both > 0, axis=1) - 1.0
    known = (freedom > 0) & (share[:, 0] > 0) & (share[:, 0] < 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        chi2 = ((place - due) ** 2 / spread).sum(axis=1)
        return np.where(known, chi2 / freedom, np.nan), np.where(known, freedom, 0.0)


def ratios(
    cases: npt.ArrayLike, reference: npt.ArrayLike, relative: npt.ArrayLike,
    *, spread: F64 | None = None, freedom: F64 | None = None,
) -> Ratios:  # fmt: skip
    """Rate ratios of ``cases`` against ``reference``; ``relative`` is exposure of the place ÷ that of the reference.

    ``spread``, ``freedom``: see ``dispersion``; without them, where unknown, and below ``EVEN`` the interval is exact.
    NaN where an exposure is 0 or unknown, and without a case on either side.
    """
    a, b, share = (np.asarray(v, np.float64) for v in (cases, reference, relative))
    phi = np.full(a.shape, np.nan) if spread is None else spread
    scaled = np.asarray(phi >= EVEN) if freedom is None else np.asarray((phi >= EVEN) & (freedom > 0))
    known = np.isfinite(share) & (share > 0) & (a + b > 0)
    share = np.where(known, share, 1.0)
    fewer = np.ones(a.shape)
    if scaled.any():
        t = Z if freedom is None else stdtrit(np.maximum(freedom, 1), 1 - (1 - LEVEL) / 2)
        fewer = np.where(scaled, np.maximum(phi * (t / Z) ** 2, 1), 1.0)
    low, high, p = _exact(a / fewer, b / fewer, share)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(b > 0, a / b / share, np.nan)
    none = ~known
    for figures in (ratio, low, high, p):
        figures[none] = np.nan
    return Ratios(ratio, low, high, p, phi, scaled & known)


def _exact(a: F64, b: F64, relative: F64) -> tuple[F64, F64, F64]:
    """Interval of the ratio and two-sided p for counts (whole or not) a, b ≥ 0."""
    tail = (1 - LEVEL) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.where(a > 0, betaincinv(np.where(a > 0, a, 1), b + 1, tail), 0.0)
        high = np.where(b > 0, betaincinv(a + 1, np.where(b > 0, b, 1), 1 - tail), 1.0)
        even = relative / (1 + relative)
        upper = np.where(a > 0, betainc(np.where(a > 0, a, 1), b + 1, even), 1.0)
        lower = np.where(b > 0, betainc(np.where(b > 0, b, 1), a + 1, 1 - even), 1.0)
        return (
            low / (1 - low) / relative,
            high / (1 - high) / relative,
            np.minimum(1, 2 * np.minimum(upper, lower)),
        )
