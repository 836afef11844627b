"""The features of the county's own basemap layers, as their files have them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import shapely

from gis.errors import GisError

Feature = dict[str, Any]


def read_features(path: Path) -> list[tuple[Any, Feature]]:
    """Each feature of a GeoJSON file (WGS 84) with its shape; its properties are a dict, and one without geometry is
    left out. An absent file has none. Errors: damaged-file.
    """
    if not path.is_file():
        return []
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))["features"]
        held = [{**f, "properties": dict(f.get("properties") or {})} for f in found if f.get("geometry")]
        shapes = shapely.from_geojson([json.dumps(f["geometry"]) for f in held])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, shapely.errors.GEOSException) as bad:
        raise GisError("damaged-file", path=path, detail=type(bad).__name__) from bad
    return list(zip(shapes, held, strict=True))
