"""One way to open DuckDB: bounded memory and threads, no downloads, UTC, one connection a question."""

from __future__ import annotations

from pathlib import Path

import duckdb

from gis.settings import Settings


def open_duckdb(temp: Path | None = None, settings: Settings | None = None) -> duckdb.DuckDBPyConnection:
    """An in-memory connection that reads Parquet files. Never share one between threads: open or ``.cursor()``.

    ``temp`` is where it spills when ``settings.memory_mb`` is used up (a folder under the data).
    """
    s = settings or Settings()
    con = duckdb.connect(config={"threads": s.threads, "memory_limit": f"{s.memory_mb}MB"})
    con.execute("SET enable_geoparquet_conversion=false")
    con.execute("SET autoinstall_known_extensions=false")
    con.execute("SET autoload_known_extensions=false")
    con.execute("SET TimeZone='UTC'")
    con.execute("SET preserve_insertion_order=true")
    if temp is not None:
        con.execute("SET temp_directory=$1", [str(temp)])
    return con
