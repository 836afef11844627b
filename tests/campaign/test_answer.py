"""What is said of one group, what is refused, and which groups may be headlines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.campaign.answer import (
    FEW_CASES,
    NEXT_EVENT,
    NO_SOURCE,
    ONE_SIDE,
    SHORT_AFTER,
    SHORT_DURING,
    CampaignAnswer,
    Level,
    answer,
    ground,
    window_refusal,
)
from gis.campaign.events import Event, windows
from gis.campaign.patrols import patrol_hours
from gis.campaign.regression import Ratio
from gis.campaign.report import adjusted
from gis.campaign.turn import best_day
from tests.campaign.series import END, SHORT, Plan, answered, ground_of, series

DAY = timedelta(days=1)
NONE = Level(0, 0, None)


def test_the_level_change_is_found_over_expected():
    """The ratio is cases found after the end ÷ cases expected at the level of the campaign, exactly."""
    counts, _ = series(np.random.default_rng(1), Plan(), rise=1.8, turn=9)
    found, after = answered(counts, Plan()), ground_of(Plan()).after
    assert found.vs_during is not None
    assert found.vs_during.value == pytest.approx(found.observed[after].sum() / found.expected[after].sum())
    assert found.after.cases == counts[after].sum() and found.after.per_day == counts[after].sum() / 90
    assert (found.before.days, found.during.days, found.after.days) == (275, 90, 90)


def test_a_rise_is_found_and_its_day():
    counts, _ = series(np.random.default_rng(2), Plan(cases=40), rise=2.0, turn=9)
    found = answered(counts, Plan(cases=40), turn=True)
    assert found.rose and found.turn is not None
    assert found.turn.low <= 9 <= found.turn.high <= 20 and found.turn.since is not None
    assert found.turn.since.low < 2.0 < found.turn.since.high


def test_a_fall_is_significant_but_no_headline_and_has_no_turning_day():
    counts, _ = series(np.random.default_rng(3), Plan(cases=40), rise=0.4)
    found = answered(counts, Plan(cases=40), turn=True)
    assert found.significant and not found.rose and found.turn is None


def test_the_turning_day_of_a_clean_step():
    usual = np.full(120, 5.0)
    counts = np.r_[np.full(68, 5.0), np.full(52, 11.0)]
    assert best_day(counts, usual, 60) == 9


@pytest.mark.parametrize(
    ("during", "after", "why"), [(10, 9, FEW_CASES), (0, 40, ONE_SIDE), (40, 0, ONE_SIDE), (10, 10, "")]
)
def test_few_or_no_cases_are_refused(during, after, why):
    shared, rng = ground_of(SHORT), np.random.default_rng(4)
    counts = np.zeros((56, 1))
    counts[rng.choice(28, during % 29, replace=False)] = 1
    counts[28 + rng.choice(28, after % 29, replace=False)] = 1
    counts[0] += during - counts[:28].sum()
    counts[-1] += after - counts[28:].sum()
    found = answer(counts, shared)
    assert found.refusal == why and (found.vs_during is None) is bool(why)
    assert (found.during.cases, found.after.cases) == (during, after), (
        "the plain counts are there all the same"
    )


@pytest.mark.parametrize(
    ("campaign", "after", "next_in", "sources", "why"),
    [
        (28, 28, None, 1, ""), (28, 27, None, 1, SHORT_AFTER), (27, 28, None, 1, SHORT_DURING),
        (28, 40, 20, 1, NEXT_EVENT), (28, 40, 30, 1, ""), (28, 28, None, 0, NO_SOURCE),
    ],
)  # fmt: skip
def test_less_than_four_weeks_on_a_side_are_refused(campaign, after, next_in, sources, why):
    event = Event("C", "campaign", "", "", END - (campaign - 1) * DAY, END)
    other = [Event("N", "inspection", "", "", END + next_in * DAY, END + next_in * DAY)] if next_in else []
    spans = windows(event, (event, *other), END + after * DAY)
    days = [END + i * DAY for i in range(-200, after + 1)]
    calendar = pd.DataFrame({"day": [], "kind": [], "zh": []})
    assert window_refusal(ground(days, np.ones((len(days), sources), bool), spans, calendar)) == why


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_bh_is_its_definition(ps):
    """q < 5 % for exactly the k smallest p, k the largest with p(k) ≤ 5 % · k ÷ m."""
    plain = CampaignAnswer("g", NONE, NONE, NONE)
    given_ = [replace(plain, vs_during=Ratio(2.0, 1.0, 3.0, p)) for p in ps]
    answers = adjusted([plain, *given_])
    assert answers[0].q is None and not answers[0].significant
    m = len(ps)
    k = max((i for i, p in enumerate(sorted(ps), 1) if p < 0.05 * i / m), default=0)
    assert sum(a.rose for a in answers) == k


def test_patrol_hours_stand_beside():
    spans = ground_of(Plan()).windows
    mondays = pd.date_range("2025-06-02", "2026-09-28", freq="7D").date
    table = pd.DataFrame({"day": mondays, "grid_code": "g", "source": "s",
                          "hours": [10.0 if d <= END else 15.0 for d in mondays]})  # fmt: skip
    held = patrol_hours(table, spans)
    assert held.during == pytest.approx(10, rel=0.04) and held.after == pytest.approx(15, rel=0.04)
    assert held.change == pytest.approx(0.5, rel=0.1)
    assert patrol_hours(table, spans, ["other"]).change is None
    assert patrol_hours(table[table["day"] < date(2026, 7, 20)], spans).after is None, "not 28 days known"
