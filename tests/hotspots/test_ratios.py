"""Rate ratios: exact where counts are as even as chance, wider where not, and an interval for no case."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, poisson

from gis.hotspots.ratios import dispersion, ratios

RATES = np.array([0.5, 1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9, 10])


def covered(mean: float, reference: float, relative: float) -> float:
    """Chance that the interval holds the true ratio, summed over all counts that can come."""
    a, b = (poisson(m) for m in (mean, reference))
    many, more = np.arange(a.isf(1e-12) + 2), np.arange(b.isf(1e-12) + 2)
    at, of = np.meshgrid(many, more, indexing="ij")
    found = ratios(at, of, np.full(at.shape, relative))
    truth = mean / reference / relative
    inside = np.isnan(found.low) | ((found.low <= truth) & (truth <= found.high))
    return float((a.pmf(at) * b.pmf(of) * inside).sum())


@pytest.mark.parametrize("reference", [5, 20, 60])
@pytest.mark.parametrize("relative", [0.05, 1.0])
def test_the_exact_interval_covers_everywhere(reference: float, relative: float) -> None:
    assert min(covered(mean, reference, relative) for mean in RATES) >= 0.95 - 1e-9


@given(st.integers(0, 60), st.integers(0, 60), st.floats(0.01, 10))
def test_it_is_the_binomial_interval_of_the_share(a: int, b: int, relative: float) -> None:
    found = ratios([a], [b], [relative])
    if a + b == 0:
        assert np.isnan([found.ratio[0], found.low[0], found.high[0], found.p[0]]).all()
        return
    exact = binomtest(a, a + b, relative / (1 + relative)).proportion_ci(0.95, "exact")
    low, high = (
        exact.low / (1 - exact.low) / relative,
        np.inf if b == 0 else exact.high / (1 - exact.high) / relative,
    )
    assert found.low[0] == pytest.approx(low, rel=1e-6, abs=1e-12) and found.high[0] == pytest.approx(
        high, rel=1e-6
    )
    assert (found.p[0] < 0.05) == (low > 1 or high < 1) or found.p[0] == pytest.approx(0.05, abs=1e-9)


def test_no_case_has_an_interval_and_no_reference_case_no_upper_end() -> None:
    found = ratios([0, 4, 3, 0], [20, 0, 5, 0], [0.5, 0.5, np.nan, 1.0])
    assert found.ratio[0] == found.low[0] == 0
    # 3.7 cases are the most that no case leaves open: (1 − π)²⁰ = 0.025
    assert found.high[0] == pytest.approx((0.025 ** (-1 / 20) - 1) / 0.5)
    assert np.isnan(found.ratio[1]) and found.low[1] > 0 and found.high[1] == np.inf
    assert np.isnan([found.ratio[2], found.low[2], found.p[2], found.ratio[3], found.high[3]]).all()


def test_dispersion_is_pearsons_over_its_degrees_of_freedom() -> None:
    place, reference = (
        np.array([[4, 0, 2, 0], [1, 1, 1, 0], [0, 0, 0, 0]]),
        np.array([[4, 8, 6, 0], [9, 9, 9, 0], [1, 2, 3, 0]]),
    )
    phi, freedom = dispersion(place, reference)
    # share 6/24: due 2 2 2, variance 1.5 → (4 + 4 + 0) / 1.5 / 2
    assert phi[0] == pytest.approx(8 / 3) and freedom.tolist() == [2, 2, 0]
    assert phi[1] == 0 and np.isnan(phi[2]), "as even as can be; nothing to tell from"


def test_a_season_both_have_in_common_is_no_dispersion() -> None:
    season = np.array([[10, 200, 10, 400, 10]])
    assert dispersion(season, 3 * season)[0][0] == pytest.approx(0)


def test_uneven_weeks_make_the_interval_wider() -> None:
    even = ratios([30], [100], [0.2], spread=np.array([1.19]), freedom=np.array([50.0]))
    uneven = ratios([30], [100], [0.2], spread=np.array([2.0]), freedom=np.array([50.0]))
    assert not even.scaled[0] and uneven.scaled[0]
    assert even.low[0] == ratios([30], [100], [0.2]).low[0]
    wide = np.log(uneven.high / uneven.low) / np.log(even.high / even.low)
    assert wide[0] == pytest.approx(np.sqrt(2.0), rel=0.1)
    assert uneven.ratio[0] == even.ratio[0] == pytest.approx(1.5) and uneven.p[0] > even.p[0]


@pytest.mark.slow
def test_the_wider_interval_covers_where_weeks_are_uneven() -> None:
    """Cases come in bursts of one to five (dispersion 11/3): the exact interval fails, the wider one holds."""
    rng, weeks, n = np.random.default_rng(1), 52, 4000
    inside = {"scaled": 0, "exact": 0}

    def bursts(mean: float) -> np.ndarray:
        return np.array([[rng.integers(1, 6, k).sum() for k in row] for row in rng.poisson(mean, (n, weeks))])

    place, reference = bursts(0.25), bursts(1.0)
    phi, freedom = dispersion(place, reference)
    a, b = place.sum(axis=1), reference.sum(axis=1)
    for name, found in (
        ("scaled", ratios(a, b, np.full(n, 0.25), spread=phi, freedom=freedom)), ("exact", ratios(a, b, np.full(n, 0.25))),
    ):  # fmt: skip
        inside[name] = int(((found.low <= 1) & (found.high >= 1)).sum())
    print(inside, n)
    assert inside["exact"] < 0.85 * n and 0.93 * n <= inside["scaled"]
