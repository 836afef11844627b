"""One way to open DuckDB: bounded memory and threads, no downloads, UTC, one connection a question."""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb

from gis.settings import load


def open_duckdb(temp: Path | None = None) -> duckdb.DuckDBPyConnection:
    """An in-memory connection that reads Parquet files. Never share one between threads: open or ``.cursor()``.

    Memory and threads are those of the settings; ``temp`` is where it spills when that is used up: a folder under
    the data, else one of the system's. Errors: bad-setting.
    """
    s = load()
    con = duckdb.connect(config={"threads": s.threads, "memory_limit": f"{s.memory_mb}MB"})
    con.execute("SET enable_geoparquet_conversion=false")
    con.execute("SET autoinstall_known_extensions=false")
    con.execute("SET autoload_known_extensions=false")
    con.execute("SET TimeZone='UTC'")
    con.execute("SET preserve_insertion_order=true")
    con.execute("SET temp_directory=$1", [str(temp or Path(tempfile.gettempdir()) / "cleangrid")])
    return con
