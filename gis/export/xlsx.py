"""XLSX for Excel and WPS: heads and codes in words, real dates of the county's clock, text that stays text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from gis.export import SHEET, Exporter
from gis.export.sheets import FIRST_YEAR, MOST_ROWS, Book, text_of, workbook

Cell = Callable[[int, int, Any], object]
"""Writes a value into a row and column."""

WIDE, NARROW, STAMP = 24, 12, 17
"""Characters a column of texts, figures or times is wide."""


def write(path: Path, pieces: Iterator[pa.Table]) -> int:
    """Rows written, one sheet with a head, as the pieces name their columns. Errors: too-many-rows."""
    first, rows = next(pieces), 0
    with workbook(path) as book:
        sheet, width = book.sheet(_title(first)), first.num_columns
        sheet.freeze_panes(1, 1)
        for i, field in enumerate(first.schema):
            sheet.set_column(i, i, _width(field.type))
            sheet.write_string(0, i, field.name, book.formats["head"])
        for piece in chain((first,), pieces):
            EXPORTER.check(rows + piece.num_rows)
            _rows(book, sheet, piece, rows + 1)
            rows += piece.num_rows
        sheet.autofilter(0, 0, rows, max(width - 1, 0))
    return rows


def _title(piece: pa.Table) -> str:
    """The sheet's name, in the language of its heads."""
    return (piece.schema.metadata or {}).get(SHEET, b"cases").decode()


def _rows(book: Book, sheet: Any, piece: pa.Table, first: int) -> None:
    """The piece from row ``first`` on; an empty value leaves its cell empty."""
    writers = [_writer(book, sheet, field.type) for field in piece.schema]
    columns = [_values(column) for column in piece.columns]
    for row, values in enumerate(zip(*columns), first):
        for i, value in enumerate(values):
            if value is not None and value == value:
                writers[i](row, i, value)


def _values(column: pa.ChunkedArray) -> list[Any]:
    """Times as they are read on the wall of their zone."""
    local = pc.local_timestamp(column) if pa.types.is_timestamp(column.type) and column.type.tz else column
    found: list[Any] = local.to_pylist()
    return found


def _writer(book: Book, sheet: Any, kind: pa.DataType) -> Cell:
    stamp, plain = book.formats["stamp"], book.plain
    if pa.types.is_timestamp(kind):

        def moment(row: int, column: int, value: datetime) -> object:
            if value.year < FIRST_YEAR:
                return sheet.write_string(row, column, value.isoformat(" ", "minutes"), plain)
            return sheet.write_datetime(row, column, value, stamp)

        return moment
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return lambda row, column, value: sheet.write_number(row, column, value, plain)
    return lambda row, column, value: sheet.write_string(row, column, text_of(value), plain)


def _width(kind: pa.DataType) -> float:
    if pa.types.is_timestamp(kind):
        return STAMP
    return NARROW if pa.types.is_integer(kind) or pa.types.is_floating(kind) else WIDE


EXPORTER = Exporter(
    key="xlsx", suffix=".xlsx", mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    write=write, spoken=True, most=MOST_ROWS,
)  # fmt: skip
