"""The county's ground: grids in a hierarchy with codes, road segments with house numbers, and the sites of cases.

Everything here is in local metres (x east, y north of ``names.ORIGIN``). A *site* is one side of some ten metres of
road: cases happen at sites, so a site's length is the exposure every planted rate is measured against.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import LineString, Polygon
from shapely.ops import substring

from gis.demo import names
from gis.demo.land import PLACES, Land, make_land
from gis.demo.town import F64, RING, warp

I64 = npt.NDArray[np.int64]
SITE_M = 10.0
KERB = {"ring": 15.0, "arterial": 13.0, "street": 9.0, "lane": 3.5, "rural": 6.0}
"""Metres from the middle of a road to where its cases are found."""
HOUSE_M = 9.0
"""Metres of road a house number."""


@dataclass(frozen=True)
class Grids:
    """The management grids; one entry a grid, sorted by code."""

    shapes: list[Polygon]
    code: list[str]
    name: list[str]
    office: I64
    """Index into OFFICES."""
    community: list[str]
    community_code: list[str]
    seat: npt.NDArray[np.bool_]
    """In the county seat, the fringe included."""
    inner: npt.NDArray[np.bool_]
    """Inside the ring road, or a cell of an outlying town."""
    rural: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Segment:
    """One stretch of a named road between two greater crossings."""

    line: LineString
    name: str
    kind: str
    house_from: int
    house_to: int


@dataclass(frozen=True)
class Sites:
    """Where cases can be: one entry one side of one piece of road."""

    x: F64
    y: F64
    dx: F64
    """Unit vector along the road."""
    dy: F64
    km: F64
    """Road-km the site stands for: half the length of its piece."""
    segment: I64
    share: F64
    """How far along its segment, 0 to 1."""
    left: npt.NDArray[np.bool_]
    grid: I64


@dataclass(frozen=True)
class Ground:
    """One county, the same for every seed."""

    land: Land
    grids: Grids
    segments: list[Segment]
    sites: Sites


OFFICES = (*names.STREET_OFFICES, *names.TOWNS)


@cache
def make_ground() -> Ground:
    """The county, built once a process. Shared: never change it in place."""
    land = make_land()
    grids = make_grids(land)
    segments = make_segments(land)
    return Ground(land, grids, segments, make_sites(segments, grids))


def make_grids(land: Land) -> Grids:
    """Faces of the border lines, named, put into communities, coded west → east, north → south."""
    faces = list(shapely.get_parts(shapely.polygonize([e for e, b in zip(land.edges, land.border) if b])))
    label: list[str] = [""] * len(faces)
    office = np.full(len(faces), -1)
    tree = shapely.STRtree(faces)
    cells = shapely.points([c.inside for c in land.cells])
    for cell, face in zip(*(a.tolist() for a in tree.query(cells, predicate="intersects")), strict=True):
        label[face], office[face] = land.cells[cell].name, land.cells[cell].office
    middle = np.array([f.representative_point().coords[0] for f in faces])
    rural = office < 0
    far = np.hypot(middle[:, None, 0] - [p[0] for p in PLACES], middle[:, None, 1] - [p[1] for p in PLACES])
    office[rural] = 4 + np.argmin(far, axis=1)[rural]
    villages = iter(names.VILLAGE_GRIDS)
    for face in np.lexsort((middle[:, 0], -middle[:, 1])):
        if rural[face]:
            label[face] = next(villages)
    seat = office < 4
    ring = Polygon(warp(_ring_path()))
    inner = shapely.contains_xy(ring, middle) | ((office >= 4) & ~rural)
    block = _communities(middle, office, rural)
    order, codes, community = _codes(middle, office, rural, block, label)
    take = [int(i) for i in order]
    return Grids(
        [faces[i] for i in take], codes, [label[i] for i in take], office[order], [c for c, _ in community],
        [c for _, c in community], seat[order], inner[order], rural[order],
    )  # fmt: skip


def _ring_path() -> F64:
    (u0, v0, u1, v1), n = RING, 80
    u, v = np.linspace(u0, u1, n), np.linspace(v0, v1, n)
    sides = [(u, np.full(n, v0)), (np.full(n, u1), v), (u[::-1], np.full(n, v1)), (np.full(n, u0), v[::-1])]
    return np.vstack([np.column_stack(s) for s in sides])


def _communities(middle: F64, office: I64, rural: npt.NDArray[np.bool_]) -> I64:
    """A number for each grid: neighbouring grids of one office, about four together."""
    block = np.zeros(len(middle), np.int64)
    count = 0
    for key in range(len(OFFICES)):
        for wild in (False, True):
            stack = [np.flatnonzero((office == key) & (rural == wild))]
            while stack:
                part = stack.pop()
                if len(part) > 5:
                    axis = int(np.argmax(np.ptp(middle[part], axis=0)))
                    ranked = part[np.argsort(middle[part, axis], kind="stable")]
                    stack += [ranked[: len(part) // 2], ranked[len(part) // 2 :]]
                elif len(part):
                    block[part] = count
                    count += 1
    return block


def _codes(
    middle: F64, office: I64, rural: npt.NDArray[np.bool_], block: I64, label: list[str]
) -> tuple[I64, list[str], list[tuple[str, str]]]:
    """Order of the grids by code, their 15-digit codes, and (community, community code) of each."""
    rows: list[tuple[str, int, str, str]] = []
    for key, (_, street) in enumerate(OFFICES):
        blocks = sorted(
            {int(b) for b in block[office == key]}, key=lambda b: _west_north(middle[block == b].mean(0))
        )
        for n, b in enumerate(blocks):
            members = sorted(np.flatnonzero(block == b).tolist(), key=lambda i: _west_north(middle[i]))
            wild = bool(rural[members[0]])
            community = f"{names.DIVISION}{street}{(201 if wild else 1) + n:03d}"
            title = label[members[0]] + ("村" if wild else "社区")
            rows += [(f"{community}{i + 1:03d}", m, title, community) for i, m in enumerate(members)]
    rows.sort()
    return np.array([r[1] for r in rows]), [r[0] for r in rows], [(r[2], r[3]) for r in rows]


def _west_north(at: F64) -> tuple[float, float]:
    """Sort key: rows of 800 m from north to south, within a row from west to east."""
    return (-round(float(at[1]) / 800), float(at[0]))


def make_segments(land: Land) -> list[Segment]:
    """Named roads cut where a street or greater crosses; house numbers run on along the whole road."""
    groups: dict[tuple[str, str], list[LineString]] = {}
    major: dict[tuple[float, float], set[str]] = {}
    for edge, name, kind in zip(land.edges, land.name, land.kind, strict=True):
        if kind == "divider":
            continue
        groups.setdefault((name, kind), []).append(edge)
        if kind != "lane":
            for end in (edge.coords[0], edge.coords[-1]):
                major.setdefault(end, set()).add(name)
    crossings = {at for at, meet in major.items() if len(meet) > 1}
    house: dict[str, float] = {}
    out: list[Segment] = []
    for (name, kind), edges in sorted(groups.items()):
        merged = shapely.line_merge(shapely.MultiLineString(edges))
        for line in sorted(shapely.get_parts(merged), key=lambda g: g.coords[0]):
            for part in _cut_at(line, crossings if kind != "lane" else set()):
                start = house.get(name, 0.0)
                house[name] = start + part.length / HOUSE_M
                first = int(start) + 1
                out.append(Segment(part, name, kind, first, max(first + 1, int(house[name]))))
    return out


def _cut_at(line: LineString, crossings: set[tuple[float, float]], least: float = 140.0) -> list[LineString]:
    marks, last = [0.0], 0.0
    walked = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(np.array(line.coords), axis=0).T))])
    for at, d in zip(line.coords[1:-1], walked[1:-1], strict=True):
        if at in crossings and d - last >= least and walked[-1] - d >= least:
            marks.append(float(d))
            last = float(d)
    marks.append(float(walked[-1]))
    return [substring(line, a, b) for a, b in pairwise(marks)]


def make_sites(segments: list[Segment], grids: Grids) -> Sites:
    """Both sides of every ten metres of road, each in the grid its place lies in; what falls outside is left out."""
    parts: list[npt.NDArray[np.float64]] = []
    for k, seg in enumerate(segments):
        n = max(1, round(seg.line.length / SITE_M))
        share = (np.arange(n) + 0.5) / n
        a = shapely.get_coordinates(
            shapely.line_interpolate_point(seg.line, np.clip(share - 0.5 / n, 0, 1), normalized=True)
        )
        b = shapely.get_coordinates(
            shapely.line_interpolate_point(seg.line, np.clip(share + 0.5 / n, 0, 1), normalized=True)
        )
        along = (b - a) / np.maximum(np.hypot(*(b - a).T), 1e-9)[:, None]
        for left in (1.0, -1.0):
            at = (a + b) / 2 + left * KERB[seg.kind] * np.column_stack([-along[:, 1], along[:, 0]])
            km = np.full(n, seg.line.length / n / 2000)
            parts.append(np.column_stack([at, along, km, np.full(n, k), share, np.full(n, left)]))
    rows = np.vstack(parts)
    tree = shapely.STRtree(grids.shapes)
    site, grid = tree.query(shapely.points(rows[:, :2]), predicate="intersects")
    inside = np.full(len(rows), -1)
    inside[site[::-1]] = grid[::-1]
    rows, inside = rows[inside >= 0], inside[inside >= 0]
    return Sites(
        rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3], rows[:, 4], rows[:, 5].astype(np.int64), rows[:, 6],
        rows[:, 7] > 0, inside.astype(np.int64),
    )  # fmt: skip
