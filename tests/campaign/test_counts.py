"""Daily counts, coverage and the plain windows before and after: few cases, counted by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from gis.campaign.around import before_after
from gis.campaign.counts import comparable, coverage_days, daily_counts
from gis.campaign.events import Event, windows
from gis.errors import GisError
from gis.filters import Filters
from tests.frames import frame_of

TZ = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 0, 42, tzinfo=UTC)
VISIT = Event("V", "inspection", "暗访", "", date(2026, 11, 10), date(2026, 11, 11))


def case(day: int, hour: int = 12, **more: object) -> dict[str, object]:
    """A case of November, hour of the local day."""
    found = datetime(2026, 11, day, hour, tzinfo=TZ)
    return {
        "lon": 111.0,
        "lat": 34.5,
        "type": "dust",
        "source": "patrol",
        "grid": "g_001",
        "found": found,
    } | more


def test_days_are_local_and_only_covered_ones_count():
    cases = [case(1), case(2, 0), case(2, 23), case(3, 1, type="small_ads"), case(3, source="hotline"),
             case(3, flags=1), case(5, source="hotline")]  # fmt: skip
    frame = frame_of(cases)
    ends = {"hotline": int(datetime(2026, 11, 6, 9, tzinfo=TZ).timestamp())}
    coverage = coverage_days(frame, ends, as_of=NOW, tz=TZ)
    assert coverage == {
        "hotline": (date(2026, 11, 4), date(2026, 11, 5)), "patrol": (date(2026, 11, 2), date(2026, 11, 21)),
    }  # fmt: skip
    found = daily_counts(
        frame, Filters(), as_of=NOW, tz=TZ, group_of={"dust": "a", "small_ads": "b"}, coverage=coverage,
        span=(date(2026, 11, 1), date(2026, 11, 6)),
    )  # fmt: skip
    assert found.sources == ("patrol", "hotline") and found.groups == ("a", "b", "")
    assert found.counts[:, 0, 0].tolist() == [0, 2, 0, 0, 0, 0], "the first of November began unheard"
    assert found.counts[:, 0, 1].tolist() == [0, 0, 1, 0, 0, 0]
    assert found.counts[:, 1, 0].tolist() == [0, 0, 0, 0, 1, 0]
    assert found.covered[:, 1].tolist() == [False, False, False, True, True, False]


def test_the_inspection_itself_and_short_sources_are_left_out():
    spans = windows(VISIT, (VISIT,), date(2027, 1, 31))
    end = VISIT.end
    coverage = {
        "enough": (end - timedelta(27), end + timedelta(28)), "late": (end - timedelta(26), end + timedelta(60)),
        "gone": (end - timedelta(400), end + timedelta(27)), "visit": (end - timedelta(90), end + timedelta(90)),
    }  # fmt: skip
    kept, left_out = comparable(coverage, {"visit": "covert_inspection"}, spans)
    assert kept == ("enough",)
    assert left_out == {"visit": "inspection", "late": "short", "gone": "short"}
    assert comparable(coverage, {}, spans, asked=("late",)) == ((), {"late": "short"})


def test_equal_windows_before_and_after_by_grid():
    cases = [
        case(7), case(8), case(9, 23), case(9, grid="g_002"), case(10), case(11), case(12, 0), case(14),
        case(15), case(14, grid="g_002"), case(13, flags=1), case(13, source="hotline"),
    ]  # fmt: skip
    found = before_after(frame_of(cases), Filters(sources=("patrol",)), VISIT, 3, as_of=NOW, tz=TZ)
    assert found.before == (date(2026, 11, 7), date(2026, 11, 9))
    assert found.after == (date(2026, 11, 12), date(2026, 11, 14))
    assert (found.days, found.cases_before, found.cases_after) == (3, 4, 3)
    assert found.per_day == (4 / 3, 1.0)
    table = found.grids.set_index("grid_code")
    assert table.loc["g_001", ["before", "after", "change"]].tolist() == [3, 2, -1]
    assert table.loc["g_002", ["before", "after", "change"]].tolist() == [1, 1, 0]
    assert table.loc["g_001", "before_per_day"] == 1.0


def test_windows_are_cut_to_the_days_there_are():
    frame = frame_of([case(9), case(12)])
    soon = datetime(2026, 11, 14, 12, tzinfo=TZ)
    found = before_after(frame, Filters(), VISIT, 28, as_of=soon, tz=TZ)
    assert found.days == 2 and found.before == (date(2026, 11, 8), date(2026, 11, 9))
    none = before_after(frame, Filters(), VISIT, 28, as_of=datetime(2026, 11, 12, 12, tzinfo=TZ), tz=TZ)
    assert none.before is None and none.per_day == (None, None) and none.grids.empty
    with pytest.raises(GisError, match="bad-value"):
        before_after(frame, Filters(), VISIT, 0, as_of=soon, tz=TZ)
