"""Text → moments: every way people write them, and what the clock does twice or never."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.intake import times
from gis.intake.zones import to_utc

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
MORNING = datetime(2026, 1, 5, 0, 3, tzinfo=UTC)  # 08:03 in Shanghai
MIDNIGHT = datetime(2026, 1, 4, 16, 0, tzinfo=UTC)


def read(*cells: object, zone: ZoneInfo = SHANGHAI, formats: tuple[str, ...] = ()) -> list[object]:
    """Moments of the cells; "bad" where one is not read."""
    stamps, bad = times.parse(pa.chunked_array([pa.array(cells)]), zone, formats)
    return ["bad" if wrong else moment for moment, wrong in zip(stamps.to_pylist(), bad)]


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-05 08:03",
        "2026-01-05T08:03:00",
        "2026-01-05 08:03:00.000",
        "2026-1-5 8:3",
        "2026/1/5 8:03",
        "2026/01/05 08:03:00",
        "2026.1.5 8:03",
        "2026年1月5日 8时3分",
        "2026年01月05日08时03分00秒",
        "2026年1月5日 8:03",
        "2026年1月5日8点3分",
        "2026／1／5　8：03",
        "2026-01-05T00:03:00Z",
        "2026-01-05T08:03:00+08:00",
        "2026-01-05 08:03:00 +0800",
        "2026-01-04T19:03:00.000-05:00",
        "2026-01-04T19:03-05",
        "2026/1/5 8:03 AM",
        "2026/1/5 上午8:03",
        "202601050803",
        "20260105080300",
        "1767571380",
        "1767571380000",
        "46027.33541666667",
    ],
)
def test_one_moment_in_many_ways(text: str) -> None:
    assert read(text) == [MORNING]
    assert read("没有", text, None) == [
        "bad",
        MORNING,
        None,
    ]  # its neighbours do not change how a cell is read


@pytest.mark.parametrize("text", ["2026-01-05", "2026/1/5", "2026年1月5日", "20260105", "46027", "46027.0"])
def test_a_day_is_its_midnight(text: str) -> None:
    assert read(text) == [MIDNIGHT]


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30",
        "2026-13-01",
        "2026-01-05 24:00",
        "2026-01-05 08:61",
        "05/01/2026",
        "26-1-5",
        "昨天",
        "0000-00-00",
        "1899-12-30 08:00",
        "3026-01-05",
        "12",
        "1" * 40,
        "2026-01-05 08:03 +99:00",
        "-",
        "<script>",
        "2026-01",
        "#",
        "#/#/# 8:03",
    ],
)
def test_what_is_no_moment_is_bad(text: str) -> None:
    assert read(text) == ["bad"]
    assert read("2026-01-05 08:03", text) == [MORNING, "bad"]


def test_formats_of_the_profile_go_first() -> None:
    assert read("05.01.2026 08:03", formats=("%d.%m.%Y %H:%M",)) == [MORNING]
    assert read("01/05/2026 08:03:00 PM", formats=("%m/%d/%Y %I:%M:%S %p",)) == [
        MORNING + timedelta(hours=12)
    ]
    assert read("12/31/2026 12:00 AM", formats=("%m/%d/%Y %I:%M %p",)) == [
        datetime(2026, 12, 30, 16, tzinfo=UTC)
    ]
    assert read("2026/1/5 8:03", formats=("%d.%m.%Y",)) == [MORNING]
    assert times.readable("%d.%m.%Y") and not times.readable("%d.%m.%y") and not times.readable("%A %Y %m %d")


def test_typed_columns_are_read_as_they_are() -> None:
    assert read(datetime(2026, 1, 5, 8, 3)) == [MORNING]
    assert read(MORNING) == [MORNING]
    assert read(date(2026, 1, 5)) == [MIDNIGHT]
    assert read(1767571380.0, None) == [MORNING, None]


def test_hours_that_came_twice_or_never() -> None:
    twice, never = "2026-10-25 02:30", "2026-03-29 02:30"
    assert read(twice, zone=BERLIN) == [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    ]  # the first time, summer time
    assert read(never, zone=BERLIN) == [
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    ]  # 03:30 by the clock of the day
    assert read("1988-07-01 12:00") == [datetime(1988, 7, 1, 3, tzinfo=UTC)]  # Shanghai had summer time then


MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2105, 12, 30))


@settings(deadline=None)
@given(
    st.lists(MOMENTS, max_size=20),
    st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "UTC"]),
)
def test_wall_clocks_as_the_standard_library_reads_them(moments: list[datetime], name: str) -> None:
    zone = ZoneInfo(name)
    local = np.array([(m - datetime(1970, 1, 1)) // timedelta(microseconds=1) for m in moments], np.int64)
    expected = [m.replace(tzinfo=zone).astimezone(UTC) for m in moments]
    assert [
        datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(u)) for u in to_utc(local, zone)
    ] == expected


FORMS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%Y年%m月%d日 %H时%M分%S秒",
    "%Y%m%d%H%M%S",
    "%Y-%m-%dT%H:%M:%S.%f",
)


@settings(deadline=None)
@given(st.lists(st.tuples(MOMENTS, st.sampled_from(FORMS)), min_size=1, max_size=20))
def test_formats_may_be_mixed_in_a_column(rows: list[tuple[datetime, str]]) -> None:
    cells = [moment.strftime(form) for moment, form in rows]
    expected = [m if "%f" in form else m.replace(microsecond=0) for m, form in rows]
    assert read(*cells) == [m.replace(tzinfo=SHANGHAI).astimezone(UTC) for m in expected]


@settings(deadline=None)
@given(st.lists(st.text(max_size=30) | st.text("0123456789#-/: .T年月日", max_size=20), max_size=20))
def test_any_text_is_read_or_bad_and_never_fails(cells: list[str]) -> None:
    stamps, bad = times.parse(pa.chunked_array([pa.array(cells, pa.string())]), SHANGHAI)
    assert (stamps.is_null().to_numpy() == bad).all()
