"""Points through a raster: only points near a border pay for the exact predicate.

A cell that no border touches lies wholly on one side of each border, so all its points have one answer; the
centre of a run of such cells is asked once, exactly, and answers for every point in the run. Points in cells
that a border touches are asked exactly, one by one. The result is therefore the exact one, several times
sooner.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

F64 = npt.NDArray[np.float64]
I32 = npt.NDArray[np.int32]
Bool = npt.NDArray[np.bool_]
Exact = Callable[[F64, F64], I32]

FEW = 20_000
"""With fewer points than this the raster costs more than it saves."""
FEWEST_CELLS, MOST_CELLS = 1 << 8, 1 << 22
CHUNK = 1 << 15
"""Points looked up at a time: the intermediate arrays stay in the processor's cache."""
BORDER = np.int32(-2)


class Raster(NamedTuple):
    """Equal cells over the polygons' bounds, 1.5 empty cells wider on every side."""

    x0: float
    y0: float
    per_x: float
    per_y: float
    nx: int
    ny: int

    def columns(self, lon: F64) -> I32:
        """Column of each longitude; left, right and not-a-number fall into the empty outer columns."""
        u = (lon - self.x0) * self.per_x
        return np.fmax(np.fmin(u, self.nx - 1, out=u), 0, out=u).astype(np.int32)

    def rows(self, lat: F64) -> I32:
        """Row of each latitude, likewise."""
        v = (lat - self.y0) * self.per_y
        return np.fmax(np.fmin(v, self.ny - 1, out=v), 0, out=v).astype(np.int32)


def by_cells(lon: F64, lat: F64, polygons: npt.NDArray[np.object_], exact: Exact) -> I32:
    """``exact(lon, lat)`` for every point, asked only where a border of ``polygons`` is near.

    ``exact`` must give the same code for all points of a region that no border crosses, and −1 for points
    outside every polygon and for not-a-number. Degrees or metres, any CRS, borders straight in it.
    """
    raster = None if len(lon) < FEW or len(polygons) == 0 else _raster(polygons, len(lon))
    if raster is None:
        return exact(lon, lat)
    margin = _margin(raster)
    touched = _touched(raster, _segments(polygons), margin)
    table = _fill(raster, touched, exact)
    codes = np.empty(len(lon), np.int32)
    for at in range(0, len(lon), CHUNK):
        piece = slice(at, at + CHUNK)
        cell = raster.rows(lat[piece])
        cell *= raster.nx
        cell += raster.columns(lon[piece])
        np.take(table, cell, out=codes[piece])
    near = np.flatnonzero(codes == BORDER)
    codes[near] = exact(lon[near], lat[near])
    return codes


def _raster(polygons: npt.NDArray[np.object_], points: int) -> Raster | None:
    """About one cell a point; None where the bounds are too small for the arithmetic to tell cells apart."""
    west, south, east, north = shapely.total_bounds(polygons)
    if not np.isfinite([west, south, east, north]).all() or east <= west or north <= south:
        return None
    side = int(np.sqrt(min(max(points, FEWEST_CELLS), MOST_CELLS)))
    wide, high = (east - west) / (side - 3), (north - south) / (side - 3)
    raster = Raster(west - 1.5 * wide, south - 1.5 * high, 1 / wide, 1 / high, side, side)
    return raster if _margin(raster) < 0.01 else None


def _margin(raster: Raster) -> float:
    """How far, in cells, rounding can move a point or a border: borders are drawn this much wider."""
    far_x = max(abs(raster.x0), abs(raster.x0 + raster.nx / raster.per_x))
    far_y = max(abs(raster.y0), abs(raster.y0 + raster.ny / raster.per_y))
    return max(
        1e-6, 16 * float(np.spacing(far_x)) * raster.per_x, 16 * float(np.spacing(far_y)) * raster.per_y
    )


def _segments(polygons: npt.NDArray[np.object_]) -> tuple[F64, F64, F64, F64]:
    """Every straight piece of every ring: x and y of its ends."""
    rings = shapely.get_rings(shapely.get_parts(polygons))
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    a, b = xy[:-1][same], xy[1:][same]
    return a[:, 0], a[:, 1], b[:, 0], b[:, 1]


def spread(first: npt.NDArray[np.int64], last: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], ...]:
    """For ranges first..last: the number of the range of each element, and the element."""
    count = last - first + 1
    owner = np.repeat(np.arange(len(count)), count)
    start = np.cumsum(count) - count
    return owner, np.arange(len(owner)) - start[owner] + first[owner]


def _touched(raster: Raster, pieces: tuple[F64, F64, F64, F64], margin: float) -> Bool:
    """ny × nx, flat: cells that a border meets or comes within ``margin`` cells of (never too few)."""
    ax, ay, bx, by = pieces
    up = ay <= by
    x0, x1 = ((np.where(c, ax, bx) - raster.x0) * raster.per_x for c in (up, ~up))
    y0, y1 = ((np.where(c, ay, by) - raster.y0) * raster.per_y for c in (up, ~up))
    k, row = spread(np.floor(y0 - margin).astype(np.int64), np.floor(y1 + margin).astype(np.int64))
    x0, x1, y0, rise = x0[k], x1[k], y0[k], (y1 - y0)[k]
    flat = rise <= 0
    safe = np.where(flat, 1.0, rise)
    # where along the piece (0..1) it enters and leaves this row of cells
    t0 = np.where(flat, 0.0, np.clip((row - margin - y0) / safe, 0, 1))
    t1 = np.where(flat, 1.0, np.clip((row + 1 + margin - y0) / safe, 0, 1))
    xa, xb = x0 + t0 * (x1 - x0), x0 + t1 * (x1 - x0)
    first = np.floor(np.minimum(xa, xb) - margin).astype(np.int64)
    last = np.floor(np.maximum(xa, xb) + margin).astype(np.int64)
    m, column = spread(first, last)
    touched = np.zeros(raster.ny * raster.nx, np.bool_)
    touched[row[m] * raster.nx + column] = True
    return touched


def _fill(raster: Raster, touched: Bool, exact: Exact) -> I32:
    """The code of every cell: BORDER where touched, else what ``exact`` says of its run's first centre."""
    free = ~touched
    begins = free.copy()
    begins[1:] &= touched[:-1]
    begins[:: raster.nx] = free[:: raster.nx]
    start = np.flatnonzero(begins)
    row, column = np.divmod(start, raster.nx)
    answers = exact(raster.x0 + (column + 0.5) / raster.per_x, raster.y0 + (row + 0.5) / raster.per_y)
    ends = np.append(start[1:], len(free))
    table = np.repeat(answers, ends - start)  # cell 0 is an empty outer one, so the runs cover the table
    table[touched] = BORDER
    return table
