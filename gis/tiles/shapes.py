"""Lines and polygons kept ready for drawing: in Mercator fractions, with a tree to find those of a tile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from PIL import Image, ImageDraw

from gis import crs

FINER = 2
"""Tiles are drawn so many times too large and reduced: smooth edges."""
BESIDE = 1.0
"""How far beside a tile shapes are cut, in tiles: far enough that no cut is seen and no line bends at it."""
NEAR_PX = 48
"""How far a shape beside a tile may reach in: half the widest line at 256 px."""


@dataclass(frozen=True, eq=False)
class Shapes:
    """A layer. Geometry is in fractions of the Mercator world (see ``crs.world_fraction``)."""

    geometry: npt.NDArray[np.object_]
    kinds: tuple[str, ...]
    """Class of road, kind of zone; "" where none."""
    tree: Any

    def __len__(self) -> int:
        return len(self.geometry)


@dataclass(frozen=True)
class Canvas:
    """Where a tile lies and how large it is drawn."""

    z: int
    x: int
    y: int
    size: int
    """Pixels drawn: FINER times those of the picture."""

    def pixels(self, geometry: Any) -> list[tuple[float, float]]:
        """The corners of a ring or line in pixels of the drawing."""
        at = (shapely.get_coordinates(geometry) * (1 << self.z) - (self.x, self.y)) * self.size
        return [(x, y) for x, y in at.tolist()]


def shapes_of(geometry: Sequence[Any] | npt.NDArray[Any], kinds: Sequence[str]) -> Shapes:
    """A layer from WGS 84 geometries and the kind of each; empty ones left out, broken rings mended."""
    raw = np.asarray(geometry, dtype=object)
    kept = np.flatnonzero(~(shapely.is_missing(raw) | shapely.is_empty(raw)))
    whole = shapely.make_valid(shapely.force_2d(raw[kept]))
    flat = shapely.transform(whole, _fractions)
    return Shapes(flat, tuple(str(kinds[i] or "") for i in kept.tolist()), shapely.STRtree(flat))


def pieces(shapes: Shapes, canvas: Canvas) -> Iterator[tuple[str, Any]]:
    """(kind, geometry) of what may be seen on a tile, in the layer's order, cut well beside it."""
    wide = 1.0 / (1 << canvas.z)
    west, north = canvas.x * wide, canvas.y * wide
    near = wide * NEAR_PX / 256
    hits = np.sort(
        shapes.tree.query(shapely.box(west - near, north - near, west + wide + near, north + wide + near))
    )
    if not len(hits):
        return
    far = wide * BESIDE
    cut = shapely.clip_by_rect(
        shapes.geometry[hits], west - far, north - far, west + wide + far, north + wide + far
    )
    for at, geometry in zip(hits.tolist(), cut):
        yield shapes.kinds[at], geometry


def draw_areas(image: Image.Image, canvas: Canvas, geometry: Any, fill: Any, hole: Any) -> None:
    """Fill the polygons of a geometry; ``hole`` is the colour of what they leave out."""
    pen = ImageDraw.Draw(image)
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon" and not part.is_empty:
            pen.polygon(canvas.pixels(part.exterior), fill=fill)
            for ring in part.interiors:
                pen.polygon(canvas.pixels(ring), fill=hole)


def draw_lines(image: Image.Image, canvas: Canvas, geometry: Any, fill: Any, width_px: float) -> None:
    """Draw lines, and the borders of polygons, ``width_px`` wide in the drawing, ends and corners round."""
    pen, width = ImageDraw.Draw(image), max(round(width_px), 1)
    for part in shapely.get_parts(geometry):
        rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        for ring in rings:
            if ring.geom_type not in ("LineString", "LinearRing") or ring.is_empty:
                continue
            at = canvas.pixels(ring)
            pen.line(at, fill=fill, width=width, joint="curve")
            if width > 3:
                for x, y in (at[0], at[-1]):
                    r = width / 2 - 0.5
                    pen.ellipse((x - r, y - r, x + r, y + r), fill=fill)


def _fractions(lonlat: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.column_stack(crs.world_fraction(lonlat[:, 0], lonlat[:, 1]))
