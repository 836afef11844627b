"""Write the county's ground: grids, the drawn registers and the basemap, as GeoJSON in WGS 84."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Point
from shapely.geometry.base import BaseGeometry

from gis.demo import basemap, frame, names, units, zones
from gis.demo.draw import Span
from gis.demo.ground import OFFICES, Ground, make_ground

Feature = tuple[dict[str, Any], BaseGeometry]


def write_features(path: Path, features: Iterable[Feature]) -> None:
    """One GeoJSON file: a feature a line, coordinates as they were rounded, equal input gives equal bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        '{"type":"Feature","properties":'
        + json.dumps(props, ensure_ascii=False, separators=(",", ":"))
        + ',"geometry":'
        + shapely.to_geojson(shape)
        + "}"
        for props, shape in features
    ]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    path.write_bytes(text.encode())


def write_layers(out: Path, span: Span, tiles: int) -> int:
    """grids.geojson, registers/*.geojson and basemap/*.geojson; gives back how many grids there are."""
    ground, every = make_ground(), range(tiles)
    grids = [f for t in every for f in grid_features(ground, span, t, tiles)]
    write_features(out / "grids.geojson", grids)
    each = len(ground.grids.code)
    outlines = [shapely.union_all([shape for _, shape in grids[t * each : (t + 1) * each]]) for t in every]
    whole = outlines[0] if tiles == 1 else MultiPolygon(outlines)
    registers, base = out / "registers", out / "basemap"
    write_features(registers / "boundary.geojson", [({"name": names.COUNTY_ZH}, whole)])
    write_features(registers / "zones.geojson", (f for t in every for f in zone_features(t, tiles)))
    write_features(
        registers / "segments.geojson", (f for t in every for f in segment_features(ground, t, tiles))
    )
    for file, key, points in (
        ("pois", "poi_id", basemap.make_pois()),
        ("sample_points", "sample_id", basemap.make_samples()),
    ):
        write_features(
            registers / f"{file}.geojson", (f for t in every for f in point_features(key, points, t, tiles))
        )
    water, built, places = basemap.water(), basemap.built_up(), basemap.places(ground)
    write_features(
        base / "water.geojson",
        (({"name": n, "kind": k}, frame.geometry(s, t, tiles, 6)) for t in every for n, k, s in water),
    )
    write_features(
        base / "built_up.geojson",
        (({"kind": k}, frame.geometry(s, t, tiles, 6)) for t in every for k, s in built),
    )
    write_features(base / "roads.geojson", (f for t in every for f in road_features(ground, t, tiles)))
    write_features(base / "places.geojson", (
        ({"name": frame.title(n, t), "kind": k, "rank": r}, frame.geometry(Point(x, y), t, tiles, 6))
        for t in every for n, k, r, x, y in places))  # fmt: skip
    return len(grids)


def grid_features(ground: Ground, span: Span, tile: int, tiles: int) -> list[Feature]:
    """The management grids of one tile with their units."""
    g, leads = ground.grids, units.lead_units(ground)
    others = units.participating(ground, leads)
    posts = ("县委联系领导", "县政府联系领导", "县人大联系领导", "县政协联系领导")
    out: list[Feature] = []
    for i, code in enumerate(g.code):
        office, street = OFFICES[g.office[i]]
        lead = units.UNITS[leads[i]]
        local = lead.kind == "territory"
        out.append(({
            "grid_code": frame.code(code, tile), "name": g.name[i], "street": frame.title(office, tile),
            "street_code": frame.code(names.DIVISION + street, tile), "community": g.community[i],
            "community_code": frame.code(g.community_code[i], tile),
            "lead_unit": frame.mark(lead.id, tile if local else 0),
            "participating_units": [frame.title(n, tile) if n in _territories() else n for n in others[i]],
            "linked_leader": posts[i % 4], "area_grade": "一类" if g.inner[i] and g.seat[i] else "二类",
            "urban_rural_code": urban_rural(ground, i), "geometry_version": "1",
            "valid_from": span.start.replace(month=1, day=1).isoformat(), "valid_to": None,
        }, frame.geometry(g.shapes[i], tile, tiles)))  # fmt: skip
    return out


def _territories() -> set[str]:
    return {u.zh for u in units.TERRITORY}


def urban_rural(ground: Ground, i: int) -> str:
    """统计用城乡划分代码: 111 in the ring, 112 the seat's outskirts, 121 a town's middle, 220 village."""
    g = ground.grids
    if g.rural[i]:
        return "220"
    if not g.seat[i]:
        return "121"
    return "111" if g.inner[i] else "112"


def zone_features(tile: int, tiles: int) -> list[Feature]:
    """The zones of one tile."""
    return [({
        "zone_id": frame.mark(z.zone_id, tile), "name": frame.title(z.name, tile), "kind": z.kind, "buffer_m": z.buffer_m,
        "residents": z.residents, "valid_from": None, "valid_to": None,
    }, frame.geometry(z.shape, tile, tiles)) for z in zones.make_zones()]  # fmt: skip


def segment_features(ground: Ground, tile: int, tiles: int) -> list[Feature]:
    """Road segments with house numbers; greater roads have a unit that looks after them (包段)."""
    leads = units.LEADERS
    return [({
        "segment_id": frame.mark(f"S{k + 1:05d}", tile), "name": s.name, "class": s.kind,
        "house_from": s.house_from, "house_to": s.house_to,
        "unit": leads[k % len(leads)].id if s.kind in ("ring", "arterial", "street") else "",
        "valid_from": None, "valid_to": None,
    }, frame.geometry(s.line, tile, tiles, 6)) for k, s in enumerate(ground.segments)]  # fmt: skip


def road_features(ground: Ground, tile: int, tiles: int) -> list[Feature]:
    """The basemap's roads: one feature a name and class."""
    roads: dict[tuple[str, str], list[BaseGeometry]] = {}
    for s in ground.segments:
        roads.setdefault((s.kind, s.name), []).append(s.line.simplify(1.0))
    return [
        ({"name": name, "class": kind}, frame.geometry(_lines(parts), tile, tiles, 6))
        for (kind, name), parts in sorted(roads.items())
    ]


def _lines(parts: list[BaseGeometry]) -> BaseGeometry:
    return shapely.line_merge(shapely.MultiLineString(parts)) if len(parts) > 1 else parts[0]


def point_features(key: str, points: tuple[basemap.Poi, ...], tile: int, tiles: int) -> list[Feature]:
    """Places as points."""
    short = "P" if key == "poi_id" else "Y"
    return [
        ({key: frame.mark(f"{short}{k + 1:03d}", tile), "name": frame.title(p.name, tile), "kind": p.kind},
         frame.geometry(Point(p.x, p.y), tile, tiles, 6))
        for k, p in enumerate(points)
    ]  # fmt: skip


def road_km(ground: Ground) -> dict[str, float]:
    """Road-km of each grid, as cases see it: half of a border street to either side."""
    km = np.bincount(ground.sites.grid, ground.sites.km, len(ground.grids.code))
    return {code: round(float(v), 4) for code, v in zip(ground.grids.code, km, strict=True)}
