"""Located cases as files: one module a format, found by the registry. All of one shape: ``COLUMNS``, WGS 84."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from gis.errors import GisError

COLUMNS = (
    "case_id", "problem_type", "type_text", "rebound_group", "family", "state", "source", "channel", "found_at",
    "closed_at", "deadline_at", "lon", "lat", "accuracy_m", "location_method", "unlocated", "grid_code",
    "grid_code_now", "lead_unit", "lead_unit_now", "responsible_unit", "responsible_basis", "zones", "segment_id",
    "address", "description", "supervised", "rework_count", "duplicate_of", "sightings", "last_seen_at",
)  # fmt: skip
TIMES = ("found_at", "closed_at", "deadline_at", "last_seen_at")
DERIVED = ("rebound_group", "family")
CAME_BACK = ("rebound_of", "days_since_close", "distance_m")
"""Columns the set ``rebound`` has besides: case_id of the closed case, days of 24 h since, metres between."""
SHEET = b"sheet"
"""Key of a piece's metadata that says what it is a sheet of."""


@dataclass(frozen=True)
class Exporter:
    """One format. ``write`` takes the cases piece by piece, so that memory stays that of a piece."""

    key: str
    suffix: str
    mime: str
    write: Callable[[Path, Iterator[pa.Table]], int]
    """(path, pieces of COLUMNS, and of CAME_BACK where they were asked for) → rows written. At least one piece comes."""
    spoken: bool = False
    """For people to read: heads and codes in words (``gis.export.spoken``), not the names a program knows."""
    most: int | None = None
    """Rows one file can hold."""

    def check(self, rows: int) -> None:
        """Whether ``rows`` fit. Errors: too-many-rows."""
        if self.most is not None and rows > self.most:
            raise GisError("too-many-rows", suffix=self.suffix, count=f"{rows:,}", most=f"{self.most:,}")


def stored_columns() -> list[str]:
    """The columns of the case files that an export needs."""
    return [c for c in COLUMNS if c not in DERIVED]


def shape(piece: pa.Table, types: dict[str, tuple[str, str]], zone: ZoneInfo) -> pa.Table:
    """A piece of the case files with COLUMNS: groups and families put on, zones joined by ``;``.

    ``types``: problem type → (rebound_group, family). Times stay instants; ``zone`` is what they are shown in.
    """
    found = pa.array([types.get(t, (None, None)) for t in piece.column("problem_type").to_pylist()], _PAIR)
    columns: dict[str, Any] = {name: piece.column(name) for name in stored_columns()}
    columns["zones"] = pc.binary_join(pc.fill_null(piece.column("zones"), []), ";")
    columns["rebound_group"], columns["family"] = found.field(0), found.field(1)
    for name in TIMES:
        columns[name] = columns[name].cast(pa.timestamp("us", tz=str(zone)))
    return pa.table({name: columns[name] for name in COLUMNS})


_PAIR = pa.struct([("0", pa.string()), ("1", pa.string())])


def iso(times: pa.ChunkedArray) -> pa.ChunkedArray:
    """ISO 8601 with offset, to the second unless finer; null stays null."""
    return pa.chunked_array(
        [pa.array([None if t is None else t.isoformat() for t in times.to_pylist()], pa.string())]
    )
