"""GeoParquet and plain Parquet: typed columns stay typed; the point becomes ``lon`` and ``lat``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely

from gis import crs
from gis.errors import GisError
from gis.intake.profile import Profile
from gis.intake.raw import Raw
from gis.intake.readers import Reader


def read(path: Path, profile: Profile | None) -> Raw:
    """All columns; the primary geometry (WKB or native point) as lon and lat, NaN where it is empty or no
    point.

    A column called lon or lat becomes ``properties.lon`` then; nested columns become JSON text. Errors:
    unreadable.
    """
    table = pq.ParquetFile(path).read()
    meta: dict[str, Any] = json.loads((table.schema.metadata or {}).get(b"geo", b"{}"))
    name = meta.get("primary_column", "")
    declared = ""
    if name in table.column_names:
        about = meta.get("columns", {}).get(name, {})
        declared = _declared(path, about)
        lon, lat = _coordinates(table[name], about.get("encoding", "WKB"))
        rest = table.drop_columns([name])
        rest = rest.rename_columns(
            [f"properties.{n}" if n in ("lon", "lat") else n for n in rest.column_names]
        )
        table = rest.append_column("lon", lon).append_column("lat", lat)
    columns = {n: _plain(table[n]) for n in table.column_names}
    return Raw(path, pa.table(columns), crs=declared, row_no=np.arange(1, table.num_rows + 1))


READER = Reader("geoparquet", (".parquet", ".geoparquet"), read)


def _coordinates(column: pa.ChunkedArray, kind: str) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    if kind.lower() == "point":
        x, y = (pc.struct_field(column, [part]) for part in ("x", "y"))
        return x.cast(pa.float64()), y.cast(pa.float64())
    shapes = shapely.from_wkb(column.to_numpy(), on_invalid="ignore")
    point = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    missing = shapely.is_missing(shapes)
    lon, lat = (np.where(point, get(shapes), np.nan) for get in (shapely.get_x, shapely.get_y))
    x, y = (pa.chunked_array([pa.array(v, pa.float64(), mask=missing)]) for v in (lon, lat))
    return x, y


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _plain(column.cast(kind.value_type))
    if pa.types.is_nested(kind):
        cells = [
            None if v is None else json.dumps(v, ensure_ascii=False, default=str) for v in column.to_pylist()
        ]
        return pa.chunked_array([pa.array(cells, pa.string())])
    if pa.types.is_null(kind) or pa.types.is_decimal(kind) or pa.types.is_time(kind):
        return column.cast(pa.string())
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pa.chunked_array([pa.nulls(len(column), pa.string())])
    return column


def _declared(path: Path, about: dict[str, Any]) -> str:
    """The coordinate system of the geometry; a GeoParquet that names none is WGS 84."""
    given = about.get("crs")
    if not isinstance(given, dict):
        return ""
    identity = given.get("id") or {}
    if identity.get("code") == "CRS84":
        return "wgs84"
    try:
        return crs.canonical(f"{identity.get('authority')}:{identity.get('code')}")
    except GisError as bad:
        raise GisError("no-crs", path=path) from bad
