"""The whole county in metres: seat, towns, rural roads, river and outline noded into one network of edges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon

from gis.demo import names
from gis.demo.seat import Cell, Plan, lay_seat, lay_town, office_of
from gis.demo.town import COLS, F64, RANK, ROWS, Line, river_bend, warp

Place = Callable[[F64], F64]
LAND_SEED = 20241122
"""The county is one place: its ground does not change with the seed of the cases."""
PLACES = ((6750.0, 4150.0, 14.0), (-7150.0, 2500.0, -9.0), (5350.0, -5050.0, -24.0))
"""Middle and turn of the three outlying towns."""


@dataclass(frozen=True)
class Land:
    """The network: one row an edge between two nodes, in local metres."""

    edges: list[LineString]
    name: list[str]
    kind: list[str]
    border: list[bool]
    cells: list[Cell]
    outline: Polygon
    river: F64


def make_land() -> Land:
    """Lay everything out and node it; every shared border is one chain of edges."""
    rng = np.random.default_rng(LAND_SEED)
    seat = lay_seat(rng)
    lines = _noded(seat, warp)
    cells = [Cell(_point(warp(c.mean(axis=0)[None])), n, office_of(c.mean(axis=0))) for c, n in seat.cells]
    gates: dict[str, dict[str, F64]] = {}
    for k, (town, _) in enumerate(names.TOWNS):
        plan = lay_town(rng, town)
        place = _placer(*PLACES[k], phase=float(k))
        lines += _noded(plan, place)
        cells += [Cell(_point(place(c.mean(axis=0)[None])), n, 4 + k) for c, n in plan.cells]
        gates[town] = _gates(plan, place)
    outline = outline_ring()
    river = river_course(outline)
    lines += rural_lines(gates, outline, rng)
    lines.append(Line(river[: _index(river, warp(np.array([[COLS[0], 0.0]]))[0]) + 1], "", "divider", True))
    lines.append(Line(river[_index(river, warp(np.array([[COLS[-1], 0.0]]))[0]) :], "", "divider", True))
    lines.append(Line(np.vstack([outline, outline[:1]]), "", "divider", True))
    edges, tags = _node_all(lines)
    return Land(
        edges, [lines[t].name for t in tags], [lines[t].kind for t in tags], [lines[t].border for t in tags],
        cells, Polygon(outline), river,
    )  # fmt: skip


def _noded(plan: Plan, place: Place) -> list[Line]:
    """Node a plan's lines in its flat frame, then warp each edge; shared points stay shared."""
    sources = [LineString(line.points) for line in plan.lines]
    edges = list(shapely.get_parts(shapely.union_all(sources, grid_size=0.01)))
    owner = _owners(edges, sources, [line.kind for line in plan.lines])
    out = []
    for edge, k in zip(edges, owner, strict=True):
        dense = shapely.get_coordinates(shapely.segmentize(edge, 45.0))
        bent = LineString(place(dense)).simplify(0.5)
        line = plan.lines[k]
        out.append(Line(shapely.get_coordinates(bent), line.name, line.kind, line.border))
    return out


def _node_all(lines: list[Line]) -> tuple[list[LineString], list[int]]:
    sources = [LineString(line.points) for line in lines]
    edges = list(shapely.get_parts(shapely.union_all(sources, grid_size=0.01)))
    return edges, _owners(edges, sources, [line.kind for line in lines])


def _owners(edges: list[LineString], sources: list[LineString], kinds: list[str]) -> list[int]:
    """For each edge the source line it came from; the strongest class where several lie on each other."""
    tree = shapely.STRtree(sources)
    middles = shapely.line_interpolate_point(edges, 0.5, normalized=True)
    near, owner = tree.query(middles, predicate="dwithin", distance=0.05)
    best: list[int] = [-1] * len(edges)
    for e, s in zip(near.tolist(), owner.tolist(), strict=True):
        if best[e] < 0 or RANK.index(kinds[s]) < RANK.index(kinds[best[e]]):
            best[e] = s
    return best


def _placer(x: float, y: float, turn: float, *, phase: float) -> Place:
    c, s = np.cos(np.deg2rad(turn)), np.sin(np.deg2rad(turn))

    def place(uv: F64) -> F64:
        u = uv[:, 0] + 34 * np.sin(uv[:, 1] / 300 + phase) + 14 * np.sin(uv[:, 1] / 120 + 2 * phase)
        v = uv[:, 1] + 40 * np.sin(uv[:, 0] / 420 + 1.7 * phase) + 12 * np.sin(uv[:, 0] / 150 + phase)
        return np.column_stack([x + u * c - v * s, y + u * s + v * c])

    return place


def _gates(plan: Plan, place: Place) -> dict[str, F64]:
    """Where rural roads meet a town: the ends of its main street and two corners of its cross streets."""
    cols = sorted({float(u) for c, _ in plan.cells for u in c[:, 0]})
    rows = sorted({float(v) for c, _ in plan.cells for v in c[:, 1]})
    flat = {"w": (cols[0], 0.0), "e": (cols[-1], 0.0), "n": (cols[2], rows[-1]), "s": (cols[1], rows[0])}
    return {k: place(np.array([p]))[0] for k, p in flat.items()}


