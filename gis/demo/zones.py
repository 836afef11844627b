"""Zones of every kind, lying across grids: urban villages, fringe, back lanes, markets, old compounds, built-up ground."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import Polygon

from gis.demo import names
from gis.demo.ground import Ground, make_ground
from gis.demo.land import LAND_SEED, PLACES
from gis.demo.seat import VILLAGES
from gis.demo.town import COLS, F64, RING, ROWS, warp

WEAK = ("urban_village", "fringe_area", "back_lane")
BUILT = "built_up_area"
HOT: dict[str, float] = {
    "杜家村城中村": 3.0, "上官庄城中村": 2.4, "翟家村城中村": 2.0, "阮家庄城中村": 2.6, "城西城乡结合部": 1.7,
}  # fmt: skip
"""Planted: zone → rate ratio per road-km against the built-up rest of its streets."""
HOT_LANES = (3.2, 2.5)
"""Planted: rate ratios of the first two back lanes."""
FRINGE_SIDES = (("城东城乡结合部", -50, 40), ("城北城乡结合部", 40, 135), ("城西城乡结合部", 135, 218),
                ("城南城乡结合部", 218, 310))  # fmt: skip


@dataclass(frozen=True)
class Zone:
    """An area with a kind, in local metres."""

    zone_id: str
    name: str
    kind: str
    shape: Polygon
    buffer_m: float | None
    residents: int | None
    ratio: float
    """Planted rate ratio per road-km; 1 where nothing is planted."""


@cache
def make_zones() -> tuple[Zone, ...]:
    """All zones of the county."""
    ground, rng = make_ground(), np.random.default_rng(LAND_SEED + 1)
    rows = [
        *_villages(rng),
        *_fringe(),
        *_back_lanes(ground),
        *_markets(),
        *_compounds(rng),
        *_built_up(ground),
    ]
    counters: dict[str, int] = {}
    out = []
    for name, kind, shape, buffer_m, residents, ratio in rows:
        counters[kind] = counters.get(kind, 0) + 1
        short = "".join(w[0] for w in kind.split("_")).upper()
        out.append(Zone(f"Z{short}{counters[kind]:02d}", name, kind, shape, buffer_m, residents, ratio))
    return tuple(out)


Row = tuple[str, str, Polygon, float | None, int | None, float]


def blob(x: float, y: float, radius: float, phase: float, *, n: int = 28, rough: float = 0.13) -> Polygon:
    """An uneven round patch."""
    t = np.linspace(0, 2 * np.pi, n, endpoint=False)
    r = radius * (
        1 + rough * np.sin(2 * t + phase) + rough * 0.7 * np.sin(3 * t + 2.3 * phase) + 0.05 * np.sin(7 * t)
    )
    return Polygon(np.column_stack([x + r * np.cos(t), y + r * np.sin(t)]))


def _villages(rng: np.random.Generator) -> list[Row]:
    out: list[Row] = []
    for k, ((u, v, r), village) in enumerate(zip(VILLAGES, names.URBAN_VILLAGES, strict=True)):
        x, y = warp(np.array([[u, v]]))[0]
        name = village + "城中村"
        residents = int(rng.integers(18, 62)) * 100
        out.append((name, "urban_village", blob(x, y, r, k * 1.1), None, residents, HOT.get(name, 1.0)))
    return out


def _fringe() -> list[Row]:
    """Four parts of a belt from about the ring road to just beyond the seat's outer road."""
    inner, outer = belt_ring(RING, 1.0, 55.0), belt_ring((COLS[0], ROWS[0], COLS[-1], ROWS[-1]), 1.03, 60.0)
    belt = Polygon(outer, [inner])
    middle = np.array([0.0, 200.0])
    out: list[Row] = []
    for name, low, high in FRINGE_SIDES:
        angles = np.deg2rad(np.linspace(low, high, 12))
        wedge = Polygon(
            np.vstack([middle, middle + 9000 * np.column_stack([np.cos(angles), np.sin(angles)])])
        )
        part = max(shapely.get_parts(belt.intersection(wedge)), key=lambda g: float(g.area))
        out.append((name, "fringe_area", part.simplify(4), None, None, HOT.get(name, 1.0)))
    return out


