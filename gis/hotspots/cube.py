"""The space-time cube: cases by unit and step, what was significant when, and where it rises.

A unit is held against its step: its neighbourhood's cases against what its exposure expects of the cases of all units
in that step, so that season and campaigns, which move the whole county, make no place hot. The trend is that of
the neighbourhood's cases by what is expected, step by step; z of overlapping steps would show trends where none are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from gis.cases.frame import NONE_S, NOT_COUNTED, Frame
from gis.errors import GisError
from gis.hotspots.classes import Classes, classify
from gis.hotspots.cluster import LEAST, dispersion, tails
from gis.hotspots.fdr import LEVEL, adjusted
from gis.hotspots.gi import local_g, near_sum
from gis.hotspots.steps import DAYS, KINDS, Steps, steps_of
from gis.hotspots.trend import Trend, mann_kendall
from gis.hotspots.units import Units

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
LEAST_STEPS = 10
"""Mann–Kendall's normal p and "nine of ten" say nothing of fewer."""


@dataclass(frozen=True, eq=False)
class Cube:
    """Arrays [m] a unit, [m, steps] a unit and step. What is not tested is never significant."""

    steps: Steps
    counts: I64
    near_counts: I64
    """Cases of the unit and its neighbours."""
    near_expected: F64
    """What their exposure expects of all cases in units in that step."""
    near_more: F64
    """By how much the variance of near_counts exceeds near_expected."""
    tested: Bools
    dispersion: float
    """α of the unit-steps' counts, whose variance is μ + α μ²; 0: Poisson."""
    hot: Bools
    cold: Bools
    trend: Trend
    """Of near_counts / near_expected over the steps in which anything was found; n = 0 where not tested."""
    classes: Classes

    @property
    def median_expected(self) -> float:
        """What the middle neighbourhood with exposure expects a step."""
        return _median_expected(self.near_expected)

    def rate(self) -> F64:
        """The neighbourhood's cases by what is expected, [m, steps]: 1 is the county's own; NaN where nothing is."""
        return _rate(self.near_counts, self.near_expected)


def make_cube(
    units: Units, frame: Frame, *, chosen: Bools, as_of: datetime, tz: ZoneInfo, first_day: date | None = None
) -> Cube:
    """The cube of the ``chosen`` rows (bool[n]: the filters) in steps of a week, or longer ones until the median
    neighbourhood expects a case.

    Steps are complete and begin no earlier than the first counted case of the frame, nor than ``first_day``. Cases
    outside all units, undated ones and those not counted are left out. Errors: few-steps for fewer than ten.
    """
    found = np.asarray(frame.found)
    counted = ((np.asarray(frame.flags) & NOT_COUNTED) == 0) & (found != NONE_S)
    rows = np.flatnonzero(counted & chosen & (units.unit_of >= 0))
    begun = datetime.fromtimestamp(int(found[counted].min()), tz).date() if counted.any() else None
    first = max((d for d in (begun, first_day) if d is not None), default=as_of.astimezone(tz).date())
    for kind in KINDS:
        steps = steps_of(kind, first, as_of=as_of, tz=tz)
        if len(steps) < LEAST_STEPS:
            raise GisError("few-steps", count=len(steps), days=DAYS[kind], least=LEAST_STEPS)
        counts = count(units.unit_of[rows], steps.of(found[rows]), (len(units.ids), len(steps)))
        expected = _expected(units, counts)
        if _median_expected(expected) >= LEAST:
            break
    return cube_of(units, counts, steps)


def count(unit: npt.NDArray[np.integer], step: I64, shape: tuple[int, int]) -> I64:
    """Cases by unit and step, int64[shape]; −1 in ``step`` is left out."""
    inside = step >= 0
    flat = unit[inside].astype(np.int64) * shape[1] + step[inside]
    return np.bincount(flat, minlength=shape[0] * shape[1]).reshape(shape)


def cube_of(units: Units, counts: I64, steps: Steps) -> Cube:
    """The cube of ``counts`` int64[m, steps], whatever the number of steps and cases.

    Significant: the tail of the neighbourhood's sum against what is expected, hot and cold apart, each under BH over
    all unit-steps tested. A neighbourhood is tested where it expects a case a step on the mean, in all steps or none.
    """
    near = near_sum(counts, units.near_start, units.near).astype(np.int64)
    total = counts.sum(axis=0)
    share = units.exposure / max(float(units.exposure.sum()), 1e-300)
    alpha = dispersion(counts.ravel(), np.outer(share, total).ravel())
    sums = near_sum(np.stack([share, share**2], axis=1), units.near_start, units.near)
    expected, more = np.outer(sums[:, 0], total), alpha * np.outer(sums[:, 1], total**2)
    tested = expected.mean(axis=1) >= LEAST
    hot, cold = np.zeros(counts.shape, np.bool_), np.zeros(counts.shape, np.bool_)
    for side, p in zip((hot, cold), tails(near[tested], expected[tested], more[tested])):
        side[tested] = adjusted(np.where(expected[tested] > 0, p, np.nan)) <= LEVEL
    trend = mann_kendall(np.where(tested[:, None], _rate(near, expected), np.nan))
    return Cube(
        steps, counts, near, expected, more, tested, alpha, hot, cold, trend, classify(hot, cold, trend)
    )


def z_of(units: Units, counts: I64) -> F64:
    """Gi* of the cases a unit of exposure, step by step: float64[m, steps], for the eye; NaN where it has no meaning.
    Units without exposure are left out."""
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(units.exposure[:, None] > 0, counts / units.exposure[:, None], np.nan)
    return np.stack([local_g(column, units.near_start, units.near) for column in rate.T], axis=1)


def _expected(units: Units, counts: I64) -> F64:
    share = near_sum(units.exposure, units.near_start, units.near) / max(float(units.exposure.sum()), 1e-300)
    return np.asarray(share[:, None] * counts.sum(axis=0), np.float64)


def _median_expected(expected: F64) -> float:
    mean = expected.mean(axis=1)
    return float(np.median(mean[mean > 0])) if (mean > 0).any() else 0.0


def _rate(near: I64, expected: F64) -> F64:
    return np.divide(near, expected, out=np.full(expected.shape, np.nan), where=expected > 0)
