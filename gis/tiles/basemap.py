"""The county's own basemap as tiles: ground, built-up land, water, roads. No labels: the map places those."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from PIL import Image

from gis.errors import GisError
from gis.style import LINES, THEMES, Theme, rgb
from gis.tiles import png
from gis.tiles.cases import TILE_PX, check_tile
from gis.tiles.features import read_features
from gis.tiles.shapes import FINER, Canvas, Shapes, draw_areas, draw_lines, pieces, shapes_of

LAYERS = ("built_up", "water", "roads")
LINES_AT_ZOOM = 14
GROWTH = 1.36
"""Lines become so much wider with each zoom."""
THIN_PX = 0.6
"""Thinner lines are not drawn at this width but at it."""

ROADS = (("lane", 14), ("rural", 11), ("street", 12), ("arterial", 0), ("ring", 0))
"""Classes in the order they are drawn, and the zoom each first appears at; unknown classes are streets."""


@dataclass(frozen=True, eq=False)
class Basemap:
    """The layers, by the names of LAYERS."""

    layers: dict[str, Shapes]


def read_basemap(folder: Path) -> Basemap:
    """basemap/{built_up,water,roads}.geojson (WGS 84). An absent layer is empty. Errors: damaged-file."""
    return Basemap({name: _read(folder / f"{name}.geojson") for name in LAYERS})


def basemap_tile(basemap: Basemap, z: int, x: int, y: int, *, theme: str = "desk", scale: int = 1) -> bytes:
    """The PNG of the tile (x, y) at zoom ``z``, opaque, 256 × ``scale`` px. Errors: bad-value."""
    check_tile(z, x, y, scale)
    look = theme_of(theme)
    canvas = Canvas(z, x, y, TILE_PX * scale * FINER)
    image = Image.new("RGB", (canvas.size, canvas.size), look.ground)
    for _, area in pieces(basemap.layers["built_up"], canvas):
        draw_areas(image, canvas, area, look.built_up, look.ground)
    thick = GROWTH ** (z - LINES_AT_ZOOM) * scale * FINER
    for _, water in pieces(basemap.layers["water"], canvas):
        draw_areas(image, canvas, water, look.water, look.ground)
        if shapely.get_dimensions(water) == 1:
            draw_lines(image, canvas, water, look.water, max(LINES["river"] * thick, FINER))
    _draw_roads(image, canvas, basemap.layers["roads"], look, thick)
    return png.from_pixels(np.asarray(image.reduce(FINER)))


def theme_of(name: str) -> Theme:
    """The tokens of a theme. Errors: bad-value."""
    if name not in THEMES:
        raise GisError("bad-value", name="theme", value=name, known=", ".join(sorted(THEMES)))
    return THEMES[name]


def _draw_roads(image: Image.Image, canvas: Canvas, roads: Shapes, look: Theme, thick: float) -> None:
    """Minor classes first, so that the greater ones run over them."""
    known = {name for name, _ in ROADS}
    found = [(kind if kind in known else "street", line) for kind, line in pieces(roads, canvas)]
    for name, first in ROADS:
        if canvas.z < first:
            continue
        width = max(LINES[name] * thick, THIN_PX * FINER)
        colour = rgb(look.arterial if name in ("arterial", "ring") else look.minor)
        for kind, line in found:
            if kind == name:
                draw_lines(image, canvas, line, colour, width)


def _read(path: Path) -> Shapes:
    held = read_features(path)
    kinds = [str(feature["properties"].get("class") or "") for _, feature in held]
    return shapes_of([shape for shape, _ in held], kinds)
