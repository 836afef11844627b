"""A foreign file → one table of cells, every row numbered, nothing interpreted yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa

from gis import registry
from gis.errors import GisError
from gis.intake import readers
from gis.intake.digits import I64
from gis.intake.profile import Profile

T = TypeVar("T")


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
        return self.table.num_rows + len(self.ragged)

    @property
    def header(self) -> tuple[str, ...]:
        """The header's cells; unnamed and repeated ones have got a number."""
        return tuple(self.table.column_names)


@dataclass(frozen=True)
class Reader:
    """One input format."""

    key: str
    suffixes: tuple[str, ...]
    """Lower case, with the dot."""
    read: Callable[[Path, Profile | None], Raw]
    """Path and profile (None: find everything out) → Raw. Errors: GisError, never another exception."""
    header: Callable[[Path, Profile | None], tuple[str, ...]] | None = None
    """A quick look at the header alone, where the format has one."""


def known() -> Mapping[str, Reader]:
    """Every reader by its key."""
    return registry.collect(readers, "READER")


def suffixes() -> tuple[str, ...]:
    """Every suffix that can be read."""
    return tuple(sorted(s for reader in known().values() for s in reader.suffixes))


def reader_of(path: Path) -> Reader:
    """The reader of files of this suffix. Errors: no-such-file, no-reader."""
    if not path.is_file():
        raise GisError("no-such-file", path=path)
    for reader in known().values():
        if path.suffix.lower() in reader.suffixes:
            return reader
    raise GisError("no-reader", path=path, formats=", ".join(suffixes()))


def read_raw(path: Path, profile: Profile | None = None) -> Raw:
    """The cells of a file. ``profile`` tells encoding, delimiter and header line where they cannot be found out.

    Errors: no-such-file, no-reader, empty-file, not-text, unreadable.
    """
    path = Path(path)
    return _checked(lambda: reader_of(path).read(path, profile), path)


def read_header(path: Path, profile: Profile | None = None) -> tuple[str, ...]:
    """The header of a file, what ``profile.find`` asks for; cheap for CSV. Errors: as ``read_raw``."""
    path = Path(path)
    quick = reader_of(path).header
    if quick is None:
        return read_raw(path, profile).header
    return _checked(lambda: quick(path, profile), path)


def _checked(read: Callable[[], T], path: Path) -> T:
    try:
        return read()
    except (OSError, pa.ArrowException, MemoryError, RecursionError, UnicodeError, ValueError) as bad:
        raise GisError("unreadable", path=path, detail=str(bad)[:200]) from bad


def unique_names(header: list[str]) -> list[str]:
    """Header cells trimmed, without a BOM; an empty one becomes ``#3`` by its place, a repeated one ``name#2``."""
    out: list[str] = []
    for place, cell in enumerate(header, 1):
        name = cell.strip().lstrip("\ufeff").strip() or f"#{place}"
        count = 2
        base = name
        while name in out:
            name, count = f"{base}#{count}", count + 1
        out.append(name)
    return out
