"""Small geometry helpers of the grid check and the grid maker."""

from __future__ import annotations

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from gis.crs import Metric, metric_for

Shapes = npt.NDArray[np.object_]

STEP_DEGREES = 5e-5
"""An edge straight in lon/lat is bent in metres; cut into pieces of some 5 m it keeps its surface to < 0.001
m²."""


def metric_of(frame: gpd.GeoDataFrame) -> Metric:
    """The metric CRS of the middle of ``frame`` (WGS 84); of (0°, 0°) when it holds nothing."""
    if not len(frame):
        return metric_for(0.0, 0.0)
    west, south, east, north = shapely.total_bounds(np.asarray(frame.geometry.values, dtype=object))
    middle = ((west + east) / 2, (south + north) / 2)
    return metric_for(*middle) if np.isfinite(middle).all() else metric_for(0.0, 0.0)


def area_m2(shapes: Shapes, metric: Metric) -> npt.NDArray[np.float64]:
    """The surface of each polygon (WGS 84, edges straight in lon/lat) in m²."""
    if len(shapes) == 0:
        return np.zeros(0)
    fine = shapely.segmentize(shapes, STEP_DEGREES)
    return np.asarray(shapely.area(shapely.transform(fine, metric.forward, interleaved=False)))


def area_km2(frame: gpd.GeoDataFrame, metric: Metric) -> npt.NDArray[np.float64]:
    """The surface of each row of ``frame`` (WGS 84) in km²; 0 without a polygon."""
    return area_m2(sound(np.asarray(frame.geometry.values, dtype=object)), metric) / 1e6


def grown(shapes: Shapes, buffer_m: Iterable[float], metric: Metric) -> Shapes:
    """WGS 84 geometries with a buffer in metres around those that have one (NaN, 0 or less: none)."""
    wide = np.nan_to_num(np.asarray(list(buffer_m), np.float64))
    at = np.flatnonzero((wide > 0) & ~shapely.is_missing(shapes))
    out = shapes.copy()
    if len(at):
        flat = shapely.transform(shapely.force_2d(shapes[at]), metric.forward, interleaved=False)
        out[at] = shapely.transform(shapely.buffer(flat, wide[at]), metric.inverse, interleaved=False)
    return out


def polygons_of(shape: shapely.Geometry | None) -> Shapes:
    """The polygons in any geometry, lines and points left out."""
    if shape is None:
        return np.array([], dtype=object)
    parts = shapely.get_parts(shapely.get_parts(np.array([shape], dtype=object)))
    return np.asarray(parts[(shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)])


def sound(shapes: Shapes) -> Shapes:
    """Each shape as valid polygons; an empty polygon where there are none."""
    out = np.array([shapely.MultiPolygon()] * len(shapes) + [None], dtype=object)[:-1]
    for k, shape in enumerate(shapes):
        if shape is None or shape.is_empty:
            continue
        if shape.is_valid and shape.geom_type in ("Polygon", "MultiPolygon"):
            out[k] = shape
        else:
            out[k] = shapely.multipolygons(polygons_of(shapely.make_valid(shape)))
    return out


def inside(shape: shapely.Geometry) -> tuple[float, float]:
    """A point inside a polygon: lon, lat."""
    point = shape.representative_point()
    return float(point.x), float(point.y)
