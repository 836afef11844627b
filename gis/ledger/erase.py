"""Erasure required by law: a case's words leave the ledger for good, a stone stays: who, when, why."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from gis.county import County
from gis.intake.seal import seal
from gis.ledger import batches as manifests
from gis.ledger.batches import Batch
from gis.ledger.files import digest, read_table, sha256, write_lock, write_table
from gis.ledger.store import STORED, open_store
from gis.schema import STATEMENTS, geoparquet

WORDS = ("address", "description", "note")
"""Fields that may hold a person's name, number or door."""


@dataclass(frozen=True)
class _Wish:
    """What is to go, and what the stone says."""

    key: pa.Scalar
    fields: tuple[str, ...]
    now: datetime
    who: str
    why: str


def erase(
    county: County,
    case: Mapping[str, Any],
    *,
    who: str,
    why: str,
    now: datetime,
    fields: Sequence[str] = WORDS,
) -> int:
    """Empty ``fields`` in every statement of ``case`` (a row of the cases: its ``key``), retracted batches included;
    gives the number of batches rewritten.

    A file is rewritten whole: after a compaction it holds many batches. A batch's raw file cannot lose one row, so
    it goes as a whole; its rows stay as statements. Rows that were rejected keep their text: they are of no case.
    Each step may be repeated after a kill, and what a kill left beside the manifests goes too.
    Errors: locked, read-only, disk-full, damaged-file.
    """
    wish = _Wish(pa.scalar(case["key"], pa.uint64()), tuple(fields), now, who, why)
    points, done = county.points, 0
    with write_lock(points):
        sharing: dict[str, list[Batch]] = {}
        for batch in open_store(county).batches:
            if batch.statements:
                sharing.setdefault(batch.statements["file"], []).append(batch)
        there = {f"statements/{path.name}" for path in (points / "statements").glob("*.parquet")}
        for file in sorted(there | set(sharing)):
            if pc.any(pc.equal(read_table(points / file, ["key"]).column("key"), wish.key)).as_py():
                done += _rewrite(points, file, sharing.get(file, []), wish)
                (points / file).unlink()
        if done:  # the caches hold the words too, those of the data version before included
            shutil.rmtree(points / "cache" / "cases", ignore_errors=True)
    return done


def _rewrite(points: Path, old: str, sharing: list[Batch], wish: _Wish) -> int:
    """The file anew under another name, and the manifests turned to it; gives how many of them hold the case."""
    if not sharing:  # no manifest names it: what a kill left
        return 0
    table = read_table(points / old).cast(STORED)
    hit = pc.equal(table.column("key"), wish.key)
    holding = set(table.column("batch").filter(hit).to_pylist())
    for name in wish.fields:
        at = table.column_names.index(name)
        empty = pa.scalar(None, table.schema.field(name).type)
        table = table.set_column(at, table.schema.field(name), pc.if_else(hit, empty, table.column(name)))
    sealed = seal(table.select(STATEMENTS.names)).append_column("batch", table.column("batch")).cast(STORED)
    path = points / f"statements/erased-{digest(old, wish.fields, wish.key.as_py())}.parquet"
    write_table(path, sealed.replace_schema_metadata(geoparquet(STORED).metadata))
    file = {"file": f"statements/{path.name}", "bytes": path.stat().st_size, "sha256": sha256(path)}
    for batch in sharing:
        moved = replace(batch, statements=batch.statements | file)
        if batch.batch_id in holding:
            _forget_raw(points, batch.raw)
            stone = moved.marked("erase", at=wish.now, who=wish.who, why=wish.why)
            moved = replace(stone, raw="", erased=batch.erased + 1)
        manifests.save(points, moved)
    return sum(batch.batch_id in holding for batch in sharing)


def _forget_raw(points: Path, raw: str) -> None:
    """The file as it came goes first: after a kill its manifest still names it, and it is forgotten again."""
    if raw:
        (points / raw).unlink(missing_ok=True)
