"""Small CSV tables as text: registers, and attributes to be joined to areas."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd

from gis.errors import GisError


def decode(raw: bytes) -> str:
    """Text of an office file: UTF-8 with or without a byte-order mark, else GB18030 (what 记事本 and WPS
    write).

    Bytes that are neither become U+FFFD: one bad name does not make a register unreadable.
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def read_table(path: Path) -> pd.DataFrame:
    """A CSV file, every value as stripped text, an empty cell as ``""``; empty rows and columns without a
    name are left out; short rows are filled up, extra cells dropped.

    Errors: no-such-file, unreadable (the file cannot be opened).
    """
    path = Path(path)
    if not path.is_file():
        raise GisError("no-such-file", path=path)
    try:
        text = decode(path.read_bytes())
    except OSError as bad:
        raise GisError("unreadable", path=path, detail=bad.strerror) from bad
    rows = [
        [cell.strip() for cell in row]
        for row in csv.reader(io.StringIO(text.replace("\0", "")), strict=False)
    ]
    rows = [row for row in rows if any(row)]
    if not rows:
        return pd.DataFrame()
    head, wide = rows[0], len(rows[0])
    body = [(row + [""] * wide)[:wide] for row in rows[1:]]
    table = pd.DataFrame(body, columns=pd.Index(head), dtype=object)
    return table.loc[:, [bool(h) and h not in head[:i] for i, h in enumerate(head)]]
