"""The ground as tables in metres: grids with their hierarchy, road segments with house numbers, pieces of road."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from gis.synthetic import names
from gis.synthetic.land import PLACES, Land

PIECE_M = 20.0
"""Exposure is counted in pieces of road of at most this length."""
HOUSE_M = 8.0
"""Metres of road a house number stands for."""
GRIDS_A_COMMUNITY = 4
OFFICES = (*names.STREET_OFFICES, *names.TOWNS)
End = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Ground:
    """Local metres. ``grids``: grid_code, name, street, street_code, community, community_code, office, geometry;
    ``segments``: segment_id, name, class, length, house_from, house_to, geometry;
    ``pieces``: x, y, dx, dy (unit direction), km, segment (row), grid (row), house."""

    grids: pd.DataFrame
    segments: pd.DataFrame
    pieces: pd.DataFrame


def make_ground(land: Land) -> Ground:
    """Polygonize the border network, name its faces, cut the roads."""
    grids = _grids(land)
    segments = _segments(land)
    return Ground(grids, segments, _pieces(segments, grids))


def _grids(land: Land) -> pd.DataFrame:
    borders = [e for e, border in zip(land.edges, land.border, strict=True) if border]
    faces = [f for f in shapely.get_parts(shapely.polygonize(borders)) if f.area > 100]
    tree = shapely.STRtree(faces)
    named: dict[int, tuple[str, int]] = {}
    for cell in land.cells:
        hit = tree.query(shapely.Point(cell.inside), predicate="within")
        if len(hit):
            named[int(hit[0])] = (cell.name, cell.office)
    villages = iter(names.VILLAGE_GRIDS)
    rows = []
    for i, face in enumerate(faces):
        middle = face.representative_point()
        name, office = named.get(i, ("", -1))
        if office < 0:
            name, office = next(villages), _nearest_town(middle.x, middle.y)
        rows.append((name, office, middle.x, middle.y, face))
    return _coded(pd.DataFrame(rows, columns=["name", "office", "x", "y", "geometry"]))


def _nearest_town(x: float, y: float) -> int:
    """The town whose land a rural face is: the seat's own offices hold none."""
    return 4 + int(np.argmin([np.hypot(x - px, y - py) for px, py, _ in PLACES]))


def _coded(grids: pd.DataFrame) -> pd.DataFrame:
    """Communities of neighbouring grids and 15-digit codes, west → east and north → south."""
    grids = grids.copy()
    grids["row"] = (-grids["y"] // 900).astype(int)
    grids = grids.sort_values(["office", "row", "x"], kind="stable").reset_index(drop=True)
    grids["rank"] = grids.groupby("office").cumcount()
    grids["community_no"] = grids["rank"] // GRIDS_A_COMMUNITY + 1
    grids["sequence"] = grids["rank"] % GRIDS_A_COMMUNITY + 1
    code = np.array([names.DIVISION + c for _, c in OFFICES])[grids["office"]]
    first = grids.groupby(["office", "community_no"])["name"].transform("first")
    grids["street"], grids["street_code"] = np.array([n for n, _ in OFFICES])[grids["office"]], code
    grids["community"] = first + np.where(grids["office"] < 4, "社区", "村")
    grids["community_code"] = [f"{c}{n:03d}" for c, n in zip(code, grids["community_no"], strict=True)]
    grids["grid_code"] = [
        f"{c}{n:03d}" for c, n in zip(grids["community_code"], grids["sequence"], strict=True)
    ]
    return grids.sort_values("grid_code").reset_index(drop=True)


def _segments(land: Land) -> pd.DataFrame:
    """Roads between junctions of streets; lanes whole. Divider edges are no roads."""
    keep = [i for i, k in enumerate(land.kind) if k != "divider"]
    ends = {i: _ends(land.edges[i]) for i in keep}
    degree: dict[End, int] = {}
    groups: dict[tuple[str, str], list[int]] = {}
    for i in keep:
        groups.setdefault((land.name[i], land.kind[i]), []).append(i)
        if land.kind[i] != "lane":
            for end in ends[i]:
                degree[end] = degree.get(end, 0) + 1
    rows = [
        (name, kind, line)
        for (name, kind), members in sorted(groups.items())
        for chain in _chains(members, ends, degree, through=kind == "lane")
        for line in _lines([land.edges[i] for i in chain])
    ]
    table = pd.DataFrame(rows, columns=["name", "class", "geometry"])
    table["length"] = shapely.length(table["geometry"].to_numpy())
    table = table[table["length"] > 5].reset_index(drop=True)
    table["segment_id"] = [f"L{i + 1:05d}" for i in range(len(table))]
    table["house_to"] = table.groupby("name")["length"].cumsum() // HOUSE_M * 2
    table["house_from"] = table["house_to"] - table["length"] // HOUSE_M * 2 + 1
    return table.astype({"house_from": int, "house_to": int})


def _ends(edge: shapely.LineString) -> tuple[End, End]:
    (x0, y0), (x1, y1) = edge.coords[0], edge.coords[-1]
    return (round(x0, 2), round(y0, 2)), (round(x1, 2), round(y1, 2))


def _chains(
    members: list[int], ends: dict[int, tuple[End, End]], degree: dict[End, int], *, through: bool
) -> list[list[int]]:
    """Edges of one name joined where no other street meets them (lanes: everywhere)."""
    parent = {i: i for i in members}

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    at: dict[End, int] = {}
    for i in members:
        for end in ends[i]:
            if through or degree.get(end, 0) == 2:
                if end in at:
                    parent[root(i)] = root(at[end])
                at[end] = i
    chains: dict[int, list[int]] = {}
    for i in members:
        chains.setdefault(root(i), []).append(i)
    return list(chains.values())


def _lines(edges: list[shapely.LineString]) -> list[shapely.LineString]:
    merged = shapely.line_merge(shapely.MultiLineString(edges))
    return [g for g in shapely.get_parts(merged) if g.length > 0]


def _pieces(segments: pd.DataFrame, grids: pd.DataFrame) -> pd.DataFrame:
    """Every road in pieces of at most ``PIECE_M``: middle, direction, length, and the grid the middle lies in."""
    lines, length = segments["geometry"].to_numpy(), segments["length"].to_numpy()
    count = np.maximum(np.ceil(length / PIECE_M), 1).astype(int)
    row = np.repeat(np.arange(len(lines)), count)
    number = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    step = (length / count)[row]
    at = (number + 0.5) * step
    middle = shapely.line_interpolate_point(lines[row], at)
    ahead = shapely.line_interpolate_point(lines[row], np.minimum(at + 1.0, length[row]))
    back = shapely.line_interpolate_point(lines[row], np.maximum(at - 1.0, 0.0))
    dx, dy = shapely.get_x(ahead) - shapely.get_x(back), shapely.get_y(ahead) - shapely.get_y(back)
    size = np.maximum(np.hypot(dx, dy), 1e-9)
    piece, grid = shapely.STRtree(grids["geometry"].to_numpy()).query(middle, predicate="intersects")
    of = np.full(len(row), -1)
    order = np.lexsort((-grid, piece))  # of two at a border the first code
    of[piece[order]] = grid[order]
    house = segments["house_from"].to_numpy()[row] + at // HOUSE_M * 2
    table = pd.DataFrame({
        "x": shapely.get_x(middle), "y": shapely.get_y(middle), "dx": dx / size, "dy": dy / size, "km": step / 1000,
        "segment": row, "grid": of, "house": house.astype(int),
    })  # fmt: skip
    return table[of >= 0].reset_index(drop=True)
