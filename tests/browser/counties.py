"""Small counties for the pages, written as files and imported through the same door as real ones."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import shapely

from gis.county import County, open_county
from gis.ledger.importing import Order, Outcome, import_paths
from gis.live import Live

NOW = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)
WEST, SOUTH, SIDE = 112.0, 34.0, 0.01
PROFILE = """
source = "office"
id = ["案卷号"]
[columns]
found_at = "发现时间"
closed_at = "结案时间"
state = "状态"
problem_type = "问题"
type_text = "问题"
address = "地址"
description = "描述"
responsible_unit = "单位"
note = "备注"
x = "经度"
y = "纬度"
"""
HEADER = ("案卷号", "发现时间", "结案时间", "状态", "问题", "地址", "描述", "单位", "备注", "经度", "纬度")


def square(place: int) -> shapely.Polygon:
    """The ``place``-th square of a row of squares from west to east."""
    return shapely.box(WEST + place * SIDE, SOUTH, WEST + (place + 1) * SIDE, SOUTH + SIDE)


def layer(path: Path, features: Iterable[tuple[shapely.Geometry, Mapping[str, Any]]]) -> None:
    """A GeoJSON file of these."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [
        {"type": "Feature", "geometry": json.loads(shapely.to_geojson(shape)), "properties": dict(properties)}
        for shape, properties in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}, ensure_ascii=False), "utf-8")


def table(path: Path, header: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Path:
    """A CSV file of these."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as handle:
        out = csv.DictWriter(handle, header)
        out.writeheader()
        out.writerows(rows)
    return path


def new(root: Path, name: str = "试县") -> County:
    """A county without grids and cases; servers over it are started with CLEANGRID_NOW at ``NOW``."""
    (root / "profiles").mkdir(parents=True)
    (root / "registers").mkdir()
    words = json.dumps(name, ensure_ascii=False)
    (root / "county.toml").write_text(
        f'format = 1\ndemo = false\nzone = "Asia/Shanghai"\n[name]\nzh = {words}\nen = {words}\n',
        "utf-8",
    )
    (root / "profiles" / "office.toml").write_text(PROFILE, "utf-8")
    return open_county(root)


def case(number: str, place: float, **said: str) -> dict[str, Any]:
    """A row of an export: an open case on the middle line of the squares, found the day before."""
    plain = dict(
        zip(
            HEADER,
            (number, "2026-03-09 08:30", "", "处理中", "占道经营", f"甲街{number}号", "", "", "", "", ""),
        )
    )
    at = {"经度": f"{WEST + place * SIDE:.7f}", "纬度": f"{SOUTH + SIDE / 2:.7f}"}
    return plain | at | said


def take(county: County, path: Path) -> Outcome:
    """Import a file of ``case`` rows."""
    return import_paths(county, [path], Order(exported_at=NOW, now=NOW, profile="office"))[0]


def two_grids(root: Path, first: str = "g_01", second: str = "g_77") -> Path:
    """Two squares alike in everything but their codes, three cases in each at like places."""
    county = new(root)
    layer(
        root / "grids.geojson",
        [(square(i), {"grid_code": c, "name": c, "lead_unit": "u1"}) for i, c in enumerate((first, second))],
    )
    rows = [case(f"A{i}{j}", i + 0.2 + 0.3 * j) for i in range(2) for j in range(3)]
    take(county, table(root / "office.csv", HEADER, rows))
    return root


def some_case(root: Path) -> dict[str, Any]:
    """An open, located case of a county as its words stand on the page: number, address, grid, unit."""
    loaded = Live(root, lambda: datetime.now(UTC)).now()
    for row in loaded.parts.read().to_pylist():
        grid = loaded.registers.grids.set_index("grid_code")["name"].get(row["grid_code"] or "")
        unit = loaded.registers.unit_names("zh").get(row["responsible_unit"] or "")
        if row["closed_at"] is None and grid and unit and row["address"]:
            return {
                "ckey": str(row["ckey"]), "source_case_id": row["source_case_id"], "address": row["address"],
                "grid_code": row["grid_code"], "grid_name": grid, "unit_name": unit,
                "lon": row["lon"], "lat": row["lat"],
            }  # fmt: skip
    raise AssertionError("no such case")
