"""A click is a statement too, of the source ``manual``: a batch of one row, kept, ordered and undone like any other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pyarrow as pa

from gis.county import County
from gis.intake.seal import seal
from gis.ledger import batches as manifests
from gis.ledger.batches import Batch, stamp
from gis.ledger.files import digest, sha256, write_lock, write_table
from gis.ledger.fold import MANUAL
from gis.ledger.store import STORED, mark_format
from gis.schema import FIELDS, STATEMENTS, bits, geoparquet


def say(county: County, case: Mapping[str, Any], said: Mapping[str, Any], *, by: str, now: datetime) -> Batch:
    """State ``said`` (field → value; None says *empty*) of ``case`` (a row of the cases: key, source,
    source_case_id, found_at). ``now`` is both when it is said and when it is recorded (aware UTC).

    Errors: locked, read-only, disk-full. Raises KeyError for a name that is no field.
    """
    unknown = set(said) - set(FIELDS)
    if unknown:
        raise KeyError(sorted(unknown))
    row = dict.fromkeys(STATEMENTS.names) | dict(said) | {
        "key": case["key"], "source": case["source"], "source_case_id": case["source_case_id"],
        "said_by": MANUAL, "stated_at": now, "row_no": 0, "says": bits(*said), "row_hash": 0,
    }  # fmt: skip
    if "found_at" not in said:
        row["found_at"] = case["found_at"]  # unsaid: it only tells which run of sightings is meant
    sealed = seal(pa.Table.from_pylist([row], schema=STATEMENTS))
    batch_id = digest(MANUAL, case["key"], stamp(now), sealed.column("row_hash")[0].as_py(), by)
    file = f"statements/{batch_id}.parquet"
    sealed = sealed.append_column("batch", pa.array([batch_id])).cast(STORED)
    with write_lock(county.points):
        mark_format(county)
        path = county.points / file
        write_table(path, sealed.replace_schema_metadata(geoparquet(STORED).metadata))
        batch = Batch(
            batch_id=batch_id, source=MANUAL, kind="manual", exported_at=stamp(now), recorded_at=stamp(now),
            profile="", crs="wgs84", file_name="", rows=1, fates={"updated": 1},
            statements={"file": file, "bytes": path.stat().st_size, "sha256": sha256(path), "rows": 1},
            notes={f"by {by}": 1} if by else {},
        )  # fmt: skip
        manifests.save(county.points, batch)
    return batch
