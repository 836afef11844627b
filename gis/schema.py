"""What a statement is: *speaker S said at ``stated_at`` that case K looks like this.*

A statement says some FIELDS and is silent on others: bit i of ``says`` is set when FIELDS[i] is said.
A said field may be null: that means *empty*, not silent. FIELDS may only grow at the end: the bit is the contract.
"""

from __future__ import annotations

import json

import pyarrow as pa

UTC_US = pa.timestamp("us", tz="UTC")
TEXT = pa.string()
POINT = pa.struct([("x", pa.float64()), ("y", pa.float64())])
"""WGS 84 lon (x), lat (y): GeoParquet's native point, read by DuckDB as geometry.x, geometry.y."""

FIELDS: dict[str, pa.DataType] = {
    "found_at": UTC_US,
    "closed_at": UTC_US,
    "deadline_at": UTC_US,
    "state": TEXT,  # vocabulary id of a state
    "problem_type": TEXT,  # vocabulary id of a problem type or component; null: unmapped
    "type_text": TEXT,  # the words the file used
    "scheme": TEXT,  # the code list of standard_code; never one without the other
    "standard_code": TEXT,
    "responsible_unit": TEXT,  # unit id; a word no unit answers to stays as it is and is listed as unmapped
    "address": TEXT,
    "description": TEXT,
    "geometry": POINT,
    "accuracy_m": pa.float64(),
    "location_method": TEXT,  # how the file came by its coordinates: stated, geocoded, manual …
    "channel": TEXT,  # how the report came in (问题来源), vocabulary id of a source
    "grid_text": TEXT,  # the grid the row itself claims
    "street_text": TEXT,
    "community_text": TEXT,
    "filed_at": UTC_US,
    "dispatched_at": UTC_US,
    "handled_at": UTC_US,
    "checked_at": UTC_US,
    "rework_count": pa.int32(),
    "extended_count": pa.int32(),
    "supervised": pa.bool_(),
    "check": TEXT,  # passed, not_passed, not_stated
    "duplicate_of": TEXT,  # case_id, set by the source or by hand
    "note": TEXT,
}
BIT = {name: i for i, name in enumerate(FIELDS)}

HEAD: dict[str, pa.DataType] = {
    "key": pa.uint64(),  # md5_number_lower(source || chr(31) || source_case_id)
    "source": TEXT,  # whose case it is: id in the register of sources
    "source_case_id": TEXT,  # the source's id, or 16 hex digits of the identity columns' hash
    "said_by": TEXT,  # who says it: a source id or "manual"
    "stated_at": UTC_US,
    "row_hash": pa.uint64(),  # of says and all said values: orders statements of one instant, tells equal ones
    "row_no": pa.int32(),  # 1-based data row of the raw file; 0 for a click
    "says": pa.uint64(),
}

STATEMENTS = pa.schema([*HEAD.items(), *FIELDS.items()])

REJECTS = pa.schema(
    [("row_no", pa.int32()), ("reason", TEXT), ("column", TEXT), ("value", TEXT), ("raw", TEXT)]
)
"""Rows that became no statement: why, which column and value, and the whole row as JSON so it can be taken later."""

FATES = ("new", "updated", "older", "unchanged", "repeated", "rejected")
"""What became of each row of a file; the six counts add up to its rows."""

TABLES: dict[str, pa.Schema] = {
    "events": pa.schema(
        [
            ("case_id", TEXT),
            ("kind", TEXT),
            ("at", UTC_US),
            ("unit", TEXT),
            ("person", TEXT),
            ("note", TEXT),
        ]
    ),
    "links": pa.schema(
        [("case_id", TEXT), ("kind", TEXT), ("other", TEXT), ("at", UTC_US), ("said_by", TEXT)]
    ),
    "case_units": pa.schema([("case_id", TEXT), ("unit", TEXT), ("role", TEXT), ("at", UTC_US)]),
    "findings": pa.schema(
        [
            ("finding_id", TEXT),
            ("inspection_id", TEXT),
            ("found_at", UTC_US),
            ("problem_type", TEXT),
            ("text", TEXT),
            ("geometry", POINT),
            ("place", TEXT),
            ("case_id", TEXT),
        ]
    ),
    "attachments": pa.schema(
        [
            ("case_id", TEXT),
            ("kind", TEXT),
            ("name", TEXT),
            ("sha256", TEXT),
            ("at", UTC_US),
            ("said_by", TEXT),
        ]
    ),
}
"""The ledger's other append-only tables; one file a batch, retracted with it."""

CRS84 = "OGC:CRS84"


def geoparquet(schema: pa.Schema, column: str = "geometry") -> pa.Schema:
    """``schema`` with GeoParquet 1.1 metadata for its native point column (CRS84, always the same string)."""
    if column not in schema.names:
        return schema
    meta = {
        "version": "1.1.0",
        "primary_column": column,
        "columns": {column: {"encoding": "point", "geometry_types": ["Point"]}},
    }
    return schema.with_metadata({b"geo": json.dumps(meta).encode()})


def bits(*names: str) -> int:
    """The ``says`` mask of these fields."""
    return sum(1 << BIT[n] for n in names)
