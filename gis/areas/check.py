"""The grid check: everything wrong with a set of grids, each fault with its place, the surfaces in m².

Two polygons are compared as the file draws them, straight from vertex to vertex in lon/lat; what is left
over is then measured in the metric CRS.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby, pairwise
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from gis.areas.grids import SEPARATORS
from gis.areas.measure import area_m2, inside, metric_of, polygons_of, sound
from gis.crs import Metric
from gis.words import N_

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "invalid_ring": N_("边界线有误"),
        "empty_geometry": N_("没有图形"),
        "duplicate_code": N_("编码重复"),
        "missing_code": N_("缺少编码"),
        "missing_lead_unit": N_("缺少牵头单位"),
        "doubled_lead_unit": N_("牵头单位不止一个"),
        "overlap": N_("重叠"),
        "gap": N_("缝隙"),
        "outside_boundary": N_("超出边界"),
    }
)
"""Kind of fault → its name; listed in this order, within a kind the largest first."""

NEAR_DEGREES = 1e-9
"""A grid nearer than this to a gap (0.1 mm) is named as its neighbour; no length is taken from it."""
HAIR_DEGREES = 5e-8
"""A gap that only a slit of twice this (1 cm) joins to the outside is a gap all the same."""

Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the grids."""

    kind: str
    """A key of ``KINDS``."""
    codes: tuple[str, ...]
    """The grids concerned; the neighbours of a gap."""
    area_m2: float | None = None
    """Surface concerned, in the metric CRS; None where it is not about a surface."""
    lon: float | None = None
    lat: float | None = None
    """A point inside it, WGS 84; None where there is no geometry."""
    facts: Mapping[str, object] = field(default_factory=dict, hash=False)
    """What else is known, by kind: names, the reason, how many pieces."""


def check_grids(
    grids: gpd.GeoDataFrame,
    boundary: gpd.GeoDataFrame | shapely.Geometry | None = None,
    metric: Metric | None = None,
    *,
    min_m2: float = 0.01,
    day: date | None = None,
) -> list[Fault]:
    """Every fault of ``grids`` (as ``read_grids`` gives them, WGS 84), in the order of ``KINDS``, largest
    first.

    Attributes and rings are checked in all versions, duplicates and lead units among versions valid together.
    Gaps and overlaps are those of the grids valid on ``day`` (None: of the newest versions). An overlap is
    listed once a pair, with the surface of all its pieces; a gap is a hole in the union of the grids, and
    with ``boundary`` (WGS 84) also what of it no grid covers, and not a hole that the boundary has itself.
    Surfaces below ``min_m2`` are left out. When no grid at all has a code, or a lead unit, that is one fault
    which names all of them, and not one a grid. Grids with broken geometry take part as GEOS can mend them.
    """
    measured = metric or metric_of(grids)
    now = grids[valid_on(grids, day)]
    shapes = sound(np.asarray(now.geometry.values, dtype=object))
    codes = now["grid_code"].to_numpy(dtype=object)
    outline = None if boundary is None else _outline(boundary)
    faults = [
        *_geometry_faults(grids), *_code_faults(grids), *_lead_faults(grids),
        *_overlaps(shapes, codes, measured), *_gaps(shapes, codes, outline, measured),
        *_outside(shapes, codes, outline, measured),
    ]  # fmt: skip
    order = list(KINDS)
    kept = [f for f in faults if f.area_m2 is None or f.area_m2 >= min_m2]
    return sorted(
        kept, key=lambda f: (order.index(f.kind), -(f.area_m2 or 0.0), f.codes, f.lon or 0.0, f.lat or 0.0)
    )


def valid_on(grids: gpd.GeoDataFrame, day: date | None) -> npt.NDArray[np.bool_]:
    """Which versions are valid on ``day``; None: after the last day on which anything begins or ends, or,
    where nothing is valid then, the day before it."""
    begins = [d or date.min for d in grids["valid_from"]]
    ends = [d or date.max for d in grids["valid_to"]]
    marks = sorted({d for d in (*begins, *ends) if date.min < d < date.max}, reverse=True)
    for moment in [day] if day else [*marks, date.min]:
        valid = np.array([b <= moment < e for b, e in zip(begins, ends, strict=True)], dtype=bool)
        if day or valid.any():
            return valid
    return np.ones(len(grids), dtype=bool)


def _point(shape: shapely.Geometry | None) -> tuple[float | None, float | None]:
    if shape is None or shape.is_empty:
        return None, None
    try:
        point = shape.representative_point()
    except shapely.errors.GEOSException:
        point = shapely.Point(shapely.get_coordinates(shape)[0])
    return (None, None) if point.is_empty else (float(point.x), float(point.y))


def _geometry_faults(grids: gpd.GeoDataFrame) -> Iterator[Fault]:
    for code, name, shape, broken in zip(
        grids["grid_code"], grids["name"], grids.geometry.values, _flag(grids, "broken_ring"), strict=True
    ):
        gone = shape is None or shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon")
        if broken or (not gone and not shape.is_valid):
            reason = "not closed or too short" if broken else str(shapely.is_valid_reason(shape))
            yield Fault("invalid_ring", (code,), None, *_point(shape), {"name": name, "reason": reason})
        elif gone:
            found = "" if shape is None else shape.geom_type
            yield Fault("empty_geometry", (code,), None, *_point(shape), {"name": name, "found": found})


def _flag(grids: gpd.GeoDataFrame, column: str) -> list[bool]:
    return list(grids[column]) if column in grids else [False] * len(grids)


