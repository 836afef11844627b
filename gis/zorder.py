"""The Z-order (Morton) curve: along it, whatever lies in one tile of any zoom lies side by side.

Bit 2i of a code is bit i of x, bit 2i + 1 is bit i of y; x and y are Mercator fractions × 2³², as in a Frame.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Protocol

import numpy as np
import numpy.typing as npt

U32 = npt.NDArray[np.uint32]
U64 = npt.NDArray[np.uint64]

STEPS = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)
BITS = 32


class Sorted(Protocol):
    """Rows [0, located) are in Z-order of (mx, my): a Frame."""

    @property
    def located(self) -> int: ...
    @property
    def mx(self) -> U32: ...
    @property
    def my(self) -> U32: ...


def interleave(mx: npt.ArrayLike, my: npt.ArrayLike) -> U64:
    """The codes of points: uint64 of the shape of ``mx``."""
    code = _spread(np.asarray(my))
    code <<= np.uint64(1)
    code |= _spread(np.asarray(mx))
    return code


def order(mx: npt.ArrayLike, my: npt.ArrayLike) -> npt.NDArray[np.intp]:
    """The rows in Z-order; rows of equal coordinates keep the order they came in."""
    return np.argsort(interleave(mx, my), kind="stable")


def tile_codes(z: int, x: int, y: int) -> tuple[int, int]:
    """The half-open range of codes of the tile (x, y) at zoom ``z``, 0 ≤ z ≤ 32."""
    code, room = _code(x, y), 2 * (BITS - z)
    return code << room, (code + 1) << room


def tile_slice(frame: Sorted, z: int, x: int, y: int) -> slice:
    """The rows of one tile; each row with coordinates is in exactly one tile of a zoom. No code is stored."""
    low, high = tile_codes(z, x, y)
    return slice(_row_of(frame, low), _row_of(frame, high))


def _row_of(frame: Sorted, code: int) -> int:
    """The first row whose code is not below ``code``."""
    mx, my = frame.mx, frame.my
    return bisect_left(range(frame.located), code, key=lambda i: _code(int(mx[i]), int(my[i])))


def _spread(values: npt.NDArray[np.uint32]) -> U64:
    """Each bit i moved to bit 2i."""
    wide = values.astype(np.uint64)
    for shift, mask in STEPS:
        wide |= wide << np.uint64(shift)
        wide &= np.uint64(mask)
    return wide


def _code(x: int, y: int) -> int:
    """``interleave`` of one point, in Python integers."""
    for shift, mask in STEPS:
        x = (x | x << shift) & mask
        y = (y | y << shift) & mask
    return x | y << 1
