"""How often the interval of the hold rate holds the truth: 4,000 seeded simulations a scenario.

Half of the closures are younger than the 30 days asked about. With clustering each place has a frailty of its own
(gamma, mean 1, variance 2), and the truth is the share of all closures that hold, its Laplace transform:
S(t) = (1 + 2 Λ(t)) ** (−1/2) (Hougaard 2000, Analysis of Multivariate Survival Data, §7.3).
"""

from __future__ import annotations

import numpy as np
import pytest

from gis.cases.frame import NONE_S
from gis.rebounds.hold import hold
from gis.rebounds.interval import on_log_log
from gis.rebounds.kaplan import kaplan_meier
from gis.rebounds.links import DAY_S
from tests.rebounds.held import of_arrays

pytestmark = pytest.mark.slow

RUNS = 4000
"""The issue asks for 1,000, at which chance alone is 0.7 points either way; so many halve that."""
DAYS = 30
FOLLOW_DAYS = 60
FRAILTY_VARIANCE = 2.0


def closures(r: np.random.Generator, places: int, each: int, truth: float, *, clustered: bool):
    """``places`` × ``each`` closures, watched for up to FOLLOW_DAYS, of which ``truth`` hold for DAYS."""
    n = places * each
    place = np.repeat(np.arange(places), each)
    v = FRAILTY_VARIANCE
    rate = np.full(n, -np.log(truth))
    if clustered:
        rate = r.gamma(1 / v, v, places)[place] * (truth**-v - 1) / v
    back = r.exponential(1, n) / np.maximum(rate, 1e-9) * DAYS * DAY_S
    return of_arrays(r.uniform(0, FOLLOW_DAYS * DAY_S, n), np.minimum(back + 1, int(NONE_S) - 1), place)


def greenwood(sample) -> tuple[float, float]:
    """The plain log-log interval of independent closures."""
    km = kaplan_meier(sample.time_s, sample.came)
    then = km.seconds <= DAYS * DAY_S
    d, n = km.returns[then], km.at_risk[then]
    share = km.at(np.array([DAYS * DAY_S]))
    low, high = on_log_log(share, share * np.sqrt(np.sum(d / (n * (n - d)))), 1_000_000)
    return float(low[0]), float(high[0])


def covered(places: int, each: int, truth: float, *, clustered: bool) -> tuple[float, float]:
    """Share of RUNS whose interval holds the truth: ours, and the plain one. An interval not given holds nothing."""
    r = np.random.default_rng([places, each, round(100 * truth), clustered])
    ours = plain = 0
    for _ in range(RUNS):
        sample = closures(r, places, each, truth, clustered=clustered)
        at = hold(sample, (DAYS,)).at(DAYS)
        ours += at.low is not None and at.low <= truth <= at.high
        low, high = greenwood(sample)
        plain += low <= truth <= high
    print(
        f"{places} places x {each}, S={truth}, clustered={clustered}: {ours / RUNS:.3f}, plain {plain / RUNS:.3f}"
    )
    return ours / RUNS, plain / RUNS


@pytest.mark.parametrize("truth", [0.6, 0.85])
@pytest.mark.parametrize(("places", "each"), [(100, 1), (20, 5), (400, 1), (80, 5)])
def test_independent_closures_are_covered(places, each, truth):
    ours, _ = covered(places, each, truth, clustered=False)
    assert 0.93 <= ours <= 0.97


@pytest.mark.parametrize("truth", [0.6, 0.85])
@pytest.mark.parametrize("places", [50, 100])
def test_clustered_closures_are_covered_and_greenwood_fails_them(places, truth):
    ours, plain = covered(places, 6, truth, clustered=True)
    assert 0.92 <= ours <= 0.98
    assert plain < 0.92
