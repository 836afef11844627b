"""Square grids for places that have none: cells of equal size in metres, cut at the boundary."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from gis.areas.grids import as_grids
from gis.areas.measure import metric_of, polygons_of, sound
from gis.crs import Metric
from gis.errors import GisError

CELL_M = (50.0, 10_000.0)
MOST_CELLS = 1_000_000
DECIMALS = 12
"""Of a degree. With fewer, a cut point would part from a long side of the boundary by more than 0.01 m²."""

F64 = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]


def make_grid(
    boundary: gpd.GeoDataFrame | shapely.Geometry,
    cell_m: float,
    metric: Metric | None = None,
    *,
    prefix: str = "w",
) -> gpd.GeoDataFrame:
    """Grids of squares ``cell_m`` wide over ``boundary`` (WGS 84), cut at it; columns as of ``read_grids``.

    Squares are aligned to multiples of ``cell_m`` in the metric CRS (default: the boundary's own zone), so
    grids made of neighbouring places fit. Codes are ``prefix`` and a number, west → east, then north →
    south. Each corner, and each place where the boundary cuts a side, is computed once: neighbours share it
    to the last bit, so a made grid has no gap and no overlap. A square cut in two by the boundary stays one
    grid of two parts. Errors: cell-size, bad-boundary, too-many-cells.
    """
    if not CELL_M[0] <= cell_m <= CELL_M[1]:
        raise GisError("cell-size", low=int(CELL_M[0]), high=int(CELL_M[1]))
    frame = gpd.GeoDataFrame(geometry=[boundary]) if isinstance(boundary, shapely.Geometry) else boundary
    outline = shapely.union_all(sound(np.asarray(frame.geometry.values, dtype=object)))
    outline = shapely.transform(outline, lambda xy: np.round(xy, DECIMALS))
    outline = shapely.union_all(sound(np.array([outline], dtype=object)))
    if outline.is_empty:
        raise GisError("bad-boundary", path=frame.attrs.get("path", ""))
    squares = _squares(outline, cell_m, metric or metric_of(frame))
    shapes = _cut(squares, outline)
    shapes = shapes[~shapely.is_empty(shapes)]
    wide = max(4, len(str(len(shapes))))
    codes = [f"{prefix}{n:0{wide}d}" for n in range(1, len(shapes) + 1)]
    return as_grids(gpd.GeoDataFrame({"grid_code": codes, "name": codes}, geometry=shapes, crs="EPSG:4326"))


def _squares(outline: shapely.Geometry, cell_m: float, metric: Metric) -> Shapes:
    """The squares that meet the outline's bounds, in WGS 84, row by row from the north, west first."""
    edge = shapely.get_coordinates(shapely.segmentize(outline, 0.01))
    x, y = metric.forward(edge[:, 0], edge[:, 1])
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise GisError("bad-boundary", path="")
    west, east = np.floor(x.min() / cell_m - 0.01), np.ceil(x.max() / cell_m + 0.01)
    south, north = np.floor(y.min() / cell_m - 0.01), np.ceil(y.max() / cell_m + 0.01)
    if (count := (east - west) * (north - south)) > MOST_CELLS:
        raise GisError("too-many-cells", count=int(count), limit=MOST_CELLS)
    ys, xs = np.meshgrid(np.arange(north, south - 1, -1), np.arange(west, east + 1), indexing="ij")
    lon, lat = metric.inverse(xs * cell_m, ys * cell_m)
    corner = np.round(np.stack([lon, lat], axis=-1), DECIMALS)
    rings = np.stack(
        [corner[1:, :-1], corner[1:, 1:], corner[:-1, 1:], corner[:-1, :-1], corner[1:, :-1]], axis=2
    )
    return np.asarray(shapely.polygons(rings.reshape(-1, 5, 2)))


def _cut(squares: Shapes, outline: shapely.Geometry) -> Shapes:
    """Each square's part within ``outline``; squares the outline's edge does not meet stay as they are."""
    shapely.prepare(outline)
    out = np.where(shapely.contains_properly(outline, squares), squares, shapely.Polygon())
    edge = shapely.boundary(outline)
    shapely.prepare(edge)
    rim = np.flatnonzero(shapely.intersects(edge, squares))
    # all lines are noded together, once: two neighbours get the very same points
    lines = [*shapely.boundary(squares[rim]), edge]
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union_all(lines))))
    middle = shapely.point_on_surface(faces)
    faces, middle = faces[k := shapely.contains(outline, middle)], middle[k]
    face, square = shapely.STRtree(squares[rim]).query(middle, predicate="within")
    order = np.lexsort((face, square))
    face, square = face[order], square[order]
    for group in np.split(np.arange(len(face)), np.flatnonzero(np.diff(square)) + 1):
        if len(group):
            rounded = shapely.transform(faces[face[group]], lambda xy: np.round(xy, DECIMALS))
            parts = [p for part in rounded for p in polygons_of(part)]
            out[rim[square[group[0]]]] = parts[0] if len(parts) == 1 else shapely.multipolygons(parts)
    return out