def belt_ring(box: tuple[float, float, float, float], scale: float, wave: float) -> F64:
    """A rectangle of the flat frame as a wavy ring in metres."""
    u0, v0, u1, v1 = box
    cu, cv = (u0 + u1) / 2, (v0 + v1) / 2
    t = np.linspace(0, 2 * np.pi, 160, endpoint=False)
    far = 1 / np.maximum(np.abs(np.cos(t)), np.abs(np.sin(t)))
    grow = scale + wave / 3000 * np.sin(9 * t + 0.5)
    flat = np.column_stack([
        cu + (u1 - u0) / 2 * far * grow * np.cos(t), cv + (v1 - v0) / 2 * far * grow * np.sin(t),
    ])  # fmt: skip
    return np.asarray(warp(flat))


def _back_lanes(ground: Ground) -> list[Row]:
    """Fourteen lanes of the middle, buffered; they end in other grids' streets or run along a border."""
    keep_off = shapely.union_all([z[2] for z in (*_villages(np.random.default_rng(0)), *_fringe())])
    lanes = [
        s for s in ground.segments
        if s.kind == "lane" and 230 < s.line.length < 700 and np.hypot(*s.line.centroid.coords[0]) < 2700
        and s.line.distance(keep_off) > 40
    ]  # fmt: skip
    lanes.sort(key=lambda s: (-s.line.length, s.name))
    chosen: list[Row] = []
    for lane in lanes:
        if len(chosen) == 14:
            break
        if all(lane.line.distance(c[2]) > 260 for c in chosen):
            ratio = HOT_LANES[len(chosen)] if len(chosen) < len(HOT_LANES) else 1.0
            chosen.append((lane.name, "back_lane", lane.line.buffer(13.0, quad_segs=2), None, None, ratio))
    return chosen


def _markets() -> list[Row]:
    places = ((480.0, 560.0, 60.0), (-1500.0, 720.0, 55.0), (700.0, -640.0, 60.0), (2500.0, 1420.0, 50.0))
    out: list[Row] = []
    for k, ((u, v, r), name) in enumerate(zip(places, names.MARKETS, strict=False)):
        x, y = warp(np.array([[u, v]]))[0]
        out.append((name, "market", _box(x, y, r * 1.5, r, 0.3 * k), 100.0, None, 1.0))
    x, y, _ = PLACES[0]
    out.append((names.MARKETS[4], "market", _box(x + 120, y + 60, 60, 45, 0.2), 100.0, None, 1.0))
    return out


def _compounds(rng: np.random.Generator) -> list[Row]:
    places = ((-960.0, 480.0), (-150.0, 1760.0), (1110.0, 640.0), (1600.0, 1760.0), (60.0, -900.0), (-1500.0, -500.0),
              (-2040.0, 2100.0), (2120.0, 500.0))  # fmt: skip
    out: list[Row] = []
    for (u, v), name in zip(places, names.COMPOUNDS, strict=True):
        x, y = warp(np.array([[u, v]]))[0]
        shape = _box(
            x + 30,
            y + 20,
            float(rng.uniform(90, 130)),
            float(rng.uniform(70, 100)),
            float(rng.uniform(-0.1, 0.1)),
        )
        out.append((name, "old_compound", shape, None, int(rng.integers(6, 24)) * 100, 1.0))
    return out


def _built_up(ground: Ground) -> list[Row]:
    """The seat within and a little beyond the ring, and the three towns; edges follow blocks, roads included."""
    patch = Polygon(belt_ring(RING, 1.015, 40.0)).buffer(20)
    g = ground.grids
    inside = [s for s, inner, seat in zip(g.shapes, g.inner, g.seat, strict=True) if inner and seat]
    rows: list[Row] = [
        ("县城建成区", BUILT, shapely.union_all([patch, *inside]).buffer(25).simplify(3), None, None, 1.0)
    ]
    for k, (town, _) in enumerate(names.TOWNS):
        cells = [s for s, o, inner in zip(g.shapes, g.office, g.inner, strict=True) if o == 4 + k and inner]
        rows.append(
            (town[:-1] + "镇区", BUILT, shapely.union_all(cells).buffer(25).simplify(3), None, None, 1.0)
        )
    return rows


def _box(x: float, y: float, w: float, h: float, turn: float) -> Polygon:
    c, s = np.cos(turn), np.sin(turn)
    corners = np.array([(-w, -h), (w, -h), (w, h), (-w, h)])
    return Polygon(
        np.column_stack(
            [x + corners[:, 0] * c - corners[:, 1] * s, y + corners[:, 0] * s + corners[:, 1] * c]
        )
    )


def inside(zones: tuple[Zone, ...], x: F64, y: F64) -> npt.NDArray[np.bool_]:
    """Which points lie in which zone: (zones, points)."""
    return np.array([shapely.contains_xy(z.shape, x, y) for z in zones])
