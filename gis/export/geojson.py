"""GeoJSON (RFC 7946), one feature a line, written as a stream."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from gis.export import TIMES, Exporter, iso


def write(path: Path, pieces: Iterator[pa.Table]) -> int:
    """Rows written; geometry null where a case has no coordinates."""
    rows = 0
    with path.open("w", encoding="utf-8") as handle:
        handle.write('{"type":"FeatureCollection","name":"cases","features":[\n')
        for piece in pieces:
            for name in TIMES:
                piece = piece.set_column(piece.column_names.index(name), name, iso(piece.column(name)))
            for row in piece.to_pylist():
                handle.write((",\n" if rows else "") + json.dumps(_feature(row), ensure_ascii=False))
                rows += 1
        handle.write("\n]}\n")
    return rows


def _feature(row: dict[str, object]) -> dict[str, object]:
    lon, lat = row.pop("lon"), row.pop("lat")
    point = None if lon is None or lat is None else {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "properties": row | {"lon": lon, "lat": lat}, "geometry": point}


EXPORTER = Exporter(key="geojson", suffix=".geojson", mime="application/geo+json", write=write)
