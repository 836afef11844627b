"""GeoPackage: one file that QGIS and ArcGIS open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from gis.export import Exporter
from gis.export.vector import write_with


def write(path: Path, pieces: Iterator[pa.Table]) -> int:
    """Rows written."""
    return write_with(path, pieces, "GPKG")


EXPORTER = Exporter(key="gpkg", suffix=".gpkg", mime="application/geopackage+sqlite3", write=write)
