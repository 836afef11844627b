"""The table of current cases in, the table of located cases out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gis.areas import grown
from gis.county import County
from gis.crs import MAX_LAT
from gis.locate.assign import assign_areas, assign_many
from gis.locate.cells import F64, I32
from gis.locate.dated import NO_TIME, Versions, epochs_or_today
from gis.locate.segments import nearest_segment
from gis.locate.units import responsible
from gis.registers import Registers

I64 = npt.NDArray[np.int64]

UNLOCATED = ("no_coordinates", "null_island", "out_of_range", "outside_grids")
"""Why a case has no grid; the first three have no lon/lat either."""
OUTSIDE = UNLOCATED.index("outside_grids")
NULL_ISLAND_DEGREES = 0.01
"""(0, 0) stays within this of itself when a file is taken for GCJ-02 or BD-09. There is no land there."""


@dataclass(frozen=True)
class _Points:
    """The cases that have a place, and when each counts."""

    lon: F64
    lat: F64
    found: I64
    """Microseconds UTC; NO_TIME counts as today."""
    zone: ZoneInfo
    today: date


def locate(current: pa.Table, registers: Registers, county: County, today: date) -> pa.Table:
    """``current`` (FIELDS of gis.schema, case_id, source) with where each case lies and who answers.

    Same rows, same order, same columns, then: ``lon``, ``lat`` (WGS 84; null for no_coordinates,
    null_island, out_of_range), ``grid_code``, ``lead_unit`` (of the local day found; a case without one: of
    today), ``grid_code_now``, ``lead_unit_now`` (of ``today``, a local day), ``zones`` (ids in text order;
    zones with ``buffer_m`` reach that far), ``segment_id`` (the nearest within county.segment_tolerance_m),
    ``unlocated`` (null or one of ``UNLOCATED``; outside_grids is of the day found), ``responsible_basis``
    (stated, type, none). ``responsible_unit`` is resolved in place: the row's own, as unit id where a unit
    answers to it; else that of the problem type on the day found; else null. ``location_method`` of a case
    with a place is at least ``stated``. Pure: nothing is remembered between calls.
    """
    lon, lat, why = _places(current)
    found = _micros(current, "found_at")
    here = np.flatnonzero(why < 0)
    points = _Points(lon[here], lat[here], found[here], county.tz, today)
    then, now, codes = _grids(points, registers.grids)
    why[here[then < 0]] = OUTSIDE
    lead, lead_now = _leads(then, now, codes, points=points, registers=registers)
    zone_set, sets = _zones(points, registers)
    segment = _segments(points, registers, county.segment_tolerance_m)

    def rows(picked: I32) -> I32:
        out = np.full(len(lon), -1, np.int32)
        out[here] = picked
        return out

    zones = pa.array([list(s) for s in sets], pa.list_(pa.string()))
    unit, basis = responsible(current, found, registers, zone=county.tz, today=today)
    made = {
        "lon": _coordinate(lon, why),
        "lat": _coordinate(lat, why),
        "grid_code": _names(rows(then), codes),
        "grid_code_now": _names(rows(now), codes),
        "zones": zones.take(pa.array(np.maximum(rows(zone_set), 0))),
        "segment_id": _names(rows(segment), registers.segments["segment_id"]),
        "lead_unit": _names(rows(lead), registers.leads.values),
        "lead_unit_now": _names(rows(lead_now), registers.leads.values),
        "responsible_unit": unit,
        "responsible_basis": basis,
        "unlocated": _names(why, UNLOCATED),
        "location_method": _method(current, why),
    }
    out = current
    for name, column in made.items():
        at = out.schema.get_field_index(name)
        out = out.append_column(name, column) if at < 0 else out.set_column(at, name, column)
    return out


def _places(current: pa.Table) -> tuple[F64, F64, I32]:
    """lon, lat, and the place in UNLOCATED of the reason why a case has none, −1 where it has."""
    points = current.column("geometry")
    x, y = (_floats(pc.struct_field(points, name)) for name in ("x", "y"))
    missing = np.isnan(x) | np.isnan(y)
    null = (np.abs(x) <= NULL_ISLAND_DEGREES) & (np.abs(y) <= NULL_ISLAND_DEGREES)
    off = (np.abs(x) > 180) | (np.abs(y) > MAX_LAT)
    return x, y, np.select([missing, null, off], [0, 1, 2], -1).astype(np.int32)


def _floats(column: pa.ChunkedArray) -> F64:
    return np.asarray(column.cast(pa.float64()).to_numpy(), dtype=np.float64)


def _micros(current: pa.Table, name: str) -> I64:
    """A time column as microseconds UTC, NO_TIME where it is null."""
    column = current.column(name).cast(pa.timestamp("us", tz="UTC")).cast(pa.int64())
    return np.asarray(pc.fill_null(column, int(NO_TIME)).to_numpy(), dtype=np.int64)


def _grids(points: _Points, layer: gpd.GeoDataFrame) -> tuple[I32, I32, tuple[str, ...]]:
    """Grid of the day found and of today, as places in the sorted codes."""
    versions = Versions(layer)
    shapes, names = np.asarray(layer.geometry.values, dtype=object), list(layer["grid_code"])
    codes = tuple(sorted(set(names)))
    at = {code: i for i, code in enumerate(codes)}
    code_of = np.array([*(at[n] for n in names), -1], dtype=np.int32)

    def held(some: I64 | slice, valid: I64) -> I32:
        rows = assign_areas(points.lon[some], points.lat[some], shapes[valid], [names[k] for k in valid])
        return np.asarray(code_of[np.append(valid, -1)[rows]])

    stages = versions.stages(points.found, points.zone, points.today)
    then, now = np.empty(len(stages), np.int32), np.empty(len(stages), np.int32)
    for valid, some in versions.groups(stages):
        then[some] = held(some, valid)
    current = versions.stage_on(points.today)
    same = stages == current
    now[same] = then[same]
    if not same.all():
        other = np.flatnonzero(~same)
        now[other] = held(other, versions.rows[current])
    return then, now, codes


def _leads(
    then: I32, now: I32, codes: tuple[str, ...], *, points: _Points, registers: Registers
) -> tuple[I32, I32]:
    """Lead unit of the day found and of today, as places in ``registers.leads.values``."""
    leads = registers.leads
    column = np.append(leads.places(codes), len(leads.keys))
    epoch = epochs_or_today(points.found, leads.marks, points.zone, points.today)
    today = epochs_or_today(np.array([NO_TIME]), leads.marks, points.zone, points.today)[0]
    return leads.table[epoch, column[then]], leads.table[today][column[now]]


def _zones(points: _Points, registers: Registers) -> tuple[I32, tuple[tuple[str, ...], ...]]:
    """Zones of the day found: an index into the distinct sets; set 0 is empty."""
    layer = registers.zones
    versions = Versions(layer)
    drawn, ids = np.asarray(layer.geometry.values, dtype=object), list(layer["zone_id"])
    shapes = grown(drawn, layer["buffer_m"], registers.metric)
    number: dict[tuple[str, ...], int] = {(): 0}
    out = np.zeros(len(points.lon), np.int32)
    for valid, some in versions.groups(versions.stages(points.found, points.zone, points.today)):
        named = [ids[k] for k in valid]
        picked, sets = assign_many(points.lon[some], points.lat[some], shapes[valid], named)
        out[some] = np.array([number.setdefault(s, len(number)) for s in sets], np.int32)[picked]
    return out, tuple(number)


def _segments(points: _Points, registers: Registers, tolerance_m: float) -> I32:
    """Row of the nearest segment of the day found, −1 for none."""
    layer = registers.segments
    versions = Versions(layer)
    out = np.full(len(points.lon), -1, np.int32)
    for valid, some in versions.groups(versions.stages(points.found, points.zone, points.today)):
        lon, lat = points.lon[some], points.lat[some]
        rows = nearest_segment(lon, lat, layer.iloc[valid], tolerance_m=tolerance_m, metric=registers.metric)
        out[some] = np.append(valid, -1)[rows]
    return out


def _coordinate(values: F64, why: I32) -> pa.Array:
    return pa.array(values, pa.float64(), mask=(why >= 0) & (why != OUTSIDE))


def _names(places: I32, names: Iterable[str]) -> pa.Array:
    """``names`` at these places as text, null at −1 and where the name is empty."""
    return pa.array([name or None for name in names], pa.string()).take(
        pa.array(places, pa.int32(), mask=places < 0)
    )


def _method(current: pa.Table, why: I32) -> pa.ChunkedArray:
    """``location_method``; ``stated`` where a case has a place and the file does not say how it got it."""
    placed = pa.array((why < 0) | (why == OUTSIDE))
    known = pc.if_else(placed, pa.scalar("stated"), pa.scalar(None, pa.string()))
    if "location_method" not in current.column_names:
        return known
    return pc.coalesce(current.column("location_method").combine_chunks(), known)
