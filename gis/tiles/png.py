"""Small PNG files, made quickly: one zlib pass at its lowest level, no filter search."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import numpy.typing as npt

U8 = npt.NDArray[np.uint8]

SIGNATURE = b"\x89PNG\r\n\x1a\n"
RGB, PALETTE, RGBA = 2, 3, 6
LEVEL = 1
UP = 2


def from_palette(index: U8, palette: U8) -> bytes:
    """``index``: uint8[h, w] into ``palette``: uint8[≤ 256, 4] of red, green, blue, alpha."""
    colours = _chunk(b"PLTE", palette[:, :3].tobytes()) + _chunk(b"tRNS", palette[:, 3].tobytes())
    return _file(index[:, :, None], PALETTE, colours)


def from_pixels(pixels: U8) -> bytes:
    """``pixels``: uint8[h, w, 3 or 4]; each row is stored as its difference from the one above."""
    lines = pixels.copy()
    lines[1:] -= pixels[:-1]
    return _file(lines, RGBA if pixels.shape[2] == 4 else RGB, b"", filtered=UP)


def blank(size: int) -> bytes:
    """A wholly transparent square; callers keep it and share it."""
    return from_palette(np.zeros((size, size), np.uint8), np.zeros((1, 4), np.uint8))


def _file(lines: U8, kind: int, extra: bytes, *, filtered: int = 0) -> bytes:
    high, wide = lines.shape[:2]
    flat = lines.reshape(high, -1)
    raw = np.empty((high, flat.shape[1] + 1), np.uint8)
    raw[:, 0], raw[:, 1:] = filtered, flat
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, kind, 0, 0, 0))
    body = _chunk(b"IDAT", zlib.compress(raw.tobytes(), LEVEL))
    return SIGNATURE + head + extra + body + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