def _together(rows: list[tuple[date | None, date | None]]) -> bool:
    """Whether any two of these valid spans share a day."""
    spans = sorted((a or date.min, b or date.max) for a, b in rows)
    return any(nxt[0] < one[1] for one, nxt in pairwise(spans))


def _code_faults(grids: gpd.GeoDataFrame) -> Iterator[Fault]:
    made = np.array(_flag(grids, "generated_code"), dtype=bool) | (grids["grid_code"] == "").to_numpy(
        dtype=bool
    )
    if len(made) > 1 and made.all():
        yield Fault(
            "missing_code", tuple(sorted(grids["grid_code"])), facts={"count": len(grids), "all": True}
        )
    else:
        for _, row in grids[made].iterrows():
            yield Fault(
                "missing_code", (row["grid_code"],), None, *_point(row.geometry), {"name": row["name"]}
            )
    rows = zip(
        grids["grid_code"], grids["name"], grids["valid_from"], grids["valid_to"], grids.geometry.values
    )
    for code, group in groupby(sorted(rows, key=lambda r: r[0]), key=lambda r: r[0]):
        same = list(group)
        if len(same) > 1 and _together([r[2:4] for r in same]):
            facts = {"count": len(same), "names": tuple(r[1] for r in same)}
            yield Fault("duplicate_code", (code,), None, *_point(same[1][4]), facts)


def _lead_faults(grids: gpd.GeoDataFrame) -> Iterator[Fault]:
    leads = [tuple(u for u in SEPARATORS.split(t) if u.strip()) for t in grids["lead_unit"]]
    if len(grids) and not any(leads):
        codes = tuple(sorted(set(grids["grid_code"])))
        yield Fault("missing_lead_unit", codes, facts={"count": len(grids), "all": True})
        return
    rows = list(
        zip(grids["grid_code"], leads, grids["valid_from"], grids["valid_to"], grids["name"], grids.geometry)
    )
    for code, units, _, _, name, shape in rows:
        if not units:
            yield Fault("missing_lead_unit", (code,), None, *_point(shape), {"name": name})
        elif len(units) > 1:
            yield Fault("doubled_lead_unit", (code,), None, *_point(shape), {"name": name, "units": units})
    for code, group in groupby(sorted(rows, key=lambda r: r[0]), key=lambda r: r[0]):
        same = list(group)
        units = tuple(sorted({u for r in same for u in r[1]}))
        if (
            len(same) > 1
            and len(units) > 1
            and all(len(r[1]) == 1 for r in same)
            and _together([r[2:4] for r in same])
        ):
            yield Fault("doubled_lead_unit", (code,), None, *_point(same[0][5]), {"units": units})


def _overlaps(shapes: Shapes, codes: npt.NDArray[np.object_], metric: Metric) -> Iterator[Fault]:
    a, b = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    first = a < b
    a, b = a[first], b[first]
    common = shapely.intersection(shapes[a], shapes[b])
    for k in np.flatnonzero(shapely.area(common) > 0):
        pieces = polygons_of(common[k])
        surfaces = area_m2(pieces, metric)
        big = int(np.argmax(surfaces))
        facts = {"pieces": len(pieces), "largest_m2": float(surfaces[big])}
        pair = tuple(sorted((codes[a[k]], codes[b[k]])))
        yield Fault("overlap", pair, float(surfaces.sum()), *inside(pieces[big]), facts)


def _outline(boundary: gpd.GeoDataFrame | shapely.Geometry) -> shapely.Geometry:
    shapes = [boundary] if isinstance(boundary, shapely.Geometry) else list(boundary.geometry.values)
    return shapely.union_all(sound(np.array(shapes, dtype=object)))


def _filled(shape: shapely.Geometry) -> shapely.Geometry:
    """The shape without its holes."""
    return shapely.union_all([shapely.Polygon(p.exterior) for p in polygons_of(shape)])


def _nearly_closed(union: shapely.Geometry) -> shapely.Geometry:
    """What becomes a hole when every slit narrower than 2 × HAIR_DEGREES is closed."""
    thick = shapely.buffer(union, HAIR_DEGREES, join_style="mitre")
    holes = shapely.difference(_filled(thick), thick)
    return shapely.buffer(holes, 2 * HAIR_DEGREES, join_style="mitre")


def _gaps(
    shapes: Shapes, codes: npt.NDArray[np.object_], outline: shapely.Geometry | None, metric: Metric
) -> Iterator[Fault]:
    union = shapely.union_all(shapes)
    whole = shapely.union(_filled(union), _nearly_closed(union))
    if outline is not None:
        holes = shapely.difference(_filled(outline), outline)
        whole = shapely.union(shapely.difference(whole, holes), outline)
    pieces = polygons_of(shapely.difference(whole, union))
    tree = shapely.STRtree(shapes)
    for piece, surface in zip(pieces, area_m2(pieces, metric), strict=True):
        near = tuple(
            sorted({codes[k] for k in tree.query(piece, predicate="dwithin", distance=NEAR_DEGREES)})
        )
        yield Fault("gap", near, float(surface), *inside(piece))


def _outside(
    shapes: Shapes, codes: npt.NDArray[np.object_], outline: shapely.Geometry | None, metric: Metric
) -> Iterator[Fault]:
    if outline is None:
        return
    shapely.prepare(outline)
    for k in np.flatnonzero(~shapely.covers(outline, shapes)):
        pieces = polygons_of(shapely.difference(shapes[k], outline))
        if len(pieces):
            surfaces = area_m2(pieces, metric)
            big = int(np.argmax(surfaces))
            facts = {"pieces": len(pieces)}
            yield Fault("outside_boundary", (codes[k],), float(surfaces.sum()), *inside(pieces[big]), facts)
