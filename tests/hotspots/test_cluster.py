"""Where it clusters: expectations and tails counted by hand, what is tested, what must always hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom, poisson

from gis.hotspots.cluster import (
    BARE,
    COLD,
    FEW,
    HOT,
    PLAIN,
    WHOLE,
    Clusters,
    above,
    below,
    cluster,
    dispersion,
    likeliest,
    tails,
)
from gis.hotspots.units import Units
from tests.hotspots.cubes import line, squares


def clusters(units: Units, count: object) -> Clusters:
    return cluster(units, np.asarray(count, np.int64), area="清岚县", weeks=12)


def test_a_row_of_units_by_hand() -> None:
    """Three units alone with 2, 1 and 1 km: of 8 cases they expect 4, 2 and 2."""
    found = clusters(replace(line(3), exposure=np.array([2.0, 1.0, 1.0])), [4, 3, 1])
    assert found.expected.tolist() == [4, 2, 2]
    assert found.rate.tolist() == [2, 3, 1]
    assert found.method.dispersion == 0
    assert found.p_hot == pytest.approx(poisson.sf([3, 2, 0], [4, 2, 2]))
    assert found.p_cold == pytest.approx(poisson.cdf([4, 3, 1], [4, 2, 2]))
    assert found.reason.tolist() == [PLAIN] * 3


def test_neighbours_are_summed() -> None:
    found = clusters(squares(2, 2), [1, 2, 3, 4])
    assert found.near_count.tolist() == [10] * 4
    assert found.near_expected.tolist() == [10] * 4
    assert np.isnan(found.z).all()  # everyone is everyone's neighbour


def test_a_block_is_hot_and_an_empty_one_cold() -> None:
    count = np.full((9, 9), 10)
    count[0:3, 0:3], count[6:9, 6:9] = 20, 0
    found = clusters(squares(9, 9), count.ravel())
    marks = found.significant.reshape(9, 9)
    assert marks[1, 1] == HOT
    assert marks[7, 7] == COLD
    assert set(marks[4, :].tolist()) == {""}
    assert found.z.reshape(9, 9)[1, 1] > 3
    assert found.p.reshape(9, 9)[7, 7] == found.p_cold.reshape(9, 9)[7, 7]
    assert (found.q <= found.method.level)[found.significant != ""].all()


def test_what_is_not_tested_is_counted() -> None:
    """A unit without exposure has no rate; its cases still count for its neighbour. One expects 0.5 cases."""
    units = replace(squares(4, 1), exposure=np.array([0.0, 3.0, 0.2, 0.1]))
    found = clusters(
        replace(units, near_start=np.array([0, 1, 2, 2, 2]), near=np.array([1, 0], np.int32)), [2, 4, 0, 0]
    )
    assert found.reason.tolist() == [BARE, PLAIN, FEW, FEW]
    assert found.near_count[1] == 6
    assert np.isnan(found.rate[0])
    assert np.isnan(found.p_hot[[0, 2, 3]]).all()
    method = found.method
    assert (method.tested, method.few, method.bare, method.cases, method.off) == (1, 2, 1, 6, 2)


def test_a_neighbourhood_that_is_the_whole_county_is_not_tested() -> None:
    """Its sum is what is expected whatever lies where: 73 cases beside none are no "no difference"."""
    found = clusters(squares(2, 1), [73, 0])
    assert found.reason.tolist() == [WHOLE, WHOLE]
    assert np.isnan(found.p).all()
    assert (found.method.tested, found.method.whole, found.method.few) == (0, 2, 0)
    assert clusters(squares(3, 1), [9, 9, 9]).reason.tolist() == [PLAIN, WHOLE, PLAIN]


@pytest.mark.parametrize("units", [line(0), line(3)])
def test_no_case_at_all(units: Units) -> None:
    found = clusters(units, np.zeros(len(units.ids)))
    assert found.method.tested == 0
    assert set(found.significant.tolist()) <= {""}


def test_tails_are_those_of_the_law() -> None:
    """Mean 6 and variance 6 + 3: size 12, chance 12/18."""
    over, under = tails(np.array([9.0, 9.0]), np.array([6.0, 6.0]), np.array([3.0, 0.0]))
    assert over == pytest.approx([nbinom.sf(8, 12, 2 / 3), poisson.sf(8, 6)])
    assert under == pytest.approx([nbinom.cdf(9, 12, 2 / 3), poisson.cdf(9, 6)])


def test_dispersion_by_hand() -> None:
    """Four units of μ = 2: squared errors 16, 4, 4 and 0, less 2 · (1 − 2/8) each, over Σμ² = 16."""
    assert dispersion(np.array([6, 0, 0, 2]), np.full(4, 2.0)) == pytest.approx((24 - 4 * 1.5) / 16)
    assert dispersion(np.full(4, 2), np.full(4, 2.0)) == 0


@pytest.mark.parametrize("alpha", [0.2, 1.0])
def test_dispersion_is_found_again(alpha: float) -> None:
    rng = np.random.default_rng(5)
    mu = rng.uniform(1, 20, 4000)
    count = rng.poisson(mu * rng.gamma(1 / alpha, alpha, 4000))
    assert likeliest(count, mu) == pytest.approx(alpha, rel=0.12)
    assert dispersion(count, mu) == pytest.approx(alpha, rel=0.2)
    assert likeliest(rng.poisson(mu), mu) < 0.01


@given(st.lists(st.integers(0, 30), min_size=12, max_size=12), st.integers(0, 2**31))
def test_the_order_of_the_units_does_not_matter(values: list[int], seed: int) -> None:
    units, count = squares(4, 3, np.arange(1, 13)), np.array(values)
    turn = np.random.default_rng(seed).permutation(12)
    at = np.empty(12, np.int64)
    at[turn] = np.arange(12)
    rows = [np.sort(at[units.near[units.near_start[i] : units.near_start[i + 1]]]) for i in turn]
    start = np.concatenate([[0], np.cumsum([len(r) for r in rows])])
    turned = replace(
        units, exposure=units.exposure[turn], near_start=start, near=np.concatenate(rows).astype(np.int32)
    )
    one, other = clusters(units, count), clusters(turned, count[turn])
    assert other.p == pytest.approx(one.p[turn], rel=1e-4, nan_ok=True)  # the search for α stops there
    assert (other.significant == one.significant[turn]).all()


@given(st.lists(st.integers(0, 30), min_size=9, max_size=9))
def test_expectations_add_up_to_the_cases(values: list[int]) -> None:
    found = clusters(squares(3, 3, np.arange(1, 10)), values)
    assert found.expected.sum() == pytest.approx(sum(values))


def test_a_far_unit_changes_no_count_and_no_rate() -> None:
    before, after = clusters(line(3), [4, 7, 1]), clusters(line(4), [4, 7, 1, 30])
    assert after.count[:3].tolist() == before.count.tolist()
    assert after.rate[:3].tolist() == before.rate.tolist()
    assert after.near_count[:3].tolist() == before.near_count.tolist()


def test_no_tail_that_holds_the_mean_is_small() -> None:
    """Why the cube works out only the other one: over a third for Poisson and for negative binomials of size ≥ 1."""
    mean = np.r_[np.geomspace(0.01, 3000, 600), np.arange(1.0, 60), np.arange(1.0, 60) - 1e-9]
    for size in (1.0, 1.001, 1.5, 3.0, 20.0, 1e4, np.inf):
        more = mean**2 / size
        assert above(np.floor(mean), mean, more).min() > 1 / 3 < below(np.ceil(mean), mean, more).min()
