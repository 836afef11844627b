"""How daily counts scatter: Poisson around a level that itself wavers from day to day.

The model of Zeger (A regression model for time series of counts, Biometrika 75, 1988): the count of day t is Poisson
with mean m_t · u_t, where u_t has mean 1, variance v and autocorrelation ρ^k. Then a day's error has variance
m_t + v·m_t² and two days k apart have covariance v·ρ^k·m_s·m_t.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import log1p, sqrt

import numpy as np
import numpy.typing as npt
from scipy.signal import lfilter

F64 = npt.NDArray[np.float64]
LAGS = 7
DRAWS = 200
SEED = 20260919
GRID = np.linspace(0.0, 0.9, 46)
GRID.setflags(write=False)
"""Autocorrelations looked at."""


@dataclass(frozen=True)
class Noise:
    """Variance of the wavering level and its correlation from one day to the next."""

    variance: float
    rho: float


@dataclass(frozen=True, eq=False)
class Draws:
    """Standard normal numbers, drawn once for all regressions over the same days; float64[draws, days] each."""

    own: F64
    steps: F64

    @classmethod
    def of(cls, days: int) -> Draws:
        """The same numbers for the same number of days."""
        rng = np.random.default_rng(SEED)
        return cls(rng.normal(size=(DRAWS, days)), rng.normal(size=(DRAWS, days)))

    def errors(self, mean: F64, noise: Noise) -> F64:
        """Normal errors with the covariance of the model around ``mean`` float64[days]: float64[draws, days]."""
        out = np.sqrt(mean) * self.own
        if noise.variance:
            out += mean * sqrt(noise.variance) * wave(self.steps, noise.rho)
        return np.asarray(out, np.float64)


def fitted_noise(errors: F64, mean: F64, draws: Draws, project: Callable[[F64], F64]) -> Noise:
    """The noise of residuals ``errors`` around fitted ``mean`` (float64[days], 0 on a day without data).

    By moments of lags 0–7. A regression takes part of the noise for signal; how much is found by sending simulated
    errors of the first estimate through ``project`` (errors float64[draws, days] → residuals) and given back once.
    """
    seen = _moments(errors, mean)
    first = _nearest(seen)
    lost = _model(first) - _moments(project(draws.errors(mean, first)), mean).mean(axis=0)
    return _nearest(seen + lost)


def draw_counts(rng: np.random.Generator, draws: int, mean: F64, noise: Noise) -> F64:
    """Counts of the model with a log-normal level: float64[draws, days]."""
    scale = log1p(noise.variance)
    level = np.exp(sqrt(scale) * wave(rng.normal(size=(draws, len(mean))), noise.rho) - scale / 2)
    return rng.poisson(mean * level).astype(np.float64)


def wave(steps: F64, rho: float) -> F64:
    """Stationary AR(1) series of variance 1 along the last axis, made of standard normal ``steps``."""
    scaled = steps * sqrt(1 - rho**2)
    scaled[..., 0] = steps[..., 0]
    return np.asarray(lfilter([1.0], [1.0, -rho], scaled, axis=-1), np.float64)


def variance_of_sum(weight: F64, mean: F64, noise: Noise) -> float:
    """Variance of Σ weight · error under the model."""
    parts = weight * mean
    carried = lfilter([1.0], [1.0, -noise.rho], parts)
    wavering = 2 * float(parts @ carried) - float(parts @ parts)
    return float((weight**2) @ mean) + noise.variance * wavering


def _moments(errors: F64, mean: F64) -> F64:
    """Estimates of v·ρ^k for k = 0 … LAGS: float64[…, LAGS + 1]."""
    own = ((errors**2) - mean).sum(axis=-1) / max(float(mean @ mean), 1e-300)
    later = [
        (errors[..., k:] * errors[..., :-k]).sum(axis=-1) / max(float(mean[k:] @ mean[:-k]), 1e-300)
        for k in range(1, LAGS + 1)
    ]
    return np.stack([own, *later], axis=-1)


def _model(noise: Noise) -> F64:
    return np.asarray(noise.variance * noise.rho ** np.arange(LAGS + 1), np.float64)


def _nearest(moments: F64) -> Noise:
    """The model nearest to the moments by least squares, v ≥ 0."""
    shapes = GRID[:, None] ** np.arange(LAGS + 1)
    variance = np.maximum(shapes @ moments / (shapes**2).sum(axis=1), 0.0)
    misfit = ((moments - variance[:, None] * shapes) ** 2).sum(axis=1)
    best = int(misfit.argmin())
    return Noise(float(variance[best]), float(GRID[best]) if variance[best] > 0 else 0.0)
