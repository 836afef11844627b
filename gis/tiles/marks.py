"""Cases as marks at high zoom: the shape and colour of their type in a light (wall: dark) ring."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from gis.select import Selection
from gis.style import MARKS, rgb
from gis.tiles import png
from gis.tiles.cells import FINE, occupied, rows_of
from gis.tiles.density import neighbours
from gis.tiles.look import Symbol, TileStyle
from gis.zorder import BITS

I64 = npt.NDArray[np.int64]

FIRST_MARKS, ALWAYS_MARKS = 8, 20
"""Zooms between which the change from density to marks may lie."""
BEARABLE = 150
"""Cases on a tile that marks can still show apart."""
CROWDED = 800
"""Above it a mark stands for all of its type within 4 px instead of within 1 px."""
TYPICAL = 0.95
FINER = 8
"""Sprites are drawn so many times too large and reduced."""

SIZES_PX = ((12, 8.0), (14, 10.0), (16, 12.0), (BITS, 14.0))
"""Width of a mark up to a zoom."""


@dataclass(frozen=True)
class Sprite:
    """One mark, ready to be put down: opaque pixels and how much of each counts."""

    pixels: Image.Image
    mask: Image.Image
    half: int
    """Pixels from its corner to its middle."""


def marks_from(selection: Selection) -> int:
    """The zoom from which ``auto`` draws marks: one for the whole selection, so that tiles agree."""

    def make() -> int:
        zooms = range(FIRST_MARKS, ALWAYS_MARKS)
        return next((z for z in zooms if busy(selection, z) <= BEARABLE), ALWAYS_MARKS)

    return selection.memo.get("marks_from", make)


def busy(selection: Selection, z: int) -> int:
    """Cases on the tile that 95 % of the cases see at most, at zoom ``z`` (above FINE: as at FINE)."""

    def make() -> int:
        held = np.sort(occupied(selection, min(z, FINE)))
        if not len(held):
            return 0
        seen = np.cumsum(held, dtype=np.int64)
        return int(held[np.searchsorted(seen, TYPICAL * seen[-1])])

    return selection.memo.get(("busy", z), make)


def marks_tile(selection: Selection, z: int, x: int, y: int, *, style: TileStyle, size: int) -> bytes | None:
    """The PNG of one tile, ``size`` px square (256 or 512); None where no mark reaches into it."""
    scale = size // 256
    sprites = _sprites(style, z, scale)
    reach = max(s.half for s in sprites.values())
    px, py, kind = _positions(selection, z, (x, y), scale=scale, reach=reach)
    if not len(px):
        return None
    by_code = [sprites[style.symbol(t)] for t in (*selection.frame.types, "")]
    canvas = Image.new("RGBA", (size, size), (*rgb(style.theme.ring), 0))
    for left, upper, code in zip(px.tolist(), py.tolist(), kind.tolist()):
        sprite = by_code[code]
        canvas.paste(sprite.pixels, (left - sprite.half, upper - sprite.half), sprite.mask)
    return png.from_pixels(np.asarray(canvas))


def _positions(
    selection: Selection, z: int, tile: tuple[int, int], *, scale: int, reach: int
) -> tuple[I64, I64, I64]:
    """Pixels within the tile (or up to ``reach`` beside it) and type codes of the marks, northern ones first.

    Marks of one type that fall on one place are one mark; the place is the same whichever tile asks.
    """
    frame = selection.frame
    room = np.uint32(BITS - z - 8)  # mx >> room: pixels of a 256 px tile
    step = 1 if busy(selection, z) <= CROWDED else 4
    west, north = tile[0] * 256, tile[1] * 256
    edge = reach // scale + 1
    keys: list[I64] = []
    wide = 256 + 2 * edge
    for near in neighbours(z, *tile):
        rows = rows_of(selection, z, *near)
        kept = np.flatnonzero(selection.mask[rows]) + rows.start
        px = ((frame.mx[kept] >> room) // step * step + step // 2).astype(np.int64) - west + edge
        py = ((frame.my[kept] >> room) // step * step + step // 2).astype(np.int64) - north + edge
        inside = (px >= 0) & (px < wide) & (py >= 0) & (py < wide)
        kind = frame.type_[kept][inside].astype(np.int64)
        kind[kind < 0] = len(frame.types)
        keys.append((py[inside] * wide + px[inside]) * (len(frame.types) + 1) + kind)
    key = np.unique(np.concatenate(keys))
    place, kind = np.divmod(key, len(frame.types) + 1)
    py, px = np.divmod(place, wide)
    return (px - edge) * scale + scale // 2, (py - edge) * scale + scale // 2, kind


def _sprites(style: TileStyle, z: int, scale: int) -> dict[Symbol, Sprite]:
    wide = next(w for zoom, w in SIZES_PX if z <= zoom)
    symbols = {*style.symbols.values(), style.other}
    key = ("sprites", wide, scale)
    return style.memo.get(key, lambda: {s: draw_sprite(s, style, wide * scale / 2, scale) for s in symbols})


def draw_sprite(symbol: Symbol, style: TileStyle, half_px: float, scale: int) -> Sprite:
    """One mark of ``half_px`` from its middle to its rim, and the ring around it."""
    shape, colour = symbol
    ring = style.ring_px * scale
    half = int(np.ceil(half_px + ring)) + 1
    wide = (2 * half + 1) * FINER
    middle = wide / 2
    outline = [(middle + x, middle + y) for x, y in MARKS.get(shape, MARKS["circle"]).scaled(half_px * FINER)]
    pixels = Image.new("RGB", (wide, wide), style.theme.ring)
    mask = Image.new("L", (wide, wide), 0)
    ImageDraw.Draw(pixels).polygon(outline, fill=colour)
    pen = ImageDraw.Draw(mask)
    pen.polygon(outline, fill=255)
    pen.line([*outline, outline[0]], fill=255, width=round(2 * ring * FINER))
    for cx, cy in outline:  # round corners: a line has none where it begins and ends
        r = ring * FINER
        pen.ellipse((cx - r, cy - r, cx + r, cy + r), fill=255)
    return Sprite(pixels.reduce(FINER).convert("RGBA"), mask.reduce(FINER), half)
