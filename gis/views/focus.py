"""Where the map looks when something is looked up: a case, a grid, a zone."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import numpy as np

from gis.crs import from_world_fraction
from gis.filters import Filters, Place
from gis.live import Loaded
from gis.render.model import Bounds


def focus_of(
    loaded: Loaded, *, day: date, case: str = "", grid: str = "", zone: str = "", place: Place | None = None
) -> Bounds | None:
    """Bounds in WGS 84 degrees of the first of these that is on the map on the local ``day``; None for none.
    ``case`` is a ckey, of which nothing is expected: it comes from an address."""
    if place is not None:
        return _circle(loaded, place)
    if case.isdecimal() and (spot := _case(loaded, int(case))):
        return spot
    registers = loaded.registers
    found = _of(registers.grids_on(day), "grid_code", grid)
    return found or _of(registers.zones.drop_duplicates("zone_id", keep="last"), "zone_id", zone)


def of_question(loaded: Loaded, asked: Filters, *, day: date) -> Bounds | None:
    """Where the one place, grid or zone lies that a question asks about."""
    grid, zone = (held[0] if len(held) == 1 else "" for held in (asked.grids, asked.zones))
    return focus_of(loaded, day=day, grid=grid, zone=zone, place=asked.place)


def _circle(loaded: Loaded, place: Place) -> Bounds:
    metric, r = loaded.registers.metric, np.array([-place.radius_m, place.radius_m])
    x, y = metric.forward(np.array([place.lon]), np.array([place.lat]))
    (lon, _), (_, lat) = metric.inverse(x + r, y + 0 * r), metric.inverse(x + 0 * r, y + r)
    return float(lon[0]), float(lat[0]), float(lon[1]), float(lat[1])


def _case(loaded: Loaded, ckey: int) -> Bounds | None:
    frame = loaded.frame
    placed = slice(0, frame.located)
    rows = np.flatnonzero(np.asarray(frame.ckey[placed]) == np.uint64(ckey)) if ckey < 2**64 else ()
    if not len(rows):
        return None
    lon, lat = from_world_fraction(*((np.asarray(v[rows[:1]]) + 0.5) / 2.0**32 for v in (frame.mx, frame.my)))
    return float(lon[0]), float(lat[0]), float(lon[0]), float(lat[0])


def _of(layer: gpd.GeoDataFrame, column: str, key: str) -> Bounds | None:
    if not key:
        return None
    shape = layer.geometry[layer[column] == key]
    if shape.empty or shape.is_empty.all():
        return None
    west, south, east, north = (float(v) for v in shape.total_bounds)
    return west, south, east, north
