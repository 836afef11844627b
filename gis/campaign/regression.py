"""Log-linear regression of daily counts, with intervals that hold for days that are alike because they are near.

Quasi-Poisson by statsmodels; the variance of a coefficient is the Newey–West estimate, lag 14, of its day-summed
scores (Newey & West, Econometrica 55, 1987; sums over sources before: Driscoll & Kraay, Rev. Econ. Stat. 80, 1998).
On windows of 90 days that estimate is a fifth too small and itself uncertain, so that ±1.96 standard errors hold in
90 % instead of 95 %. As in fixed-b theory (Kiefer & Vogelsang, Econometric Theory 21, 2005) its distribution is
therefore worked out for the very design at hand: linear residuals are simulated from the fitted noise, projected as
the regression projects them, and the Newey–West estimate of each is held against their true variance. Mean and
spread of that give a factor and the degrees of freedom of Student's t (Bell & McCaffrey, Survey Methodology 28, 2002).
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import exp, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from gis.campaign.noise import Draws, Noise, fitted_noise, variance_of_sum
from gis.campaign.rhythm import estimable

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
LAG = 14
LEVEL = 0.95


@dataclass(frozen=True)
class Ratio:
    """A ratio of levels with its 95 % interval and two-sided p-value."""

    value: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, eq=False)
class Rows:
    """What is fitted: one row a day and source that was heard."""

    counts: F64
    day: I64
    """Index of the row's day, 0 … days − 1."""
    days: int
    columns: Mapping[str, F64]
    """Name → float64[rows]; ``after``, ``before`` and the like among them. What comes first wins."""


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted regression."""

    rows: Rows
    names: tuple[str, ...]
    x: F64
    """float64[rows, names]"""
    coef: F64
    mean: F64
    """Fitted count of each row."""
    draws: Draws
    given_noise: Noise | None = None

    @cached_property
    def inverse(self) -> F64:
        """Inverse of the information matrix."""
        return np.asarray(np.linalg.inv(self.x.T @ (self.x * self.mean[:, None])), np.float64)

    @cached_property
    def day_mean(self) -> F64:
        """Fitted count of each day, 0 on a day without a row."""
        return self._by_day(self.mean)

    @cached_property
    def noise(self) -> Noise:
        """How the counts of a day scatter around the fit, and how long that lasts."""
        if self.given_noise is not None:
            return self.given_noise
        left = self._by_day(self.rows.counts) - self.day_mean
        return fitted_noise(left, self.day_mean, self.draws, self._project)

    @cached_property
    def dispersion(self) -> float:
        """Pearson's χ² over its degrees of freedom: 1 for Poisson counts."""
        free = max(1, len(self.mean) - len(self.names))
        return float(((self.rows.counts - self.mean) ** 2 / np.maximum(self.mean, 1e-12)).sum() / free)

    def ratio(self, name: str, over: str = "", spread: Fit | None = None) -> Ratio | None:
        """exp of a coefficient, less that of ``over``; None where it cannot be estimated.

        ``spread``: a fit of the same counts with more columns, whose residuals say how sure the coefficient is: a level
        that is no level but a rise in mid-window would else pass for noise.
        """
        if not {name, over or name} <= set(self.names):
            return None
        spread = spread or self
        contrast = np.array([(n == name) - (n == over) for n in self.names], np.float64)
        weight = self.x @ (self.inverse @ contrast)
        scores = self._by_day(weight * (self.rows.counts - spread.mean))
        factor, free = spread._calibration(weight)
        variance = float(newey_west(scores)) / factor * spread._spent
        value = float(self.coef @ contrast)
        if not (np.isfinite(value) and variance > 0 and abs(value) < 20):
            return None
        error = sqrt(variance)
        half = float(stats.t.ppf(0.5 + LEVEL / 2, free)) * error
        p = 2 * float(stats.t.sf(abs(value) / error, free))
        return Ratio(exp(value), exp(value - half), exp(value + half), p)

    def without(self, *names: str) -> F64:
        """Fitted count of each day if these columns were 0 everywhere."""
        keep = np.array([n not in names for n in self.names])
        return self._by_day(np.exp(self.x[:, keep] @ self.coef[keep]))

    @property
    def _spent(self) -> float:
        """The usual n ÷ (n − k), for what the linear theory of ``_calibration`` leaves out."""
        heard = int(np.count_nonzero(self.day_mean))
        return heard / max(1, heard - len(self.names))

    def _by_day(self, values: F64) -> F64:
        return np.asarray(np.bincount(self.rows.day, values, self.rows.days), np.float64)

    @cached_property
    def _day_x(self) -> F64:
        """The design of a day: that of its rows, weighted by their fitted counts."""
        weighted = np.array([self._by_day(self.mean * column) for column in self.x.T]).T
        return np.asarray(weighted / np.maximum(self.day_mean, 1e-300)[:, None], np.float64)

    def _project(self, errors: F64) -> F64:
        """What the regression leaves of errors float64[draws, days], to first order."""
        taken = (errors @ self._day_x) @ self.inverse
        return errors - taken @ (self._day_x * self.day_mean[:, None]).T

    @cached_property
    def _drawn(self) -> F64:
        return self._project(self.draws.errors(self.day_mean, self.noise))

    def _calibration(self, weight: F64) -> tuple[float, float]:
        """(mean of the Newey–West variance over the true one, degrees of freedom) for a row weight."""
        day_weight = self._by_day(weight * self.mean) / np.maximum(self.day_mean, 1e-300)
        seen = newey_west(day_weight * self._drawn)
        true = variance_of_sum(day_weight, self.day_mean, self.noise)
        if not true > 0 or not seen.mean() > 0:
            return 1.0, 1.0
        return float(seen.mean() / true), max(1.0, float(2 * seen.mean() ** 2 / max(seen.var(), 1e-300)))


