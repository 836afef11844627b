"""The units of analysis: management grids or 100 m squares, with their exposure and their neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from gis.areas import valid_on
from gis.areas.measure import sound
from gis.cases.frame import Frame
from gis.crs import Metric, from_world_fraction
from gis.errors import GisError
from gis.hotspots.exposure import (
    AREA_KM2,
    BUILT_KM2,
    F64,
    ROAD_KM,
    flat,
    ground_km2,
    ground_of,
    has_built,
    roads_of,
)
from gis.live import Loaded
from gis.locate.assign import assign_areas
from gis.rebounds.ground import NO_MM, open_ground
from gis.registers import Registers

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

GRID, CELL = "grid", "cell"
CELL_M = 100
TOUCH_M = 1.0
"""Grids with less than this between them touch: digitised borders leave slivers."""

LEAST_KM2 = 1e-6
"""Less built-up ground than a square metre in a square is a border drawn along its edge."""


@dataclass(frozen=True, eq=False)
class Units:
    """m units and which of them each row of the Frame lies in: a case on a border belongs to one unit only."""

    kind: str
    """grid or cell"""
    ids: tuple[str, ...]
    """grid_code, or E{easting // 100}N{northing // 100} of the square in the county's metric CRS; in text order of
    the codes, or by easting, then northing."""
    x_m: F64
    """Middle of the unit, metric CRS."""
    y_m: F64
    exposure: F64
    """Road-km, built-up km² or km² of land, as ``basis`` says (see ``gis.hotspots.exposure``); 0 where there is none."""
    basis: str
    """road_km; built_km2, also where road_km was asked of a county without roads; area_km2 where that says nowhere
    what is built up, either."""
    near_start: I64
    """int64[m + 1]: neighbours of unit i are near[near_start[i] : near_start[i + 1]], ascending."""
    near: I32
    """Touching grids (queen, slivers under a metre overlooked), or those of the eight squares around that are
    units; never the unit itself."""
    unit_of: I32
    """int32[rows of the Frame], −1: in no unit."""


def units_of(loaded: Loaded, kind: str, *, basis: str = ROAD_KM, day: date | None = None) -> Units:
    """The units of a county as its ground is on the local ``day`` (None: as registered last).

    grid: the management grids; a case belongs to the grid its place lies in today, so that cases and exposure are of
    one ground. cell: the squares with exposure, and those where a case lies, all within the grids (anywhere in a
    county without grids); a case on the line between two belongs to the eastern, northern one.
    Errors: bad-value (kind, basis), damaged-file (roads).
    """
    if kind not in (GRID, CELL):
        raise GisError("bad-value", name="unit", value=kind, known=f"{GRID}, {CELL}")
    if basis not in (ROAD_KM, BUILT_KM2):
        raise GisError("bad-value", name="basis", value=basis, known=f"{ROAD_KM}, {BUILT_KM2}")
    registers, grids = loaded.registers, grids_of(loaded.registers, day)
    roads = roads_of(loaded.county, registers.metric)
    by_roads = basis == ROAD_KM and len(roads) > 0
    used = ROAD_KM if by_roads else BUILT_KM2 if has_built(registers, day) else AREA_KM2
    shapes, codes = np.asarray(grids.geometry.values, dtype=object), list(grids["grid_code"])
    area = assign_areas(roads.lon, roads.lat, shapes, codes)
    if kind == GRID:
        outlines = flat(sound(shapes), registers.metric)
        exposure = (
            roads.by(area, len(codes)) if by_roads else ground_km2(outlines, ground_of(registers, grids, day))
        )
        return grid_units(codes, outlines, exposure, frame=loaded.frame, basis=used)
    x, y = places_m(loaded)
    inside = np.asarray(loaded.frame.grid_now) >= 0 if codes else np.isfinite(x)
    pieces = (roads.x_m, roads.y_m, roads.km * ((area >= 0) | (not codes)))
    if not by_roads:
        pieces = _squares_of(ground_of(registers, grids, day))
    return cell_units(pieces, (x, y, inside), basis=used)


def grids_of(registers: Registers, day: date | None) -> gpd.GeoDataFrame:
    """The grids valid on ``day`` (None: as registered last), one row a code, sorted by code."""
    valid = registers.grids[valid_on(registers.grids, day)]
    return valid.drop_duplicates("grid_code").sort_values("grid_code").reset_index(drop=True)


def places_m(loaded: Loaded) -> tuple[F64, F64]:
    """Easting and northing of each row of the Frame in the county's metric CRS; NaN without a place."""
    frame, metric = loaded.frame, loaded.registers.metric
    if frame.rows is None:
        return _from_fractions(frame, metric)
    ground = open_ground(loaded.parts, frame, metric)
    none = np.asarray(ground.x_mm) == NO_MM
    x, y = (
        (np.asarray(mm, np.int64) + origin * 1000) / 1000
        for mm, origin in zip((ground.x_mm, ground.y_mm), ground.origin_m, strict=True)
    )
    return np.where(none, np.nan, x), np.where(none, np.nan, y)


def _from_fractions(frame: Frame, metric: Metric) -> tuple[F64, F64]:
    x, y = (np.full(len(frame), np.nan) for _ in range(2))
    placed = slice(0, frame.located)
    fractions = ((np.asarray(v[placed]) + 0.5) / 2.0**32 for v in (frame.mx, frame.my))
    x[placed], y[placed] = metric.forward(*from_world_fraction(*fractions))
    return x, y


def grid_units(codes: list[str], shapes: Any, exposure: F64, *, frame: Frame, basis: str) -> Units:
    """Units of grids sorted by code; ``shapes`` in metres."""
    at = {code: i for i, code in enumerate(codes)}
    unit = np.array([*(at.get(code, -1) for code in frame.grids), -1], np.int32)
    middle = shapely.get_coordinates(shapely.centroid(shapes)) if len(codes) else np.zeros((0, 2))
    a, b = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=TOUCH_M)
    start, near = _rows(a[a != b], b[a != b], len(codes))
    return Units(
        GRID, tuple(codes), middle[:, 0], middle[:, 1], exposure, basis, start, near,
        unit_of=unit[np.asarray(frame.grid_now)],
    )  # fmt: skip


