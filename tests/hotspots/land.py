"""A small county in metres: grids, zones and roads as boxes and lines, written to a folder and opened from it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from gis import vocabulary
from gis.county import open_county
from gis.crs import metric_for
from gis.hotspots.exposure import zones_on
from gis.live import Loaded
from gis.locate.assign import assign_areas, assign_many
from gis.rebounds.links import no_links
from gis.registers import load
from tests.frames import frame_of

METRIC = metric_for(112.9, 34.1)
EAST, NORTH = 490_000.0, 3_774_000.0
"""Where (0, 0) of the tests lies: a corner of a square."""
AS_OF = datetime(2026, 3, 31, 12, tzinfo=UTC)

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Land:
    """Code → box of each grid; zones as dicts with ``box`` and register columns; roads as (class, points)."""

    grids: Mapping[str, Box] = field(default_factory=lambda: {"g_000": (0, 0, 1000, 1000)})
    zones: Sequence[Mapping[str, Any]] = ()
    roads: Sequence[tuple[str, Sequence[tuple[float, float]]]] = ()
    more: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Code → further columns of a grid; the street is ``s`` unless given."""


def degrees(x: Any, y: Any) -> tuple[Any, Any]:
    """Metres of the tests → WGS 84."""
    return METRIC.inverse(np.asarray(x, float) + EAST, np.asarray(y, float) + NORTH)


def open_land(folder: Path, land: Land, cases: Sequence[Mapping[str, Any]] = ()) -> Loaded:
    """The county with its ``cases``: x, y in metres (absent: without a place), and what ``frame_of`` takes."""
    folder.mkdir(parents=True, exist_ok=True)
    toml = f'format = 1\nzone = "Asia/Shanghai"\nmetric_epsg = {METRIC.epsg}\n[name]\nzh = "甲县"\n'
    (folder / "county.toml").write_text(toml, encoding="utf-8")
    grids = [
        ({"grid_code": code, "name": code, "street": "s", **land.more.get(code, {})}, _box(box))
        for code, box in land.grids.items()
    ]  # fmt: skip
    _write(folder / "grids.geojson", grids)
    zones = [({k: v for k, v in z.items() if k != "box"}, _box(z["box"])) for z in land.zones]
    _write(folder / "registers" / "zones.geojson", zones)
    if land.roads:
        lines = [({"class": kind}, shapely.LineString(_placed(points))) for kind, points in land.roads]
        _write(folder / "basemap" / "roads.geojson", lines)
    county = open_county(folder)
    registers = load(county)
    frame = frame_of(_located(registers, cases))
    none: Any = None
    return Loaded(county, registers, vocabulary.load(), none, none, frame, lambda r: no_links(len(frame), r))


def _located(registers: Any, cases: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Cases with lon, lat, grid and zones, as ``gis.locate`` finds them."""
    out: list[dict[str, Any]] = [dict(c) for c in cases]
    placed = [c for c in out if "x" in c]
    lon, lat = degrees([c["x"] for c in placed], [c["y"] for c in placed])
    layer, shapes = zones_on(registers, None)
    zones, sets = assign_many(lon, lat, shapes, list(layer["zone_id"]))
    codes = list(registers.grids["grid_code"])
    grid = assign_areas(lon, lat, np.asarray(registers.grids.geometry.values, dtype=object), codes)
    for case, x, y, z, g in zip(placed, lon, lat, zones, grid, strict=True):
        case |= {"lon": float(x), "lat": float(y), "zones": sets[z]} | ({"grid": codes[g]} if g >= 0 else {})
    return out


def _placed(points: Any) -> Any:
    x, y = np.array(points, float).T
    return np.column_stack(degrees(x, y))


def _box(box: Box) -> Any:
    west, south, east, north = box
    return shapely.Polygon(_placed([(west, south), (east, south), (east, north), (west, north)]))


def _write(path: Path, features: Sequence[tuple[Mapping[str, Any], Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    held = [
        {"type": "Feature", "properties": dict(row), "geometry": json.loads(shapely.to_geojson(shape))}
        for row, shape in features
    ]  # fmt: skip
    path.write_text(json.dumps({"type": "FeatureCollection", "features": held}), encoding="utf-8")