def fit(rows: Rows, draws: Draws, noise: Noise | None = None) -> Fit | None:
    """The quasi-Poisson fit of ``rows``; None where it does not settle. ``noise`` is estimated unless given.

    A column that is a combination of earlier ones is left out; days of a 0/1 column on which nothing at all was
    found are left out with it (its coefficient would be −∞, the others are the same).
    """
    from statsmodels.genmod.families import Poisson  # takes most of a second, which a page need not wait for
    from statsmodels.genmod.generalized_linear_model import GLM

    rows = _without_empty(rows)
    names = estimable(rows.columns)
    if not names or not rows.counts.any():
        return None
    x = np.column_stack([rows.columns[name] for name in names])
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what did not settle is seen below
            found: Any = GLM(rows.counts, x, family=Poisson()).fit(maxiter=50, tol=1e-10)
    except (ValueError, np.linalg.LinAlgError):
        return None
    mean = np.asarray(found.fittedvalues, np.float64)
    if not (found.converged and np.isfinite(found.params).all() and np.isfinite(mean).all()):
        return None
    return Fit(rows, tuple(names), x, np.asarray(found.params, np.float64), mean, draws, noise)


def newey_west(scores: F64, lag: int = LAG) -> F64:
    """Variance of the sum of ``scores`` float64[…, days] with Bartlett weights: float64[…].

    The Bartlett estimate is the mean square of the moving sums over lag + 1 days, the ends filled up with zeros.
    """
    pad = np.zeros((*scores.shape[:-1], lag + 1))
    total = np.cumsum(np.concatenate([pad, scores, pad[..., :-1]], axis=-1), axis=-1)
    sums = total[..., lag + 1 :] - total[..., : -(lag + 1)]
    return np.asarray((sums**2).sum(axis=-1) / (lag + 1), np.float64)


def _without_empty(rows: Rows) -> Rows:
    keep = np.ones(len(rows.counts), np.bool_)
    for column in rows.columns.values():
        on = column == 1
        if np.isin(column, (0.0, 1.0)).all() and not on.all() and not rows.counts[on].any():
            keep &= ~on
    columns = {name: column[keep] for name, column in rows.columns.items()}
    return Rows(rows.counts[keep], rows.day[keep], rows.days, columns)
