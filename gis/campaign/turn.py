"""The day from which the level was another: a change-point with its own interval.

Counts on the days of the campaign and after it are taken as Poisson around their calendar, one level up to the day
before the turn and another from it on. The profile likelihood of the turning day is a matter of running sums. All days
whose likelihood lies no further below the best than in 95 % of series simulated at the best are its interval (a
likelihood-ratio set, as Siegmund, Biometrika 75, 1988; its critical value by parametric bootstrap, because counts that
waver from day to day spread it; for regressions: Bai, Rev. Econ. Stat. 79, 1997).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import xlogy

from gis.campaign.noise import Noise, draw_counts
from gis.campaign.regression import Ratio

F64 = npt.NDArray[np.float64]
LAST_DAYS = 7
"""A level is seen for a week before it is called one: the last days are no candidates."""
LEVEL = 0.95
DRAWS = 400
SEED = 20260928


@dataclass(frozen=True)
class Turn:
    """The turning day, as days after the end: 1 is the day after it."""

    day: int
    low: int
    high: int
    since: Ratio | None = None
    """Level from that day on over the level before it, back to the beginning of the campaign."""


def best_day(counts: F64, usual: F64, until_end: int) -> int:
    """The likeliest turning day, as days after the end.

    ``counts``, ``usual``: float64[days], the count of each day of the campaign and after it, and the count its
    calendar stands for up to a factor; 0 in both on a day without data. The first ``until_end`` days are the campaign.
    """
    days = candidates(len(counts), until_end)
    return int(days[_profile(counts, usual, until_end + days - 1).argmax()])


def candidates(days: int, until_end: int) -> npt.NDArray[np.int64]:
    """Days after the end that may be the turning day."""
    return np.arange(1, max(2, days - until_end - LAST_DAYS + 1))


def interval(counts: F64, usual: F64, until_end: int, day: int, noise: Noise) -> tuple[int, int]:
    """First and last day of the 95 % interval of the turning day; arguments as of ``best_day``, whose answer ``day`` is
    (it always lies within)."""
    days = candidates(len(counts), until_end)
    firsts, best = until_end + days - 1, int(np.flatnonzero(days == day)[0])
    profile, first = _profile(counts, usual, firsts), until_end + day - 1
    mean = usual.copy()
    mean[:first] *= counts[:first].sum() / max(usual[:first].sum(), 1e-300)
    mean[first:] *= counts[first:].sum() / max(usual[first:].sum(), 1e-300)
    drawn = _profile(draw_counts(np.random.default_rng(SEED), DRAWS, mean, noise), usual, firsts)
    allowed = np.quantile(drawn.max(axis=-1) - drawn[:, best], LEVEL)
    inside = days[profile.max() - profile <= allowed]
    return min(day, int(inside.min())), max(day, int(inside.max()))


def _profile(counts: F64, usual: F64, firsts: npt.NDArray[np.int64]) -> F64:
    """Log-likelihood, up to a constant, of a change at each of ``firsts`` (index of the first day of the new level)."""
    seen, expected = np.cumsum(counts, axis=-1), np.cumsum(usual)
    old, old_usual = seen[..., firsts - 1], np.maximum(expected[firsts - 1], 1e-300)
    new, new_usual = seen[..., -1:] - old, np.maximum(expected[-1] - expected[firsts - 1], 1e-300)
    return np.asarray(xlogy(old, old / old_usual) + xlogy(new, new / new_usual), np.float64)