def outline_ring(n: int = 220) -> F64:
    """The county's outline as a ring of points, counter-clockwise from the east, not closed."""
    t = np.linspace(0, 2 * np.pi, n, endpoint=False)
    r = (
        1
        + 0.05 * np.sin(3 * t + 0.6)
        + 0.035 * np.sin(5 * t + 2.2)
        + 0.018 * np.sin(11 * t)
        + 0.01 * np.sin(23 * t + 1)
    )
    q = (np.abs(np.cos(t)) ** 2.5 + np.abs(np.sin(t)) ** 2.5) ** (-1 / 2.5)
    return np.column_stack([11_000 * r * q * np.cos(t), 150 + 8_300 * r * q * np.sin(t)]).round(2)


def on_outline(ring: F64, degrees: float) -> F64:
    """The outline's point nearest to a bearing seen from the middle."""
    angle = np.rad2deg(np.arctan2(ring[:, 1], ring[:, 0]))
    return np.asarray(ring[int(np.argmin(np.abs((angle - degrees + 180) % 360 - 180)))])


def river_course(ring: F64) -> F64:
    """The river's middle line from the western outline through the seat to the eastern."""
    inner = warp(np.column_stack([np.linspace(COLS[0], COLS[-1], 160), np.zeros(160)]))
    west = curve(on_outline(ring, 187.0), inner[0], 0.07, 3.0)
    east = curve(inner[-1], on_outline(ring, -8.0), -0.09, 2.0)
    return np.vstack([west[:-1], inner, east[1:]])


def curve(p: F64, q: F64, bend: float, waves: float, n: int = 60) -> F64:
    """A winding line from p to q; ``bend`` is how far it leaves the straight, as a share of its length."""
    t = np.linspace(0, 1, n)
    along = q - p
    normal = np.array([-along[1], along[0]])
    off = bend * np.sin(np.pi * t) + 0.018 * np.sin(waves * 2 * np.pi * t) * np.sin(np.pi * t)
    out = p + t[:, None] * along + off[:, None] * normal
    out[0], out[-1] = p, q
    return np.asarray(out)


def rural_lines(gates: dict[str, dict[str, F64]], ring: F64, rng: np.random.Generator) -> list[Line]:
    """County roads from the seat's outer loop to the towns, between towns, and on to the outline."""

    def exit_(u: float, v: float) -> F64:
        return np.asarray(warp(np.array([[u, v]]))[0])

    qing, tao, yan = (gates[t] for t, _ in names.TOWNS)
    south, north, west, east = ROWS[0], ROWS[-1], COLS[0], COLS[-1]
    joint = np.array([-7150.0, -3050.0])
    ridge_w, ridge_e = np.array([-2950.0, 5750.0]), np.array([250.0, 6050.0])
    plain_w, plain_e = np.array([-3150.0, -5100.0]), np.array([150.0, -5500.0])
    wish = [
        ("青岚公路", exit_(east, 960), qing["w"], 0.06), ("青岚公路", qing["e"], on_outline(ring, 27), 0.05),
        ("青北路", qing["n"], on_outline(ring, 47), -0.05), ("青雁公路", qing["s"], yan["n"], -0.07),
        ("岚雁公路", exit_(COLS[6], south), yan["w"], 0.05), ("岚雁公路", yan["e"], on_outline(ring, -30), -0.05),
        ("雁南路", yan["s"], on_outline(ring, -62), 0.06), ("岚陶公路", exit_(west, 960), tao["e"], -0.05),
        ("岚陶公路", tao["w"], on_outline(ring, 162), 0.04), ("陶北路", tao["n"], on_outline(ring, 140), -0.06),
        ("陶南路", tao["s"], joint, 0.06), ("西岭路", exit_(west, -1030), joint, -0.05),
        ("西岭路", joint, on_outline(ring, 206), 0.05), ("北岭路", exit_(COLS[2], north), ridge_w, 0.06),
        ("北岭路", ridge_w, on_outline(ring, 116), 0.06), ("岚北公路", exit_(COLS[4], north), ridge_e, -0.05),
        ("岚北公路", ridge_e, on_outline(ring, 93), -0.05), ("岭下路", ridge_w, ridge_e, 0.08),
        ("岭下路", ridge_e, qing["w"], 0.08),
        ("北沟路", exit_(COLS[6], north), on_outline(ring, 68), 0.06),
        ("南坡路", exit_(COLS[2], south), plain_w, -0.06), ("南坡路", plain_w, on_outline(ring, 236), -0.06),
        ("岚南公路", exit_(COLS[4], south), plain_e, 0.05), ("岚南公路", plain_e, on_outline(ring, 266), 0.05),
        ("塬下路", joint, plain_w, -0.07), ("塬下路", plain_w, plain_e, -0.06),
        ("塬上路", exit_(COLS[6], south), on_outline(ring, -80), -0.04),
    ]  # fmt: skip
    return [
        Line(curve(p, q, bend, 2 + rng.uniform(0, 1.5)), name, "rural", True) for name, p, q, bend in wish
    ]


def _index(line: F64, at: F64) -> int:
    return int(np.argmin(np.hypot(line[:, 0] - at[0], line[:, 1] - at[1])))


def _point(xy: F64) -> tuple[float, float]:
    return float(xy[0, 0]), float(xy[0, 1])


__all__ = ["Land", "make_land", "river_bend"]
