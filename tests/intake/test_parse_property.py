"""What holds for any table: no row is lost, order of columns and blocks means nothing, nothing fails."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.intake import Parsed, seal
from gis.intake.identity import joined
from gis.schema import BIT, FIELDS
from tests.intake.made import csv_text, parsed, profile, save

TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=20)
NASTY = st.sampled_from(
    ["<script>", "{{x}}", '"', "\n", "\u202eabc", " ", "-", "nan", "1e400", "0", "长" * 10_000]
)
CELL = TEXT | NASTY
TIME = st.datetimes().map(lambda m: m.strftime("%Y/%m/%d %H:%M")) | CELL
NUMBER = st.floats(-200, 200).map(str) | CELL
ROW = st.fixed_dictionaries(
    {
        "任务号": st.integers(1, 5).map(str) | CELL,
        "上报时间": st.just("2026-01-05 08:03") | TIME,
        "结案时间": TIME,
        "当前阶段名称": st.sampled_from(["结案", "处置", ""]) | CELL,
        "小类名称": st.sampled_from(["暴露垃圾", "店外经营", ""]) | CELL,
        "地址描述": CELL,
        "X坐标": NUMBER,
        "Y坐标": NUMBER,
    }
)
ROWS = st.lists(ROW, max_size=12)


def read(
    rows: list[dict[str, Any]], columns: list[str] | None = None, encoding: str = "utf-8", **by: Any
) -> Parsed:
    with tempfile.TemporaryDirectory() as folder:
        names = columns or list(rows[0] if rows else ["任务号", "上报时间"])
        return parsed(save(Path(folder), csv_text(rows, names), encoding=encoding), profile(**by))


@settings(deadline=None, max_examples=60)
@given(ROWS, st.sampled_from(["empty", "nothing"]))
def test_every_row_is_a_statement_or_a_reject(rows: list[dict[str, Any]], empty: str) -> None:
    out = read(rows, empty=empty)
    assert out.rows == len(rows) == out.statements.num_rows + out.rejects.num_rows
    numbers = out.statements["row_no"].to_pylist() + out.rejects["row_no"].to_pylist()
    assert sorted(numbers) == list(range(1, len(rows) + 1))
    for statement in out.statements.to_pylist():
        cell = rows[statement["row_no"] - 1]["地址描述"].strip().strip("\ufeff") or None
        assert statement["address"] == cell or cell is None or statement["address"] in cell
        silent = [name for name in FIELDS if not statement["says"] >> BIT[name] & 1]
        assert all(statement[name] is None for name in silent)
        assert ("address" in silent) == (empty == "nothing" and statement["address"] is None)


@settings(deadline=None, max_examples=30)
@given(ROWS.filter(bool), st.randoms(use_true_random=False))
def test_equal_input_gives_equal_bytes_whatever_the_order_of_columns(
    rows: list[dict[str, Any]], random: Any
) -> None:
    columns = list(rows[0])
    random.shuffle(columns)
    first, again, shuffled = (read(rows), read(rows), read(rows, columns))
    assert first.statements.equals(again.statements) and first.rejects.equals(again.rejects)
    assert seal(first.statements).equals(seal(shuffled.statements))
    assert first.unmapped == shuffled.unmapped and first.notes == shuffled.notes


@settings(deadline=None, max_examples=20)
@given(st.lists(ROW, min_size=3, max_size=12))
def test_the_encoding_does_not_matter(rows: list[dict[str, Any]]) -> None:
    marked = [{**row, "地址描述": "人民路建设街" + row["地址描述"]} for row in rows]
    plain = read(marked)
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        assert read(marked, encoding=encoding).statements.equals(plain.statements)


@settings(deadline=None, max_examples=30)
@given(ROWS.filter(bool), st.integers(0, 11))
def test_a_row_means_the_same_among_others_and_alone(rows: list[dict[str, Any]], place: int) -> None:
    chosen = rows[place % len(rows)]
    among = {s["row_no"]: s for s in seal(read(rows).statements).to_pylist()}.get(place % len(rows) + 1)
    alone = next(iter(seal(read([chosen], list(rows[0])).statements).to_pylist()), None)
    if among is None or alone is None:
        assert among is alone
    else:
        assert {**among, "row_no": 0} == {**alone, "row_no": 0}


@given(st.lists(st.tuples(*[st.text("a-|\\", min_size=1, max_size=3)] * 3), unique=True, max_size=30))
def test_ids_of_several_columns_never_run_into_each_other(cells: list[tuple[str, str, str]]) -> None:
    columns = tuple(pa.chunked_array([pa.array([c[i] for c in cells], pa.string())]) for i in range(3))
    assert len(set(joined(columns).to_pylist())) == len(cells)
