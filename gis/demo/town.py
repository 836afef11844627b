"""The county seat: a lattice of avenues cut into streets and lanes, then bent by the river and rounded by the ring.

Lines are laid in a flat (u, v) frame in metres, where the river is v = 0 and the ring a rectangle, noded there
exactly, and only then warped: a warp keeps every shared vertex shared.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

F64 = npt.NDArray[np.float64]

COLS = (-4080.0, -3100.0, -2040.0, -960.0, 60.0, 1110.0, 2120.0, 3100.0, 4120.0)
ROWS = (-2900.0, -1930.0, -1030.0, 0.0, 960.0, 1760.0, 2600.0, 3560.0)
BANK = 135.0
"""The riverside roads run this far from the river's middle line."""
BRIDGES = (-3100.0, -960.0, 60.0, 2120.0, 3100.0)
RING = (-3100.0, -1930.0, 3100.0, 2600.0)
CORE = (150.0, 900.0)
RANK = ("ring", "arterial", "street", "lane", "rural", "divider")
"""Classes of line, the strongest first; a divider is a border that is no road (the river, the county's outline)."""


@dataclass(frozen=True)
class Line:
    """A straight line in the flat frame, or a polyline in metres: what it is called and whether grids end at it."""

    points: F64
    name: str
    kind: str
    border: bool


def warp(uv: F64) -> F64:
    """Flat (u, v) → local metres (x east, y north): rounded towards the ring, bent along the river, uneven outside."""
    u, v = uv[:, 0], uv[:, 1]
    a, b = u / 3350.0, (v - 335.0) / 2500.0
    far = (np.abs(a) ** 12 + np.abs(b) ** 12) ** (1 / 12) + 1e-12
    round_ = (np.abs(a) ** 3.2 + np.abs(b) ** 3.2) ** (1 / 3.2) + 1e-12
    pull = 1 - (1 - far / round_) * 0.86 * np.clip(far, 0, 1.0) ** 3
    x, y = u * pull, (v - 335.0) * pull + 335.0
    bank = np.exp(-((np.maximum(np.abs(y) - 160.0, 0.0) / 1150.0) ** 2))
    y = y + river_bend(x) * bank
    wild = 1 + 5.0 * np.clip(far - 0.98, 0, 0.4)
    dx = 26 * np.sin(y / 540 + 0.7) + 22 * np.sin((x + y) / 810 + 2.1)
    dy = 24 * np.sin(x / 600 + 1.9) + 24 * np.sin((x - y) / 930 + 0.3)
    x, y = x + dx * wild, y + dy * wild
    turn = np.deg2rad(-3.0)
    return np.column_stack([x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)])


def river_bend(x: F64) -> F64:
    """How far north the river runs of its flat line at ``x`` metres."""
    return np.asarray(330 * np.sin(x / 1480 + 0.4) + 95 * np.sin(x / 610 + 1.3) - 130)


def cut(poly: F64, at: F64, along: F64) -> tuple[F64, F64, F64] | None:
    """Cut a convex polygon by the line through ``at`` with direction ``along``: two polygons and the cut's two ends."""
    side = (poly[:, 0] - at[0]) * along[1] - (poly[:, 1] - at[1]) * along[0]
    parts: tuple[list[F64], list[F64]] = ([], [])
    ends: list[F64] = []
    for i, (p, s) in enumerate(zip(poly, side, strict=True)):
        q, t = poly[(i + 1) % len(poly)], side[(i + 1) % len(poly)]
        parts[0 if s > 0 else 1].append(p)
        if (s > 0) != (t > 0):
            hit = p + (q - p) * (s / (s - t))
            ends.append(hit)
            parts[0].append(hit)
            parts[1].append(hit)
    if len(ends) != 2:
        return None
    return np.array(parts[0]), np.array(parts[1]), np.array(ends)


def area(poly: F64) -> float:
    """Area of a ring without its closing point."""
    x, y = poly[:, 0], poly[:, 1]
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)


def halve(poly: F64, rng: np.random.Generator, *, skew: float, spread: float) -> tuple[F64, F64, F64] | None:
    """Cut across the longer extent, near the middle, ``skew`` radians off square at most."""
    edges = np.roll(poly, -1, axis=0) - poly
    long = edges[int(np.argmax(np.hypot(edges[:, 0], edges[:, 1])))]
    angle = np.arctan2(long[1], long[0]) + np.pi / 2 + rng.uniform(-skew, skew)
    axis = long / np.hypot(*long)
    reach = poly @ axis
    t = reach.min() + (reach.max() - reach.min()) * rng.uniform(0.5 - spread, 0.5 + spread)
    middle = poly.mean(axis=0)
    at = middle + axis * (t - float(middle @ axis))
    return cut(poly, at, np.array([np.cos(angle), np.sin(angle)]))
