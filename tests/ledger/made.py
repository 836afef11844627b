"""Statements made by hand, and the fold read off the definition, one row at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from gis.schema import BIT, FIELDS, STATEMENTS, TEXT, bits

T0 = datetime(2026, 1, 1, tzinfo=UTC)
STORED = pa.schema([*STATEMENTS, ("batch", TEXT)])


def at(hours: float) -> datetime:
    return T0 + timedelta(hours=hours)


def number(text: str) -> int:
    return int.from_bytes(hashlib.md5(text.encode()).digest()[:8], "big")


def statement(
    case: str,
    hours: float,
    *,
    said_by: str = "collector",
    source: str = "collector",
    batch: str = "b1",
    **said: Any,
) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(STORED.names)
    row |= said | {
        "key": number(f"{source}\x1f{case}"), "source": source, "source_case_id": case, "said_by": said_by,
        "stated_at": at(hours), "row_hash": number(repr(sorted(said.items()))), "row_no": 1,
        "says": bits(*said), "batch": batch,
    }  # fmt: skip
    return row


def table(rows: Iterable[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=STORED)


def naive_fold(rows: list[dict[str, Any]], ranks: dict[str, int]) -> dict[str, dict[str, Any]]:
    """case_id → field → value, straight from the rule in DESIGN §1."""
    out: dict[str, dict[str, Any]] = {}
    for case in {(r["source"], r["source_case_id"]) for r in rows}:
        mine = [r for r in rows if (r["source"], r["source_case_id"]) == case]
        if all(r["said_by"] == "manual" for r in mine):
            continue  # a correction alone makes no case
        state: dict[str, Any] = {}
        for field in FIELDS:
            changes = []
            for speaker in {r["said_by"] for r in mine}:
                previous: Any = object()
                said = [r for r in mine if r["said_by"] == speaker and r["says"] >> BIT[field] & 1]
                for r in sorted(said, key=lambda r: (r["stated_at"], r["row_hash"])):
                    if speaker == "manual" or r[field] != previous:
                        rank = 1000 if speaker == "manual" else ranks.get(speaker, 0)
                        changes.append(((r["stated_at"], rank, r["row_hash"]), r[field]))
                    previous = r[field]
            state[field] = max(changes, key=lambda c: c[0])[1] if changes else None
        out["/".join(case)] = state
    return out
