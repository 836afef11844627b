"""CSV: any of four delimiters, quoted line breaks, BOM, GB18030; a ragged row is listed, not fatal."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pa_compute
import pyarrow.csv as pc

from gis.errors import GisError
from gis.intake import encoding
from gis.intake.digits import I64
from gis.intake.profile import Profile
from gis.intake.raw import Ragged, Raw, unique_names
from gis.intake.readers import Reader

DELIMITERS = ",;\t|"
HEAD = 1 << 20
"""Bytes in which the header ends."""
BLOCK = 1 << 20
"""Bytes Arrow parses at once; a row longer than that makes the whole file one block."""
QUOTE = b'"'
END = "\x00end\x00"


@dataclass(frozen=True)
class _Layout:
    names: list[str]
    delimiter: str
    start: int
    """Byte where the data rows begin."""


def read(path: Path, profile: Profile | None) -> Raw:
    """All cells of a CSV file as text. Errors: empty-file, not-text, unreadable."""
    data = path.read_bytes()
    wanted = profile.encoding if profile else ""
    if not wanted and encoding.looks_utf8(data):
        try:
            return _parsed(path, encoding.plain_utf8(data), profile)
        except pa.ArrowInvalid as bad:  # Arrow checks every cell, and quicker than we would beforehand
            if "UTF8" not in str(bad):
                raise
    return _parsed(path, encoding.to_utf8(path, data, wanted), profile)


def header(path: Path, profile: Profile | None) -> tuple[str, ...]:
    """The header's cells. Errors: empty-file, not-text."""
    with path.open("rb") as handle:
        start = handle.read(HEAD)
    whole = start if len(start) < HEAD else start[: start.rfind(b"\n") + 1] or start
    text = encoding.to_utf8(path, whole, profile.encoding if profile else "")
    return tuple(_layout(path, text.data, profile).names)


READER = Reader("csv", (".csv", ".tsv", ".txt"), read, header)


def _layout(path: Path, data: memoryview, profile: Profile | None) -> _Layout:
    text = io.StringIO(bytes(data[:HEAD]).decode("utf-8", "replace"), newline="")
    consumed: list[str] = []
    lines = _noting(text, consumed)
    for _ in range((profile.header_row if profile else 1) - 1):
        next(lines, None)
    first = next((line for line in lines if line.strip()), "")
    if not first:
        raise GisError("empty-file", path=path)
    delimiter = (profile.delimiter if profile else "") or max(DELIMITERS, key=first.count)
    try:
        cells = next(csv.reader(itertools.chain([first], lines), delimiter=delimiter))
    except csv.Error as bad:
        raise GisError("unreadable", path=path, detail=bad) from bad
    return _Layout(unique_names(cells), delimiter, len("".join(consumed).encode()))


def _noting(lines: io.StringIO, into: list[str]) -> Iterator[str]:
    for line in lines:
        into.append(line)
        yield line


def _parsed(path: Path, text: encoding.Text, profile: Profile | None) -> Raw:
    layout = _layout(path, text.data, profile)
    body = text.data[layout.start :]
    broken: list[Ragged] = []
    numbers: I64 | None = None
    table, ragged = _cells(body, layout)
    if _swallows(body, table, ragged, layout.delimiter):
        body, numbers, broken = _without_open_lines(body, layout.delimiter)
        table, ragged = _cells(body, layout)
    count = table.num_rows + len(ragged)
    numbers = np.arange(1, count + 1) if numbers is None else numbers
    lost = np.array([r.row_no - 1 for r in ragged], np.int64)
    listed = [Ragged(int(numbers[r.row_no - 1]), r.cells, r.text) for r in ragged] + broken
    return Raw(
        path=path,
        table=table,
        encoding=text.encoding,
        ragged=tuple(sorted(listed, key=lambda r: r.row_no)),
        damaged=text.damaged,
        row_no=np.delete(numbers, lost).astype(np.int64),
    )


def _cells(body: memoryview, layout: _Layout) -> tuple[pa.Table, list[Ragged]]:
    """The table and the ragged rows, numbered from 1 among the rows of ``body``."""
    kinds = {name: pa.string() for name in layout.names}
    if not bytes(body[:HEAD]).strip() and not bytes(body).strip():
        return pa.table({name: pa.array([], pa.string()) for name in layout.names}), []
    for threads in (True, False):  # only one thread knows the number of a ragged row
        ragged: list[Ragged] = []
        table = _arrow(body, layout, kinds, ragged, threads=threads)
        if not ragged:
            break
    return table, ragged


def _arrow(
    body: memoryview, layout: _Layout, kinds: dict[str, pa.DataType], ragged: list[Ragged], *, threads: bool
) -> pa.Table:
    def note(row: pc.InvalidRow) -> str:
        try:
            text = row.text
        except UnicodeDecodeError:
            text = ""
        ragged.append(Ragged(row.number or 0, row.actual_columns, text))
        return "skip"

    quoted = QUOTE in _whole(body)
    parse = pc.ParseOptions(delimiter=layout.delimiter, newlines_in_values=quoted, invalid_row_handler=note)
    convert = pc.ConvertOptions(column_types=kinds, null_values=[], strings_can_be_null=False)
    for block in (BLOCK, max(BLOCK, len(body) + 1)):
        ragged.clear()
        try:
            options = pc.ReadOptions(column_names=layout.names, block_size=block, use_threads=threads)
            return pc.read_csv(pa.py_buffer(body), options, parse, convert)
        except pa.ArrowInvalid as bad:
            if "straddl" not in str(bad) or block > BLOCK:
                raise
    raise AssertionError("unreachable")


def _swallows(body: memoryview, table: pa.Table, ragged: list[Ragged], delimiter: str) -> bool:
    """Whether a quote that is never closed, or not where it should be, made one row of several lines."""
    lines = QUOTE in _whole(body) and (
        any("\n" in row.text for row in ragged)
        or any(pa_compute.any(pa_compute.match_substring(column, "\n")).as_py() for column in table.columns)
    )
    return lines and _misquoted(bytes(body).decode("utf-8", "replace"), delimiter)


def _whole(body: memoryview) -> bytes:
    """The bytes ``body`` is a part of, without a copy."""
    whole = body.obj
    return whole if isinstance(whole, bytes) else bytes(body)


def _misquoted(text: str, delimiter: str) -> bool:
    csv.field_size_limit(1 << 30)
    lines = io.StringIO(text, newline="")
    while True:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        before = 0
        try:
            for _ in reader:
                before = reader.line_num
            return False
        except csv.Error:  # within one line it does no harm; go on behind it
            if reader.line_num - before > 1:
                return True


def _open(line: str, delimiter: str) -> bool:
    """Whether this line ends inside quotes."""
    *_, last = csv.reader([line, END], delimiter=delimiter)
    return last != [END]


def _without_open_lines(body: memoryview, delimiter: str) -> tuple[memoryview, I64, list[Ragged]]:
    """The lines that close their own quotes, their numbers, and the others as ragged rows.

    Once one quote is left open nobody knows which line break is meant: every line counts as a row of its own.
    """
    lines = [line for line in bytes(body).splitlines(keepends=True) if line.strip()]
    kept, numbers, broken = [], [], []
    for number, line in enumerate(lines, 1):
        text = line.decode("utf-8", "replace")
        if QUOTE in line and _open(text.rstrip("\r\n") + "\n", delimiter):
            broken.append(Ragged(number, 0, text.rstrip("\r\n")))
        else:
            kept.append(line)
            numbers.append(number)
    return memoryview(b"".join(kept)), np.array(numbers, np.int64), broken
