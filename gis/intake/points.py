"""Two columns of coordinates → WGS 84 points."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from gis import crs
from gis.intake import numbers
from gis.intake.digits import Bool
from gis.schema import POINT


def parse(
    x: pa.ChunkedArray, y: pa.ChunkedArray, system: str, digits: int
) -> tuple[pa.ChunkedArray, Bool, Bool]:
    """Points (WGS 84 lon, lat, rounded to ``digits`` decimals), null where there is none.

    ``x``, ``y``: clean columns in ``system`` (longitude or easting first). The two masks: cells that are no
    coordinate (unreadable, or one of the two missing), and places that are not on earth. (0, 0) stays (0, 0)
    in any system: it is how devices say that they do not know.
    """
    ax, bad_x = numbers.parse(x)
    ay, bad_y = numbers.parse(y)
    none_x, none_y = np.isnan(ax), np.isnan(ay)
    bad = bad_x | bad_y | (none_x != none_y)
    lon, lat = crs.to_wgs84(ax, ay, system)
    null_island = (ax == 0) & (ay == 0)
    if null_island.any():
        lon[null_island], lat[null_island] = 0.0, 0.0
    missing = none_x | none_y
    on_earth = (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    lost = missing | ~on_earth
    return _points(lon, lat, lost, digits), bad, ~missing & ~on_earth


def _points(lon: numbers.F64, lat: numbers.F64, lost: Bool, digits: int) -> pa.ChunkedArray:
    scale = 10.0**digits
    mask = lost if lost.any() else None
    children = [pa.array(np.rint(v * scale) / scale + 0.0, mask=mask) for v in (lon, lat)]
    null = pa.array(lost) if mask is not None else None
    points = pa.StructArray.from_arrays(children, fields=list(POINT), mask=null)
    return pa.chunked_array([points], POINT)
