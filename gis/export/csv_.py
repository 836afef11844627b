"""CSV with a byte-order mark, so that WPS and Excel read the Chinese; text that looks like a formula is quoted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv

from gis.export import COLUMNS, TIMES, Exporter, iso


def write(path: Path, pieces: Iterator[pa.Table]) -> int:
    """Rows written; a file with a header alone where there is none."""
    rows = 0
    with path.open("wb") as handle:
        handle.write(b"\xef\xbb\xbf" + (",".join(f'"{c}"' for c in COLUMNS) + "\n").encode())
        for piece in pieces:
            rows += piece.num_rows
            pv.write_csv(_plain(piece), handle, pv.WriteOptions(include_header=False))
    return rows


def _plain(piece: pa.Table) -> pa.Table:
    columns = {name: piece.column(name) for name in COLUMNS}
    for name in TIMES:
        columns[name] = iso(columns[name])
    for name in ("address", "description", "type_text"):  # a cell that begins like a formula must stay text
        text = columns[name].cast(pa.string())
        columns[name] = pc.if_else(
            pc.fill_null(pc.match_substring_regex(text, r"^[=+\-@\t\r]"), False),
            pc.binary_join_element_wise("'", text, ""),
            text,
        )
    return pa.table(columns)


EXPORTER = Exporter(key="csv", suffix=".csv", mime="text/csv; charset=utf-8", write=write)
