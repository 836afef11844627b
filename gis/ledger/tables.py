"""The ledger's other append-only tables: events, links, case_units, findings, attachments. One file a batch each.

They are retracted with their batch. No page reads them yet; intake and the pages of later rooms will.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import pyarrow as pa

from gis.county import County
from gis.ledger import batches as manifests
from gis.ledger.batches import Batch, stamp
from gis.ledger.files import digest, read_table, sha256, write_lock, write_table
from gis.ledger.store import Store, mark_format
from gis.schema import TABLES, geoparquet


def append(
    county: County, table: str, rows: Iterable[Mapping[str, Any]], *, said_by: str, now: datetime
) -> Batch:
    """Write ``rows`` of ``table`` (a key of TABLES; absent columns are null) as a batch of their own.

    ``now`` (aware) is when they are said and recorded. The same rows said at the same time are one batch.
    Errors: locked, read-only, disk-full. Raises KeyError for an unknown table or column.
    """
    schema = TABLES[table]
    given = [dict(r) for r in rows]
    if unknown := {c for r in given for c in r} - set(schema.names):
        raise KeyError(sorted(unknown))
    data = pa.Table.from_pylist(given, schema=schema)
    batch_id = digest(table, said_by, stamp(now), given)
    name = f"tables/{table}/{batch_id}.parquet"
    with write_lock(county.points):
        mark_format(county)
        path = county.points / name
        write_table(path, data.replace_schema_metadata(geoparquet(schema).metadata))
        file = {
            "table": table,
            "file": name,
            "bytes": path.stat().st_size,
            "sha256": sha256(path),
            "rows": data.num_rows,
        }
        batch = Batch(
            batch_id=batch_id, source=said_by, kind="manual", exported_at=stamp(now), recorded_at=stamp(now),
            profile="", crs="wgs84", file_name="", rows=data.num_rows,
        )  # fmt: skip
        batch = replace(batch, tables=(file,))
        manifests.save(county.points, batch)
    return batch


def read(store: Store, table: str) -> pa.Table:
    """All rows of ``table`` of active batches, in order of recording. Errors: damaged-file. KeyError: unknown table."""
    schema = TABLES[table]
    files = [f["file"] for b in store.active for f in b.tables if f["table"] == table]
    parts = [read_table(store.points / name).cast(schema) for name in files]
    return pa.concat_tables(parts) if parts else schema.empty_table()
