"""The places that are compared, and which ground each is compared with.

The ground is cut into *cells*: a cell is what lies in the same zones and the same grid. Cases and exposure are both
tables over cells, so that a case and the road it lies on always count for the same places, and an overlap counts once
in a union. The reference of a place is the built-up part of the streets and towns it lies in, less all weak links and
less the place itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from gis.areas.measure import area_m2, sound
from gis.hotspots.exposure import BUILT, F64, ROAD_KM, Roads, Shapes, zones_on
from gis.hotspots.units import grids_of
from gis.locate.assign import assign_areas, assign_many
from gis.registers import Registers, is_fringe

Bools = npt.NDArray[np.bool_]
Cell = tuple[tuple[str, ...], str]
"""Ids of the zones, code of the grid ("" for none)."""

FRINGE = "fringe_area"
LEAST_SHARE = 0.05
"""A place lies in a street or town with at least this share of its exposure; less is a line drawn beside a border."""
COVERED = 0.01
"""A grid coded as fringe of which this share lies in a drawn fringe zone is left to that zone."""


@dataclass(frozen=True)
class Place:
    """A zone of the register, or ground that its statistical code alone says is fringe."""

    id: str
    kind: str
    name: str
    grids: tuple[str, ...] = ()
    """The grids it is made of; empty for a zone of the register."""


@dataclass(frozen=True, eq=False)
class Places:
    """All places of a county, and the streets of its grids."""

    each: tuple[Place, ...]
    """Sorted by id; zones of kind built_up_area are no places."""
    built: frozenset[str]
    """Ids of the zones that say where the county is built up; empty: all of it counts."""
    weak: frozenset[str]
    """Kinds of place that no reference holds."""
    street_of: Mapping[str, str]
    """Grid code → code of its street or town (its name where it has none)."""
    street_names: Mapping[str, str] = field(default_factory=dict)
    """Code → name."""

    @cached_property
    def streets(self) -> tuple[str, ...]:
        """Sorted."""
        return tuple(sorted(set(self.street_of.values())))

    @cached_property
    def named_streets(self) -> tuple[str, ...]:
        """The names of ``streets``."""
        return tuple(self.street_names.get(code) or code for code in self.streets)

    @cached_property
    def by_zone(self) -> dict[str, int]:
        return {p.id: i for i, p in enumerate(self.each) if not p.grids}

    @cached_property
    def by_grid(self) -> dict[str, int]:
        return {code: i for i, p in enumerate(self.each) for code in p.grids}


@dataclass(frozen=True, eq=False)
class Cells:
    """Some cells seen by ``Places``."""

    member: Bools
    """bool[places, cells]"""
    street: npt.NDArray[np.int64]
    """int64[cells], index into ``Places.streets``, −1 outside all grids."""
    plain: Bools
    """bool[cells]: built up, in a grid, and in no weak link: what may be a reference."""


def places_of(registers: Registers, weak: Sequence[str]) -> Places:
    """The places of a county's registers, of all times. ``weak``: kinds of 薄弱环节.

    A grid with code 112 or 122 that no drawn fringe zone covers (by 1 %) is fringe; grids of one community are one
    place, named by it. Zones and grids are taken as registered last for that.
    """
    zones = registers.zones.drop_duplicates("zone_id", keep="last")
    rows = zip(zones["zone_id"], zones["kind"], zones["name"], strict=True)
    drawn = [Place(str(i), str(kind), str(name)) for i, kind, name in rows]
    grids = registers.grids.drop_duplicates("grid_code", keep="last")
    streets = [*zip(grids["grid_code"], grids["street_code"], grids["street"], strict=True)]
    return Places(
        tuple(sorted([p for p in drawn if p.kind != BUILT] + _coded(registers), key=lambda p: p.id)),
        built=frozenset(p.id for p in drawn if p.kind == BUILT), weak=frozenset(weak),
        street_of={str(grid): str(code or name) for grid, code, name in streets},
        street_names={str(code): str(name) for _, code, name in streets if code},
    )  # fmt: skip


def _coded(registers: Registers) -> list[Place]:
    """Fringe by its statistical code where no zone says so."""
    grids = grids_of(registers, None)
    grids = grids[np.array([is_fringe(str(code)) for code in grids["urban_rural_code"]], np.bool_)]
    layer, shapes = zones_on(registers, None)
    drawn = shapely.union_all(sound(shapes[(layer["kind"] == FRINGE).to_numpy(dtype=bool)]))
    outlines = sound(np.asarray(grids.geometry.values, dtype=object))
    shared = shapely.area(shapely.intersection(outlines, drawn)) > COVERED * shapely.area(outlines)
    found: dict[str, list[tuple[str, str]]] = {}
    for row in grids[~shared].itertuples(index=False):
        name = row.community if row.community_code else row.name
        found.setdefault(row.community_code or row.grid_code, []).append((row.grid_code, name))
    return [
        Place(f"{FRINGE}-{key}", FRINGE, rows[0][1], tuple(code for code, _ in rows))
        for key, rows in found.items()
    ]


def cells_of(cells: Sequence[Cell], places: Places) -> Cells:
    """What ``places`` make of these cells; zones they do not know are passed over."""
    member = np.zeros((len(places.each), len(cells)), np.bool_)
    weak, built = (np.zeros(len(cells), np.bool_) for _ in range(2))
    at = {name: i for i, name in enumerate(places.streets)}
    street = np.array([at.get(places.street_of.get(grid, ""), -1) for _, grid in cells], np.int64)
    for k, (zones, grid) in enumerate(cells):
        held = [places.by_zone[z] for z in zones if z in places.by_zone]
        held += [places.by_grid[grid]] if grid in places.by_grid else []
        member[held, k] = True
        weak[k] = any(places.each[i].kind in places.weak for i in held)
        built[k] = not places.built or not places.built.isdisjoint(zones)
    return Cells(member, street.reshape(-1), built & ~weak & (street >= 0))


def lies_in(cells: Cells, amount: F64, streets: int) -> Bools:
    """Which streets each place lies in: bool[places, streets]."""
    share = np.zeros((len(cells.member), streets))
    for s in range(streets):
        share[:, s] = cells.member[:, cells.street == s] @ amount[cells.street == s]
    whole = cells.member @ amount
    return np.asarray((share > 0) & (share >= LEAST_SHARE * whole[:, None]))


def reference_of(cells: Cells, streets_of: Bools) -> Bools:
    """Which cells are the reference of each place: bool[places, cells]."""
    within = np.column_stack([streets_of, np.zeros(len(streets_of), np.bool_)])[:, cells.street]
    return np.asarray(within & cells.plain & ~cells.member)


@lru_cache(maxsize=8)
def exposed(registers: Registers, roads: Roads, basis: str, day: date) -> tuple[tuple[Cell, ...], F64]:
    """The cells of the ground as it is on a local ``day``, and the exposure in each: road-km or km².

    Worked out once for registers, roads, basis and state of the registers (ask for the first day of it).
    """
    layer, shapes = zones_on(registers, day)
    grids = grids_of(registers, day)
    outlines = np.asarray(grids.geometry.values, dtype=object)
    if basis == ROAD_KM:
        lon, lat, amount = roads.lon, roads.lat, roads.km
    else:
        lon, lat, amount = _faces(registers, [*sound(shapes), *sound(outlines)])
    zones, sets = assign_many(lon, lat, shapes, list(layer["zone_id"]))
    codes = [*grids["grid_code"], ""]
    grid = assign_areas(lon, lat, outlines, codes[:-1])
    kept = (zones > 0) | (grid >= 0)
    pairs, at = np.unique(np.column_stack([zones, grid])[kept].reshape(-1, 2), axis=0, return_inverse=True)
    cells = tuple((sets[z], str(codes[g])) for z, g in pairs.tolist())
    return cells, np.bincount(at.reshape(-1), amount[kept], len(cells)).astype(np.float64)


def _faces(registers: Registers, outlines: list[Any]) -> tuple[F64, F64, F64]:
    """The pieces that the borders of all areas cut the ground into: a point in each (WGS 84), and its km²."""
    lines = shapely.union_all(shapely.boundary(np.array(outlines, dtype=object)))
    faces = shapely.get_parts(shapely.polygonize([lines]))
    inner = shapely.get_coordinates(shapely.point_on_surface(faces))
    return inner[:, 0], inner[:, 1], area_m2(np.asarray(faces), registers.metric) / 1e6


def residents_of(registers: Registers, places: Places) -> F64:
    """Thousands of residents of each place, NaN where the register says none."""
    zones: gpd.GeoDataFrame = registers.zones.drop_duplicates("zone_id", keep="last")
    known = dict(zip(zones["zone_id"], zones["residents"].astype(float) / 1000, strict=True))
    return np.array([known.get(p.id, np.nan) for p in places.each], np.float64)


def outline_of(registers: Registers, place: Place, day: date | None) -> Shapes:
    """The ground of a place (WGS 84) on ``day``."""
    if place.grids:
        grids = grids_of(registers, day)
        return np.asarray(grids.geometry.values, dtype=object)[grids["grid_code"].isin(place.grids)]
    layer, shapes = zones_on(registers, day)
    return np.asarray(shapes[(layer["zone_id"] == place.id).to_numpy(dtype=bool)], dtype=object)
