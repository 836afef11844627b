"""Points of interest, sample points, and the county's own basemap layers, in local metres."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from gis.demo import names, zones
from gis.demo.ground import KERB, Ground, make_ground
from gis.demo.land import LAND_SEED, PLACES
from gis.demo.seat import LAKE
from gis.demo.town import warp


@dataclass(frozen=True)
class Poi:
    """A named place."""

    name: str
    kind: str
    x: float
    y: float
    grid: int


@cache
def make_pois() -> tuple[Poi, ...]:
    """Named places beside streets; a town's own lie in that town."""
    ground, rng = make_ground(), np.random.default_rng(LAND_SEED + 2)
    s, g = ground.sites, ground.grids
    kinds = np.array([seg.kind for seg in ground.segments])[s.segment]
    far = np.hypot(s.x, s.y - 300)
    out: list[Poi] = []
    for kind, titles in names.POI_KINDS.items():
        for name in titles:
            town = next((k for k, (t, _) in enumerate(names.TOWNS) if name.startswith(t[:2])), None)
            if town is None:
                fit = np.isin(kinds, ("street", "arterial")) & (far < 2700) & g.seat[s.grid]
                office = next(
                    (k for k, (t, _) in enumerate(names.STREET_OFFICES) if name.startswith(t[:2])), None
                )
                fit &= True if office is None else g.office[s.grid] == office
            else:
                fit = (
                    (g.office[s.grid] == 4 + town) & g.inner[s.grid] & np.isin(kinds, ("street", "arterial"))
                )
            choice = np.flatnonzero(fit)
            clear = [
                i
                for i in rng.permutation(choice)[:60]
                if all(np.hypot(p.x - s.x[i], p.y - s.y[i]) > 170 for p in out)
            ]
            k = int(clear[0] if clear else choice[0])
            side = 1.0 if s.left[k] else -1.0
            x, y = s.x[k] - side * 24 * s.dy[k], s.y[k] + side * 24 * s.dx[k]
            out.append(Poi(name, kind, float(x), float(y), int(s.grid[k])))
    return tuple(out)


@cache
def make_samples() -> tuple[Poi, ...]:
    """Sample points of inspections: two a grid in the seat and the towns, one elsewhere."""
    ground, rng = make_ground(), np.random.default_rng(LAND_SEED + 3)
    s, out = ground.sites, []
    for grid in range(len(ground.grids.code)):
        of = np.flatnonzero(s.grid == grid)
        for n in range(2 if ground.grids.inner[grid] else 1):
            k = int(rng.choice(of))
            out.append(
                Poi(
                    f"{ground.grids.name[grid]}样本点{n + 1}",
                    "sample_point",
                    float(s.x[k]),
                    float(s.y[k]),
                    grid,
                )
            )
    return tuple(out)


def water() -> list[tuple[str, str, BaseGeometry]]:
    """The river, the lake in the park, a canal, a few ponds: (name, kind, shape)."""
    land = make_ground().land
    course = LineString(land.river)
    width = [34 + 9 * np.sin(k / 17) for k in range(len(land.river))]
    pieces = [
        LineString(land.river[k : k + 2]).buffer(width[k], quad_segs=3) for k in range(len(land.river) - 1)
    ]
    river = shapely.union_all(pieces).simplify(1.5).intersection(land.outline)
    x, y = warp(np.array([LAKE]))[0]
    out = [(names.RIVER, "river", river), ("清岚湖", "lake", zones.blob(x, y, 105, 0.7, rough=0.2))]
    for k, (px, py, r) in enumerate(((-4900.0, 4700.0, 260.0), (8300.0, -1900.0, 300.0), (3100.0, -6500.0, 170.0),
                                     (-9000.0, -400.0, 150.0), (7900.0, 6000.0, 140.0))):  # fmt: skip
        name = ("龙泉水库", "雁湖水库", "", "", "")[k]
        out.append((name, "reservoir" if name else "pond", zones.blob(px, py, r, 1.3 * k, rough=0.24)))
    for k, (sx, sy) in enumerate(((-4900.0, 4700.0), (8300.0, -1900.0))):
        at = course.interpolate(course.project(Point(sx + (900 if k == 0 else -600), 0)))
        if k == 1:
            stream = _brook(Point(sx, sy), at)
            out.append(("", "stream", stream.buffer(9, quad_segs=2)))
    return out


