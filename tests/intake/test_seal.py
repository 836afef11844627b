"""The two hashes, against a second way to compute them."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.intake import seal
from gis.schema import BIT, FIELDS, STATEMENTS, bits
from tests.intake.made import csv_text, parsed, profile, row, save

MOMENT = datetime(2026, 1, 5, 0, 3, tzinfo=UTC)


def md5_lower(data: bytes) -> int:
    return int.from_bytes(hashlib.md5(data).digest()[8:], "little")


def text_of(value: Any) -> str | None:
    """What stands for a value in the hash."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, datetime):
        return str((value - datetime(1970, 1, 1, tzinfo=UTC)) // (datetime.resolution))
    if isinstance(value, dict):
        return f"{round(value['x'] * 1e7)} {round(value['y'] * 1e7)}"
    return str(round(value * 1000)) if isinstance(value, float) else str(value)


def expected(statement: dict[str, Any]) -> tuple[int, int]:
    texts = [text_of(statement[name]) for name in FIELDS if statement["says"] >> BIT[name] & 1]
    sizes = "".join(f"{'' if t is None else len(t.encode())}," for t in texts)
    whole = f"{statement['says']}\x1f{sizes}{''.join(t or '' for t in texts)}"
    key = f"{statement['source']}\x1f{statement['source_case_id']}"
    return md5_lower(key.encode()), md5_lower(whole.encode())


def table(*rows: dict[str, Any]) -> pa.Table:
    head = {"source": "s", "source_case_id": "1", "said_by": "s", "stated_at": MOMENT, "row_no": 1, "says": 0}
    return pa.Table.from_pylist([{**head, **r} for r in rows], STATEMENTS)


def test_every_kind_of_value() -> None:
    values = {
        "found_at": MOMENT,
        "geometry": {"x": -111.0012345, "y": 35.5},
        "accuracy_m": 12.3456,
        "rework_count": 2,
        "supervised": False,
        "note": "",
        "address": "人民路\x1f1号",
        "closed_at": None,
    }
    sealed = seal(table({**values, "says": bits(*values)})).to_pylist()[0]
    assert (sealed["key"], sealed["row_hash"]) == expected(sealed)


TEXTS = st.none() | st.text(st.characters(exclude_categories=("Cs",)), max_size=8)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(TEXTS, TEXTS, st.booleans()), min_size=1, max_size=6))
def test_any_text_and_silence_row_by_row(rows: list[tuple[str | None, str | None, bool]]) -> None:
    made = [
        {"address": a, "note": n, "says": bits("address", "note")}
        if both
        else {"address": a, "says": bits("address")}
        for a, n, both in rows
    ]
    for statement in seal(table(*made)).to_pylist():
        assert (statement["key"], statement["row_hash"]) == expected(statement)


def test_the_hash_tells_empty_from_silent_and_one_field_from_the_next() -> None:
    both = bits("address", "description")
    made = [
        {"address": "ab", "says": bits("address")},
        {"address": "ab", "says": both},
        {"address": "a", "description": "b", "says": both},
        {"description": "ab", "says": both},
        {"address": "", "description": "ab", "says": both},
    ]
    hashes = seal(table(*made))["row_hash"].to_pylist()
    assert len(set(hashes)) == len(made)


def test_the_same_statement_from_another_file_has_the_same_hash(tmp_path: Path) -> None:
    first = parsed(save(tmp_path, csv_text([row("1"), row("2")])), profile())
    other = parsed(
        save(tmp_path, csv_text([row("2", 上报时间="2026/1/5 8:03", X坐标="111.00120")]), "b.csv"), profile()
    )
    assert seal(first.statements)["row_hash"][1] == seal(other.statements)["row_hash"][0]
    assert seal(first.statements)["key"][1] == seal(other.statements)["key"][0]


def test_nothing_to_seal() -> None:
    assert seal(table()).equals(table())
