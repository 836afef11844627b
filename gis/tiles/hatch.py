"""Fillings of zones: how much of each pixel a pattern covers. Periods divide a tile: patterns run on."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

F32 = npt.NDArray[np.float32]

PERIOD_PX = 8
LINE_PX = 1.1
DOT_PX = 1.25
ROOT2 = float(np.sqrt(2.0))


def pattern(name: str, size: int, scale: int) -> F32:
    """Cover in [0, 1] of a tile: float32[size, size]; ``name`` of ``gis.style.HATCHES``; outline has none."""
    period = PERIOD_PX * scale
    at = np.arange(size, dtype=np.float32) + 0.5
    x, y = np.meshgrid(at, at)
    half = 0.5 * (scale % 2)  # a line of one pixel lies on pixels, not between them
    across, down = _line(x + half, period, scale), _line(y + half, period, scale)
    rising, falling = _line(x + y, period, scale, ROOT2), _line(x - y, period, scale, ROOT2)
    made: dict[str, F32] = {
        "lines": rising,
        "back_lines": falling,
        "cross": np.maximum(rising, falling),
        "horizontal": down,
        "vertical": across,
        "grid": np.maximum(across, down),
        "dots": _dots(x, y, period, scale),
    }
    return made.get(name, np.zeros((size, size), np.float32))


def _line(along: F32, period: int, scale: int, slope: float = 1.0) -> F32:
    away = np.abs(along % period - period / 2) / slope
    return np.asarray(np.clip(LINE_PX * scale / 2 + 0.5 - away, 0.0, 1.0), np.float32)


def _dots(x: F32, y: F32, period: int, scale: int) -> F32:
    row = (y // period) % 2  # every other row is shifted by half a period
    away = np.hypot((x + row * period / 2) % period - period / 2, y % period - period / 2)
    return np.asarray(np.clip(DOT_PX * scale + 0.5 - away, 0.0, 1.0), np.float32)
