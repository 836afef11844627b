"""数据体检 of a small county whose files hold what nobody can read."""

from __future__ import annotations

import pytest

from gis.live import Live, Loaded
from gis.views.health import health, reasons_of, unlocated_cases
from tests.browser import counties
from tests.browser.counties import HEADER, NOW, case, table, take

NOWHERE = {"经度": "", "纬度": ""}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    root = tmp_path_factory.mktemp("county")
    county = counties.new(root)
    rows = [
        case("A1", 0.1, 发现时间="2026-03-07 08:00", **NOWHERE),
        case("A2", 0.2, 发现时间="2026-03-09 08:00", **NOWHERE),
        case("A3", 0.3, 发现时间="2026-03-08 08:00", 结案时间="不久前", **NOWHERE),
        case("A4", 0.4, 经度="东边"),
        case("A5", 0.5, 发现时间="昨天"), case("A6", 0.5, 发现时间="前天"), case("", 0.5),
    ]  # fmt: skip
    take(county, table(root / "first.csv", HEADER, rows))
    return Live(root, lambda: NOW).now()


def test_what_was_kept_though_it_could_not_be_read_is_told(loaded: Loaded) -> None:
    doubts = health(loaded, as_of=NOW).doubts
    assert sorted(doubts) == [("first.csv", "bad_closed_at", 1), ("first.csv", "bad_coordinates", 1)]


def test_rejected_rows_are_counted_by_reason(loaded: Loaded) -> None:
    assert reasons_of(loaded) == {"bad_time": 2, "no_id": 1}


def test_the_newest_case_without_a_place_stands_first(loaded: Loaded) -> None:
    listed = unlocated_cases(loaded).column("case_id").to_pylist()
    assert [c for c in listed if c != "office/A4"] == ["office/A2", "office/A3", "office/A1"]
