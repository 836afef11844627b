"""Many small statement files into one: a year of nightly exports and clicks must stay quick to read.

The merged file is written aside and renamed, then each manifest is turned to it, then the small files go. A kill
between any two steps leaves every statement readable exactly once: a reader asks for (batch, file) pairs.
"""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from gis.county import County
from gis.ledger import batches as manifests
from gis.ledger.batches import Batch
from gis.ledger.files import digest, read_table, sha256, write_lock, write_table
from gis.ledger.store import STORED, open_store
from gis.schema import geoparquet

SMALL_BYTES = 4_000_000
MANY = 64
ROWS_A_FILE = 5_000_000


def compact(county: County, *, many: int = MANY) -> int:
    """Merge the small files where there are at least ``many``; gives the number merged. Nothing is lost or changed:
    the data version stays. Errors: locked, read-only, disk-full, damaged-file.
    """
    with write_lock(county.points):
        small = _small(open_store(county).batches)
        if len({b.statements["file"] for b in small}) < many:
            return 0
        merged: list[Batch] = []
        rows = 0
        for batch in small:
            if rows and rows + batch.statements["rows"] > ROWS_A_FILE:
                _merge(county, merged)
                merged, rows = [], 0
            merged.append(batch)
            rows += batch.statements["rows"]
        _merge(county, merged)
        return len(small)


def _small(batches: tuple[Batch, ...]) -> list[Batch]:
    return [b for b in batches if b.statements and b.statements["bytes"] < SMALL_BYTES]


def _merge(county: County, batches: list[Batch]) -> None:
    points = county.points
    files = sorted({b.statements["file"] for b in batches})
    ids = pa.array([b.batch_id for b in batches])
    pieces = []
    for file in files:
        table = read_table(points / file).cast(STORED)
        pieces.append(table.filter(pc.is_in(table.column("batch"), value_set=ids)))
    table = pa.concat_tables(pieces)
    name = f"statements/merged-{digest(sorted(ids.to_pylist()))}.parquet"
    write_table(points / name, table.replace_schema_metadata(geoparquet(STORED).metadata))
    size, sha = (points / name).stat().st_size, sha256(points / name)
    for batch in batches:
        statements = batch.statements | {"file": name, "bytes": size, "sha256": sha}
        manifests.save(points, replace(batch, statements=statements))
    still = {b.statements["file"] for b in manifests.load_all(points) if b.statements}
    for file in files:
        if file not in still:
            (points / file).unlink(missing_ok=True)
