"""Which days are before, during and after: counted by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gis.campaign.events import Event, length, newest, windows

DAY = timedelta(days=1)
CAMPAIGN = Event("C", "campaign", "攻坚", "", date(2026, 6, 25), date(2026, 9, 12))
VISIT = Event("V", "inspection", "暗访", "", date(2026, 9, 17), date(2026, 9, 19))
KNOWN = (CAMPAIGN, VISIT)
LAST = date(2026, 11, 21)


def test_an_inspection_ends_the_campaign_made_for_it():
    spans = windows(VISIT, KNOWN, LAST)
    assert spans.reference == "campaign" and spans.during == (date(2026, 6, 25), date(2026, 9, 19))
    assert spans.after == (date(2026, 9, 20), LAST) and length(spans.after) == 63
    assert spans.before == (date(2024, 9, 20), date(2026, 6, 24)) and spans.next_event is None
    assert length(spans.before) + length(spans.during) == 730


@pytest.mark.parametrize(("gap", "one_push"), [(28, True), (29, False)])
def test_four_weeks_lie_between_a_campaign_and_its_inspection_at_most(gap, one_push):
    visit = Event("V", "inspection", "暗访", "", CAMPAIGN.end + gap * DAY, CAMPAIGN.end + gap * DAY)
    spans = windows(visit, (CAMPAIGN, visit), LAST)
    assert (spans.reference == "campaign") is one_push
    assert spans.during[0] == (CAMPAIGN.start if one_push else visit.end - 27 * DAY)
    assert spans.others == (() if one_push else ((CAMPAIGN.start, CAMPAIGN.end),)), "its days are told apart"


def test_after_stops_where_the_next_event_begins_and_after_ninety_days():
    assert windows(CAMPAIGN, KNOWN, LAST).after == (date(2026, 9, 13), date(2026, 9, 16))
    assert windows(CAMPAIGN, KNOWN, LAST).next_event == VISIT
    assert windows(VISIT, KNOWN, VISIT.end).after is None
    assert length(windows(VISIT, KNOWN, VISIT.end + 200 * DAY).after) == 90


def test_the_newest_event_with_four_weeks_after_it_is_asked_about():
    assert newest(KNOWN, VISIT.end + 28 * DAY) == VISIT
    assert newest(KNOWN, VISIT.end + 27 * DAY) == VISIT, "none has four weeks: the newest that has ended"
    old = Event("O", "inspection", "", "", date(2026, 3, 1), date(2026, 3, 2))
    assert newest((old, *KNOWN), VISIT.end + 27 * DAY) == old
    assert newest(KNOWN, CAMPAIGN.end) is None and newest((), LAST) is None
