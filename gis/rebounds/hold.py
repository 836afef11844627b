"""保持率: the share of closures nothing has come back to, by days since the closure (Kaplan and Meier 1958).

A closure of yesterday proves nothing, so each counts for as long as it was watched and no longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gis.rebounds.closures import Closures
from gis.rebounds.interval import exact, on_log_log, place_error
from gis.rebounds.kaplan import F64, I64, Km, kaplan_meier
from gis.rebounds.links import DAY_S

HORIZONS = (7, 15, 30, 90)
ENOUGH = 20
"""No rate and no rank of fewer closures."""
FEW = 5
"""Under so many returns the exact interval of the fixed cohort stands in."""
CURVE_POINTS = 120

NOTHING, SMALL, YOUNG, EXACT, ONE_PLACE, BY_PLACE = "nothing", "small", "young", "exact", "one_place", "place"
"""How a figure came about, or why there is none: no closures · fewer than ENOUGH · none watched that long · interval
of the fixed cohort · no interval, all at one place · resampled by place."""


Figures = tuple[float | None, float | None, float | None, str]
"""Value, lower and upper limit, method."""


@dataclass(frozen=True)
class Estimate:
    """The hold rate after so many days. ``value`` None: see ``method``; ``low``, ``high``: 95 %."""

    days: int
    value: float | None
    low: float | None
    high: float | None
    method: str
    returns: int
    """Returns within these days."""
    at_risk: int
    """Closures that had held and were watched for so long."""


@dataclass(frozen=True, eq=False)
class Curve:
    """The whole of it: arrays of one length, days ascending from 0; NaN where there is no interval."""

    days: F64
    hold: F64
    low: F64
    high: F64


@dataclass(frozen=True)
class Hold:
    """The hold rate of some closures."""

    closures: int
    returns: int
    """Of these closures, however late."""
    estimates: tuple[Estimate, ...]
    median_days: float | None
    """Days after which half had come back."""
    reached: bool
    """False: so many never came back while watched (未达到)."""
    longest_days: float
    """How long any of them was watched."""

    def at(self, days: int) -> Estimate:
        """The estimate of one of the horizons asked for."""
        return next(e for e in self.estimates if e.days == days)


def hold(closures: Closures, horizons: Sequence[int] = HORIZONS) -> Hold:
    """Hold rates after ``horizons`` (days of 24 h, ascending) and the median.

    None under ENOUGH closures, and after more days than any was watched: nothing is drawn out beyond. The estimate
    is Kaplan–Meier's throughout; under FEW returns by then, or with all or none held, its interval is the exact
    one of the closures watched at least so long, stretched to hold the estimate where it must.
    """
    closures = closures.in_order()
    km = kaplan_meier(closures.time_s, closures.came)
    seconds = np.array(horizons, np.int64) * DAY_S
    if len(closures) < ENOUGH:
        why = SMALL if len(closures) else NOTHING
        found: list[Figures] = [(None, None, None, why)] * len(seconds)
    else:
        found = [_plain(*row) for row in zip(*_estimates(closures, km, seconds))]
    at_risk = len(closures) - np.searchsorted(closures.time_s, seconds)
    estimates = tuple(
        Estimate(days, *figures, int(back), int(risk))
        for days, figures, back, risk in zip(horizons, found, km.returned(seconds), at_risk)
    )
    halved = np.flatnonzero(km.hold <= 0.5) if len(closures) >= ENOUGH else np.zeros(0, np.int64)
    return Hold(
        closures=len(closures), returns=int(km.returns.sum()), estimates=estimates,
        median_days=float(km.seconds[halved[0]] / DAY_S) if len(halved) else None, reached=bool(len(halved)),
        longest_days=float(closures.follow_s.max() / DAY_S) if len(closures) else 0.0,
    )  # fmt: skip


def curve(closures: Closures, days: float = max(HORIZONS), points: int = CURVE_POINTS) -> Curve | None:
    """The estimate and its interval at ``points`` times from 0 to ``days`` or the longest observation; None under
    ENOUGH closures."""
    if len(closures) < ENOUGH:
        return None
    closures = closures.in_order()
    last = min(int(days * DAY_S), int(closures.follow_s.max()))
    seconds = np.unique(np.linspace(0, last, points).astype(np.int64))
    value, low, high, _ = _estimates(closures, kaplan_meier(closures.time_s, closures.came), seconds)
    return Curve(seconds / DAY_S, value, low, high)


def _estimates(closures: Closures, km: Km, seconds: I64) -> tuple[F64, F64, F64, list[str]]:
    """Estimate, lower and upper limit and method after each of ``seconds`` (ascending); NaN for none."""
    value = km.at(seconds)
    reach = (closures.follow_s if len(km.hold) and km.hold[-1] == 0 else closures.time_s).max()
    known = seconds <= int(reach)
    places = closures.blocks.count
    error = place_error(closures.time_s, closures.came, closures.blocks, km, seconds)
    few = known & ((km.returned(seconds) < FEW) | (value == 1) | (value == 0))
    clustered = known & ~few & (places > 1)
    low, high = np.full((2, len(seconds)), np.nan)
    if clustered.any():
        low[clustered], high[clustered] = on_log_log(value[clustered], error[clustered], places)
    for i in np.flatnonzero(few):
        least, most = exact(*_cohort(closures, int(seconds[i])))
        low[i], high[i] = min(float(least), value[i]), max(float(most), value[i])
    value = np.where(known, value, np.nan)
    method = np.select([~known, few, clustered], [YOUNG, EXACT, BY_PLACE], ONE_PLACE)
    return value, low, high, [str(m) for m in method]


def _cohort(closures: Closures, seconds: int) -> tuple[int, int]:
    """Of the closures watched at least so long those that held, and all."""
    watched = closures.follow_s >= seconds
    return int(np.count_nonzero(watched & (closures.return_s > seconds))), int(np.count_nonzero(watched))


def _plain(value: float, low: float, high: float, method: str) -> Figures:
    return _number(value), _number(low), _number(high), method


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
