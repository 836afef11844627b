"""Lay out the county seat and its three towns: avenues, streets, lanes, and the cells that become grids."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import shapely

from gis.demo import names
from gis.demo.town import BANK, BRIDGES, COLS, CORE, F64, RING, ROWS, Line, area, halve, river_bend, warp

VILLAGES = (
    (-2040.0, 1330.0, 300.0), (-960.0, -1010.0, 250.0), (1110.0, 1990.0, 270.0), (2150.0, -1010.0, 290.0),
    (2700.0, 940.0, 260.0), (-2720.0, -1010.0, 270.0), (520.0, -1930.0, 260.0), (-1480.0, 2640.0, 300.0),
)  # fmt: skip
"""Middle (u, v) and radius of each urban village; all lie across a street that parts two grids."""
LAKE = (1660.0, 1380.0)


@dataclass(frozen=True)
class Cell:
    """A grid to be: a point inside it in metres, its name, and the index of its street office or town."""

    inside: tuple[float, float]
    name: str
    office: int


@dataclass
class Plan:
    """What a settlement is made of while it is being cut, in its flat frame."""

    rng: np.random.Generator
    street_names: list[str]
    spare: Callable[[str], str]
    lines: list[Line] = field(default_factory=list)
    cells: list[tuple[F64, str]] = field(default_factory=list)
    lanes: dict[str, int] = field(default_factory=dict)
    villages: tuple[tuple[float, float, float], ...] = ()
    village_names: tuple[str, ...] = ()

    def add(self, points: object, name: str, kind: str, *, border: bool) -> None:
        """Lay one straight line."""
        self.lines.append(Line(np.asarray(points, float), name, kind, border))

    def street(self) -> str:
        """The next unused street name."""
        if not self.street_names:
            self.street_names.extend(self.spare(n) for n in names.STREETS)
        return self.street_names.pop(0)

    def lane(self, base: str) -> str:
        """文渊一巷, 文渊二巷, …"""
        self.lanes[base] = self.lanes.get(base, 0) + 1
        return base + names.lane_number(self.lanes[base]) + "巷"

    def village_at(self, at: F64) -> str | None:
        """Name of the urban village a flat point lies in."""
        for (u, v, r), name in zip(self.villages, self.village_names, strict=False):
            if np.hypot(at[0] - u, at[1] - v) < r:
                return name
        return None


def lay_seat(rng: np.random.Generator) -> Plan:
    """The county seat: ring, avenues, bridges, riverside roads, some 80 cells, streets and lanes within."""
    plan = Plan(rng, list(names.STREETS), lambda n: n[:-1] + "支" + n[-1])
    plan.villages, plan.village_names = VILLAGES, names.URBAN_VILLAGES
    _avenues(plan)
    blocks = [(i, j) for j in range(len(ROWS) - 1) for i in range(len(COLS) - 1)]
    cells = [cell for i, j in blocks for cell in _superblock(plan, i, j)]
    far = [float(np.hypot(*(cell.mean(axis=0) - CORE))) for cell in cells]
    label = dict(zip(np.argsort(far, kind="stable").tolist(), names.SEAT_GRIDS, strict=False))
    for k, cell in enumerate(cells):
        plan.cells.append((cell, label[k]))
        _fill(plan, _off_river(cell), label[k])
    return plan


def lay_town(rng: np.random.Generator, town: str) -> Plan:
    """An outlying town: six cells around one main street."""
    plan = Plan(rng, list(names.TOWN_ROADS[town][1:]), lambda n: n)
    cols = (-760.0, -240.0 + rng.uniform(-60, 60), 290.0 + rng.uniform(-60, 60), 800.0)
    rows = (-520.0, 0.0, 500.0)
    main = names.TOWN_ROADS[town][0]
    for k, v in enumerate(rows):
        plan.add([(cols[0], v), (cols[-1], v)], main if k == 1 else plan.street(), "arterial" if k == 1 else "street",
                 border=True)  # fmt: skip
    for u in cols:
        plan.add([(u, rows[0]), (u, rows[-1])], plan.street(), "street", border=True)
    parts = iter(("西北", "镇北", "东北", "西南", "镇南", "东南"))
    for j in (1, 0):
        for i in range(3):
            cell = _rect(cols[i], rows[j], cols[i + 1], rows[j + 1])
            label = town[:-1] + next(parts)
            plan.cells.append((cell, label))
            _cut_down(plan, cell, label, 26_000.0, street_above=1e9)
    return plan


def _avenues(plan: Plan) -> None:
    west, south, east, north = COLS[0], ROWS[0], COLS[-1], ROWS[-1]
    for i, u in enumerate(COLS[1:-1]):
        name, ring = names.AVENUES_NS[i], u in (RING[0], RING[2])
        kind, low, high = ("ring", RING[1], RING[3]) if ring else ("arterial", ROWS[1], ROWS[-2])
        plan.add([(u, BANK), (u, high)], name, kind, border=True)
        plan.add([(u, low), (u, -BANK)], name, kind, border=True)
        plan.add([(u, -BANK), (u, BANK)], name, kind if u in BRIDGES else "divider", border=True)
        for a, b in ((south, ROWS[1]), (ROWS[-2], north)):
            plan.add([(u, a), (u, b)], name, "street" if i % 2 else "rural", border=True)
    for j, v in enumerate(ROWS[1:-1]):
        if v == 0:
            plan.add([(west, 0), (east, 0)], "", "divider", border=True)
            for bank, name in ((-BANK, "滨河南路"), (BANK, "滨河北路")):
                plan.add([(RING[0], bank), (RING[2], bank)], name, "arterial", border=False)
            continue
        name = names.AVENUES_EW[j if j < 2 else j + 1]
        kind = "ring" if v in (RING[1], RING[3]) else "arterial"
        plan.add([(RING[0], v), (RING[2], v)], name, kind, border=True)
        for a, b in ((west, RING[0]), (RING[2], east)):
            plan.add([(a, v), (b, v)], name, "street" if kind == "arterial" else "rural", border=True)
    corners = [(west, south), (east, south), (east, north), (west, north)]
    for k, name in enumerate(("南村路", "东村路", "北村路", "西村路")):
        plan.add([corners[k], corners[(k + 1) % 4]], name, "rural", border=True)


def _superblock(plan: Plan, i: int, j: int) -> list[F64]:
    """The cells of one superblock: one to three, more towards the middle."""
    box = _rect(COLS[i], ROWS[j], COLS[i + 1], ROWS[j + 1])
    middle = box.mean(axis=0)
    far = np.hypot(middle[0] - CORE[0], (middle[1] - CORE[1]) * 1.2)
    pieces = 1 if not _inside_ring(middle) else 3 if far < 1250 else 2 if far < 2500 else 1
    cells = [box]
    while len(cells) < pieces:
        cells.sort(key=area)
        cells += _part(plan, cells.pop())
    return cells


def _part(plan: Plan, cell: F64) -> list[F64]:
    """Two cells out of one, by a new street; beside the river the border goes on to its middle line."""
    name = plan.street()
    if (cell[:, 1] == 0).any():
        low, high = cell[:, 1].min(), cell[:, 1].max()
        left, right = cell[:, 0].min(), cell[:, 0].max()
        u = left + (right - left) * plan.rng.uniform(0.42, 0.58)
        shore, land = (BANK, high) if high > 0 else (-BANK, low)
        plan.add([(u, shore), (u, land)], name, "street", border=True)
        plan.add([(u, 0.0), (u, shore)], "", "divider", border=True)
        return [_rect(left, low, u, high), _rect(u, low, right, high)]
    halves = halve(cell, plan.rng, skew=0.08, spread=0.1)
    if halves is None:
        return [cell]
    plan.add(halves[2], name, "street", border=True)
    return [halves[0], halves[1]]


def _fill(plan: Plan, cell: F64, label: str) -> None:
    middle = cell.mean(axis=0)
    far = np.hypot(middle[0] - CORE[0], middle[1] - CORE[1])
    if not _inside_ring(middle):
        target, street = 190_000.0, 1e9
    else:
        target, street = 21_000.0 + 26_000.0 * min(1.0, far / 2600.0), 150_000.0
    _cut_down(plan, cell, label, target, street_above=street)


def _cut_down(plan: Plan, poly: F64, label: str, target: float, *, street_above: float) -> None:
    """Cut blocks until they are of ``target`` m²; urban villages become finer and crooked."""
    middle = poly.mean(axis=0)
    village = plan.village_at(middle)
    size = area(poly)
    lake = size < 210_000 and shapely.Polygon(poly).contains(shapely.Point(LAKE)) and bool(plan.villages)
    goal = 5_500.0 if village and size < 60_000 else target
    if size < goal or lake or (size < 1.7 * goal and not village and plan.rng.random() < 0.2):
        return
    skew, spread = (0.22, 0.16) if village else (0.05, 0.12)
    halves = halve(poly, plan.rng, skew=skew, spread=spread)
    if halves is None:
        return
    if size > street_above:
        plan.add(halves[2], plan.street(), "street", border=False)
    else:
        plan.add(halves[2], plan.lane(village or label), "lane", border=False)
    for half in halves[:2]:
        _cut_down(plan, half, label, target, street_above=street_above)


def _off_river(cell: F64) -> F64:
    """The cell without the river strip; outside the ring there is no riverside road, so the strip stays clear too."""
    out = cell.copy()
    low, high = cell[:, 1].min(), cell[:, 1].max()
    if low == 0:
        out[:, 1] = np.maximum(out[:, 1], BANK)
    elif high == 0:
        out[:, 1] = np.minimum(out[:, 1], -BANK)
    return out


def _inside_ring(at: F64) -> bool:
    return bool(RING[0] < at[0] < RING[2] and RING[1] < at[1] < RING[3])


def _rect(u0: float, v0: float, u1: float, v1: float) -> F64:
    return np.array([(u0, v0), (u1, v0), (u1, v1), (u0, v1)])


def office_of(middle: F64) -> int:
    """Which street office of the seat a cell belongs to: 0 middle, 1 east, 2 north, 3 south of the river."""
    u, v = float(middle[0]), float(middle[1])
    if v < 0:
        return 3
    if v > 1760:
        return 2
    return 1 if u > 1110 else 0


def river_line() -> F64:
    """The river's middle line through the seat, in metres."""
    return warp(np.column_stack([np.linspace(COLS[0], COLS[-1], 160), np.zeros(160)]))


__all__ = ["Cell", "Plan", "lay_seat", "lay_town", "office_of", "river_bend", "river_line"]
