"""A foreign file → one table of cells, every row numbered, nothing interpreted yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa

from gis.intake.digits import I64


@dataclass(frozen=True)
class Ragged:
    """A row that does not have the header's number of cells."""

    row_no: int
    cells: int
    text: str


@dataclass(frozen=True)
class Raw:
    """A file as it came: all text, but for formats that are typed themselves."""

    path: Path
    table: pa.Table
    """One column a header cell, in their order; null or "" is an empty cell. Ragged rows are not in it."""
    encoding: str = "utf-8"
    ragged: tuple[Ragged, ...] = ()
    crs: str = ""
    """Coordinate system the file itself declares, a name ``gis.crs`` knows; empty: it does not."""
    damaged: int = 0
    """Characters that could not be decoded and stand as U+FFFD."""
    row_no: I64 = field(default_factory=lambda: np.zeros(0, np.int64))
    """1-based number of each row of ``table`` among all data rows of the file; blank lines are not rows."""

    @property
    def rows(self) -> int:
        """Data rows of the file, ragged ones among them."""
        return int(self.table.num_rows) + len(self.ragged)

    @property
    def header(self) -> tuple[str, ...]:
        """The header's cells; unnamed and repeated ones have got a number."""
        return tuple(self.table.column_names)


def unique_names(header: list[str]) -> list[str]:
    """Header cells trimmed, without a BOM; an empty one becomes ``#3``, a repeated one ``name#2``."""
    out: list[str] = []
    for place, cell in enumerate(header, 1):
        name = cell.strip().lstrip("\ufeff").strip() or f"#{place}"
        count = 2
        base = name
        while name in out:
            name, count = f"{base}#{count}", count + 1
        out.append(name)
    return out
