"""Sets, filters and KPIs: equal to one case at a time, whatever is asked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.cases.frame import NOT_COUNTED, Frame
from gis.errors import GisError
from gis.filters import SETS, Filters, Place
from gis.select import by, by_grid, daily, kpis, select
from tests.frames import CENTRE, GRIDS, NEWEST, SOURCES, STATES, TYPES, UNITS, ZONES, frame_of, random_frame
from tests.select.naive import rows

TZS = [ZoneInfo(z) for z in ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kathmandu")]
SHANGHAI = TZS[0]
NOW = datetime.fromtimestamp(NEWEST, UTC)


@cache
def frame(seed: int) -> Frame:
    return random_frame(400, seed, days=60)


def some(names: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    """No restriction mostly, else a few, sometimes "" (none) or a name no case has."""
    return st.one_of(st.just(()), st.lists(st.sampled_from([*names, "", "nowhere"]), max_size=8).map(tuple))


DAYS = st.none() | st.dates(date(2026, 9, 20), date(2026, 11, 25))
PLACES = st.none() | st.builds(
    Place,
    st.floats(CENTRE[0] - 0.05, CENTRE[0] + 0.05),
    st.floats(CENTRE[1] - 0.05, CENTRE[1] + 0.05),
    st.sampled_from([50.0, 400.0, 3000.0, 40_000.0]),
)
QUESTIONS = st.builds(
    Filters, start=DAYS, end=DAYS, days=st.none() | st.integers(1, 60), set=st.sampled_from(SETS),
    types=some(TYPES), states=some(STATES), sources=some(SOURCES), units=some(UNITS), grids=some(GRIDS),
    zone_kinds=some(tuple(ZONES.values())), zones=some(tuple(ZONES)), place=PLACES,
    radius=st.sampled_from([30, 50]), window=st.sampled_from([7, 30]),
)  # fmt: skip
MOMENTS = st.integers(0, 50 * 86400).map(lambda s: NOW - timedelta(seconds=s))


@settings(max_examples=150)
@given(QUESTIONS, MOMENTS, st.sampled_from(TZS), st.integers(0, 3))
def test_select_equals_one_case_at_a_time(filters, as_of, tz, seed):
    selection = select(frame(seed), filters, as_of=as_of, tz=tz)
    expected = rows(frame(seed), filters, as_of, tz)
    assert np.flatnonzero(selection.mask).tolist() == expected
    assert selection.count == len(expected)
    assert selection.located == sum(i < frame(seed).located for i in expected)


@settings(max_examples=60)
@given(QUESTIONS, MOMENTS, st.sampled_from(TZS))
def test_each_set_counts_as_its_kpi(filters, as_of, tz):
    line = kpis(frame(5), filters, as_of=as_of, tz=tz)
    for name in SETS:
        asked = filters.but(set=name, states=())
        assert line.of(name) == select(frame(5), asked, as_of=as_of, tz=tz).count, name


@settings(max_examples=40)
@given(QUESTIONS, MOMENTS, st.sampled_from(TZS))
def test_days_add_up_to_the_flow(filters, as_of, tz):
    line = kpis(frame(6), filters, as_of=as_of, tz=tz)
    for column, flow in (("found", line.new), ("closed", line.closed), ("rebound", line.rebound)):
        groups = {TYPES[0]: "a", TYPES[1]: "b"}
        found = daily(frame(6), filters, as_of=as_of, tz=tz, column=column, group_of=groups)
        assert found.counts.sum() == flow
        assert found.counts.shape == (len(found.days), len(found.groups))


@settings(max_examples=40)
@given(QUESTIONS, MOMENTS)
def test_counts_by_a_column_add_up(filters, as_of):
    selection = select(frame(7), filters, as_of=as_of, tz=SHANGHAI)
    for column in ("type", "state", "source", "unit", "grid", "lead_now"):
        assert by(selection, column).sum() == selection.count, column
    grids = by_grid(selection)
    for code in (0, 7, -1):
        assert grids[code] == sum(int(frame(7).grid[i]) == code for i in np.flatnonzero(selection.mask))


DAY = datetime(2026, 11, 20, 9, 30, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)
BY_HAND = frame_of([
    {"found": DAY, "state": "filed", "deadline": DAY + 4 * HOUR, "type": TYPES[0]},  # overdue since 13:30
    {"found": DAY, "state": "suspended", "deadline": DAY + 4 * HOUR},  # its clock stands still
    {"found": DAY - 72 * HOUR, "state": "closed", "closed": DAY + HOUR},
    {"found": DAY, "state": "voided", "flags": NOT_COUNTED},
    {"found": DAY + 24 * HOUR, "state": "filed"},  # tomorrow, and without a deadline
    {"state": "filed"},  # no one knows when
])  # fmt: skip


@pytest.mark.parametrize(
    ("set_", "at", "count"),
    [
        ("open", DAY, 3),  # both found within this very minute, and the one closed an hour later
        ("open", DAY - timedelta(minutes=1), 1),
        ("open", DAY + HOUR, 2),
        ("overdue", DAY + 4 * HOUR, 0),  # a deadline of now has not passed
        ("overdue", DAY + 4 * HOUR + timedelta(minutes=1), 1),
        ("suspended", DAY + 4 * HOUR, 1),
        ("all", DAY + 30 * HOUR, 4),
    ],
)
def test_by_hand(set_, at, count):
    assert select(BY_HAND, Filters(set=set_), as_of=at, tz=SHANGHAI).count == count


def test_a_past_end_asks_for_the_end_of_that_day_and_flows_have_both_days():
    today = DAY.date()
    at = DAY + 48 * HOUR
    line = kpis(BY_HAND, Filters(start=today, end=today), as_of=at, tz=SHANGHAI)
    assert (line.open, line.overdue, line.suspended, line.new, line.closed, line.all) == (2, 1, 1, 2, 1, 3)
    assert (line.undated, line.no_deadline) == (1, 0)
    assert line.open_week_ago == 0
    tomorrow = today + timedelta(days=1)
    before = kpis(BY_HAND, Filters(start=tomorrow, end=tomorrow), as_of=at, tz=SHANGHAI)
    assert (before.new, before.new_before, before.closed_before) == (1, 2, 1)


def test_the_period_before_ends_at_the_same_time_of_day():
    early = kpis(BY_HAND, Filters(days=1), as_of=DAY + 23 * HOUR, tz=SHANGHAI)  # 08:30; they came at 09:30
    late = kpis(BY_HAND, Filters(days=1), as_of=DAY + 25 * HOUR, tz=SHANGHAI)
    assert (early.new_before, late.new_before) == (0, 2)


def test_without_a_first_day_there_is_no_period_before():
    line = kpis(BY_HAND, Filters(), as_of=DAY, tz=SHANGHAI)
    assert line.new_before is None and line.closed_before is None


def test_a_state_narrows_the_set_and_no_kpi():
    asked = Filters(states=("suspended",))
    assert select(BY_HAND, asked, as_of=DAY, tz=SHANGHAI).count == 1
    assert kpis(BY_HAND, asked, as_of=DAY, tz=SHANGHAI).open == 3


def test_days_with_a_change_of_the_clock_have_23_and_25_hours():
    berlin = ZoneInfo("Europe/Berlin")  # 25 October 2026 has 25 hours there
    hours = [datetime(2026, 10, 24, 22, 30, tzinfo=UTC) + k * HOUR for k in range(26)]
    frame_ = frame_of([{"found": h} for h in hours])
    found = daily(frame_, Filters(), as_of=hours[-1] + HOUR, tz=berlin)
    assert found.days == (date(2026, 10, 25), date(2026, 10, 26))
    assert found.counts[:, 0].tolist() == [25, 1]


NO_MOMENTS = [datetime(2026, 1, 1), datetime(2200, 1, 1, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC)]


@pytest.mark.parametrize("as_of", NO_MOMENTS)
def test_a_moment_without_a_zone_or_out_of_time_is_refused(as_of):
    with pytest.raises(GisError) as refused:
        select(BY_HAND, Filters(), as_of=as_of, tz=SHANGHAI)
    assert refused.value.code == "bad-time"


@pytest.mark.parametrize(
    "period",
    [
        {"start": date.min}, {"end": date.min}, {"start": date.max}, {"end": date.max}, {"days": 36_500},
        {"start": date.max, "end": date.min}, {"days": 10**7},
    ],
)  # fmt: skip
def test_no_day_is_too_far(period):
    for tz in TZS:
        asked = Filters(**period)
        line = kpis(BY_HAND, asked, as_of=DAY, tz=tz)
        assert line.of("open") == select(BY_HAND, asked, as_of=DAY, tz=tz).count
        daily(BY_HAND, asked, as_of=DAY, tz=tz)


def test_an_empty_frame_answers_nothing_and_does_not_fail():
    empty = frame_of([])
    assert select(empty, Filters(), as_of=DAY, tz=SHANGHAI).count == 0
    assert kpis(empty, Filters(days=7), as_of=DAY, tz=SHANGHAI).new == 0
    assert daily(empty, Filters(), as_of=DAY, tz=SHANGHAI).days == ()
    assert by_grid(select(empty, Filters(), as_of=DAY, tz=SHANGHAI)).sum() == 0
