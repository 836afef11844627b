"""The ground of a Frame cut into small Mercator cells: where each begins in the rows, how many cases it has.

Rows in Z-order keep the cases of a cell side by side: a county raster is one ``reduceat`` over a mask. Only
cells that hold a case are stored: a far outlier costs one cell, not a continent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gis.cases.frame import Frame
from gis.select import Memo, Selection
from gis.zorder import BITS, interleave, tile_codes, tile_slice

FINE, COARSE = 20, 16
"""Zoom levels whose tiles are the cells: about 31 m and 500 m at 35° N."""

I64 = npt.NDArray[np.int64]
U32 = npt.NDArray[np.uint32]
CHUNK = 1 << 18


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of one level that hold a case with coordinates, in Z-order."""

    level: int
    starts: I64
    """First row of each cell; a cell ends where the next begins."""
    x: U32
    y: U32
    codes: npt.NDArray[np.uint64]
    located: int

    def within(self, z: int, x: int, y: int) -> slice:
        """The cells of the tile (x, y) at zoom ``z`` ≤ level."""
        low, high = tile_codes(z, x, y)
        last = (high - 1) if high > 0xFFFFFFFFFFFFFFFF else high
        side = "right" if high > last else "left"
        first = int(np.searchsorted(self.codes, np.uint64(low)))
        return slice(first, int(np.searchsorted(self.codes, np.uint64(last), side=side)))  # type: ignore[call-overload]

    def rows(self, z: int, x: int, y: int) -> slice:
        """The rows of the Frame in the tile (x, y) at zoom ``z`` ≤ level."""
        cells = self.within(z, x, y)
        return slice(self._start(cells.start), self._start(cells.stop))

    def _start(self, cell: int) -> int:
        return int(self.starts[cell]) if cell < len(self.starts) else self.located


def cells_of(frame: Frame, ground: Memo, level: int) -> Cells:
    """The Frame's cells of ``level``, made once for its ``ground``."""
    return ground.get(("cells", level), lambda: _make(frame, level))


def rows_of(selection: Selection, z: int, x: int, y: int) -> slice:
    """The rows of one tile, 0 ≤ z ≤ 32; each row with coordinates is in exactly one tile of a zoom."""
    if z > FINE:
        return tile_slice(selection.frame, z, x, y)
    return cells_of(selection.frame, selection.ground, FINE).rows(z, x, y)


def counts(selection: Selection, level: int) -> U32:
    """The county raster: cases of the selection in each of its Frame's cells of ``level``; uint32[cells]."""

    def make() -> U32:
        cells = cells_of(selection.frame, selection.ground, level)
        if not len(cells.starts):
            return np.zeros(0, np.uint32)
        mask = selection.mask[: selection.frame.located]
        return np.add.reduceat(mask, cells.starts, dtype=np.uint32)

    return selection.memo.get(("counts", level), make)


def occupied(selection: Selection, level: int) -> U32:
    """Cases of each cell of ``level`` ≤ FINE that holds one of the selection, in Z-order."""
    raster = COARSE if level <= COARSE else FINE
    held, codes = counts(selection, raster), cells_of(selection.frame, selection.ground, raster).codes
    if not len(held):
        return held
    parents = codes >> np.uint64(2 * (BITS - level)) if level else np.zeros_like(codes)
    starts = np.flatnonzero(np.r_[True, parents[1:] != parents[:-1]])
    total: U32 = np.add.reduceat(held, starts, dtype=np.uint32)
    return total[total > 0]


def _make(frame: Frame, level: int) -> Cells:
    """One pass over the rows: a cell begins where the shifted coordinates change."""
    room = np.uint32(BITS - level)
    mx, my, located = np.asarray(frame.mx), np.asarray(frame.my), frame.located
    parts: list[npt.NDArray[Any]] = []
    for a in range(0, located, CHUNK):
        x, y = mx[max(a - 1, 0) : a + CHUNK] >> room, my[max(a - 1, 0) : a + CHUNK] >> room
        x, y = x[: located - max(a - 1, 0)], y[: located - max(a - 1, 0)]
        changes = np.flatnonzero((x[1:] != x[:-1]) | (y[1:] != y[:-1])) + 1 + max(a - 1, 0)
        parts += [np.zeros(1, np.int64), changes] if a == 0 else [changes]
    starts = np.concatenate(parts).astype(np.int64) if parts else np.zeros(0, np.int64)
    x, y = mx[starts] >> room, my[starts] >> room
    return Cells(level, starts, x, y, interleave(x << room, y << room), located)
