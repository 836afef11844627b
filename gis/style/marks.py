"""Shapes that double the meaning of a colour. Browser, tiles and sheets draw these same outlines.

Every mark is one simple polygon in a square from −1 to 1, y downwards (as on a screen), its middle at 0, 0;
multiply by half the wanted size. Their areas are about equal, so that no kind looks more important.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin

Point = tuple[float, float]


@dataclass(frozen=True)
class Mark:
    """One shape."""

    key: str
    polygon: tuple[Point, ...]
    """Corners in drawing order, not closed."""

    @property
    def svg(self) -> str:
        """The outline as the ``d`` of an SVG path (or a Path2D), in units of half the size."""
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in self.polygon) + "Z"

    def scaled(self, half_px: float) -> tuple[Point, ...]:
        """The corners for a mark of twice ``half_px`` pixels."""
        return tuple((x * half_px, y * half_px) for x, y in self.polygon)


def _regular(sides: int, radius: float, *, start_deg: float = -90.0, down: float = 0.0) -> tuple[Point, ...]:
    """A regular polygon, its first corner at ``start_deg`` (−90 is up), shifted ``down``."""
    turns = [2 * pi * i / sides + start_deg * pi / 180 for i in range(sides)]
    return tuple((round(radius * cos(t), 3), round(radius * sin(t) + down, 3)) for t in turns)


def _star(points: int, outer: float, inner: float) -> tuple[Point, ...]:
    """A star, one point up."""
    turns = [pi * i / points - pi / 2 for i in range(2 * points)]
    return tuple(
        (round(r * cos(t), 3), round(r * sin(t) + 0.06, 3))
        for t, r in zip(turns, [outer, inner] * points, strict=True)
    )


def _plus(arm: float, reach: float) -> tuple[Point, ...]:
    """An upright cross whose arms are 2 × ``arm`` thick and end at ``reach``."""
    a, r = arm, reach
    return (
        (-a, -r),
        (a, -r),
        (a, -a),
        (r, -a),
        (r, a),
        (a, a),
        (a, r),
        (-a, r),
        (-a, a),
        (-r, a),
        (-r, -a),
        (-a, -a),
    )


def _turned(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """The same shape turned by 45°."""
    h = cos(pi / 4)
    return tuple((round((x - y) * h, 3), round((x + y) * h, 3)) for x, y in points)


def _drop() -> tuple[Point, ...]:
    """A drop: a round belly below, a point above."""
    turns = [pi * (i / 12) * 1.25 - pi * 0.125 for i in range(13)]
    return ((0.0, -1.0), *((round(0.68 * cos(t), 3), round(0.68 * sin(t) + 0.32, 3)) for t in turns))


def _half() -> tuple[Point, ...]:
    """The lower half of a disc."""
    turns = [pi * i / 12 for i in range(13)]
    return tuple((round(cos(t), 3), round(1.1 * sin(t) - 0.5, 3)) for t in turns)


_SHAPES: dict[str, tuple[Point, ...]] = {
    "circle": _regular(24, 0.8),
    "square": ((-0.7, -0.7), (0.7, -0.7), (0.7, 0.7), (-0.7, 0.7)),
    "triangle": ((0.0, -0.95), (0.98, 0.75), (-0.98, 0.75)),
    "diamond": ((0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)),
    "pentagon": ((0.0, -0.98), (0.76, -0.2), (0.76, 0.8), (-0.76, 0.8), (-0.76, -0.2)),
    "hexagon": ((-0.5, -0.78), (0.5, -0.78), (1.0, 0.0), (0.5, 0.78), (-0.5, 0.78), (-1.0, 0.0)),
    "star": _star(5, 1.0, 0.46),
    "cross": _turned(_plus(0.34, 1.0)),
    "plus": _plus(0.34, 0.98),
    "triangle_down": ((0.98, -0.75), (0.0, 0.95), (-0.98, -0.75)),
    "drop": _drop(),
    "bar": ((-0.98, -0.46), (0.98, -0.46), (0.98, 0.46), (-0.98, 0.46)),
    "hourglass": ((-0.88, -0.88), (0.88, -0.88), (0.26, 0.0), (0.88, 0.88), (-0.88, 0.88), (-0.26, 0.0)),
    "half": _half(),
}

MARKS: dict[str, Mark] = {key: Mark(key, polygon) for key, polygon in _SHAPES.items()}
"""Every mark a row of the vocabulary may name."""
