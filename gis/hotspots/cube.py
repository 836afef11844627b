"""The space-time cube: cases by unit and step, what was significant when, and where it rises.

A unit is held against its step: its neighbourhood's cases against what its exposure expects of the cases of all units
in that step, so that season and campaigns, which move the whole county, make no place hot. The trend is that of
the neighbourhood's cases by what is expected, step by step; z of overlapping steps would show trends where none are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TypeVar
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from gis.cases.frame import NONE_S, NOT_COUNTED, Frame
from gis.errors import GisError
from gis.hotspots.classes import Classes, classify
from gis.hotspots.cluster import LEAST, above, below, dispersion
from gis.hotspots.fdr import found
from gis.hotspots.gi import local_g, near_sum
from gis.hotspots.steps import DAYS, KINDS, Steps, steps_of
from gis.hotspots.trend import Trend, mann_kendall
from gis.hotspots.units import Units

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
T = TypeVar("T", bound=np.generic)
ALL = slice(None)
Which = int | slice | I64
"""Some of the units: one, a run of them, or those with these numbers."""
TINY = 1e-300
LEAST_STEPS = 10
"""Mann–Kendall's normal p and "nine of ten" say nothing of fewer."""


@dataclass(frozen=True, eq=False)
class Cube:
    """Arrays [m] a unit, [m, steps] a unit and step. What is not tested is never significant."""

    steps: Steps
    counts: I64
    near_counts: I64
    """Cases of the unit and its neighbours; 0 where not tested."""
    totals: I64
    """int64[steps]: cases of all units."""
    near_share: F64
    """float64[m]: share of the county's exposure that the unit and its neighbours have."""
    near_more: F64
    """float64[m]: by how much the variance of near_counts exceeds what is expected, by totals²."""
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
        return _median_expected(self.near_share, self.totals)

    def expected(self, units: Which = ALL) -> F64:
        """What the exposure of neighbourhoods expects of all cases in units, [m, steps], or of some of them."""
        return np.multiply.outer(self.near_share[units], self.totals)

    def more(self, units: Which = ALL) -> F64:
        """Likewise by how much the variance of their counts exceeds that."""
        return np.multiply.outer(self.near_more[units], np.square(self.totals))

    def rate(self, units: Which = ALL) -> F64:
        """The neighbourhood's cases by what is expected, likewise: 1 is the county's own; NaN where nothing is."""
        return _rate(self.near_counts[units], self.expected(units))


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
        if _median_expected(_shares(units)[0], counts.sum(axis=0)) >= LEAST:
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
    totals, on = counts.sum(axis=0), np.flatnonzero(units.exposure > 0)
    share, squares = _shares(units)
    own = units.exposure[on] / max(float(units.exposure.sum()), TINY)
    alpha = dispersion(counts[on].ravel(), np.outer(own, totals).ravel())
    tested = share * totals.mean() >= LEAST
    judged = np.flatnonzero(tested)
    near = near_sum(counts, units.near_start, units.near, of=judged)
    held = np.outer(share[judged], totals)
    hot, cold = _significant(near, held, alpha * np.outer(squares[judged], totals**2))
    whole = partial(_whole, judged=judged, size=len(counts))
    hot, cold, trend = whole(hot, False), whole(cold, False), mann_kendall(whole(_rate(near, held), np.nan))
    return Cube(
        steps, counts, whole(near.astype(np.int64), 0), totals, share, alpha * squares, tested, alpha, hot, cold, trend,
        classify(hot, cold, trend),
    )  # fmt: skip


def _whole(rows: npt.NDArray[T], fill: object, *, judged: I64, size: int) -> npt.NDArray[T]:
    """Rows of the judged among those of all units."""
    out = np.full((size, rows.shape[1]), fill, rows.dtype)
    out[judged] = rows
    return out


def _significant(near: F64, mean: F64, more: F64) -> tuple[Bools, Bools]:
    """Hot and cold, bool[k, steps]. A tail that holds the mean is more than a third of a law with one summit whose
    sides fall ever faster (log-concave: Poisson, and negative binomial of size ≥ 1), so no such tail is worked out."""
    usual, some = mean**2 >= more, mean > 0
    sides = []
    for tail, beyond in ((above, near > mean), (below, near < mean)):
        p, asked = np.where(some, 1.0, np.nan), some & (beyond | ~usual)
        p[asked] = tail(near[asked], mean[asked], more[asked])
        sides.append(found(p))
    return sides[0], sides[1]


def z_of(units: Units, counts: I64) -> F64:
    """Gi* of the cases a unit of exposure, step by step: float64[m, steps], for the eye; NaN where it has no meaning.
    Units without exposure are left out."""
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(units.exposure[:, None] > 0, counts / units.exposure[:, None], np.nan)
    return np.stack([local_g(column, units.near_start, units.near) for column in rate.T], axis=1)


def _shares(units: Units) -> tuple[F64, F64]:
    """Over each neighbourhood: its units' shares of the whole exposure, and their squares, added up."""
    share = units.exposure / max(float(units.exposure.sum()), TINY)
    sums = near_sum(np.stack([share, share**2], axis=1), units.near_start, units.near)
    return sums[:, 0], sums[:, 1]


def _median_expected(share: F64, totals: I64) -> float:
    return float(np.median(share[share > 0]) * totals.mean()) if (share > 0).any() and totals.any() else 0.0


def _rate(near: npt.NDArray[np.number], expected: F64) -> F64:
    return np.divide(near, expected, out=np.full(expected.shape, np.nan), where=expected > 0)
