"""Selections, looks and pictures for the tests of this room."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
from PIL import Image

from gis.cases.frame import Frame
from gis.filters import Filters
from gis.select import Selection, select
from gis.tiles.look import TileStyle, tile_style
from tests.frames import NEWEST, TYPES

TZ = ZoneInfo("Asia/Shanghai")
NOW = datetime.fromtimestamp(NEWEST, UTC)
SHAPES = ("circle", "square", "triangle", "diamond", "hexagon", "star")
COLOURS = ("#d9541e", "#1f6fb4", "#3d8b37", "#7b4fb0", "#5d6880", "#12213f")
SYMBOLS = dict(zip(TYPES, zip(SHAPES, COLOURS)))


def chosen(frame: Frame, **question: object) -> Selection:
    return select(frame, Filters(**question), as_of=NOW, tz=TZ)


def look(draw: str = "auto", theme: str = "desk") -> TileStyle:
    return tile_style(theme, SYMBOLS, draw=draw)


def pixels(png: bytes) -> np.ndarray:
    """uint8[h, w, 4] of a PNG, as an independent reader sees it."""
    with Image.open(io.BytesIO(png)) as image:
        image.verify()
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))


def tiles_of(selection: Selection, z: int) -> set[tuple[int, int]]:
    """Every tile of a zoom that holds a case of the selection."""
    at = np.flatnonzero(selection.mask[: selection.frame.located])
    room = np.uint32(32 - z)
    x, y = selection.frame.mx[at] >> room, selection.frame.my[at] >> room
    return set(zip(x.tolist(), y.tolist()))
