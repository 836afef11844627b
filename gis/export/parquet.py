"""GeoParquet: typed columns, native points, opens in QGIS, pandas, DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gis.export import Exporter
from gis.schema import POINT, geoparquet


def write(path: Path, pieces: Iterator[pa.Table]) -> int:
    """Rows written. A null geometry where a case has no coordinates."""
    rows, writer = 0, None
    for piece in pieces:
        table = with_points(piece)
        if writer is None:
            writer = pq.ParquetWriter(path, geoparquet(table.schema), compression="zstd")
        writer.write_table(table.replace_schema_metadata(geoparquet(table.schema).metadata))
        rows += piece.num_rows
    if writer is not None:
        writer.close()
    return rows


def with_points(piece: pa.Table) -> pa.Table:
    """The piece with a native point column ``geometry`` (WGS 84)."""
    lon, lat = piece.column("lon").combine_chunks(), piece.column("lat").combine_chunks()
    mask = pc.invert(pc.and_(pc.is_valid(lon), pc.is_valid(lat)))
    points = pa.StructArray.from_arrays([lon, lat], fields=list(POINT), mask=mask)
    return piece.append_column("geometry", points)


EXPORTER = Exporter(key="parquet", suffix=".parquet", mime="application/vnd.apache.parquet", write=write)
