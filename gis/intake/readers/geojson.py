"""GeoJSON points: properties become columns, the point the columns ``lon`` and ``lat``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from gis.errors import GisError
from gis.intake import encoding
from gis.intake.profile import Profile
from gis.intake.raw import Raw
from gis.intake.readers import Reader

POINT_COLUMNS = ("lon", "lat")


def read(path: Path, profile: Profile | None) -> Raw:
    """A FeatureCollection, a Feature or one Feature a line; numbers keep the digits of the file.

    Another geometry than a point stands in lon and lat by its name, so that it is counted as no coordinate. A
    property called lon or lat becomes ``properties.lon``; a feature's own id is the column ``id`` where no
    property is.
    Errors: empty-file, not-text, unreadable.
    """
    text = encoding.to_utf8(path, path.read_bytes(), profile.encoding if profile else "")
    whole = bytes(text.data).decode("utf-8").strip("\x1e\r\n\t ")
    features, crs = _features(path, whole)
    rows = [_row(f) for f in features]
    names = list(dict.fromkeys(name for row in rows for name in row)) or list(POINT_COLUMNS)
    table = pa.table({n: pa.array([row.get(n) for row in rows], pa.string()) for n in names})
    return Raw(path, table, text.encoding, (), crs, text.damaged, np.arange(1, len(rows) + 1))


READER = Reader("geojson", (".geojson", ".json", ".geojsonl", ".geojsons"), read)


def _features(path: Path, text: str) -> tuple[list[dict[str, Any]], str]:
    try:
        whole = _loads(text)
    except json.JSONDecodeError as bad:
        if bad.msg != "Extra data":
            raise GisError("unreadable", path=path, detail=bad) from bad
        try:
            return _checked(
                path, [_loads(line) for part in text.split("\n") if (line := part.strip("\x1e\r\t "))]
            ), ""
        except json.JSONDecodeError as worse:
            raise GisError("unreadable", path=path, detail=worse) from worse
    if not isinstance(whole, dict) or whole.get("type") not in ("FeatureCollection", "Feature"):
        raise GisError("not-geojson", path=path)
    items = whole.get("features") if whole["type"] == "FeatureCollection" else [whole]
    return _checked(path, items), _declared(whole)


def _checked(path: Path, items: object) -> list[dict[str, Any]]:
    if not isinstance(items, list) or not all(
        isinstance(f, dict) and f.get("type") == "Feature" for f in items
    ):
        raise GisError("not-geojson", path=path)
    return items


def _loads(text: str) -> Any:
    return json.loads(text, parse_float=_Number, parse_int=_Number, parse_constant=_Number)


class _Number(str):
    """A number by the very characters of the file: an id of 20 digits stays what it is."""

    __slots__ = ()


def _row(feature: dict[str, Any]) -> dict[str, str | None]:
    properties = feature.get("properties")
    given = properties if isinstance(properties, dict) else {}
    row = {(f"properties.{n}" if n in POINT_COLUMNS else n): _cell(v) for n, v in given.items()}
    if "id" in feature and "id" not in row:
        row["id"] = _cell(feature["id"])
    return {**row, **dict(zip(POINT_COLUMNS, _point(feature.get("geometry"))))}


def _point(geometry: object) -> tuple[str | None, str | None]:
    if not isinstance(geometry, dict):
        return None, None
    kind, at = geometry.get("type"), geometry.get("coordinates")
    if kind == "MultiPoint" and isinstance(at, list) and len(at) == 1:
        kind, at = "Point", at[0]
    if kind == "Point" and isinstance(at, list) and len(at) >= 2:
        return _cell(at[0]), _cell(at[1])
    if kind == "Point" and at in (None, []):
        return None, None
    return str(kind), str(kind)


def _cell(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return None if value is None else str(value)
    return json.dumps(value, ensure_ascii=False, default=str)


def _declared(whole: dict[str, Any]) -> str:
    """The system an old GeoJSON names in ``crs``; "" where it names none that is known."""
    crs = whole.get("crs")
    name = (crs.get("properties") or {}).get("name") if isinstance(crs, dict) else None
    code = str(name).rsplit(":", 1)[-1] if name else ""
    return f"EPSG:{code}" if code.isdigit() else "wgs84" if code == "CRS84" else ""
