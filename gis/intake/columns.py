"""The file's columns under the names of the fields, clean."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from gis import crs
from gis.errors import GisError
from gis.intake import cells
from gis.intake.profile import Profile
from gis.intake.raw import Raw
from gis.schema import FIELDS, UTC_US

THREADS = 2
BY_HABIT = ("wgs84", "epsg3857")
"""What programs write into a file whatever its coordinates are."""


@dataclass(frozen=True)
class Columns:
    """The columns a profile asks for; all of ``rows`` length."""

    profile: Profile
    path: Path
    rows: int
    crs: str
    """Coordinate system of x and y: the file's own word, else the profile's."""
    cells: Mapping[str, pa.ChunkedArray]
    """field → clean cells (see ``gis.intake.cells``); only fields the file or a constant speaks of."""
    keys: tuple[pa.ChunkedArray, ...]
    """The columns of ``id`` or of ``identity``, as clean text."""
    names: Mapping[str, tuple[str, ...]]
    """field → the column of the file it comes from."""
    silent: tuple[str, ...]
    """Fields of the profile that no column of the file answers to."""

    def get(self, name: str) -> pa.ChunkedArray | None:
        """The cells of a field, None where nothing speaks of it."""
        return self.cells.get(name)

    def filter(self, keep: pa.BooleanArray) -> Columns:
        """Only the rows to keep."""
        return replace(
            self,
            rows=keep.true_count,
            cells={name: column.filter(keep) for name, column in self.cells.items()},
            keys=tuple(column.filter(keep) for column in self.keys),
        )


def pick(raw: Raw, profile: Profile) -> Columns:
    """The columns of ``raw`` that ``profile`` names. Errors: missing-columns."""
    there = set(raw.header)
    chosen = {
        field: next((name for name in names if name in there), None)
        for field, names in profile.columns.items()
    }
    missing = [name for name in (*profile.id, *profile.identity) if name not in there]
    missing += [" / ".join(profile.columns[field]) for field in profile.required if chosen[field] is None]
    if missing:
        raise GisError("missing-columns", path=raw.path, columns=", ".join(missing))
    quick = _quick(profile)
    wanted = {(name, quick.get(field)) for field, name in chosen.items() if name is not None}
    wanted |= {(name, None) for name in (*profile.id, *profile.identity)}
    order = sorted(wanted, key=str)
    with ThreadPoolExecutor(THREADS) as pool:  # Arrow's own work runs beside Python's
        clean = dict(zip(order, pool.map(lambda w: _prepared(raw.table[w[0]], w[1], profile), order)))
    found = {field: clean[name, quick.get(field)] for field, name in chosen.items() if name is not None}
    rows = raw.table.num_rows
    fixed = {field: cells.constant(text, pa.string(), rows) for field, text in profile.constants.items()}
    return Columns(
        profile=profile,
        path=raw.path,
        rows=rows,
        crs=_system(raw.crs, profile.crs),
        cells={**fixed, **found},
        keys=tuple(cells.as_text(clean[name, None]) for name in (*profile.id, *profile.identity)),
        names={field: (name,) for field, name in chosen.items() if name is not None},
        silent=tuple(field for field, name in chosen.items() if name is None),
    )


def _system(declared: str, named: str) -> str:
    """The file's own word goes first; but no file can declare a shifted system, and one in it says it is WGS 84."""
    if declared and crs.canonical(named) in crs.SHIFTED and crs.canonical(declared) in BY_HABIT:
        return named
    return declared or named


def _quick(profile: Profile) -> dict[str, pa.DataType]:
    """Fields whose cells may be read as numbers or ISO times at once, and as what."""
    if any(letter.isdigit() for blank in profile.blanks for letter in blank):
        return {}  # a cell that could be read may mean empty
    local = (
        {} if profile.times else {name: pa.timestamp("us") for name, kind in FIELDS.items() if kind == UTC_US}
    )
    return {"x": pa.float64(), "y": pa.float64(), **local}


def _prepared(column: pa.ChunkedArray, kind: pa.DataType | None, profile: Profile) -> pa.ChunkedArray:
    """The column as ``kind`` where every cell can be, which spares cleaning its text; else clean."""
    if kind is not None and cells.is_text(column):
        with contextlib.suppress(pa.ArrowInvalid):
            return column.cast(kind)
    return cells.clean(column, profile.blanks)
