"""Geometry that a map takes once: grids, zones, segments and names as GeoJSON text (WGS 84, six decimals)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from gis.areas import grown, valid_on
from gis.county import County
from gis.errors import GisError
from gis.registers import Registers
from gis.tiles.features import read_features

DECIMALS = 6
"""About 0.1 m; borders that two areas share stay shared."""

GRID_FIELDS = ("grid_code", "name", "street", "community", "lead_unit")
ZONE_FIELDS = ("zone_id", "name", "kind")
SEGMENT_FIELDS = ("segment_id", "name", "class")
NAMED = (("places", "place"), ("water", "water"), ("roads", "road"))
"""Layers of the basemap that carry names, and what a name of each is the name of."""

Features = Iterator[dict[str, Any]]


def geometry_json(name: str, county: County, registers: Registers, day: date) -> bytes:
    """The FeatureCollection ``name`` (a key of COLLECTIONS) of a local day, UTF-8.

    Rings are as they were drawn, faulty ones too; what has no geometry is left out.
    Errors: bad-value, damaged-file.
    """
    if name not in COLLECTIONS:
        raise GisError("bad-value", name="geometry", value=name, known=", ".join(sorted(COLLECTIONS)))
    features = list(COLLECTIONS[name](county, registers, day))
    text = json.dumps(
        {"type": "FeatureCollection", "features": features}, ensure_ascii=False, allow_nan=False
    )
    return text.encode()


def _grids(_county: County, registers: Registers, day: date) -> Features:
    layer = registers.grids_on(day)
    yield from _features(layer.geometry.values, layer, GRID_FIELDS)


def _zones(_county: County, registers: Registers, day: date) -> Features:
    layer = registers.zones[valid_on(registers.zones, day)]
    shapes = np.asarray(layer.geometry.values, dtype=object)
    yield from _features(grown(shapes, layer["buffer_m"], registers.metric), layer, ZONE_FIELDS)


def _segments(_county: County, registers: Registers, day: date) -> Features:
    layer = registers.segments[valid_on(registers.segments, day)]
    yield from _features(layer.geometry.values, layer, SEGMENT_FIELDS)


def _names(county: County, _registers: Registers, _day: date) -> Features:
    """Named places, water and roads: name, kind, class of road, rank of place. Areas become points."""
    for layer, kind in NAMED:
        for shape, feature in read_features(county.root / "basemap" / f"{layer}.geojson"):
            given = feature["properties"]
            if not given.get("name"):
                continue
            if shapely.get_dimensions(shape) == 2:
                shape = shapely.point_on_surface(shapely.make_valid(shape))
            rank = given.get("rank") if isinstance(given.get("rank"), int | float) else None
            properties = {"name": str(given["name"]), "kind": kind, "class": str(given.get("class") or "")}
            yield _feature(shape, properties | ({} if rank is None else {"rank": rank}))


def _features(shapes: Any, table: Any, fields: tuple[str, ...]) -> Features:
    columns = [
        [str(v) if v is not None else "" for v in table[f]] if f in table else [""] * len(table)
        for f in fields
    ]
    for shape, *values in zip(shapes, *columns, strict=True):
        if shape is not None and not shape.is_empty:
            yield _feature(shape, dict(zip(fields, values, strict=True)))


def _feature(shape: Any, properties: dict[str, Any]) -> dict[str, Any]:
    rounded = shapely.transform(shapely.force_2d(shape), _round)
    return {"type": "Feature", "geometry": json.loads(shapely.to_geojson(rounded)), "properties": properties}


def _round(at: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.round(at, DECIMALS)


COLLECTIONS: dict[str, Callable[[County, Registers, date], Features]] = {
    "grids": _grids,
    "zones": _zones,
    "segments": _segments,
    "names": _names,
}
