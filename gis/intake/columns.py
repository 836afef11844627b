"""The file's columns under the names of the fields, clean."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from gis.errors import GisError
from gis.intake import cells
from gis.intake.profile import Profile
from gis.intake.raw import Raw

THREADS = 2


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
    wanted = list(
        dict.fromkeys([*profile.id, *profile.identity, *(n for n in chosen.values() if n is not None)])
    )
    with ThreadPoolExecutor(THREADS) as pool:  # Arrow's own work runs beside Python's
        cleaned = pool.map(lambda name: cells.clean(raw.table[name], profile.blanks), wanted)
        clean = dict(zip(wanted, cleaned))
    found = {field: clean[name] for field, name in chosen.items() if name is not None}
    rows = raw.table.num_rows
    fixed = {field: cells.constant(text, pa.string(), rows) for field, text in profile.constants.items()}
    return Columns(
        profile=profile,
        path=raw.path,
        rows=rows,
        crs=raw.crs or profile.crs,
        cells={**fixed, **found},
        keys=tuple(cells.as_text(clean[name]) for name in (*profile.id, *profile.identity)),
        names={field: (name,) for field, name in chosen.items() if name is not None},
        silent=tuple(field for field, name in chosen.items() if name is None),
    )
