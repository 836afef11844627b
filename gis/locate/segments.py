"""The nearest road segment of a point, in metres: edges in a table of square cells, distances all at once."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from gis.crs import Metric
from gis.locate.cells import F64, I32, spread

I64 = npt.NDArray[np.int64]

MOST_CELLS = 1 << 22
POINTS_AT_ONCE = 1 << 15


@dataclass(frozen=True)
class _Cells:
    """Square cells, and for each the edges within reach of any point in it."""

    x0: float
    y0: float
    cell_m: float
    nx: int
    ny: int
    start: I64
    """Where the list of each cell begins in ``listed``; one more than there are cells."""
    listed: I64


@dataclass(frozen=True)
class _Edges:
    """Straight pieces of segments, in metres."""

    ax: F64
    ay: F64
    bx: F64
    by: F64
    rank: I32
    """Place of the edge's segment in text order of the ids."""
    cells: _Cells


def nearest_segment(
    lon: F64, lat: F64, segments: gpd.GeoDataFrame, tolerance_m: float, metric: Metric
) -> I32:
    """Row in ``segments`` of the nearest one to each point, −1 where none is within ``tolerance_m``
    (inclusive).

    WGS 84 in; distances are straight ones in ``metric``. At equal distance (a crossroads) the smallest
    ``segment_id`` in text order wins. Points that are not a number have none.
    """
    out = np.full(len(lon), -1, np.int32)
    ids = list(segments["segment_id"])
    order = np.array(sorted(range(len(ids)), key=lambda i: str(ids[i])), dtype=np.int32)
    edges = _edges(np.asarray(segments.geometry.values, dtype=object)[order], tolerance_m, metric)
    if edges is None or len(lon) == 0:
        return out
    for at in range(0, len(lon), POINTS_AT_ONCE):
        cut = slice(at, at + POINTS_AT_ONCE)
        x, y = metric.forward(lon[cut], lat[cut])
        rank = _nearest(x, y, edges, tolerance_m)
        out[cut] = np.where(rank >= 0, order[rank], -1)
    return out


def _edges(lines: npt.NDArray[np.object_], tolerance_m: float, metric: Metric) -> _Edges | None:
    usable = np.isin(shapely.get_type_id(lines), (1, 2, 5)) & ~shapely.is_empty(lines)
    kept = np.flatnonzero(usable)
    parts, within = shapely.get_parts(lines[kept], return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    same = np.flatnonzero(part[1:] == part[:-1])
    if len(same) == 0:
        return None
    x, y = metric.forward(xy[:, 0], xy[:, 1])
    good = same[np.isfinite(x[same] + y[same] + x[same + 1] + y[same + 1])]
    ends = (x[good], y[good], x[good + 1], y[good + 1])
    rank = kept[within[part[good]]].astype(np.int32)
    return _Edges(*ends, rank, _listed(ends, tolerance_m)) if len(good) else None


def _listed(ends: tuple[F64, F64, F64, F64], reach: float) -> _Cells:
    """The cells, and for each the edges whose pieces come within ``reach`` of it (never too few)."""
    ax, ay, bx, by = ends
    reach = reach * (1 + 1e-9) + 1e-6
    x0, y0 = min(ax.min(), bx.min()) - reach, min(ay.min(), by.min()) - reach
    wide, high = max(ax.max(), bx.max()) + reach - x0, max(ay.max(), by.max()) + reach - y0
    cell = max(reach, float(np.sqrt(wide * high / MOST_CELLS)), max(wide, high) / 30_000)
    nx, ny = int(wide / cell) + 1, int(high / cell) + 1
    # a long edge is registered piece by piece, else its bounds would fill the table
    count = np.maximum(1, np.ceil(np.hypot(bx - ax, by - ay) / cell)).astype(np.int64)
    edge, k = spread(np.zeros_like(count), count - 1)
    t0, t1 = k / count[edge], (k + 1) / count[edge]
    px, qx = (ax[edge] + t * (bx - ax)[edge] for t in (t0, t1))
    py, qy = (ay[edge] + t * (by - ay)[edge] for t in (t0, t1))
    c0, c1 = _span(px, qx, x0, reach, cell, nx)
    r0, r1 = _span(py, qy, y0, reach, cell, ny)
    p, row = spread(r0, r1)
    m, column = spread(c0[p], c1[p])
    pairs = np.unique((row[m] * nx + column) * len(ax) + edge[p[m]])
    at, listed = np.divmod(pairs, len(ax))
    return _Cells(float(x0), float(y0), cell, nx, ny, np.searchsorted(at, np.arange(nx * ny + 1)), listed)


def _span(p: F64, q: F64, low: float, reach: float, cell: float, most: int) -> tuple[I64, I64]:
    """First and last cell within ``reach`` of each stretch p–q along one axis."""
    first = np.floor((np.minimum(p, q) - reach - low) / cell).astype(np.int64)
    last = np.floor((np.maximum(p, q) + reach - low) / cell).astype(np.int64)
    return np.clip(first, 0, most - 1), np.clip(last, 0, most - 1)


def _nearest(x: F64, y: F64, e: _Edges, tolerance_m: float) -> I32:
    """Rank of the nearest segment of each point, −1 for none."""
    rank = np.full(len(x), -1, np.int32)
    c = e.cells
    u, v = (x - c.x0) / c.cell_m, (y - c.y0) / c.cell_m
    there = np.flatnonzero((u >= 0) & (u < c.nx) & (v >= 0) & (v < c.ny))
    cell = v[there].astype(np.int64) * c.nx + u[there].astype(np.int64)
    first, last = c.start[cell], c.start[cell + 1] - 1
    near = last >= first
    there, first, last = there[near], first[near], last[near]
    if len(there) == 0:
        return rank
    point, place = spread(first, last)
    edge = c.listed[place]
    gap = _distance2(x[there][point], y[there][point], e, edge)
    begin = np.flatnonzero(np.r_[True, point[1:] != point[:-1]])
    least = np.minimum.reduceat(gap, begin)
    tied = np.where(gap <= least[point], e.rank[edge], np.iinfo(np.int32).max)
    rank[there] = np.where(np.sqrt(least) <= tolerance_m, np.minimum.reduceat(tied, begin), -1)
    return rank


def _distance2(x: F64, y: F64, e: _Edges, edge: I64) -> F64:
    """Squared distance of each point to its edge; to an end exactly as to a point, so that ties are exact."""
    ax, ay, bx, by = e.ax[edge], e.ay[edge], e.bx[edge], e.by[edge]
    dx, dy = bx - ax, by - ay
    length2 = dx * dx + dy * dy
    along = (x - ax) * dx + (y - ay) * dy
    t = along / np.where(length2 > 0, length2, 1.0)
    at_b = t >= 1
    t = np.clip(t, 0, 1)
    gx = np.where(at_b, x - bx, x - ax - t * dx)
    gy = np.where(at_b, y - by, y - ay - t * dy)
    return np.asarray(gx * gx + gy * gy)