def _brook(a: Point, b: Point) -> LineString:
    t = np.linspace(0, 1, 40)
    line = np.column_stack([a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t])
    line[:, 0] += 110 * np.sin(t * 14) * np.sin(np.pi * t)
    return LineString(line)


def built_up() -> list[tuple[str, BaseGeometry]]:
    """Built ground for the basemap: blocks between the streets, and hamlets along the country roads."""
    ground = make_ground()
    built = shapely.union_all([z.shape for z in zones.make_zones() if z.kind == zones.BUILT])
    river = water()[0][2].buffer(55)
    kerbs = shapely.union_all([
        s.line.buffer(KERB[s.kind] + 2, quad_segs=1, cap_style="flat") for s in ground.segments
        if s.kind in ("ring", "arterial", "street")
    ])  # fmt: skip
    blocks = (
        built.difference(kerbs).difference(river).difference(shapely.union_all([w[2] for w in water()[1:]]))
    )
    out: list[tuple[str, BaseGeometry]] = [
        ("block", p.simplify(2)) for p in shapely.get_parts(blocks) if p.area > 900
    ]
    out += [("village", shape) for _, shape in hamlets()]
    return out


@cache
def hamlets() -> tuple[tuple[str, Polygon], ...]:
    """Villages: patches beside the country roads of every rural grid and of the fringe."""
    ground, rng = make_ground(), np.random.default_rng(LAND_SEED + 4)
    s, g = ground.sites, ground.grids
    out: list[tuple[str, Polygon]] = []
    kinds = np.array([seg.kind for seg in ground.segments])[s.segment]
    for grid in range(len(g.code)):
        if not (g.rural[grid] or (g.seat[grid] and not g.inner[grid])):
            continue
        of = np.flatnonzero((s.grid == grid) & np.isin(kinds, ("rural", "lane", "street")))
        n = 3 if g.rural[grid] else 2
        for j, k in enumerate(rng.permutation(of)[: n * 6 : 6] if len(of) > n * 6 else of[:1]):
            side = 1.0 if s.left[k] else -1.0
            x, y = s.x[k] - side * 55 * s.dy[k], s.y[k] + side * 55 * s.dx[k]
            if all(np.hypot(p.centroid.x - x, p.centroid.y - y) > 700 for _, p in out):
                r = float(rng.uniform(90, 190))
                shape = zones.blob(float(x), float(y), r, float(k), n=16, rough=0.2)
                out.append(
                    (g.name[grid] if j == 0 and g.rural[grid] else "", shape.intersection(g.shapes[grid]))
                )
    return tuple(out)


def places(ground: Ground) -> list[tuple[str, str, int, float, float]]:
    """Names on the basemap: (name, kind, rank, x, y), rank 1 the greatest."""
    out = [(names.SEAT, "county_seat", 1, 0.0, 700.0)]
    out += [(town, "town", 2, PLACES[k][0], PLACES[k][1]) for k, (town, _) in enumerate(names.TOWNS)]
    g = ground.grids
    for k, (office, _) in enumerate(names.STREET_OFFICES):
        middle = shapely.union_all(
            [s for s, o in zip(g.shapes, g.office, strict=True) if o == k]
        ).representative_point()
        out.append((office, "subdistrict", 3, middle.x, middle.y))
    out += [(name, "village", 4, p.centroid.x, p.centroid.y) for name, p in hamlets() if name]
    out += [(z.name, "urban_village", 4, z.shape.centroid.x, z.shape.centroid.y) for z in zones.make_zones()
            if z.kind == "urban_village"]  # fmt: skip
    out += [
        (p.name, p.kind, 5, p.x, p.y)
        for p in make_pois()
        if p.kind in ("park", "station", "hospital", "school")
    ]
    return out
