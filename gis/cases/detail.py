"""One case: what is known of it now, and everything that was ever said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from gis.cases import rows as case_rows
from gis.cases.frame import Frame
from gis.cases.parts import Parts
from gis.errors import GisError
from gis.ledger.store import Store
from gis.schema import BIT, FIELDS


@dataclass(frozen=True)
class Said:
    """One statement of a case's history: what it changed, field → (before, after)."""

    stated_at: datetime
    said_by: str
    batch: str
    changes: dict[str, tuple[Any, Any]]


@dataclass(frozen=True)
class CaseDetail:
    """A row of the located cases and its history, oldest first. Times are aware UTC, lon/lat WGS 84."""

    now: dict[str, Any]
    history: tuple[Said, ...]


def find_row(frame: Frame, ckey: int) -> int:
    """Row number (in the case files) of the case with this ckey. Errors: unknown-case."""
    fits = 0 <= ckey < 1 << 64
    at = np.flatnonzero(frame.ckey == np.uint64(ckey)) if fits else np.empty(0, np.int64)
    if not len(at) or frame.rows is None:
        raise GisError("unknown-case", case=f"{ckey:x}")
    return int(frame.rows[at[0]])


def case_detail(store: Store, parts: Parts, frame: Frame, ckey: int) -> CaseDetail:
    """Errors: unknown-case, damaged-file."""
    row = case_rows.take(parts, np.array([find_row(frame, ckey)])).to_pylist()[0]
    return CaseDetail(now=row, history=_history(store, row))


def _history(store: Store, row: dict[str, Any]) -> tuple[Said, ...]:
    said = store.statements(np.array([row["key"]], dtype=np.uint64)).to_pylist()
    said.sort(key=lambda s: (s["stated_at"], s["row_hash"]))
    if row["last_seen_at"] is not None:  # a run of sightings: other runs of the same key are other cases
        said = [s for s in said if s["found_at"] and row["found_at"] <= s["found_at"] <= row["last_seen_at"]]
    out: list[Said] = []
    last: dict[str, dict[str, Any]] = {}
    for s in said:
        known = last.setdefault(s["said_by"], {})
        changes = {
            f: (known.get(f), s[f])
            for f in FIELDS
            if s["says"] >> BIT[f] & 1
            and (f not in known or known[f] != s[f])
            and (f in known or s[f] is not None)
        }
        known.update({f: s[f] for f in FIELDS if s["says"] >> BIT[f] & 1})
        if changes or s["said_by"] == "manual":
            out.append(Said(s["stated_at"], s["said_by"], s["batch"], changes))
    return tuple(out)
