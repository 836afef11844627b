"""数据体检: what the data could not tell us, and how old they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from gis.areas import Fault
from gis.cases import rows as case_rows
from gis.cases.frame import NONE_S
from gis.errors import GisError
from gis.ledger.batches import Batch
from gis.ledger.files import read_table
from gis.live import Loaded
from gis.log import LOW_DISK_BYTES, free_bytes
from gis.registers import Issue

LIST_ROWS = 500
"""Rows of a list shown on the page; the number of all is always said."""
STALE_HOURS = 36.0
"""A nightly export that has not come for so long is said to be late."""


@dataclass(frozen=True, eq=False)
class Health:
    """Counts and lists; codes, not sentences."""

    version: str
    as_of: datetime
    cases: int
    batches: tuple[Batch, ...]
    """Newest first."""
    rows: int
    """Rows of all active batches: the six fates add up to it."""
    fates: dict[str, int]
    newest_export_at: datetime | None
    age_hours: float | None
    coverage: pd.DataFrame
    """source, first_found_at, newest_export_at, batches"""
    unlocated: dict[str, int]
    unmapped: dict[str, dict[str, int]]
    doubts: tuple[tuple[str, str, int], ...]
    """What was kept though a value of it could not be read, newest batch first: file, code, rows."""
    untyped: int
    undated: int
    missing: int
    """Cases absent from a later full export of their source."""
    void_or_double: int
    undated_closures: int
    grid_faults: tuple[Fault, ...]
    register_issues: tuple[Issue, ...]
    free_bytes: int

    @property
    def stale(self) -> bool:
        """No export for ``STALE_HOURS``."""
        return self.age_hours is not None and self.age_hours > STALE_HOURS

    @property
    def low_disk(self) -> bool:
        """Less free space than an import may need."""
        return self.free_bytes < LOW_DISK_BYTES


def health(loaded: Loaded, *, as_of: datetime) -> Health:
    """Read the manifests and the Frame; no case file is opened."""
    frame, store = loaded.frame, loaded.store
    active = store.active
    exports = [
        b for b in active if b.kind != "manual"
    ]  # a click is no export: the data are no fresher for it
    newest = max((datetime.fromisoformat(b.exported_at) for b in exports), default=None)
    fates: Counter[str] = Counter()
    for b in active:
        fates.update(b.fates)
    flags = np.asarray(frame.flags)
    return Health(
        version=frame.version, as_of=as_of, cases=len(frame), batches=tuple(reversed(store.batches)),
        rows=sum(b.rows for b in active), fates=dict(fates), newest_export_at=newest,
        age_hours=None if newest is None else max((as_of - newest).total_seconds() / 3600, 0.0),
        coverage=_coverage(loaded), unlocated=dict(frame.facts.get("unlocated", {})), unmapped=_unmapped(active),
        doubts=_doubts(exports),
        untyped=int(frame.facts.get("untyped", 0)), undated=int(frame.facts.get("undated", 0)),
        missing=int(np.count_nonzero(flags & 2)), void_or_double=int(np.count_nonzero(flags & 1)),
        undated_closures=int(np.count_nonzero(flags & 4)), grid_faults=tuple(loaded.registers.faults),
        register_issues=loaded.registers.issues, free_bytes=free_bytes(loaded.county.root),
    )  # fmt: skip


def _coverage(loaded: Loaded) -> pd.DataFrame:
    rows: dict[str, dict[str, Any]] = {}
    for b in loaded.store.active:
        if b.kind == "manual":
            continue
        row = rows.setdefault(
            b.source, {"source": b.source, "newest_export_at": b.exported_at, "batches": 0, "rows": 0}
        )
        row["newest_export_at"] = max(row["newest_export_at"], b.exported_at)
        row["batches"] += 1
        row["rows"] += b.rows
    frame = loaded.frame
    found = np.asarray(frame.found)
    for code, source in enumerate(frame.sources):
        mine = found[np.asarray(frame.source) == code]
        if source in rows and len(mine):
            rows[source] |= {
                "first_found_at": datetime.fromtimestamp(int(mine.min()), loaded.county.tz)
                .date()
                .isoformat(),
                "cases": len(mine),
            }
    return pd.DataFrame(
        list(rows.values()),
        columns=["source", "cases", "first_found_at", "newest_export_at", "batches", "rows"],
    )


def _unmapped(batches: tuple[Batch, ...]) -> dict[str, dict[str, int]]:
    """Words no vocabulary answers to, by field, commonest first."""
    total: dict[str, Counter[str]] = {}
    for b in batches:
        for field, words in b.unmapped.items():
            total.setdefault(field, Counter()).update(words)
    return {field: dict(words.most_common()) for field, words in sorted(total.items())}


def _doubts(exports: list[Batch]) -> tuple[tuple[str, str, int], ...]:
    return tuple(
        (b.file_name, code, n)
        for b in reversed(exports)
        for code, n in sorted(b.notes.items(), key=lambda pair: -pair[1])
    )


def reasons_of(loaded: Loaded) -> dict[str, int]:
    """Rejected rows of all active batches by the code of their reason, commonest first. Errors: damaged-file."""
    total: Counter[str] = Counter()
    for batch in (b for b in loaded.store.active if b.rejects):
        column = read_table(loaded.county.points / batch.rejects["file"], ["reason"]).column("reason")
        total.update({str(v["values"]): v["counts"] for v in column.value_counts().to_pylist()})
    return dict(total.most_common())


def rejects_of(loaded: Loaded, batch: Batch) -> pa.Table:
    """The first rejected rows of a batch. Errors: damaged-file."""
    if not batch.rejects:
        return pa.table(
            {name: pa.nulls(0, pa.string()) for name in ("row_no", "reason", "column", "value", "raw")}
        )
    return read_table(loaded.county.points / batch.rejects["file"]).slice(0, LIST_ROWS)


def unlocated_cases(loaded: Loaded) -> pa.Table:
    """The newest cases without a grid: which, where it was said to be, and why. Errors: damaged-file, unknown-case."""
    frame = loaded.frame
    if frame.rows is None:
        raise GisError("unknown-case", case="")
    lost = np.flatnonzero(np.asarray(frame.grid) < 0)
    found = np.asarray(frame.found)[lost]
    newest = np.argsort(np.where(found == NONE_S, 0, found), kind="stable")[::-1][:LIST_ROWS]
    rows = np.asarray(frame.rows)[lost[newest]]
    columns = [
        "case_id",
        "problem_type",
        "type_text",
        "found_at",
        "address",
        "unlocated",
        "lon",
        "lat",
        "source",
    ]
    table = case_rows.take(loaded.parts, rows, columns)
    return table.filter(pc.is_valid(table.column("unlocated"))) if table.num_rows else table
