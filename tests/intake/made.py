"""Small files and profiles for the intake's tests."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from gis import vocabulary
from gis.intake import Parsed, Profile, read_raw, to_statements
from gis.schema import BIT, FIELDS

SHANGHAI = ZoneInfo("Asia/Shanghai")
EXPORTED = datetime(2026, 1, 31, 16, 0, tzinfo=UTC)  # midnight of 1 February in Shanghai

COLUMNS = {
    "found_at": "上报时间",
    "closed_at": "结案时间",
    "state": "当前阶段名称",
    "problem_type": "小类名称",
    "address": "地址描述",
    "description": "问题描述",
    "responsible_unit": "处置部门",
    "x": "X坐标",
    "y": "Y坐标",
}


def profile(**changes: Any) -> Profile:
    """A profile with a number column 任务号 and the columns above."""
    columns = {
        name: (column,) for name, column in {**COLUMNS, **changes.pop("columns", {})}.items() if column
    }
    given: dict[str, Any] = {"name": "test", "source": "test", "id": ("任务号",), "columns": columns}
    return Profile(**{**given, **changes})


def csv_text(rows: list[dict[str, Any]], columns: list[str] | None = None) -> str:
    """Rows as CSV text; None is an empty cell."""
    out = io.StringIO(newline="")
    names = columns or list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(out, names, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def save(folder: Path, text: str | bytes, name: str = "cases.csv", encoding: str = "utf-8") -> Path:
    """A file in ``folder``."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def parsed(path: Path, by: Profile, exported_at: datetime | None = EXPORTED, **more: Any) -> Parsed:
    """What a file says, by our own vocabulary; words for units stay unless ``unit_of_word`` is given."""
    given = {"vocabulary": vocabulary.load(), "unit_of_word": None, "zone": SHANGHAI, **more}
    return to_statements(read_raw(path, by), by, exported_at=exported_at, **given)


def said(row: dict[str, Any]) -> set[str]:
    """The fields a statement says."""
    return {name for name in FIELDS if row["says"] >> BIT[name] & 1}


def row(number: str = "1", **cells: Any) -> dict[str, Any]:
    """One good row; a cell is changed by its column's name, None takes the column away."""
    good = {
        "任务号": number,
        "上报时间": "2026-01-05 08:03:00",
        "小类名称": "暴露垃圾",
        "X坐标": "111.0012",
        "Y坐标": "35.0201",
    }
    return {name: cell for name, cell in {**good, **cells}.items() if cell is not None}