def cell_units(
    pieces: tuple[F64, F64, F64], cases: tuple[F64, F64, npt.NDArray[np.bool_]], *, basis: str
) -> Units:
    """Units of squares from pieces of exposure (x, y, amount; metric CRS) and the cases' places; the bools say which
    cases are to have a unit."""
    x_m, y_m, amount = pieces
    case_x, case_y, inside = cases
    taken = np.flatnonzero(inside & np.isfinite(case_x))
    some = amount > 0
    of_pieces, of_cases = _key(x_m[some], y_m[some]), _key(case_x[taken], case_y[taken])
    keys, place = np.unique(np.concatenate([of_pieces, of_cases]), return_inverse=True)
    exposure = np.bincount(place[: len(of_pieces)], amount[some], len(keys))
    unit = np.full(len(case_x), -1, np.int32)
    unit[taken] = place[len(of_pieces) :]
    column, row = keys // WIDE - HALF, keys % WIDE - HALF
    a, b = _around(keys)
    start, near = _rows(a, b, len(keys))
    return Units(
        CELL, tuple(f"E{e}N{n}" for e, n in zip(column.tolist(), row.tolist(), strict=True)),
        (column + 0.5) * CELL_M, (row + 0.5) * CELL_M, np.asarray(exposure, np.float64), basis, start, near,
        unit_of=unit,
    )  # fmt: skip


WIDE, HALF = 1 << 24, 1 << 23
"""A square's key is (column + HALF) × WIDE + row + HALF: keys of neighbours differ by WIDE, by 1, or by both."""


def _key(x_m: F64, y_m: F64) -> I64:
    """Easting and northing in whole millimetres, so that a line between squares is met exactly."""
    column, row = (np.rint(v * 1000).astype(np.int64) // (CELL_M * 1000) for v in (x_m, y_m))
    return np.asarray((column + HALF) * WIDE + row + HALF, np.int64)


def _around(keys: I64) -> tuple[I64, I64]:
    """Pairs (square, one of the eight around it), among ascending ``keys``."""
    pairs = []
    for step in (d * WIDE + e for d in (-1, 0, 1) for e in (-1, 0, 1) if d or e):
        at = np.searchsorted(keys, keys + step)
        held = np.flatnonzero(keys[np.minimum(at, len(keys) - 1)] == keys + step) if len(keys) else at
        pairs.append((held, at[held]))
    return np.concatenate([a for a, _ in pairs]), np.concatenate([b for _, b in pairs])


def _rows(a: Any, b: Any, size: int) -> tuple[I64, I32]:
    """Pairs (unit, neighbour) as compressed rows."""
    order = np.lexsort((b, a))
    start = np.concatenate([[0], np.cumsum(np.bincount(a, minlength=size))])
    return start.astype(np.int64), np.asarray(b)[order].astype(np.int32)


def _squares_of(ground: Any) -> tuple[F64, F64, F64]:
    """Middles of the squares over a geometry in metres, and its km² within each."""
    found: set[tuple[int, int]] = set()
    for west, south, east, north in shapely.bounds(shapely.get_parts(ground)) // CELL_M:
        columns, rows = np.arange(west, east + 1), np.arange(south, north + 1)
        found.update((int(c), int(r)) for c in columns for r in rows)
    squares = np.array(sorted(found), np.float64).reshape(-1, 2) * CELL_M
    boxes = shapely.box(squares[:, 0], squares[:, 1], squares[:, 0] + CELL_M, squares[:, 1] + CELL_M)
    km2 = ground_km2(boxes, ground)
    km2[km2 < LEAST_KM2] = 0
    return squares[:, 0] + CELL_M / 2, squares[:, 1] + CELL_M / 2, km2
