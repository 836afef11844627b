"""The cases of a viewport: how many, and, when there are few, each with what a map must know of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np
import numpy.typing as npt

from gis import crs
from gis.errors import GisError
from gis.select import Selection, overdue
from gis.tiles.cells import rows_of

WORLD = 1 << 32
CHUNK = 1 << 18
DIGITS = 7
"""Decimals of a degree: about a centimetre."""

I64 = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Bbox:
    """A viewport in WGS 84 degrees; west and north edges belong to it, east and south edges do not."""

    west: float
    south: float
    east: float
    north: float


def read_bbox(text: str) -> Bbox:
    """``west,south,east,north`` of an address. Errors: bad-value for anything but a box on this earth."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as bad:
        raise _refused(text) from bad
    if not all(map(isfinite, (west, south, east, north))):
        raise _refused(text)
    if not (-360 <= west < east <= 360 and -90 <= south < north <= 90):
        raise _refused(text)
    return Bbox(max(west, -180.0), south, min(east, 180.0), north)


def points_in(selection: Selection, bbox: Bbox, *, limit: int) -> tuple[int, list[dict[str, Any]] | None]:
    """How many cases lie in ``bbox``, and each as a GeoJSON feature, or None when more than ``limit``.

    Properties: id (the ckey as text: a browser cannot hold it as a number), type, state, grid, overdue at
    the moment of the selection. Features are in Z-order. The count is never cut short.
    """
    count, rows = rows_in(selection, bbox, limit=limit)
    if rows is None:
        return count, None
    frame = selection.frame
    lon, lat = crs.from_world_fraction((frame.mx[rows] + 0.5) / WORLD, (frame.my[rows] + 0.5) / WORLD)
    is_late = overdue(frame, selection.period)(rows)
    out = []
    for i, row in enumerate(rows.tolist()):
        properties = {
            "id": str(int(frame.ckey[row])),
            "type": _name(frame.types, frame.type_[row]),
            "state": _name(frame.states, frame.state[row]),
            "grid": _name(frame.grids, frame.grid[row]),
            "overdue": bool(is_late[i]),
        }
        place = [round(float(lon[i]), DIGITS), round(float(lat[i]), DIGITS)]
        point = {"type": "Point", "coordinates": place}
        out.append({"type": "Feature", "geometry": point, "properties": properties})
    return count, out


def rows_in(selection: Selection, bbox: Bbox, *, limit: int) -> tuple[int, I64 | None]:
    """How many rows of the selection lie in ``bbox``, and which, ascending; None when more than ``limit``."""
    fx, fy = crs.world_fraction([bbox.west, bbox.east], [bbox.north, bbox.south])
    west, east = (min(int(np.ceil(v * WORLD)), WORLD) for v in fx.tolist())
    north, south = (min(int(np.ceil(v * WORLD)), WORLD) for v in fy.tolist())
    if west >= east or north >= south:
        return 0, np.zeros(0, np.int64)
    box = (np.uint32(west), np.uint32(east - 1 - west), np.uint32(north), np.uint32(south - 1 - north))
    count, found = 0, [np.zeros(0, np.int64)]
    for part, kept in _inside(selection, (west, north, east - 1, south - 1), box):
        count += int(np.count_nonzero(kept))
        if count <= limit:
            found.append(np.flatnonzero(kept) + part.start)
    return count, np.concatenate(found) if count <= limit else None


def _covering(selection: Selection, box: tuple[int, int, int, int]) -> list[slice]:
    """At most four runs of rows that hold the box: its corners' tiles at the zoom where a tile is larger."""
    west, north, east, south = box
    room = max((east - west).bit_length(), (south - north).bit_length())
    z = max(32 - room, 0)
    if z == 0:
        return [slice(0, selection.frame.located)]
    tiles = {(y >> room, x >> room) for x in (west, east) for y in (north, south)}
    runs = [rows_of(selection, z, x, y) for y, x in tiles]
    return sorted((r for r in runs if r.stop > r.start), key=lambda r: r.start)


def _inside(
    selection: Selection, corners: tuple[int, int, int, int], box: tuple[Any, Any, Any, Any]
) -> Iterator[tuple[slice, npt.NDArray[np.bool_]]]:
    """Slices of rows that may hold some of the box, and which of them do."""
    west, wide, north, high = box
    mx, my = np.asarray(selection.frame.mx), np.asarray(selection.frame.my)
    for rows in _covering(selection, corners):
        for a in range(rows.start, rows.stop, CHUNK):
            part = slice(a, min(a + CHUNK, rows.stop))
            kept = (mx[part] - west) <= wide  # unsigned: what lies west of it wraps round to a large number
            kept &= (my[part] - north) <= high
            kept &= selection.mask[part]
            yield part, kept


def _name(names: tuple[str, ...], code: Any) -> str:
    at = int(code)
    return names[at] if 0 <= at < len(names) else ""


def _refused(text: str) -> GisError:
    return GisError("bad-value", name="bbox", value=text[:80], known="west,south,east,north")
