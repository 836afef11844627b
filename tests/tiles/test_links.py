"""Links by viewport: true counts by view and day, an even and steady part where there are too many."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.cases.frame import NONE_S
from gis.filters import Filters
from gis.rebounds.links import no_links
from gis.select import select
from gis.tiles.links import columns, days_between, links_in, local_days
from gis.tiles.points import Bbox
from tests.frames import CENTRE, NEWEST, random_frame
from tests.tiles.linked import TZ, came_back

ALWAYS = (0, int(NONE_S))
WORLD = Bbox(-180, -90, 180, 90)
START = datetime(2026, 11, 1, 4, tzinfo=UTC)
NOW = datetime.fromtimestamp(NEWEST, UTC)
FRAME, LINKS = came_back(6, START, CENTRE)


def chosen(frame=FRAME, **asked):
    return select(frame, Filters(set="rebound", **asked), as_of=NOW, tz=TZ)


def keys(frame, rows):
    return frame.ckey[rows].tolist()


def test_each_case_stands_with_the_one_it_came_back_to():
    selection = chosen()
    told = columns(selection, LINKS, links_in(selection, WORLD, span=ALWAYS, tz=TZ, limit=99), TZ)
    assert told["ckey"] == ["1", "3", "5", "7", "9", "11"]  # by time found
    assert told["origin"] == ["0", "2", "4", "6", "8", "10"]
    assert [told["types"][t] for t in told["type"]] == ["exposed_waste", "dust"] * 3
    assert told["metres"] == [33.3] * 6
    assert np.subtract(told["found"], told["closed"]).tolist() == [10 * 86400] * 6
    assert np.allclose(told["lat"], CENTRE[1] + 0.0003, atol=2e-6)
    assert np.allclose(told["olat"], CENTRE[1], atol=2e-6)
    assert told["lon"] == told["olon"]
    first = (date(2026, 11, 1) - date(1970, 1, 1)).days
    assert told["day"] == told["days"] == list(range(first, first + 6))
    assert told["per_day"] == [1] * 6


def test_a_rebound_lies_where_its_new_case_lies():
    line = CENTRE[1] + 0.00015  # between the closed cases and the new ones
    selection = chosen()
    north = links_in(selection, Bbox(111, line, 112, 35), span=ALWAYS, tz=TZ, limit=99)
    south = links_in(selection, Bbox(111, 34, 112, line), span=ALWAYS, tz=TZ, limit=99)
    assert (north.total, south.total) == (6, 0)


def test_days_are_local_and_both_included():
    frame, _ = came_back(3, datetime(2026, 11, 1, 15, 59, 59, tzinfo=UTC), CENTRE)  # 23:59:59 in Shanghai
    selection = chosen(frame)

    def found(first: date | None, last: date | None) -> list[int]:
        span = days_between(first, last, TZ)
        return keys(frame, links_in(selection, WORLD, span=span, tz=TZ, limit=99).rows)

    assert found(date(2026, 11, 1), date(2026, 11, 1)) == [1]
    assert found(date(2026, 11, 2), None) == [3, 5]
    assert found(None, date(2026, 11, 2)) == [1, 3]
    assert found(date(2026, 11, 4), date(2026, 11, 1)) == []
    assert found(date.min, date.max) == [1, 3, 5]


def test_the_window_and_the_radius_are_those_of_the_question():
    assert chosen(window=10).count == 6
    assert chosen(window=9).count == 0
    assert chosen(radius=51).count == 0


@settings(max_examples=40)
@given(st.integers(0, 400), st.floats(-0.2, 0.2), st.floats(0.01, 0.2))
def test_the_part_drawn_is_the_smallest_keys_and_stays_when_the_view_narrows(limit, middle, half):
    frame = random_frame(1200, 5)
    selection = chosen(frame)
    wide = links_in(selection, WORLD, span=ALWAYS, tz=TZ, limit=limit)
    x, y = CENTRE[0] + middle, CENTRE[1]
    narrow = links_in(
        selection, Bbox(x - half, y - half, x + half, y + half), span=ALWAYS, tz=TZ, limit=limit
    )
    all_of = links_in(selection, WORLD, span=ALWAYS, tz=TZ, limit=10_000)
    assert wide.total == all_of.total == len(all_of.rows) == selection.located
    assert int(all_of.counts.sum()) == int(wide.counts.sum()) == wide.total
    assert sorted(keys(frame, wide.rows)) == sorted(keys(frame, all_of.rows))[:limit]
    inside = set(
        links_in(
            selection, Bbox(x - half, y - half, x + half, y + half), span=ALWAYS, tz=TZ, limit=10_000
        ).rows
    )
    assert set(wide.rows) & inside <= set(narrow.rows)
    assert len(narrow.rows) == min(limit, narrow.total)
    assert (np.diff(frame.found[wide.rows].astype(np.int64)) >= 0).all()


@settings(max_examples=60)
@given(st.lists(st.integers(0, 4_000_000_000), min_size=1, max_size=6), st.integers(0, 3 * 86400))
def test_the_local_day_is_that_of_the_calendar_also_where_clocks_change(seconds, more):
    berlin = ZoneInfo("Europe/Berlin")
    given_ = np.array([min(seconds), min(min(seconds) + more, 4_200_000_000)], np.uint32)
    days = [datetime.fromtimestamp(int(s), berlin).date() for s in given_]
    assert [date(1970, 1, 1) + timedelta(days=int(d)) for d in local_days(given_, berlin)] == days


def test_nothing_came_back():
    selection = chosen(types=("small_ads",))
    returned = links_in(selection, WORLD, span=ALWAYS, tz=TZ, limit=9)
    told = columns(selection, LINKS, returned, TZ)
    assert returned.total == 0
    assert all(value == [] for value in told.values())


def test_links_of_another_radius_are_refused():
    selection = chosen()
    returned = links_in(selection, WORLD, span=ALWAYS, tz=TZ, limit=9)
    with pytest.raises(ValueError, match="radius"):
        columns(selection, no_links(len(FRAME), 20), returned, TZ)
