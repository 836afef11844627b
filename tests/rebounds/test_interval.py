"""Intervals against published values, against formulas that hold where their assumptions do, and their limits."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from gis.cases.frame import NONE_S
from gis.rebounds.interval import BINS, BLOCKS, blocks_of, exact, on_log_log, place_error, weights
from gis.rebounds.kaplan import kaplan_meier
from gis.rebounds.links import DAY_S
from tests.rebounds.held import of_arrays

AT = np.array([30 * DAY_S], np.int64)


def test_the_exact_interval_is_that_of_clopper_and_pearson():
    for hits, of in ((0, 20), (1, 20), (4, 30), (18, 20), (20, 20), (3, 1000)):
        low, high = exact(hits, of)
        assert (low, high) == pytest.approx(proportion_confint(hits, of, method="beta"), abs=1e-9)
    assert [float(x) for x in exact(0, 0)] == [0.0, 1.0]
    assert float(exact(0, 20)[1]) == pytest.approx(1 - 0.025 ** (1 / 20))


def test_the_log_log_interval_with_many_places_is_the_textbook_one():
    """0.857 with a standard error of 0.0764 gives 0.620 to 0.952 (the 6-MP remissions at 6 weeks)."""
    low, high = on_log_log(np.array([18 / 21]), np.array([0.07636]), 1_000_000)
    assert (low[0], high[0]) == pytest.approx((0.6197, 0.9516), abs=3e-4)


def test_fewer_places_make_a_wider_interval_that_stays_a_share():
    widths = []
    for places in (2, 5, 20, 200):
        low, high = on_log_log(np.array([0.9]), np.array([0.05]), places)
        assert 0 <= low[0] < 0.9 < high[0] <= 1
        widths.append(high[0] - low[0])
    assert widths == sorted(widths, reverse=True)


def drawn(n: int, places: int, seed: int = 1, *, follow_days: float = 90):
    """Closures whose returns depend on nothing."""
    r = np.random.default_rng(seed)
    back = r.exponential(60 * DAY_S, n) + 1
    return of_arrays(r.uniform(1, follow_days * DAY_S, n), back, r.integers(0, places, n))


def error_of(closures, at=AT) -> np.ndarray:
    km = kaplan_meier(closures.time_s, closures.came)
    return place_error(closures.time_s, closures.came, closures.blocks, km, at)


def greenwood(closures) -> float:
    km = kaplan_meier(closures.time_s, closures.came)
    by_then = km.seconds <= AT[0]
    d, n = km.returns[by_then], km.at_risk[by_then]
    return float(km.at(AT)[0] * np.sqrt(np.sum(d / (n * (n - d)))))


@pytest.mark.parametrize(("n", "places"), [(400, 1 << 62), (20_000, 1 << 62), (20_000, 2_000)])
def test_where_closures_are_independent_it_is_greenwoods_error(n, places):
    """The second and third have more distinct times than BINS and more places than BLOCKS."""
    closures = drawn(n, places)
    assert len(np.unique(closures.return_s)) > BINS
    assert error_of(closures)[0] == pytest.approx(greenwood(closures), rel=0.12)


def test_closures_told_twice_over_at_one_place_make_it_no_surer():
    once = drawn(300, 60)
    twice = of_arrays(np.tile(once.follow_s, 2), np.tile(once.return_s, 2), np.tile(once.place, 2))
    assert error_of(twice)[0] == pytest.approx(error_of(once)[0], rel=1e-5)
    assert greenwood(twice) == pytest.approx(greenwood(once) / np.sqrt(2), rel=0.02)


def test_of_a_cohort_it_is_the_error_of_a_ratio_between_places():
    """Linearised variance of Σy / Σn over places (Cochran 1977, Sampling Techniques, §6.3)."""
    r = np.random.default_rng(3)
    size = r.integers(1, 9, 200)
    share = r.beta(1, 2, 200)
    place = np.repeat(np.arange(200), size)
    back = np.where(r.random(len(place)) < share[place], 10 * DAY_S, int(NONE_S))
    closures = of_arrays(np.full(len(place), 60 * DAY_S), back, place)
    y = np.bincount(place, weights=back == 10 * DAY_S)
    ratio = y.sum() / size.sum()
    linear = np.sqrt(np.sum((y - ratio * size) ** 2)) / size.sum()
    assert error_of(closures)[0] == pytest.approx(linear, rel=0.08)


def test_one_place_tells_nothing_of_others():
    assert np.isnan(error_of(drawn(50, 1))).all()


def test_blocks_are_places_until_there_are_too_many():
    few = blocks_of(np.array([7, 3, 7, 9], np.uint64))
    assert (few.number.tolist(), few.count) == ([1, 0, 1, 2], 3)
    left = few.of(np.array([True, False, True, True]))
    assert (left.number.tolist(), left.count) == ([0, 0, 1], 2)
    many = blocks_of(np.random.default_rng(0).integers(0, 1 << 63, 5000).astype(np.uint64))
    assert many.count == BLOCKS
    assert 0 <= many.number.min() <= many.number.max() < BLOCKS


def test_each_replicate_draws_as_many_places_as_there_are():
    assert (weights(37).sum(axis=1) == 37).all()
    assert np.array_equal(weights(37), weights.__wrapped__(37))


@pytest.mark.parametrize(("half_back_days", "follow_days"), [(60, 90), (8, 40), (30, 31)])
def test_putting_times_together_hardly_changes_it(monkeypatch, half_back_days, follow_days):
    """Also where next to nobody is watched to the end, or next to nothing holds."""
    r = np.random.default_rng(6)
    back, follow = r.exponential(half_back_days * DAY_S, 6000) + 1, r.uniform(0, follow_days * DAY_S, 6000)
    closures = of_arrays(follow, back, r.integers(0, 400, 6000))
    at = np.array([7, 15, 30], np.int64) * DAY_S
    binned = error_of(closures, at)
    monkeypatch.setattr("gis.rebounds.interval.BINS", 1 << 30)
    assert binned == pytest.approx(error_of(closures, at), rel=0.03)


def test_it_is_the_spread_of_the_estimate_over_the_replicates_one_by_one():
    """With ties of returns and ends; each replicate's closures are written out and estimated anew."""
    r = np.random.default_rng(9)
    n, places = 60, 12
    follow, back = r.integers(0, 8, n) * DAY_S, r.integers(1, 9, n) * DAY_S
    closures = of_arrays(follow, back, r.integers(0, places, n))
    time, came = closures.time_s, closures.came
    at = np.array([2, 5, 7], np.int64) * DAY_S
    replicates = []
    for drawn_so in weights(places).astype(int):
        chosen = np.repeat(np.arange(n), drawn_so[closures.blocks.number])
        replicates.append(kaplan_meier(time[chosen], came[chosen]).at(at))
    assert error_of(closures, at) == pytest.approx(np.std(replicates, axis=0, ddof=1), rel=1e-4)
