"""The hold rate against a textbook, a second implementation, a reading by hand; and what it does at its limits."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from gis.rebounds.hold import (
    BY_PLACE,
    EXACT,
    HORIZONS,
    NOTHING,
    ONE_PLACE,
    SMALL,
    YOUNG,
    curve,
    hold,
)
from gis.rebounds.interval import exact
from gis.rebounds.kaplan import kaplan_meier
from gis.rebounds.links import DAY_S
from tests.rebounds.held import of_arrays, watched

# Remission of 21 patients on 6-MP, in weeks (Freireich et al. 1963, Blood 21:699); estimates and Greenwood's errors
# as printed by Klein and Moeschberger 2003, Survival Analysis, table 4.1A, and Kleinbaum and Klein 2012, chapter 2.
RELAPSED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
WELL = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PRINTED = {
    6: (21, 0.857, 0.0764), 7: (17, 0.807, 0.0869), 10: (15, 0.753, 0.0963), 13: (12, 0.690, 0.1068),
    16: (11, 0.627, 0.1141), 22: (7, 0.538, 0.1282), 23: (6, 0.448, 0.1346),
}  # fmt: skip


def remissions():
    return watched([40] * 9 + WELL, RELAPSED + [None] * 12)


def km_of(closures):
    return kaplan_meier(closures.time_s, closures.came)


def test_the_estimate_is_the_textbooks():
    km = km_of(remissions())
    greenwood = km.hold * np.sqrt(np.cumsum(km.returns / (km.at_risk * (km.at_risk - km.returns))))
    assert (km.seconds // DAY_S).tolist() == list(PRINTED)
    for at_risk, share, error, (risk, printed, printed_error) in zip(
        km.at_risk, km.hold, greenwood, PRINTED.values()
    ):
        assert at_risk == risk
        assert share == pytest.approx(printed, abs=6e-4)
        assert error == pytest.approx(printed_error, abs=6e-5)


def test_the_hold_rate_and_the_median_of_the_textbook():
    held = hold(remissions(), (6, 7, 10, 13, 16, 22, 23))
    assert [e.value for e in held.estimates] == pytest.approx([p[1] for p in PRINTED.values()], abs=6e-4)
    assert (held.closures, held.returns, held.median_days, held.reached) == (21, 9, 23.0, True)
    assert held.at(10).at_risk == 15


@given(st.integers(0, 2**32 - 1), st.integers(1, 60), st.integers(1, 20))
def test_it_is_statsmodels_estimate(seed, n, latest):
    r = np.random.default_rng(seed)
    time, came = r.integers(1, latest + 1, n).astype(np.uint32), r.random(n) < 0.6
    came[0] = True
    km, theirs = kaplan_meier(time, came), SurvfuncRight(time, came)
    ours_at = np.isin(theirs.surv_times, km.seconds)
    assert km.hold == pytest.approx(theirs.surv_prob[ours_at], abs=1e-12)
    assert km.at_risk.tolist() == theirs.n_risk[ours_at].tolist()


closures_by_hand = st.lists(
    st.tuples(st.integers(0, 12), st.one_of(st.none(), st.integers(1, 14)), st.integers(0, 4)), min_size=1, max_size=40
)  # fmt: skip


@given(closures_by_hand, st.integers(1, 12))
def test_it_is_what_counting_day_by_day_gives(rows, day):
    closures = watched(*zip(*[(f, b, p) for f, b, p in rows]))
    share = Fraction(1)
    for t in range(1, day + 1):
        at_risk = sum(1 for f, b, _ in rows if f >= t and not (b is not None and b < t))
        back = sum(1 for f, b, _ in rows if b == t and b <= f)
        share *= 1 - Fraction(back, at_risk) if at_risk else 1
    km = km_of(closures)
    assert km.at(np.array([day * DAY_S]))[0] == pytest.approx(float(share), abs=1e-12)


@given(closures_by_hand, st.randoms())
def test_order_does_not_matter_and_limits_hold(rows, random):
    rows = rows * 4  # past the smallest number a rate is given of
    shuffled = random.sample(rows, len(rows))
    one, other = (hold(watched(*zip(*r)), (3, 6, 12)) for r in (rows, shuffled))
    assert one == other
    values = [e.value for e in one.estimates if e.value is not None]
    assert values == sorted(values, reverse=True)
    for e in one.estimates:
        if e.low is not None:
            assert 0 <= e.low <= e.value <= e.high <= 1


@given(closures_by_hand)
def test_a_closure_of_just_now_proves_nothing(rows):
    rows = rows * 4
    before = hold(watched(*zip(*rows)), (3,)).at(3)
    after = hold(watched(*zip(*rows, *[(0, None, 77)] * 30)), (3,)).at(3)
    if len(rows) >= 20 and before.value is not None:
        assert (after.value, after.returns, after.at_risk) == (before.value, before.returns, before.at_risk)


def test_when_all_were_watched_long_enough_it_is_the_share_that_held():
    back = [5, 10, 20, 29.9, 30, 31, 60] + [None] * 23
    held = hold(watched([120] * 30, back))
    assert [held.at(d).value for d in HORIZONS] == pytest.approx([29 / 30, 28 / 30, 25 / 30, 23 / 30])
    assert (held.median_days, held.reached, held.longest_days) == (None, False, 120.0)


def test_no_rate_under_twenty_closures():
    held = hold(watched([100] * 19, [3] * 10 + [None] * 9))
    assert {(e.value, e.low, e.high, e.method) for e in held.estimates} == {(None, None, None, SMALL)}
    assert (held.closures, held.returns, held.median_days, held.reached) == (19, 10, None, False)
    assert curve(watched([100] * 19, [3] * 19)) is None
    assert hold(watched([100] * 20, [3] * 11 + [None] * 9)).at(7).value == pytest.approx(9 / 20)


def test_nothing_is_no_rate():
    held = hold(watched([], []))
    assert {(e.value, e.method, e.returns, e.at_risk) for e in held.estimates} == {(None, NOTHING, 0, 0)}
    assert (held.median_days, held.longest_days) == (None, 0.0)


def test_under_five_returns_the_exact_interval_of_the_fixed_cohort_stands_in():
    closures = watched([40] * 30 + [10] * 20, [3, 4, 20, 25] + [None] * 46)
    at = hold(closures).at(30)
    assert (at.method, at.returns) == (EXACT, 4)
    assert (at.low, at.high) == pytest.approx(
        [float(x) for x in exact(26, 30)]
    )  # 30 were watched for 30 days
    assert at.low < at.value < at.high
    week = hold(closures).at(7)
    assert (week.low, week.high) == pytest.approx([float(x) for x in exact(48, 50)])


def test_with_five_it_is_resampled_by_place():
    at = hold(watched([40] * 30 + [10] * 20, [3, 4, 20, 25, 26] + [None] * 45)).at(30)
    assert (at.method, at.returns) == (BY_PLACE, 5)
    assert 0.6 < at.low < at.value < at.high < 1


def test_where_nothing_or_everything_came_back_the_interval_is_exact():
    none, every = hold(watched([40] * 30, [None] * 30)).at(30), hold(watched([40] * 30, [3] * 30)).at(30)
    assert (none.value, none.low, none.high) == pytest.approx((1.0, float(exact(30, 30)[0]), 1.0))
    assert (every.value, every.low, every.high) == pytest.approx((0.0, 0.0, float(exact(0, 30)[1])))
    assert none.method == every.method == EXACT


def test_nothing_is_drawn_out_beyond_the_longest_observation():
    held = hold(watched([20] * 30, [3] * 10 + [None] * 20))
    assert [e.method for e in held.estimates] == [BY_PLACE, BY_PLACE, YOUNG, YOUNG]
    assert held.at(30).value is None
    # all that were watched for long are back, and one watched for ten days held: of day 30 nothing is known
    assert hold(watched([100] * 29 + [10], [3] * 29 + [None])).at(30).method == YOUNG
    assert hold(watched([100] * 30, [3] * 30)).at(90).value == 0


def test_one_place_has_a_rate_and_no_interval():
    at = hold(watched([100] * 30, [3] * 10 + [None] * 20, [5] * 30)).at(30)
    assert (at.value, at.low, at.high, at.method) == (pytest.approx(2 / 3), None, None, ONE_PLACE)


def test_clustered_returns_make_a_wider_interval():
    back = ([3] * 6 + [None] * 18) * 5
    apart = hold(watched([60] * 120, back)).at(30)
    together = hold(watched([60] * 120, back, np.repeat(np.arange(20), 6).tolist())).at(30)
    assert apart.value == together.value == 0.75
    assert together.high - together.low > 2 * (apart.high - apart.low)


def test_the_curve_passes_through_the_estimates():
    r = np.random.default_rng(4)
    closures = of_arrays(
        r.uniform(1, 120 * DAY_S, 3000), r.exponential(80 * DAY_S, 3000) + 1, r.integers(0, 400, 3000)
    )
    drawn, held = curve(closures, days=90, points=91), hold(closures)
    for days in HORIZONS:
        at = held.at(days)
        assert drawn.days[days] == days
        assert drawn.hold[days] == at.value
        assert (drawn.low[days], drawn.high[days]) == pytest.approx((at.low, at.high), abs=4e-3)
    assert (drawn.hold[0], drawn.high[0]) == (1.0, 1.0)
    assert len(curve(closures).days) <= 120
