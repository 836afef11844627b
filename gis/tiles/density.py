"""Cases as density at low zoom: one hue, log scale, the same scale on every tile of a selection and zoom."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

from gis.select import Selection
from gis.tiles import png
from gis.tiles.cells import COARSE, FINE, U32, cells_of, counts, occupied, rows_of
from gis.tiles.look import TileStyle
from gis.zorder import BITS

F32 = npt.NDArray[np.float32]

CELL_BITS = 6
"""A tile is 64 × 64 cells: 4 px each at 256 px."""
CELLS = 1 << CELL_BITS
SIGMA = 1.15
REACH = 3
"""Standard deviation and reach of the blob of one case, in cells."""
EDGE = 2
"""Cells that smooth enlarging reads beyond the tile."""
MARGIN = REACH + EDGE
TOP_SHARE = 0.995
"""The scale ends at the cell that so many of the occupied cells do not exceed."""


def _kernel() -> F32:
    at = np.arange(-REACH, REACH + 1)
    weights = np.exp(-0.5 * (at / SIGMA) ** 2)
    return np.asarray(weights / weights.sum(), np.float32)


KERNEL = _kernel()
LONE = float(KERNEL[REACH] ** 2)
"""Height of the blob of a single case: the foot of the scale."""


def density_tile(
    selection: Selection, z: int, x: int, y: int, *, style: TileStyle, size: int
) -> bytes | None:
    """The PNG of one tile, ``size`` px square, without seams; None where nothing reaches into it."""
    level = z + CELL_BITS
    if level > BITS:
        return None
    grid = tile_grid(selection, z, x, y)
    if not grid.any():
        return None
    tone = np.log1p(_blur(grid) / LONE) * (255.0 / np.log1p(top(selection, level) / LONE))
    image = Image.fromarray(np.minimum(np.rint(tone), 255).astype(np.uint8))
    box = (EDGE, EDGE, EDGE + CELLS, EDGE + CELLS)
    index = np.asarray(image.resize((size, size), Image.Resampling.BICUBIC, box=box))
    return png.from_palette(index, style.density_palette())


def tile_grid(selection: Selection, z: int, x: int, y: int) -> F32:
    """Cases by cell of a tile and ``MARGIN`` cells around it: float32[CELLS + 2 MARGIN, same], southward."""
    level, wide = z + CELL_BITS, CELLS + 2 * MARGIN
    total = np.zeros(wide * wide, np.float64)
    west, north = (x << CELL_BITS) - MARGIN, (y << CELL_BITS) - MARGIN
    for near_x, near_y in neighbours(z, x, y):
        cx, cy, weight = _cases_at(selection, level, z, (near_x, near_y))
        column, row = cx.astype(np.int64) - west, cy.astype(np.int64) - north
        inside = (column >= 0) & (column < wide) & (row >= 0) & (row < wide)
        at = row[inside] * wide + column[inside]
        kept = None if weight is None else weight[inside]
        total += np.bincount(at, kept, minlength=len(total))
    return total.reshape(wide, wide).astype(np.float32)


def neighbours(z: int, x: int, y: int) -> list[tuple[int, int]]:
    """The tile and the up to eight around it, within the world."""
    last = (1 << z) - 1
    return [
        (i, j)
        for j in range(max(y - 1, 0), min(y + 1, last) + 1)
        for i in range(max(x - 1, 0), min(x + 1, last) + 1)
    ]


def top(selection: Selection, level: int) -> float:
    """Cases in a cell of ``level`` where the scale ends, ≥ 1: one for all tiles, so they can be compared."""

    def make() -> float:
        if level > FINE:  # finer than the raster: spread evenly within its cells
            return max(top(selection, FINE) / 4.0 ** (level - FINE), 1.0)
        held = occupied(selection, level)
        return float(np.quantile(held, TOP_SHARE)) if len(held) else 1.0

    return selection.memo.get(("top", level), make)


def _cases_at(
    selection: Selection, level: int, z: int, tile: tuple[int, int]
) -> tuple[U32, U32, npt.NDArray[np.uint32] | None]:
    """x and y in cells of ``level`` of what lies in a tile, and how many cases each stands for (None: 1)."""
    for raster in (COARSE, FINE):
        if level <= raster:
            cells, room = cells_of(selection.frame, selection.ground, raster), np.uint32(raster - level)
            here = cells.within(z, *tile)
            return cells.x[here] >> room, cells.y[here] >> room, counts(selection, raster)[here]
    rows, room = rows_of(selection, z, *tile), np.uint32(BITS - level)
    kept = np.flatnonzero(selection.mask[rows]) + rows.start
    return selection.frame.mx[kept] >> room, selection.frame.my[kept] >> room, None


def _blur(grid: F32) -> F32:
    """Gaussian, separable; the answer is ``REACH`` cells smaller on every side."""
    high, wide = grid.shape
    down = sum(KERNEL[i] * grid[i : high - 2 * REACH + i] for i in range(2 * REACH + 1))
    across = sum(KERNEL[i] * down[:, i : wide - 2 * REACH + i] for i in range(2 * REACH + 1))  # type: ignore[index]
    return np.asarray(across, np.float32)
