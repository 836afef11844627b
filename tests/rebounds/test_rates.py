"""Rebound and consolidation rate: counted by hand, and what holds for any closures; the table by group; the command."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.rebounds.hold import BY_PLACE, EXACT, NOTHING, ONE_PLACE, SMALL, hold
from gis.rebounds.interval import exact
from gis.rebounds.links import DAY_S
from gis.rebounds.rates import COLUMNS, by, rebound_rate
from tests.cli import asked, gis
from tests.rebounds.held import of_arrays, watched

rows_of = st.lists(
    st.tuples(st.integers(0, 60), st.one_of(st.none(), st.integers(1, 60)), st.integers(0, 9), st.integers(-1, 4)),
    max_size=120,
)  # fmt: skip
NAMES = ("a", "b", "c", "d", "e")


def some(n: int = 400, seed: int = 2):
    r = np.random.default_rng(seed)
    return of_arrays(r.uniform(1, 90 * DAY_S, n), r.exponential(50 * DAY_S, n) + 1, r.integers(0, 60, n))


def test_counted_by_hand():
    """25 watched for 40 days, of which 6 came back within 30; the young one that came back is not judged."""
    closures = watched([40] * 25 + [20], [1, 2, 3, 10, 29, 30, 31] + [None] * 18 + [5])
    rate = rebound_rate(closures, 30)
    assert (rate.returned, rate.judged, rate.value, rate.method) == (6, 25, 6 / 25, BY_PLACE)
    assert 0 < rate.low < rate.value < rate.high < 1
    assert rate.consolidation == (pytest.approx(19 / 25), 1 - rate.high, 1 - rate.low)
    assert rebound_rate(closures, 40).returned == 7


def test_zero_and_small_denominators_are_no_rate():
    nothing = rebound_rate(watched([5] * 30, [3] * 30), 30)
    assert (nothing.returned, nothing.judged, nothing.value, nothing.method) == (0, 0, None, NOTHING)
    assert nothing.consolidation == (None, None, None)
    small = rebound_rate(watched([40] * 19 + [5] * 30, [3] * 49), 30)
    assert (small.returned, small.judged, small.value, small.low, small.method) == (19, 19, None, None, SMALL)


def test_few_returns_or_all_of_them_have_the_exact_interval():
    for back, of in ((0, 20), (4, 50), (30, 30)):
        rate = rebound_rate(watched([40] * of, [3] * back + [None] * (of - back)), 30)
        assert (rate.value, rate.method) == (back / of, EXACT)
        assert (rate.low, rate.high) == pytest.approx([float(x) for x in exact(back, of)])
    one = rebound_rate(watched([40] * 30, [3] * 10 + [None] * 20, [1] * 30), 30)
    assert (one.value, one.low, one.high, one.method) == (1 / 3, None, None, ONE_PLACE)


def test_of_a_cohort_that_was_watched_it_is_what_did_not_hold():
    closures = some()
    cohort = closures.take(closures.judged(30))
    rate, at = rebound_rate(closures, 30), hold(cohort).at(30)
    assert rate.value == pytest.approx(1 - at.value)
    assert (1 - rate.high, 1 - rate.low) == pytest.approx((at.low, at.high), rel=5e-3)


@given(rows_of, st.integers(1, 60), st.integers(1, 60))
def test_a_longer_window_judges_fewer_and_finds_no_fewer_among_them(rows, one, other):
    short, long = sorted((one, other))
    closures = watched([r[0] for r in rows], [r[1] for r in rows])
    cohort = closures.take(closures.judged(long))
    assert rebound_rate(closures, long).judged <= rebound_rate(closures, short).judged
    assert rebound_rate(cohort, short).returned <= rebound_rate(cohort, long).returned
    assert rebound_rate(cohort, short).judged == rebound_rate(cohort, long).judged


@given(rows_of, st.integers(1, 40), st.randoms())
def test_the_groups_add_up_to_the_whole_whatever_the_order(rows, window, random):
    def table(of):
        closures = watched([r[0] for r in of], [r[1] for r in of], [r[2] for r in of])
        return closures, by(closures, np.array([r[3] for r in of], np.int16), NAMES, window)

    closures, one = table(rows)
    rate = rebound_rate(closures, window)
    assert one["closures"].sum() == len(closures)
    assert one["judged"].sum() == rate.judged
    assert one["returned"].sum() == rate.returned
    assert one.equals(table(random.sample(rows, len(rows)))[1])
    ranked = one["ranked"].tolist()
    assert ranked == sorted(ranked, reverse=True)
    assert one["rate"][one["ranked"]].is_monotonic_decreasing
    assert (one["judged"][one["ranked"]] >= 20).all()


def test_small_groups_come_after_the_ranked_and_have_no_rate():
    codes = np.array([0] * 30 + [1] * 19 + [2] * 30 + [-1] * 30 + [3] * 20)
    back = (
        [3] * 6
        + [None] * 24
        + [3] * 19
        + [3] * 12
        + [None] * 18
        + [3] * 15
        + [None] * 15
        + [3] * 10
        + [None] * 10
    )
    table = by(watched([40] * 129, back), codes, ("low", "tiny", "high", "even", "absent"), 30)
    assert tuple(table.columns) == COLUMNS
    assert table["key"].tolist() == ["even", "high", "low", "", "tiny"]
    assert table["ranked"].tolist() == [True, True, True, False, False]
    assert table["rate"].tolist()[:4] == [0.5, 0.4, 0.2, 0.5]
    assert np.isnan(table["rate"][4])
    assert table["method"][4] == SMALL
    assert (table["returned"][4], table["judged"][4]) == (19, 19)


def test_a_row_is_what_its_closures_alone_give():
    closures = some()
    codes = np.arange(400) % 3
    row = by(closures, codes, NAMES[:3], 30).set_index("key").loc["b"]
    alone = closures.take(codes == 1)
    rate, at = rebound_rate(alone, 30), hold(alone).at(15)
    assert (row["rate"], row["rate_low"], row["rate_high"]) == (rate.value, rate.low, rate.high)
    assert (row["hold_15"], row["hold_15_low"], row["hold_15_high"]) == (at.value, at.low, at.high)


def test_no_closures_make_an_empty_table():
    table = by(watched([], []), np.zeros(0, np.int16), NAMES, 30)
    assert (len(table), tuple(table.columns)) == (0, COLUMNS)


def test_the_command_writes_what_it_prints(demo_data, tmp_path):
    out = tmp_path / "grids.csv"
    told = asked(
        "hold-rate", "--data", demo_data, "--by", "grid", "--radius", "50", "--window", "30", "--out", out
    )
    with out.open(encoding="utf-8-sig") as handle:
        rows = list(csv.DictReader(handle))
    assert told["rows"] == len(rows)
    assert sum(int(r["closures"]) for r in rows) == told["closures"]
    assert sum(int(r["judged"]) for r in rows) == told["rebound"]["judged"]
    assert sum(int(r["returned"]) for r in rows) == told["rebound"]["returned"]
    assert {r["fingerprint"] for r in rows} <= {told["fingerprint"]}
    for r in rows:
        assert (r["rebound_rate"] == "暂无") == (int(r["judged"]) == 0)
        assert (r["rebound_rate"] == "样本不足") == (0 < int(r["judged"]) < 20)


def test_the_command_says_so_where_there_is_nothing(demo_data, tmp_path):
    out = tmp_path / "none.csv"
    told = gis("hold-rate", "--data", demo_data, "--start", "1999-01-01", "--end", "1999-01-02", "--out", out)
    assert "30 天保持率：暂无" in told.stdout
    assert "30 天反弹率：暂无，0 / 0 件" in told.stdout
    assert "保持天数中位数：暂无" in told.stdout
    with out.open(encoding="utf-8-sig") as handle:
        (row,) = csv.DictReader(handle)
    told_of = [row[c] for c in ("rebound_rate", "consolidation_rate", "hold_30", "rebound_low")]
    assert told_of == ["暂无", "暂无", "暂无", ""]


def test_the_command_writes_csv_alone(demo_data, tmp_path):
    refused = gis("hold-rate", "--data", demo_data, "--out", tmp_path / "n.xlsx", ok=False)
    assert ".csv" in refused.stderr
