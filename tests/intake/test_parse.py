"""What rows say: times, places, words, silence; and which rows say nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gis import crs
from gis.errors import GisError
from gis.intake import REASONS, Parsed, Profile
from gis.schema import REJECTS, STATEMENTS
from tests.intake.made import EXPORTED, csv_text, parsed, profile, row, said, save


def take(tmp_path: Path, *rows: dict[str, Any], by: Profile | None = None, **more: Any) -> Parsed:
    out = parsed(save(tmp_path, csv_text(list(rows))), by or profile(), **more)
    assert out.statements.schema.equals(STATEMENTS) and out.rejects.schema.equals(REJECTS)
    assert out.rows == out.statements.num_rows + out.rejects.num_rows
    return out


def one(tmp_path: Path, by: Profile | None = None, **cells: Any) -> dict[str, Any]:
    """The single statement of a file of one row."""
    (statement,) = take(tmp_path, row(**cells), by=by).statements.to_pylist()
    return dict(statement)


def test_a_plain_row(tmp_path: Path) -> None:
    statement = one(tmp_path, 地址描述="  人民路1号　")
    assert (statement["source"], statement["source_case_id"], statement["said_by"]) == ("test", "1", "test")
    assert statement["stated_at"] == EXPORTED and statement["row_no"] == 1
    assert statement["found_at"] == datetime(2026, 1, 5, 0, 3, tzinfo=UTC)
    assert (statement["problem_type"], statement["type_text"]) == ("exposed_waste", "暴露垃圾")
    assert statement["geometry"] == {"x": 111.0012, "y": 35.0201}
    assert (statement["state"], statement["address"]) == ("reported", "人民路1号")
    assert said(statement) == {
        "found_at", "problem_type", "type_text", "geometry", "location_method", "state", "address",
    }  # fmt: skip


def test_an_absent_column_is_silent_and_an_empty_cell_says_empty(tmp_path: Path) -> None:
    assert "address" not in said(one(tmp_path))
    statement = one(tmp_path, 地址描述=" ")
    assert "address" in said(statement) and statement["address"] is None


def test_empty_as_nothing_is_silent_row_by_row(tmp_path: Path) -> None:
    by = profile(empty="nothing")
    out = take(
        tmp_path,
        row("1", 地址描述="", 结案时间="2026-01-06", 当前阶段名称=""),
        row("2", 地址描述="路", 结案时间="", 当前阶段名称="结案", X坐标="", Y坐标=""),
        by=by,
    )
    first, second = out.statements.to_pylist()
    assert {"address", "state"} & said(first) == set() and first["state"] is None
    assert {"closed_at", "geometry", "location_method"} & said(second) == set() and second["geometry"] is None
    assert (second["state"], second["address"]) == ("closed", "路") and {"state", "address"} <= said(second)


@pytest.mark.parametrize(
    ("cells", "reason", "column"),
    [
        ({"任务号": " "}, "no_id", "任务号"),
        ({"任务号": "2.02601E+11"}, "bad_id", "任务号"),
        ({"上报时间": ""}, "no_time", "上报时间"),
        ({"上报时间": "昨天"}, "bad_time", "上报时间"),
        ({"上报时间": "2026-02-02 00:01"}, "future", "上报时间"),
    ],
)
def test_rows_that_say_nothing(tmp_path: Path, cells: dict[str, str], reason: str, column: str) -> None:
    out = take(tmp_path, row("1"), {**row("2"), **cells}, row("3"))
    (reject,) = out.rejects.to_pylist()
    assert (reject["row_no"], reject["reason"], reject["column"]) == (2, reason, column)
    assert reject["value"] == cells[column].strip()
    assert json.loads(reject["raw"])["小类名称"] == "暴露垃圾"
    assert out.statements["row_no"].to_pylist() == [1, 3]
    assert reason in REASONS


def test_a_row_has_one_reason_and_ragged_ones_are_among_them(tmp_path: Path) -> None:
    text = csv_text([row("1"), {**row(" "), "上报时间": "昨天"}]) + "短\r\n"
    out = parsed(save(tmp_path, text), profile())
    assert [(r["row_no"], r["reason"]) for r in out.rejects.to_pylist()] == [(2, "no_id"), (3, "ragged")]
    assert json.loads(out.rejects["raw"][1].as_py()) == {"": "短"}


def test_a_day_after_the_export_is_not_yet_the_future(tmp_path: Path) -> None:
    late = (EXPORTED + timedelta(hours=32)).strftime("%Y-%m-%d %H:%M")  # 24 h later by Shanghai's clock
    assert take(tmp_path, row(上报时间=late)).rejects.num_rows == 0


def test_coordinates_that_cannot_be_used_leave_the_row_unlocated(tmp_path: Path) -> None:
    cells = [
        ("不详", "35"),
        ("111", ""),
        ("", ""),
        ("200", "35"),
        ("0", "0"),
        ("nan", "35"),
        ("１１１．５", "35"),
    ]
    out = take(tmp_path, *(row(str(i), X坐标=x, Y坐标=y) for i, (x, y) in enumerate(cells)))
    places = out.statements["geometry"].to_pylist()
    assert places == [None] * 4 + [{"x": 0.0, "y": 0.0}, None, {"x": 111.5, "y": 35.0}]
    assert out.notes == {"bad_coordinates": 3, "off_earth": 1}
    assert out.statements["location_method"].to_pylist() == [None] * 4 + ["stated", None, "stated"]


def test_baidu_metres_become_wgs84_and_zero_stays_zero(tmp_path: Path) -> None:
    x, y = crs.from_wgs84([111.0012], [35.0201], "bd09mc")
    by = profile(crs="bd09mc")
    out = take(
        tmp_path, row("1", X坐标=f"{x[0]:.4f}", Y坐标=f"{y[0]:.4f}"), row("2", X坐标="0", Y坐标="0"), by=by
    )
    place, nowhere = out.statements["geometry"].to_pylist()
    assert (place["x"], place["y"]) == pytest.approx((111.0012, 35.0201), abs=1e-6)
    assert nowhere == {"x": 0.0, "y": 0.0}


def test_coordinates_are_rounded_to_what_is_kept(tmp_path: Path) -> None:
    assert one(tmp_path, X坐标="111.00123456789")["geometry"]["x"] == 111.0012346
    assert one(tmp_path, by=profile(coordinate_digits=3), X坐标="111.00123456789")["geometry"]["x"] == 111.001


def test_words_nobody_knows_are_kept_and_counted(tmp_path: Path) -> None:
    out = take(
        tmp_path,
        row("1", 小类名称="某种怪事", 当前阶段名称="神游", 处置部门="城管一队"),
        row("2", 小类名称="某种怪事", 当前阶段名称="结案", 处置部门="城管二队"),
        row("3", 小类名称="", 当前阶段名称="", 处置部门=""),
        unit_of_word=lambda words: ["unit_1" if w == "城管一队" else None for w in words],
    )
    assert out.unmapped == {
        "problem_type": {"某种怪事": 2},
        "state": {"神游": 1},
        "responsible_unit": {"城管二队": 1},
    }
    assert out.statements["problem_type"].to_pylist() == [None] * 3
    assert out.statements["type_text"].to_pylist() == ["某种怪事", "某种怪事", None]
    assert out.statements["state"].to_pylist() == ["reported", "closed", "reported"]
    assert out.statements["responsible_unit"].to_pylist() == ["unit_1", "城管二队", None]


def test_the_profiles_words_go_before_the_vocabulary(tmp_path: Path) -> None:
    by = profile(
        words={"problem_type": {"暴露 垃圾": "dirty_road"}, "state": {"神游": "suspended"}},
        problem_type_default="on_road_vending",
    )
    assert one(tmp_path, by=by, 当前阶段名称="神游")["problem_type"] == "dirty_road"
    assert one(tmp_path, by=by, 当前阶段名称="神游")["state"] == "suspended"
    out = take(tmp_path, row(小类名称="某种怪事"), by=by)
    assert out.statements["problem_type"].to_pylist() == ["on_road_vending"] and out.unmapped == {}


def test_a_code_needs_its_scheme_and_goes_before_the_word(tmp_path: Path) -> None:
    columns = {"standard_code": "代码", "scheme": "标准"}
    rows = [
        row("1", 代码="06012", 标准="2026"),
        row("2", 代码="06012", 标准=""),
        row("3", 代码="99999", 标准="2026", 小类名称="某种怪事"),
    ]
    out = take(tmp_path, *rows, by=profile(columns=columns))
    assert out.statements["problem_type"].to_pylist() == ["dirty_road", "exposed_waste", None]
    assert out.statements["standard_code"].to_pylist() == ["06012", None, "99999"]
    assert out.statements["scheme"].to_pylist() == ["2026", None, "2026"]
    assert out.unmapped == {"problem_type": {"某种怪事": 1}} and out.notes == {"code_without_scheme": 1}


def test_without_a_state_column_a_closing_time_closes(tmp_path: Path) -> None:
    out = take(tmp_path, row("1", 结案时间="2026-01-06"), row("2", 结案时间=""), row("3", 结案时间="已结"))
    assert out.statements["state"].to_pylist() == ["closed", "reported", "closed"]
    assert out.notes == {"bad_closed_at": 1}  # its time cannot be read, but closed it is


def test_a_flags_file_says_its_flags_alone(tmp_path: Path) -> None:
    by = profile(
        kind="flags",
        columns={"extended_count": "延期次数", "supervised": "督办"},
        constants={"rework_count": "1"},
    )
    path = save(
        tmp_path, csv_text([{"任务号": "1", "延期次数": "2", "督办": "是"}, {"任务号": "2", "督办": "x"}])
    )
    out = parsed(path, by)
    first, second = out.statements.to_pylist()
    assert said(first) == {"extended_count", "supervised", "rework_count"}
    assert (first["extended_count"], first["supervised"], first["rework_count"]) == (2, True, 1)
    assert (second["extended_count"], second["supervised"]) == (None, None)
    assert out.unmapped == {"supervised": {"x": 1}}
    assert {"found_at", "state", "x"} <= set(out.silent)


def test_the_rows_own_time_or_the_exports(tmp_path: Path) -> None:
    by = profile(columns={"stated_at": "更新时间"})
    rows = [
        row("1", 更新时间="2026-01-07"),
        row("2", 更新时间=""),
        row("3", 更新时间="?"),
        row("4", 更新时间="2027-01-01"),
    ]
    out = take(tmp_path, *rows, by=by)
    midnight = datetime(2026, 1, 6, 16, tzinfo=UTC)
    assert out.statements["stated_at"].to_pylist() == [midnight, EXPORTED, EXPORTED]
    assert out.notes == {"bad_stated_at": 1}
    assert out.rejects.to_pylist()[0]["reason"] == "future"
    path = save(tmp_path, csv_text(rows[:1]), "one.csv")
    assert parsed(path, by, exported_at=None).statements["stated_at"].to_pylist() == [midnight]
    for wanting in (by, profile()):
        with pytest.raises(GisError, match="no-exported-at"):
            parsed(save(tmp_path, csv_text(rows[:2])), wanting, exported_at=None)


def test_a_sighting_is_stated_when_it_was_seen(tmp_path: Path) -> None:
    by = profile(id=(), identity=("小类名称", "地址描述"), resight_days=3)
    rows = [
        row("1", 地址描述="路"),
        row("2", 地址描述=" 路 ", 上报时间="2026-01-06"),
        row("3", 地址描述="", 小类名称=""),
    ]
    out = take(tmp_path, *rows, by=by, exported_at=None)
    ids = out.statements["source_case_id"].to_pylist()
    assert ids[0] == ids[1] and len(ids[0]) == 16 and int(ids[0], 16) >= 0
    assert out.statements["stated_at"].to_pylist() == out.statements["found_at"].to_pylist()
    assert out.rejects["reason"].to_pylist() == ["no_id"]


def test_identity_cells_do_not_run_into_each_other(tmp_path: Path) -> None:
    by = profile(id=(), identity=("小类名称", "地址描述"))
    rows = [
        row("1", 小类名称="ab", 地址描述="c"),
        row("2", 小类名称="a", 地址描述="bc"),
        row("3", 小类名称="ab", 地址描述=""),
    ]
    assert len(set(take(tmp_path, *rows, by=by).statements["source_case_id"].to_pylist())) == 3


def test_an_id_of_several_columns_and_a_repeated_case(tmp_path: Path) -> None:
    by = profile(id=("年份", "任务号"), columns={"duplicate_of": "重复案卷"})
    rows = [
        row("7", 年份="2026", 重复案卷="2026-6"),
        row("8", 年份="2026", 重复案卷="test/2026-6"),
        row("9", 年份="", 重复案卷=""),
    ]
    out = take(tmp_path, *rows, by=by)
    assert out.statements["source_case_id"].to_pylist() == ["2026-7", "2026-8"]
    assert out.statements["duplicate_of"].to_pylist() == ["test/2026-6"] * 2


def test_missing_columns_are_named(tmp_path: Path) -> None:
    with pytest.raises(GisError) as caught:
        take(tmp_path, {"编号": "1"}, by=profile(columns={"found_at": "上报时间"}))
    assert caught.value.code == "missing-columns"
    assert "任务号" in caught.value.sentence() and "上报时间" in caught.value.sentence()


def test_alternatives_and_blanks(tmp_path: Path) -> None:
    by = profile(blanks=("-", "NULL"))
    by.columns["address"] = ("地点", "地址描述")  # type: ignore[index]
    assert one(tmp_path, by=by, 地址描述="a")["address"] == "a"
    assert one(tmp_path, by=by, 地点="b", 地址描述="a")["address"] == "b"
    assert one(tmp_path, by=by, 地址描述="-")["address"] is None


def test_a_file_without_rows(tmp_path: Path) -> None:
    out = parsed(save(tmp_path, "任务号,上报时间,小类名称,X坐标,Y坐标,当前阶段名称\r\n"), profile())
    assert (out.rows, out.statements.num_rows, out.rejects.num_rows) == (0, 0, 0)


def test_a_word_of_the_profile_that_means_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GisError) as caught:
        take(tmp_path, row(), by=profile(words={"problem_type": {"怪事": "no_such_type"}}))
    assert caught.value.code == "bad-profile" and "no_such_type" in caught.value.sentence()
