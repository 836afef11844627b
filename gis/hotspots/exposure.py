"""What cases are counted against: road length (every side of every road) or built-up ground.

Cases lie along streets, and streets are borders. So a road is taken as short pieces, half of each on either side of it,
and a piece belongs to the area its side lies in: of a street on a border each area has half.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from gis.areas import grown, valid_on
from gis.areas.measure import STEP_DEGREES, sound
from gis.county import County
from gis.crs import Metric
from gis.registers import Registers
from gis.tiles.features import read_features

F64 = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]

ROAD_KM, BUILT_KM2, AREA_KM2, RESIDENTS = "road_km", "built_km2", "area_km2", "residents"
BUILT = "built_up_area"
"""The kind of zone that says where a county is built up."""
STEP_M = 10.0
"""Pieces are no longer than this."""
SIDE_M = {"ring": 15.0, "arterial": 13.0, "street": 9.0, "lane": 3.5, "rural": 6.0}
"""Metres from the middle of a road to its side, where cases are found, by class (half of usual widths)."""
OTHER_SIDE_M = 8.0
"""Of a road without a known class."""


@dataclass(frozen=True, eq=False)
class Roads:
    """Both sides of every piece of road, one entry a side."""

    lon: F64
    """WGS 84"""
    lat: F64
    x_m: F64
    """The county's metric CRS"""
    y_m: F64
    km: F64
    """Half the length of the piece."""

    def __len__(self) -> int:
        return len(self.km)

    def by(self, area: npt.NDArray[np.integer[Any]], size: int) -> F64:
        """Road-km by area: ``area`` int[len(self)], 0 … size − 1 or −1 for none."""
        held = area >= 0
        return np.asarray(np.bincount(area[held], self.km[held], size), np.float64)


def roads_of(county: County, metric: Metric) -> Roads:
    """The roads of basemap/roads.geojson, all classes; worked out once for a file. Errors: damaged-file."""
    path = county.root / "basemap" / "roads.geojson"
    if not path.is_file():
        return road_pieces(np.array([], dtype=object), [], metric)
    stat = path.stat()
    return _read_roads(path, metric, (stat.st_mtime_ns, stat.st_size))


@lru_cache(maxsize=2)
def _read_roads(path: Path, metric: Metric, _changed: tuple[int, int]) -> Roads:
    features = read_features(path)
    classes = [str(feature["properties"].get("class", "")) for _, feature in features]
    return road_pieces(np.array([shape for shape, _ in features], dtype=object), classes, metric)


def road_pieces(lines: Shapes, classes: Sequence[str], metric: Metric) -> Roads:
    """Lines (WGS 84; other geometries are left out) with their classes, as the sides of their pieces."""
    parts, line_of = shapely.get_parts(shapely.force_2d(lines), return_index=True)
    linear = shapely.get_dimensions(parts) == 1
    side = np.array([SIDE_M.get(c, OTHER_SIDE_M) for c in classes], np.float64)[line_of[linear]]
    at, of = shapely.get_coordinates(parts[linear], return_index=True)
    x, y = metric.forward(at[:, 0], at[:, 1]) if len(at) else (np.zeros(0), np.zeros(0))
    edge = np.flatnonzero(of[1:] == of[:-1])
    dx, dy = x[edge + 1] - x[edge], y[edge + 1] - y[edge]
    length = np.hypot(dx, dy)
    real = length > 0
    edge, dx, dy, length = edge[real], dx[real], dy[real], length[real]
    n = np.maximum(np.ceil(length / STEP_M), 1).astype(np.int64)
    share = (np.arange(n.sum()) - np.repeat(np.cumsum(n) - n, n) + 0.5) / np.repeat(n, n)
    begin, dx, dy, length = np.repeat(edge, n), np.repeat(dx, n), np.repeat(dy, n), np.repeat(length, n)
    middle_x, middle_y = x[begin] + share * dx, y[begin] + share * dy
    away = side[of[begin]] / length
    side_x = np.concatenate([middle_x - dy * away, middle_x + dy * away])
    side_y = np.concatenate([middle_y + dx * away, middle_y - dx * away])
    lon, lat = metric.inverse(side_x, side_y)
    return Roads(lon, lat, side_x, side_y, np.tile(length / np.repeat(n, n) / 2000, 2))


def zones_on(registers: Registers, day: date | None) -> tuple[gpd.GeoDataFrame, Shapes]:
    """The zones valid on ``day`` (None: as registered last), and their ground (WGS 84) with ``buffer_m``, as
    ``gis.locate`` takes it: also of a line or a point that has one."""
    layer = registers.zones[valid_on(registers.zones, day)].reset_index(drop=True)
    drawn = np.asarray(layer.geometry.values, dtype=object)
    return layer, grown(drawn, layer["buffer_m"], registers.metric)


def has_built(registers: Registers, day: date | None) -> bool:
    """Whether the county says where it is built up."""
    layer = registers.zones[valid_on(registers.zones, day)]
    return bool((layer["kind"] == BUILT).any())


def ground_of(registers: Registers, grids: gpd.GeoDataFrame, day: date | None) -> Any:
    """The built-up ground of the grids in metres: their part of the zones of kind built_up_area, or all of it in a
    county that has no such zone."""
    layer, shapes = zones_on(registers, day)
    built = shapes[(layer["kind"] == BUILT).to_numpy(dtype=bool)]
    whole, town = (
        shapely.union_all(flat(sound(s), registers.metric))
        for s in (np.asarray(grids.geometry.values, dtype=object), built)
    )
    if not len(grids):
        return town
    return shapely.intersection(whole, town) if len(built) else whole


def flat(shapes: Shapes, metric: Metric) -> Shapes:
    """WGS 84 shapes in metres, edges straight in lon/lat."""
    fine = shapely.segmentize(shapely.force_2d(shapes), STEP_DEGREES)
    return np.asarray(shapely.transform(fine, metric.forward, interleaved=False), dtype=object)


def ground_km2(shapes: Shapes, ground: Any) -> F64:
    """km² of ``ground`` within each shape; both in metres."""
    out = np.zeros(len(shapes))
    shapely.prepare(ground)
    whole = shapely.covers(ground, shapes)
    part = ~whole & shapely.intersects(ground, shapes)
    out[whole] = shapely.area(shapes[whole])
    out[part] = shapely.area(shapely.intersection(shapes[part], ground))
    return out / 1e6
