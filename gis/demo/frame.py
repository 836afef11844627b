"""From the local frame to WGS 84, tile by tile, and how things of a further tile are called."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import numpy.typing as npt
from shapely import transform
from shapely.geometry.base import BaseGeometry

from gis.crs import Metric, metric_for
from gis.demo import names

F64 = npt.NDArray[np.float64]
TILE_W, TILE_H = 24_600.0, 18_400.0
"""Metres between the middles of neighbouring tiles."""


@cache
def _zero() -> tuple[Metric, float, float]:
    metric = metric_for(*names.ORIGIN, names.EPSG)
    x, y = metric.forward(np.array([names.ORIGIN[0]]), np.array([names.ORIGIN[1]]))
    return metric, float(x[0]), float(y[0])


def tile_offset(tile: npt.NDArray[np.int64] | int, tiles: int) -> tuple[F64, F64]:
    """Metres east and north of each tile's middle; tiles lie in rows of about the square root of their number."""
    wide = math.ceil(math.sqrt(tiles))
    k = np.asarray(tile)
    return np.asarray((k % wide) * TILE_W, np.float64), np.asarray(-(k // wide) * TILE_H, np.float64)


def to_wgs84(x: F64, y: F64, tile: npt.NDArray[np.int64] | int = 0, tiles: int = 1) -> tuple[F64, F64]:
    """Local metres of a tile → lon, lat in degrees."""
    metric, zero_x, zero_y = _zero()
    east, north = tile_offset(tile, tiles)
    return metric.inverse(np.asarray(x) + east + zero_x, np.asarray(y) + north + zero_y)


def geometry(shape: BaseGeometry, tile: int = 0, tiles: int = 1, digits: int = 7) -> BaseGeometry:
    """A local shape in WGS 84, each vertex rounded alike, so that shared borders stay shared."""

    def place(xy: F64) -> F64:
        return np.asarray(
            np.round(np.column_stack(to_wgs84(xy[:, 0], xy[:, 1], tile, tiles)), digits), np.float64
        )

    return transform(shape, place)


def code(text: str, tile: int) -> str:
    """A grid, community or street code on a tile: the first keeps it, others get a division of their own."""
    return text if tile == 0 else f"49{tile:04d}{text[6:]}"


def mark(text: str, tile: int) -> str:
    """An identifier on a tile."""
    return text if tile == 0 else f"{text}-{tile + 1}"


def title(text: str, tile: int) -> str:
    """A name on a tile."""
    return text if tile == 0 else f"{text}（{tile + 1}片）"
