"""A small office: a county of two grids, exports written as CSV files, clicks, and undoing."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from gis.cases.build import refresh
from gis.cases.parts import Parts
from gis.county import County, open_county
from gis.ledger.importing import Order, Outcome, import_paths

DAY0 = datetime(2026, 3, 1, tzinfo=UTC)
PROFILE = """
source = "office"
id = ["案卷号"]
exported_at = "(\\\\d{14})"
[accepts]
columns = ["案卷号"]
[columns]
found_at = "发现时间"
closed_at = "结案时间"
state = "状态"
problem_type = "问题"
address = "地址"
x = "经度"
y = "纬度"
rework_count = "返工"
"""
FLAGS = """
source = "office"
id = ["案卷号"]
kind = "flags"
[accepts]
name = "flags*"
[columns]
rework_count = "返工"
"""
HEADER = ["案卷号", "发现时间", "结案时间", "状态", "问题", "地址", "经度", "纬度"]


def make_county(root: Path, *, demo: bool = False) -> County:
    (root / "profiles").mkdir(parents=True)
    (root / "registers").mkdir()
    (root / "county.toml").write_text(
        f'format = 1\ndemo = {str(demo).lower()}\n[name]\nzh = "试县"\n', encoding="utf-8"
    )
    (root / "profiles" / "office.toml").write_text(PROFILE, encoding="utf-8")
    (root / "profiles" / "flags.toml").write_text(FLAGS, encoding="utf-8")
    squares = [("g_01", 112.00), ("g_02", 112.01)]
    features = [
        {
            "type": "Feature",
            "properties": {"grid_code": code, "name": code, "lead_unit": f"u{i}"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, 34.0], [x + 0.01, 34.0], [x + 0.01, 34.01], [x, 34.01], [x, 34.0]]],
            },
        }
        for i, (code, x) in enumerate(squares)
    ]
    (root / "grids.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8"
    )
    return open_county(root)


def row(
    case: int, *, state: str = "处理中", closed: float | None = None, x: float = 112.005
) -> dict[str, Any]:
    """A row of an export: case number, found on day ``case``, closed so many days after DAY0."""
    day = (DAY0 + timedelta(hours=8 * case)).strftime("%Y-%m-%d %H:%M")
    shut = "" if closed is None else (DAY0 + timedelta(days=closed)).strftime("%Y-%m-%d %H:%M")
    return dict(zip(HEADER, [f"A{case}", day, shut, state, "占道经营", f"甲街{case}号", x, 34.005]))


def write(folder: Path, name: str, rows: list[dict[str, Any]]) -> Path:
    path = folder / f"{name}.csv"
    with path.open("w", newline="", encoding="utf-8") as handle:
        out = csv.DictWriter(handle, list(rows[0]) if rows else HEADER)
        out.writeheader()
        out.writerows(rows)
    return path


def take(
    county: County, path: Path, exported_days: float, *, kind: str | None = None, now: datetime = DAY0
) -> Outcome:
    order = Order(
        exported_at=DAY0 + timedelta(days=exported_days),
        kind=kind,
        now=now,
        profile="flags" if path.name.startswith("flags") else "office",
    )
    return import_paths(county, [path], order)[0]


def cases(county: County) -> pa.Table:
    """The located cases as they stand, in order of case_id."""
    parts: Parts = refresh(county, today=DAY0.date())
    table = parts.read()
    return table.sort_by("case_id") if table.num_rows else table
