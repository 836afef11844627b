"""One tile of cases, as density or as marks, and how many cases are its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gis.errors import GisError
from gis.select import Memo, Selection
from gis.tiles import png
from gis.tiles.cells import rows_of
from gis.tiles.density import density_tile
from gis.tiles.look import TileStyle
from gis.tiles.marks import marks_from, marks_tile

MAX_ZOOM = 22
SCALES = (1, 2)
TILE_PX = 256


@dataclass(frozen=True)
class Tile:
    """A picture and what it stands for."""

    png: bytes
    count: int
    """Cases of the selection in the tile; over all tiles of a zoom they add up to ``Selection.located``."""


def case_tile(selection: Selection, z: int, x: int, y: int, *, style: TileStyle, scale: int = 1) -> Tile:
    """The tile (x, y) at zoom ``z``, north up, Web Mercator, 256 × ``scale`` px square.

    Blobs and marks of neighbouring cases reach in; the count is of the tile's own cases alone, its west and
    north edges included, its others not. Errors: bad-value for a tile that does not exist.
    """
    check_tile(z, x, y, scale)
    rows = rows_of(selection, z, x, y)
    count = int(np.count_nonzero(selection.mask[rows]))
    marks = style.draw == "marks" or (style.draw == "auto" and z >= marks_from(selection))
    draw = marks_tile if marks else density_tile
    picture = draw(selection, z, x, y, style=style, size=TILE_PX * scale)
    return Tile(picture or blank_png(style.memo, scale), count)


def blank_png(memo: Memo, scale: int) -> bytes:
    """The transparent tile, made once for its holder."""
    return memo.get(("blank", scale), lambda: png.blank(TILE_PX * scale))


def check_tile(z: int, x: int, y: int, scale: int = 1) -> None:
    """Refuse what is no tile. Errors: bad-value."""
    if not 0 <= z <= MAX_ZOOM:
        raise GisError("bad-value", name="z", value=z, known=f"0–{MAX_ZOOM}")
    for name, value in (("x", x), ("y", y)):
        if not 0 <= value < 1 << z:
            raise GisError("bad-value", name=name, value=value, known=f"0–{(1 << z) - 1}")
    if scale not in SCALES:
        raise GisError("bad-value", name="scale", value=scale, known="1, 2")
