"""Grids from a foreign file, in the columns every other part works with."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from gis.areas.files import WGS84, read
from gis.areas.words import COLUMNS, column_for

TEXTS = (
    "grid_code", "name", "street", "street_code", "community", "community_code", "lead_unit", "linked_leader",
    "area_grade", "urban_rural_code", "geometry_version",
)  # fmt: skip
GRID_COLUMNS = (
    "grid_code", "name", "street", "street_code", "community", "community_code", "lead_unit",
    "participating_units", "linked_leader", "area_grade", "urban_rural_code", "geometry_version",
    "valid_from", "valid_to",
)  # fmt: skip
Shapes = npt.NDArray[np.object_]
SEPARATORS = re.compile(r"[、，,；;|/\n]+")


def read_grids(
    path: Path,
    crs: str | None = None,
    table: Path | None = None,
    join: str | None = None,
    *,
    layer: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> gpd.GeoDataFrame:
    """Grids in WGS 84 with ``GRID_COLUMNS``, ``generated_code``, ``broken_ring`` and ``geometry``.

    One row a feature, in file order; nothing is dropped and no content is refused: what is wrong stays in the
    row and is listed by ``check_grids``. Texts are stripped, "" where the file says nothing.
    ``participating_units`` is a tuple; ``valid_from``/``valid_to`` are dates or None (what cannot be read as
    a day is None). A row without a code gets a made one (``x`` and 8 hex digits of its name and shape) and
    ``generated_code``. ``columns`` names the file's column for a field where the usual names do not tell.
    Other arguments and errors: see ``read``.
    """
    return as_grids(read(path, crs, table, join, layer=layer), columns)


def as_grids(frame: gpd.GeoDataFrame, columns: Mapping[str, str] | None = None) -> gpd.GeoDataFrame:
    """Any table of areas in WGS 84 as grids; see ``read_grids``."""
    named = {f: (columns or {}).get(f) or column_for(f, frame.columns) for f in COLUMNS}
    out: dict[str, object] = {}
    for field in GRID_COLUMNS:
        source = named[field]
        values = list(frame[source]) if source in frame else [None] * len(frame)
        out[field] = [_CLEAN.get(field, text)(v) for v in values]
    shapes = np.asarray(frame.geometry.values, dtype=object)
    shapes = np.array([_areal(s) for s in shapes], dtype=object)
    codes, made = stable_codes(out["grid_code"], out["name"], shapes)  # type: ignore[arg-type]
    table = pd.DataFrame({k: pd.Series(v, dtype=object) for k, v in out.items()})
    table["grid_code"] = pd.Series(codes, dtype=object)
    table["generated_code"] = np.array(made, dtype=bool) | _marked(frame, "generated_code")
    table["broken_ring"] = _marked(frame, "broken_ring")
    grids = gpd.GeoDataFrame(table, geometry=shapes, crs=WGS84)
    grids.attrs.update(frame.attrs)
    return grids


def _marked(frame: gpd.GeoDataFrame, column: str) -> npt.NDArray[np.bool_]:
    """A column of yes and no of our own files; no where it is absent or empty."""
    if column not in frame:
        return np.zeros(len(frame), np.bool_)
    return np.array([v is not None and v == v and bool(v) for v in frame[column]], dtype=np.bool_)


def text(value: object) -> str:
    """One cell as stripped text: whole numbers without ".0", missing values as ""."""
    if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value).strip()


def day(value: object) -> date | None:
    """One cell as a day: a date or time as it is, text by how it begins (2025-01-31, 2025/1/31, 20250131); None
    for what names no day (2025-11)."""
    if value is pd.NaT:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = re.match(r"(\d{4})(?:(\d\d)(\d\d)|\D(\d{1,2})\D(\d{1,2}))(?!\d)", text(value))
    try:
        return date(*(int(part) for part in found.groups() if part)) if found else None
    except ValueError:
        return None


def names(value: object) -> tuple[str, ...]:
    """One cell as a list of names: a list, a JSON list, or text parted by 、 ， ； / |."""
    if isinstance(value, str) and value.strip().startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            value = str(value).strip().strip("[]").replace('"', "")
    parts: Iterable[object] = (
        value if isinstance(value, list | tuple | np.ndarray) else SEPARATORS.split(text(value))
    )
    return tuple(dict.fromkeys(t for t in map(text, parts) if t))


_CLEAN: dict[str, Callable[[object], object]] = {
    "participating_units": names,
    "valid_from": day,
    "valid_to": day,
}


def _areal(shape: shapely.Geometry | None) -> shapely.Geometry | None:
    """The polygons of a collection; anything else as it is."""
    if shape is None or shape.geom_type != "GeometryCollection":
        return shape
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.multipolygons([p for p in parts if p.geom_type == "Polygon"])


def stable_codes(codes: list[str], titles: list[str], shapes: Shapes) -> tuple[list[str], list[bool]]:
    """Codes with the missing ones made from name and shape, so that they stay when rows are reordered."""
    out, made, seen = [], [], set(codes)
    for code, title, shape in zip(codes, titles, shapes, strict=True):
        given = bool(code)
        if not given:
            wkb = (
                b"" if shape is None else shapely.to_wkb(shapely.set_precision(shape, 1e-9, mode="pointwise"))
            )
            code = stem = "x" + hashlib.sha256(title.encode() + b"\x1f" + wkb).hexdigest()[:8]
            for n in range(2, len(codes) + 2):
                if code not in seen:
                    break
                code = f"{stem}-{n}"
            seen.add(code)
        out.append(code)
        made.append(not given)
    return out, made
