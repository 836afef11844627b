"""CSV with a byte-order mark, so that WPS and Excel read the Chinese; text that looks like a formula is quoted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv

from gis.export import TIMES, Exporter, iso

FORMULA = r"^\s*[=+\-@\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}]"
"""What a spreadsheet takes for a formula, the signs of full width too."""


def write(path: Path, pieces: Iterator[pa.Table]) -> int:
    """Rows written; a file with a header alone where there is none."""
    rows, head = 0, True
    with path.open("wb") as handle:
        for piece in pieces:
            if head:
                names = ",".join(f'"{c}"' for c in piece.column_names)
                handle.write(b"\xef\xbb\xbf" + (names + "\n").encode())
                head = False
            rows += piece.num_rows
            pv.write_csv(_plain(piece), handle, pv.WriteOptions(include_header=False))
    return rows


def _plain(piece: pa.Table) -> pa.Table:
    columns = {name: piece.column(name) for name in piece.column_names}
    for name in TIMES:
        columns[name] = iso(columns[name])
    for name, text in columns.items():  # a cell that begins like a formula must stay text
        if not pa.types.is_string(text.type) or name in TIMES:
            continue
        columns[name] = pc.if_else(
            pc.fill_null(pc.match_substring_regex(text, FORMULA), False),
            pc.binary_join_element_wise("'", text, ""),
            text,
        )
    return pa.table(columns)


EXPORTER = Exporter(key="csv", suffix=".csv", mime="text/csv; charset=utf-8", write=write)
