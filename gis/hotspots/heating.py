"""升温清单: units whose share of the county's cases is larger in the last four weeks than in the 48 before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
from scipy.stats import beta

from gis.errors import GisError
from gis.hotspots.fdr import LEVEL, adjusted
from gis.hotspots.units import Units
from gis.hotspots.wavering import RECENT, Noise, Pairs, by_week, noise_of, p_of, pairs_of
from gis.hotspots.weekly import Weekly

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

BEFORE = 48
"""Weeks before the last four, or as many blocks of four as there are, at least three."""
WHOLE = 0.8
"""Part of the error budget of the tests of all cases: they are few and see most; the groups share the rest."""
ALL = ""
"""The group that stands for all cases."""


@dataclass(frozen=True)
class Rise:
    """One line of the list: a unit and a group (ALL: every case)."""

    unit: int
    """Index into Units."""
    unit_id: str
    group: str
    recent: int
    """Cases in the last four weeks."""
    before: int
    """Cases in the weeks before them."""
    expected: float
    """Cases of the last four weeks by its share in the weeks before."""
    ratio: float | None
    """recent / expected; None where nothing was found before."""
    low: float
    """95 % interval of the ratio, by Clopper & Pearson on the effective number of cases (Korn & Graubard, Survey
    Methodology 24, 1998)."""
    high: float | None
    p: float
    q: float
    weeks_listed: int
    """For so many weeks without a break it would have stood on the list, this one included."""
    since: date
    """Monday of the first of them."""


@dataclass(frozen=True)
class HeatMethod:
    """What was tested, for the method box."""

    area: str
    kind: str
    first: date
    """Monday of the first week before."""
    turn: date
    """Monday of the first of the last weeks."""
    end: date
    """The day after the last Sunday."""
    before_weeks: int
    cases: int
    elsewhere: int
    """Cases of all weeks looked at that lie in no unit."""
    tested: int
    few: int
    """Units × groups with cases that expect fewer than LEAST: not tested."""
    noise: Mapping[str, tuple[float, float]]
    """(κ, α) by group; ALL for all of them together. The types without a group are not in it."""
    level: float


@dataclass(frozen=True)
class Heating:
    """The list, by p; of equal p in the order of units and groups."""

    method: HeatMethod
    rises: tuple[Rise, ...]


def heating(units: Units, weekly: Weekly, *, area: str, level: float = LEVEL) -> Heating:
    """The units and groups heating up: BH over all tested, with weights (``WHOLE``).

    Cases in no unit are left out; types without a group count among all cases only. Errors: few-steps with fewer than
    16 complete weeks.
    """
    weeks = len(weekly.steps)
    before = min(BEFORE, (weeks - RECENT) // RECENT * RECENT)
    if before < 3 * RECENT:
        raise GisError("few-steps", count=weeks, days=7, least=4 * RECENT)
    county = by_week(weekly)
    pairs = pairs_of(weekly, county, end=weeks, before=before)
    noise = noise_of(pairs)
    p = p_of(pairs, noise)
    whole = pairs.group == len(weekly.groups)
    if (county.sum(axis=1) > 0).sum() < 2:  # of one group alone, the group says what all cases say
        p[~whole] = np.nan
    weight = _weights(np.isfinite(p), whole)
    q = adjusted(p, weight)
    listed = np.flatnonzero(q <= level)
    listed = listed[np.lexsort((pairs.group[listed], pairs.unit[listed], p[listed]))]
    found = pairs.at(listed)
    limits = level * len(listed) / max(int(np.isfinite(p).sum()), 1) * weight[listed]
    run = _runs(weekly, county, (found, limits), noise, before=before)
    low, high = _interval(found, noise)
    days = weekly.steps.days
    names = (*weekly.groups, ALL)
    rises = tuple(
        Rise(
            int(found.unit[i]), units.ids[found.unit[i]], names[found.group[i]], int(found.blocks[i, -1]),
            int(found.blocks[i, :-1].sum()), float(found.expected[i]), _some(found.ratio[i]), float(low[i]),
            _some(high[i]), float(p[k]), float(q[k]), int(run[i]), days[weeks - run[i]],
        )
        for i, k in enumerate(listed)
    )  # fmt: skip
    noise_by = dict(zip(names, zip(noise.clump.tolist(), noise.waver.tolist(), strict=True), strict=True))
    nameless = pairs.group == len(weekly.groups) - 1
    method = HeatMethod(
        area, units.kind, days[weeks - RECENT - before], days[weeks - RECENT], days[weeks], before,
        int(county[:, weeks - RECENT - before :].sum()), weekly.elsewhere, int(np.isfinite(p).sum()),
        int((~np.isfinite(p) & ~nameless).sum()), noise_by, level,
    )  # fmt: skip
    return Heating(method, rises)


def _some(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _weights(tested: Bools, whole: Bools) -> F64:
    """WHOLE of the error goes to the tests of all cases (``whole``), the rest to those of the many small groups."""
    n, out = int(tested.sum()), np.ones(len(tested))
    some, others = int((tested & whole).sum()), int((tested & ~whole).sum())
    if some and others:
        out[whole], out[~whole] = WHOLE * n / some, (1 - WHOLE) * n / others
    return out


def _runs(weekly: Weekly, county: I64, listed: tuple[Pairs, F64], noise: Noise, *, before: int) -> I64:
    """For how many weeks without a break each of the ``listed`` pairs would have had a p up to what would still be
    listed now, at least 1."""
    pairs, limits = listed
    keys = list(zip(pairs.unit.tolist(), pairs.group.tolist(), strict=True))
    run = np.ones(len(keys), np.int64)
    mine = weekly.at(np.isin(weekly.unit, pairs.unit))
    for end in range(len(weekly.steps) - 1, RECENT + before - 1, -1):
        then = pairs_of(mine, county, end=end, before=before)
        p = dict(zip(zip(then.unit.tolist(), then.group.tolist()), p_of(then, noise).tolist(), strict=True))
        still = np.array([p.get(key, np.nan) for key in keys]) <= limits
        still &= run == len(weekly.steps) - end
        if not still.any():
            break
        run += still
    return run


def _interval(pairs: Pairs, noise: Noise) -> tuple[F64, F64]:
    """The 95 % interval of the ratio; infinite above where nothing was found before."""
    n, a, share = pairs.total, pairs.blocks[:, -1], pairs.share
    less = 1 + (n - 1) * pairs.rho(noise)
    with np.errstate(invalid="ignore"):
        low = np.where(a > 0, beta.ppf(0.025, a / less, (n - a) / less + 1), 0.0)
        high = np.where(a < n, beta.ppf(0.975, a / less + 1, (n - a) / less), 1.0)
    with np.errstate(divide="ignore"):
        odds = (1 - share) / share
        return low / (1 - low) * odds, high / (1 - high) * odds
