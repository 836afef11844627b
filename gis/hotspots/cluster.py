"""Where cases cluster: each unit with its neighbours against what its exposure lets expect.

The test is of the neighbourhood's sum S against its expectation M, the county's cases of the same weeks (so the
season is in it) shared out by exposure. Counts scatter more than Poisson: var(c) = μ + α μ² with one α for the county
(the negative binomial of Lawless, Canadian J. Statist. 15, 1987), by maximum likelihood over all units. A sum of such counts is
taken as negative binomial with the same mean and variance M + α Σμ². Where something is found α is taken once more
without the places found (if half of the units are left), for it is to say how places differ that are not remarkable.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.special import gammaln
from scipy.stats import nbinom, poisson

from gis.hotspots.fdr import LEVEL, adjusted
from gis.hotspots.gi import local_g, near_sum
from gis.hotspots.units import Units

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Text = npt.NDArray[np.str_]

LEAST = 1.0
"""Cases a neighbourhood must expect to be tested."""
ALL_BUT_ROUNDING = 1 - 1e-9
TOLERANCE = 1e-4
"""In log likelihood: what rounding may do."""
HOT, COLD = "hot", "cold"
PLAIN, FEW, BARE, WHOLE = "plain", "few", "bare", "whole"
"""Why a unit is not significant: tested and as expected; its neighbourhood expects too few; no exposure at all; its
neighbourhood is all of the study area, so that there is nothing to hold it against."""


@dataclass(frozen=True)
class Method:
    """What was tested, for the method box."""

    area: str
    """The study area: every z, p and q is against all of it."""
    kind: str
    basis: str
    weeks: int
    cases: int
    """Cases in the units, of which ``off`` lie in units without exposure."""
    off: int
    elsewhere: int
    """Cases of the window in no unit: not in any figure."""
    exposure: float
    """Road-km or km² of the study area."""
    tested: int
    few: int
    """Units with exposure whose neighbourhood expects fewer than LEAST cases: not tested."""
    bare: int
    """Units without exposure: not tested, but their cases count for their neighbours."""
    dispersion: float
    """α; 0: Poisson."""
    near: float
    """Mean number of neighbours of the tested, without themselves."""
    level: float
    whole: int = 0
    """Units whose neighbourhood has all exposure there is: not tested."""


@dataclass(frozen=True, eq=False)
class Clusters:
    """One entry a unit, in the order of ``Units``."""

    method: Method
    count: I64
    expected: F64
    rate: F64
    """Cases per road-km (or km²) in the window; NaN without exposure."""
    near_count: I64
    """Cases of the unit and its neighbours together; likewise ``near_expected``."""
    near_expected: F64
    z: F64
    """Gi* of the rates; NaN without exposure. For the eye: it decides nothing."""
    p_hot: F64
    """P(sum ≥ S); NaN where not tested."""
    p_cold: F64
    """P(sum ≤ S)."""
    q_hot: F64
    q_cold: F64
    significant: Text
    """HOT, COLD or ""."""
    reason: Text
    """HOT, COLD, PLAIN, FEW, BARE or WHOLE."""

    @property
    def more(self) -> Bools:
        """Neighbourhoods with as many cases as expected, or more."""
        return self.near_count >= self.near_expected * (1 - 1e-9)

    @property
    def p(self) -> F64:
        """The tail on the side where the neighbourhood lies; NaN where not tested."""
        return np.where(self.more, self.p_hot, self.p_cold)

    @property
    def q(self) -> F64:
        """Likewise, after FDR."""
        return np.where(self.more, self.q_hot, self.q_cold)


def cluster(
    units: Units, count: I64, *, area: str, weeks: int, elsewhere: int = 0, level: float = LEVEL
) -> Clusters:
    """Test every unit's neighbourhood. ``count`` int64[m]: cases of the window in each unit, every case in one.

    Left out of the tests: units without exposure, neighbourhoods that expect fewer than one case, and those that are
    the whole study area, whose sum is what is expected by construction. All cases of the units count, also those in
    units without exposure. Hot and cold are two families of tests, each at ``level``.
    """
    total, ground = int(count.sum()), float(units.exposure.sum())
    expected = units.exposure * (total / ground if ground else 0.0)
    bare = ~(units.exposure > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(bare, np.nan, count / units.exposure)
    near_count = near_sum(count, units.near_start, units.near)
    sums = near_sum(np.column_stack([expected, expected**2]), units.near_start, units.near)
    enough = ~bare & (sums[:, 0] >= LEAST)
    whole = enough & (sums[:, 0] >= expected.sum() * ALL_BUT_ROUNDING)
    tested = enough & ~whole
    alpha = likeliest(count, expected)
    tests = _tests(near_count, sums, tested, alpha, level)
    rest = near_sum(tests.found != "", units.near_start, units.near) == 0
    if not rest.all() and 2 * rest.sum() >= len(rest):
        alpha = min(alpha, likeliest(count[rest], _scaled(expected[rest], count[rest])))
        tests = _tests(near_count, sums, tested, alpha, level)
    reason = np.select([tests.found != "", bare, whole, ~tested], [tests.found, BARE, WHOLE, FEW], PLAIN)
    method = Method(
        area, units.kind, units.basis, weeks, total, int(count[bare].sum()), elsewhere, ground,
        int(tested.sum()), int((~bare & ~enough).sum()), int(bare.sum()), alpha,
        float(np.diff(units.near_start)[tested].mean()) if tested.any() else 0.0, level, int(whole.sum()),
    )  # fmt: skip
    return Clusters(
        method, count, expected, rate, near_count.astype(np.int64), sums[:, 0],
        local_g(rate, units.near_start, units.near), tests.p_hot, tests.p_cold, tests.q_hot, tests.q_cold,
        tests.found, reason,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Tests:
    p_hot: F64
    p_cold: F64
    q_hot: F64
    q_cold: F64
    found: Text


def _tests(near_count: F64, sums: F64, tested: Bools, alpha: float, level: float) -> _Tests:
    """Both tails, NaN where not tested, and what is found; ``sums``: Σμ and Σμ² over each neighbourhood."""
    p_hot, p_cold = tails(near_count, sums[:, 0], alpha * sums[:, 1])
    p_hot[~tested] = p_cold[~tested] = np.nan
    q_hot, q_cold = adjusted(p_hot), adjusted(p_cold)
    found = np.select([q_hot <= level, q_cold <= level], [HOT, COLD], "")
    return _Tests(p_hot, p_cold, q_hot, q_cold, found)


def _scaled(expected: F64, count: I64) -> F64:
    """``expected`` made to add up to ``count``."""
    whole = float(expected.sum())
    return expected * (float(count.sum()) / whole if whole else 0.0)


def dispersion(count: I64, expected: F64) -> float:
    """α of var(c) = μ + α μ² over the units with an expectation, by moments: Σ((c − μ)² − μ(1 − μ/Σμ)) / Σμ²;
    0 where that is negative. Binomial, not Poisson, because the counts are held to add up to the county's.
    """
    mu, total = expected, float(expected.sum())
    if not total:
        return 0.0
    on = mu > 0
    more = np.square(count[on] - mu[on]) - mu[on] * (1 - mu[on] / total)
    return max(0.0, float(more.sum() / (mu @ mu)))


def likeliest(count: I64, expected: F64) -> float:
    """α of maximum likelihood over the units with an expectation, 0 where Poisson is as likely. Unlike ``dispersion``
    it is not carried away by a few hot places, but it takes longer."""
    on = expected > 0
    c, mu = count[on], expected[on]

    def unlikely(log_alpha: float) -> float:
        r = np.exp(-log_alpha)
        return -float(
            (gammaln(c + r) - gammaln(r) + c * np.log(mu) - (c + r) * np.log1p(mu / r) - c * np.log(r)).sum()
        )

    best = minimize_scalar(unlikely, bounds=(-14.0, 5.0), method="bounded")
    poisson_too = -float((c * np.log(mu) - mu).sum())
    return float(np.exp(best.x)) if best.fun < poisson_too - TOLERANCE else 0.0


def tails(total: F64, mean: F64, more: F64) -> tuple[F64, F64]:
    """(P(X ≥ total), P(X ≤ total)): ``above`` and ``below``."""
    return above(total, mean, more), below(total, mean, more)


def above(total: F64, mean: F64, more: F64) -> F64:
    """P(X ≥ total) of X with this mean and variance mean + more: negative binomial, Poisson where ``more`` is 0. One
    each; a mean of 0 gives what it gives."""
    return _by_law(poisson.sf, nbinom.sf, total - 1, mean, more)


def below(total: F64, mean: F64, more: F64) -> F64:
    """P(X ≤ total), likewise."""
    return _by_law(poisson.cdf, nbinom.cdf, total, mean, more)


def _by_law(plain: Callable[..., F64], wide: Callable[..., F64], k: F64, mean: F64, more: F64) -> F64:
    out, wider = np.empty(len(mean)), more > 0
    out[~wider] = plain(k[~wider], mean[~wider])
    size = mean[wider] ** 2 / more[wider]
    out[wider] = wide(k[wider], size, size / (size + mean[wider]))
    return out
