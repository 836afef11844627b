"""Zones as hatched tiles: the pattern and colour of each kind, and its border."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
from PIL import Image

from gis.areas import grown, valid_on
from gis.registers import Registers
from gis.select import Memo
from gis.style import LINES, WALL, rgb
from gis.tiles import hatch, png
from gis.tiles.basemap import theme_of
from gis.tiles.cases import TILE_PX, blank_png, check_tile
from gis.tiles.shapes import FINER, Canvas, Shapes, draw_areas, draw_lines, pieces, shapes_of
from gis.vocabulary import Vocabulary

HATCH_OPACITY, BORDER_OPACITY = 0.75, 0.9
THIN_BELOW = 12
"""Below this zoom borders are thinner, so that small zones stay shapes."""


@dataclass(frozen=True, eq=False)
class ZoneStyle:
    """Hatch (of ``gis.style.HATCHES``) and colour by kind of zone; other kinds are outlined in ``other``."""

    kinds: Mapping[str, tuple[str, str]]
    other: str
    shown: frozenset[str] | None = None
    """The kinds that are drawn; None: all."""
    memo: Memo = field(default_factory=Memo, repr=False)
    """Patterns, drawn once."""


def zone_tile(zones: Shapes, z: int, x: int, y: int, *, style: ZoneStyle, scale: int = 1) -> bytes:
    """The PNG of the tile (x, y) at zoom ``z``, transparent where no zone is, 256 × ``scale`` px.

    Patterns are continuous across tiles. Zones given as points are not drawn. Errors: bad-value.
    """
    check_tile(z, x, y, scale)
    canvas = Canvas(z, x, y, TILE_PX * scale * FINER)
    by_kind: dict[str, list[object]] = {}
    for kind, shape in pieces(zones, canvas):
        if style.shown is None or kind in style.shown:
            by_kind.setdefault(kind, []).append(shape)
    if not by_kind:
        return blank_png(style.memo, scale)
    size = TILE_PX * scale
    image = Image.new("RGBA", (size, size), (*rgb(style.other), 0))
    for kind in sorted(by_kind):
        _draw_kind(image, canvas, by_kind[kind], style.kinds.get(kind, ("outline", style.other)), style)
    return png.from_pixels(np.asarray(image))


def _draw_kind(
    image: Image.Image, canvas: Canvas, shapes: list[object], look: tuple[str, str], style: ZoneStyle
) -> None:
    """Put the hatch and the borders of one kind over the picture."""
    name, colour = look
    size, scale = image.width, image.width // TILE_PX
    inside, border = (Image.new("L", (canvas.size, canvas.size), 0) for _ in range(2))
    thick = LINES["zone"] * scale * FINER * (0.7 if canvas.z < THIN_BELOW else 1.0)
    for shape in shapes:
        draw_areas(inside, canvas, shape, 255, 0)
        draw_lines(border, canvas, shape, 255, thick)
    cover = style.memo.get((name, size), lambda: hatch.pattern(name, size, scale))
    area, edge = _cover(inside) * cover * HATCH_OPACITY, _cover(border) * BORDER_OPACITY
    mask = Image.fromarray(np.round(255 * np.maximum(area, edge)).astype(np.uint8))
    image.paste((*rgb(colour), 255), (0, 0), mask)


def _cover(drawing: Image.Image) -> npt.NDArray[np.float32]:
    return np.asarray(drawing.reduce(FINER), np.float32) / np.float32(255)


def zone_style(vocabulary: Vocabulary, theme: str) -> ZoneStyle:
    """Hatch and colour of every area type on a theme. Errors: bad-value for an unknown theme."""
    look, wall = theme_of(theme), theme == WALL.key
    rows = vocabulary.area_types.items()
    kinds = {id_: (row.hatch, row.colour_wall if wall else row.colour) for id_, row in rows}
    return ZoneStyle(kinds, look.second_ink)


def zones_of(registers: Registers, day: date) -> Shapes:
    """The zones valid on a local day, grown by their ``buffer_m`` as ``gis.locate`` grows them."""
    layer = registers.zones[valid_on(registers.zones, day)]
    shapes = grown(np.asarray(layer.geometry.values, dtype=object), layer["buffer_m"], registers.metric)
    return shapes_of(shapes, [str(kind) for kind in layer["kind"]])
