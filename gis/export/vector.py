"""What GeoPackage and GeoJSON share: a GeoDataFrame of a piece, written with pyogrio."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pyogrio
import shapely

from gis.export import TIMES, iso


def frame(piece: pa.Table) -> gpd.GeoDataFrame:
    """Rows with points (None without coordinates), times as ISO text with offset, WGS 84."""
    for name in TIMES:
        piece = piece.set_column(piece.column_names.index(name), name, iso(piece.column(name)))
    table = piece.to_pandas()
    points = shapely.points(table["lon"].to_numpy(dtype=float), table["lat"].to_numpy(dtype=float))
    points[table["lon"].isna().to_numpy() | table["lat"].isna().to_numpy()] = None
    return gpd.GeoDataFrame(table, geometry=points, crs="OGC:CRS84")


def write_with(path: Path, pieces: Iterator[pa.Table], driver: str) -> int:
    """Rows written through pyogrio's ``driver``; pieces after the first are appended."""
    rows = 0
    for piece in pieces:
        pyogrio.write_dataframe(frame(piece), path, driver=driver, layer="cases", append=rows > 0)
        rows += piece.num_rows
    return rows
