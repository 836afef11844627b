"""Which closures are measured, until when they are watched, and why the others are not: counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from gis.cases.frame import NONE_S, NOT_COUNTED, UNDATED_CLOSURE
from gis.filters import Filters
from gis.ledger.batches import Batch
from gis.rebounds.closures import REASONS, closures, coverage_of
from gis.rebounds.links import DAY_S, no_links
from gis.rebounds.rates import rebound_rate
from tests.rebounds.held import frame_of, watched

TZ = ZoneInfo("Asia/Shanghai")
DAY_0 = int(datetime(2026, 1, 1, tzinfo=TZ).timestamp())
HOTLINE, PATROL = 0, 1


def at(day: float) -> int:
    """Local midnight so many days after New Year."""
    return round(DAY_0 + day * DAY_S)


AS_OF = datetime.fromtimestamp(at(100), UTC)
COVERAGE = {"patrol": at(90)}  # nothing is known of the hotline: as_of stands in

#        source   closed on  returned after (days)
CASES = [
    (PATROL, 10, 5),  # 0  watched 80 days, back after 5
    (PATROL, 10, 5),  # 1  busy
    (PATROL, 10, 5),  # 2  duplicate
    (PATROL, 10, 5),  # 3  no usable place
    (PATROL, 10, 5),  # 4  closed without a date
    (PATROL, 95, None),  # 5  closed after the last export of its source
    (HOTLINE, 95, None),  # 6  watched 5 days
    (PATROL, 10, 5),  # 7  void
    (PATROL, None, None),  # 8  open
    (PATROL, 80, 15),  # 9  watched 10 days; its return was found after the last export
    (PATROL, -1, 5),  # 10 closed before it was found
    (PATROL, 90, None),  # 11 closed with the last export: watched for no time
    (HOTLINE, 101, None),  # 12 closed after as_of
]


def made():
    closed = [NONE_S if day is None else at(day) for _, day, _ in CASES]
    flags = np.zeros(len(CASES), np.uint8)
    flags[4], flags[7] = UNDATED_CLOSURE, NOT_COUNTED
    frame = frame_of([at(0)] * len(CASES), closed, source=[s for s, _, _ in CASES], flags=flags)
    back = np.array([NONE_S if days is None else days * DAY_S for _, _, days in CASES], np.uint32)
    place = np.arange(len(CASES), dtype=np.int32)
    place[[2, 3]] = -1
    place[9] = 0
    links = replace(
        no_links(len(CASES), 50), return_s=back, place=place, busy=np.arange(len(CASES)) == 1,
        duplicate=np.arange(len(CASES)) == 2,
    )  # fmt: skip
    return frame, links


def asked(filters=None, coverage=COVERAGE):
    frame, links = made()
    return closures(frame, links, filters or Filters(), as_of=AS_OF, tz=TZ, coverage=coverage)


def test_each_closure_is_watched_to_the_end_of_its_source_and_the_others_are_counted():
    found = asked()
    assert found.rows.tolist() == [0, 6, 9, 11]
    assert (found.follow_s / DAY_S).tolist() == [80, 5, 10, 0]
    assert found.return_s.tolist() == [5 * DAY_S, NONE_S, NONE_S, NONE_S]
    assert found.place.tolist() == [100, 106, 100, 111]
    assert found.left_out == {"duplicate": 1, "unusable": 1, "undated": 2, "unwatched": 1, "busy": 1}
    assert set(found.left_out) == set(REASONS)


def test_without_coverage_all_is_watched_to_as_of():
    found = asked(coverage={})
    assert found.rows.tolist() == [0, 5, 6, 9, 11]
    assert (found.follow_s / DAY_S).tolist() == [90, 5, 5, 20, 10]
    assert found.return_s.tolist() == [5 * DAY_S, NONE_S, NONE_S, 15 * DAY_S, NONE_S]


def test_coverage_after_as_of_does_not_look_into_the_future():
    assert (asked(coverage={"patrol": at(500)}).follow_s / DAY_S).tolist() == [90, 5, 5, 20, 10]


def test_filters_choose_closures_by_what_they_are_and_when_they_were_closed():
    assert asked(Filters(sources=("hotline",))).rows.tolist() == [6]
    assert asked(Filters(start=date(2026, 1, 11), end=date(2026, 1, 11))).rows.tolist() == [0]
    late = asked(Filters(start=date(2026, 1, 12)))
    assert late.rows.tolist() == [6, 9, 11]
    assert late.left_out == {"duplicate": 0, "unusable": 0, "undated": 0, "unwatched": 1, "busy": 0}
    assert len(asked(Filters(types=("waste",)))) == 0
    assert len(asked(Filters(states=("voided",)))) == 4  # a state narrows the set, never a rate


def test_a_filter_never_asks_who_the_return_is():
    """Case 0 of patrol came back as anything: the links say when, and no filter looks at the case that came."""
    frame, links = made()
    links = replace(links, return_row=np.full(len(frame), 6, np.int32))  # found by the hotline
    found = closures(frame, links, Filters(sources=("patrol",)), as_of=AS_OF, tz=TZ, coverage=COVERAGE)
    assert found.return_s[0] == 5 * DAY_S


def test_the_second_of_the_window_is_in_and_the_next_is_out():
    window, second = 30.0, 1 / DAY_S
    found = watched([window, window - second, 90, 90], [None, None, window, window + second])
    assert found.judged(30).tolist() == [True, False, True, True]
    assert found.returned(30).tolist() == [False, False, True, False]
    rate = rebound_rate(found, 30)
    assert (rate.returned, rate.judged) == (1, 3)


def test_a_source_is_heard_until_its_newest_export():
    def batch(source: str, day: str) -> Batch:
        return Batch(
            day, source, "full", f"{day}T08:00:00+00:00", "2027-01-01T00:00:00+00:00", "p", "wgs84", "f"
        )

    ends = coverage_of(
        [
            batch("patrol", "2026-03-02"), batch("patrol", "2026-03-01"), batch("hotline", "2026-01-01"),
            replace(batch("patrol", "2026-03-09"), kind="manual"),  # a click is no export
        ]
    )  # fmt: skip
    assert ends == {
        "patrol": int(datetime(2026, 3, 2, 8, tzinfo=UTC).timestamp()),
        "hotline": int(datetime(2026, 1, 1, 8, tzinfo=UTC).timestamp()),
    }


def test_a_moment_without_a_zone_is_refused():
    frame, links = made()
    with pytest.raises(Exception, match="bad-time"):
        closures(frame, links, Filters(), as_of=datetime(2026, 4, 1), tz=TZ, coverage={})


def test_an_empty_store_has_no_closures():
    found = closures(frame_of([], []), no_links(0, 50), Filters(), as_of=AS_OF, tz=TZ, coverage={})
    assert len(found) == 0
    assert found.left_out == dict.fromkeys(REASONS, 0)
