"""Zones of every kind, lying across grids; in local metres."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from gis.synthetic import names
from gis.synthetic.ground import Ground
from gis.synthetic.land import PLACES, Land
from gis.synthetic.seat import VILLAGES
from gis.synthetic.town import COLS, F64, RING, ROWS, warp

BACK_LANES = 12
COLUMNS = ["zone_id", "name", "kind", "buffer_m", "residents", "geometry"]


def make_zones(land: Land, ground: Ground, rng: np.random.Generator) -> pd.DataFrame:
    """zone_id, name, kind, buffer_m, residents, geometry: one row a zone."""
    rows: list[tuple[str, str, float, float, shapely.Geometry]] = [
        *_villages(rng),
        *_fringe(),
        *_back_lanes(ground, rng),
    ]
    rows += [(n, "market", 60.0, np.nan, _box(ground, rng, 70, 45)) for n in names.MARKETS]
    rows += [
        (n, "old_compound", np.nan, float(rng.integers(400, 1800)), _box(ground, rng, 170, 130))
        for n in names.COMPOUNDS
    ]
    rows += _places(ground, rng)
    rows.append(
        (
            "县城建成区",
            "built_up_area",
            np.nan,
            np.nan,
            _town_rect(COLS[0] * 0.9, ROWS[0] * 0.85, COLS[-1] * 0.9, ROWS[-1] * 0.92),
        )
    )
    for (town, _), (x, y, _turn) in zip(names.TOWNS, PLACES, strict=True):
        rows.append((f"{town}建成区", "built_up_area", np.nan, np.nan, shapely.Point(x, y).buffer(980, 24)))
    rows.append(
        ("清岚河沿岸", "riverside", np.nan, np.nan, shapely.LineString(land.river[40:180]).buffer(150, 6))
    )
    table = pd.DataFrame(rows, columns=["name", "kind", "buffer_m", "residents", "geometry"])
    table["geometry"] = shapely.intersection(shapely.make_valid(table["geometry"].to_numpy()), land.outline)
    table["zone_id"] = [f"Z{i + 1:03d}" for i in range(len(table))]
    return table[COLUMNS]


def _villages(rng: np.random.Generator) -> list[tuple[str, str, float, float, shapely.Geometry]]:
    """Urban villages: crooked patches where the plan cut the lanes finer."""
    out = []
    for (u, v, r), name in zip(VILLAGES, names.URBAN_VILLAGES, strict=True):
        t = np.linspace(0, 2 * np.pi, 28, endpoint=False)
        wave = 1 + 0.14 * np.sin(3 * t + rng.uniform(0, 6)) + 0.08 * np.sin(5 * t + rng.uniform(0, 6))
        ring = warp(np.column_stack([u + r * wave * np.cos(t), v + r * wave * np.sin(t)]))
        out.append(
            (f"{name}城中村", "urban_village", np.nan, float(rng.integers(1500, 6500)), shapely.Polygon(ring))
        )
    return out


def _town_rect(u0: float, v0: float, u1: float, v1: float) -> shapely.Polygon:
    """A rectangle of the flat frame, bent as the town is."""
    side = np.linspace(0, 1, 40)[:-1]
    us = np.concatenate([u0 + (u1 - u0) * side, np.full(39, u1), u1 + (u0 - u1) * side, np.full(39, u0)])
    vs = np.concatenate([np.full(39, v0), v0 + (v1 - v0) * side, np.full(39, v1), v1 + (v0 - v1) * side])
    return shapely.make_valid(shapely.Polygon(warp(np.column_stack([us, vs]))))


def _fringe() -> list[tuple[str, str, float, float, shapely.Geometry]]:
    """The belt outside the ring road, in four quarters, and a collar around each town."""
    belt = _town_rect(COLS[0], ROWS[0], COLS[-1], ROWS[-1]).difference(_town_rect(*RING))
    quarters = {"东郊": ((0, 0), (9000, -7000), (9000, 8000)), "南郊": ((0, 0), (9000, -7000), (-9000, -7000)),
                "西郊": ((0, 0), (-9000, -7000), (-9000, 8000)), "北郊": ((0, 0), (-9000, 8000), (9000, 8000))}  # fmt: skip
    out = []
    for name, wedge in quarters.items():
        part = belt.intersection(shapely.Polygon(wedge))
        out.append((f"{name}城乡结合部", "fringe_area", np.nan, np.nan, _largest(part)))
    for (town, _), (x, y, _turn) in zip(names.TOWNS, PLACES, strict=True):
        collar = shapely.Point(x, y).buffer(1150, 24).difference(shapely.Point(x, y).buffer(700, 24))
        out.append((f"{town}镇乡结合部", "fringe_area", np.nan, np.nan, collar))
    return out


def _largest(shape: shapely.Geometry) -> shapely.Geometry:
    parts = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon"]
    return max(parts, key=lambda p: p.area)


def _back_lanes(
    ground: Ground, rng: np.random.Generator
) -> list[tuple[str, str, float, float, shapely.Geometry]]:
    """Lanes of the seat, long enough to be known by name."""
    s = ground.segments
    middle = shapely.centroid(s["geometry"].to_numpy())
    near = np.hypot(shapely.get_x(middle), shapely.get_y(middle) - 300) < 2400
    pool = s[(s["class"] == "lane") & near & (s["length"] > 160)]
    pool = pool.iloc[np.sort(rng.choice(len(pool), BACK_LANES, replace=False))]
    return [
        (n, "back_lane", np.nan, np.nan, g.buffer(14, 4))
        for n, g in zip(pool["name"], pool["geometry"], strict=True)
    ]


def _box(ground: Ground, rng: np.random.Generator, width: float, height: float) -> shapely.Polygon:
    """A yard beside a street of the seat, turned with it."""
    p = ground.pieces
    pool = p[
        (np.hypot(p["x"], p["y"] - 300) < 2600)
        & (ground.segments["class"].to_numpy()[p["segment"]] == "street")
    ]
    at = pool.iloc[int(rng.integers(len(pool)))]
    corners = np.array([(-1, 0), (1, 0), (1, 2), (-1, 2)]) * (width / 2, height / 2)
    turn = np.array([[at.dx, at.dy], [-at.dy, at.dx]])
    return shapely.Polygon(corners @ turn + (at.x, at.y))


def _places(
    ground: Ground, rng: np.random.Generator
) -> list[tuple[str, str, float, float, shapely.Geometry]]:
    """One or two of each remaining kind."""
    wanted = [
        ("迎晖路商住楼工地", "construction_site", 180, 140), ("东畴安置房工地", "construction_site", 200, 150),
        ("县汽车客运站", "station", 150, 120), ("县第一中学", "school", 260, 220), ("县实验小学", "school", 160, 120),
        ("县人民医院", "hospital", 220, 180), ("砖塔窝棚区", "shanty_area", 160, 110),
        ("云锦百货门前", "roadside", 150, 40), ("县政务服务中心", "key_place", 140, 110),
    ]  # fmt: skip
    return [(n, k, np.nan, np.nan, _box(ground, rng, w, h)) for n, k, w, h in wanted]


def inside(zones: pd.DataFrame, ground: Ground) -> list[F64]:
    """For each zone the rows of the pieces of road whose middle lies in it (its buffer included)."""
    points = shapely.points(ground.pieces["x"].to_numpy(), ground.pieces["y"].to_numpy())
    shapes = [g.buffer(b) if b == b else g for g, b in zip(zones["geometry"], zones["buffer_m"], strict=True)]
    tree = shapely.STRtree(points)
    return [np.sort(tree.query(shape, predicate="intersects")) for shape in shapes]
