"""Erasure required by law: a case's words leave the ledger for good, a stone stays: who, when, why."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from gis.county import County
from gis.intake.seal import seal
from gis.ledger import batches as manifests
from gis.ledger.batches import Batch
from gis.ledger.files import digest, read_table, sha256, write_lock, write_table
from gis.ledger.schema import STATEMENTS, geoparquet
from gis.ledger.store import STORED, open_store

WORDS = ("address", "description", "note")
"""Fields that may hold a person's name, number or door."""


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

    A batch's raw file cannot lose one row, so it goes as a whole; its rows stay as statements. Each step may be
    repeated after a kill: the rewritten file has a name of its own and counts when the manifest names it.
    Errors: locked, read-only, disk-full, damaged-file.
    """
    key = pa.scalar(case["key"], pa.uint64())
    done = 0
    with write_lock(county.points):
        for batch in open_store(county).batches:
            if batch.statements and _holds(county, batch, key):
                _rewrite(county, batch, key, tuple(fields), now=now, who=who, why=why)
                done += 1
        if done:  # the caches hold the words too, those of the data version before included
            shutil.rmtree(county.points / "cache" / "cases", ignore_errors=True)
    return done


def _holds(county: County, batch: Batch, key: pa.Scalar) -> bool:
    table = read_table(county.points / batch.statements["file"], ["key", "batch"])
    mine = table.filter(pc.equal(table.column("batch"), batch.batch_id))
    return bool(pc.any(pc.equal(mine.column("key"), key)).as_py())


def _rewrite(
    county: County,
    batch: Batch,
    key: pa.Scalar,
    fields: tuple[str, ...],
    *,
    now: datetime,
    who: str,
    why: str,
) -> None:
    points, old = county.points, batch.statements["file"]
    table = read_table(points / old).cast(STORED)
    table = table.filter(pc.equal(table.column("batch"), batch.batch_id))
    hit = pc.equal(table.column("key"), key)
    for name in fields:
        at = table.column_names.index(name)
        empty = pa.scalar(None, table.schema.field(name).type)
        table = table.set_column(at, table.schema.field(name), pc.if_else(hit, empty, table.column(name)))
    sealed = seal(table.select(STATEMENTS.names)).append_column("batch", table.column("batch")).cast(STORED)
    name = f"statements/{batch.batch_id}-{digest(old, fields, key.as_py(), size=4)}.parquet"
    write_table(points / name, sealed.replace_schema_metadata(geoparquet(STORED).metadata))
    path = points / name
    stone = batch.marked("erase", at=now, who=who, why=why)
    manifests.save(points, replace(
        stone, raw="", erased=batch.erased + 1,
        statements={"file": name, "bytes": path.stat().st_size, "sha256": sha256(path), "rows": sealed.num_rows},
    ))  # fmt: skip
    left = manifests.load_all(points)
    if old not in {b.statements.get("file") for b in left}:
        (points / old).unlink(missing_ok=True)
    if batch.raw and batch.raw not in {b.raw for b in left}:
        (points / batch.raw).unlink(missing_ok=True)
