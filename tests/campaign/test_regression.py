"""The regression: equal to statsmodels, whatever way the sources are laid out."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from gis.campaign.answer import rows_of
from gis.campaign.noise import Draws, Noise, draw_counts, variance_of_sum
from gis.campaign.regression import Rows, fit, newey_west
from gis.campaign.rhythm import estimable
from tests.campaign.series import Plan, ground_of, series

PLAN = Plan(until=120, campaign=60, after=60)


def test_newey_west_is_its_definition():
    scores = np.random.default_rng(1).normal(size=(3, 40))
    for lag in (0, 1, 14):
        slow = [
            sum((1 - abs(s - t) / (lag + 1)) * one[s] * one[t] for s in range(40) for t in range(40) if abs(s - t) <= lag)
            for one in scores
        ]  # fmt: skip
        assert newey_west(scores, lag) == pytest.approx(slow)


def test_coefficients_and_spread_are_those_of_statsmodels():
    counts, _ = series(np.random.default_rng(2), PLAN, rise=1.5)
    shared = ground_of(PLAN)
    found = fit(rows_of(counts, shared), shared.draws)
    assert found is not None
    theirs = sm.GLM(counts[:, 0], found.x, family=sm.families.Poisson()).fit(
        cov_type="HAC", cov_kwds={"maxlags": 14, "use_correction": False}
    )
    assert found.coef == pytest.approx(theirs.params, abs=1e-8)
    for at in range(len(found.names)):
        scores = (found.x @ found.inverse[at]) * (counts[:, 0] - found.mean)
        assert np.sqrt(newey_west(scores)) == pytest.approx(theirs.bse[at], rel=1e-6)
    assert found.dispersion == pytest.approx(theirs.pearson_chi2 / theirs.df_resid)


def test_the_interval_is_wider_than_the_plain_one():
    counts, _ = series(np.random.default_rng(3), PLAN)
    shared = ground_of(PLAN)
    found = fit(rows_of(counts, shared), shared.draws)
    assert found is not None
    ratio, at = found.ratio("after"), found.names.index("after")
    plain = 1.96 * np.sqrt(newey_west((found.x @ found.inverse[at]) * (counts[:, 0] - found.mean)))
    assert ratio is not None and np.log(ratio.high / ratio.value) > 1.1 * plain
    assert ratio.low < ratio.value < ratio.high and ratio.value == pytest.approx(np.exp(found.coef[at]))


def test_how_equal_sources_share_the_cases_does_not_matter():
    counts, _ = series(np.random.default_rng(4), PLAN)
    shared = ground_of(PLAN)
    whole = fit(rows_of(counts, shared), shared.draws)
    split = np.random.default_rng(5).binomial(counts[:, 0].astype(int), 0.3)
    n, two = len(counts), np.r_[split, counts[:, 0] - split]
    columns = {name: np.tile(c, 2) for name, c in rows_of(counts, shared).columns.items()}
    columns["source 1"] = np.repeat([0.0, 1.0], n)
    apart = fit(Rows(two, np.tile(np.arange(n), 2), n, columns), shared.draws)
    assert whole is not None and apart is not None
    at = whole.names.index("after")
    assert apart.coef[apart.names.index("after")] == pytest.approx(whole.coef[at], abs=1e-8)
    assert apart.day_mean == pytest.approx(whole.day_mean)


@given(st.integers(0, 2**32 - 1))
def test_columns_that_say_nothing_new_are_left_out(seed):
    r = np.random.default_rng(seed)
    a, b = r.normal(size=(2, 30))
    columns = {"a": a, "none": np.zeros(30), "b": b, "both": 2 * a - 3 * b, "c": r.normal(size=30)}
    assert estimable(columns) == ["a", "b", "c"]


def test_the_noise_model_has_the_variance_it_says():
    mean, weight = np.linspace(4, 9, 60), np.linspace(-1, 2, 60)
    noise = Noise(0.1, 0.5)
    true = variance_of_sum(weight, mean, noise)
    lag = np.abs(np.subtract.outer(np.arange(60), np.arange(60)))
    dense = weight @ (np.diag(mean) + np.outer(mean, mean) * 0.1 * 0.5**lag) @ weight
    assert true == pytest.approx(dense)
    assert (Draws.of(60).errors(mean, noise) @ weight).var() == pytest.approx(true, rel=0.25)
    drawn = draw_counts(np.random.default_rng(6), 4000, mean, Noise(0.1, 0.0))
    assert drawn.mean(axis=0) == pytest.approx(mean, rel=0.06)
    assert drawn.var(axis=0).mean() == pytest.approx((mean + 0.1 * mean**2).mean(), rel=0.05)
