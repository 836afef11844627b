"""The two hashes of a statement: the key of its case and what tells equal statements.

Split from the parse because only the ledger's writer needs them. They are a contract: they never change with
a version of the program, or a repeated export would look like news.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gis.duck import open_duckdb
from gis.schema import BIT, FIELDS, STATEMENTS


def seal(statements: pa.Table) -> pa.Table:
    """``statements`` (of schema STATEMENTS) with ``key`` and ``row_hash`` filled in, the rest as it is.

    key: md5_number_lower(source || chr(31) || source_case_id). row_hash: md5_number_lower over ``says``,
    chr(31), then for every said field in order of FIELDS ``<bytes of its text>,`` (of a null only the comma),
    then the texts. Text of a value: times in microseconds UTC, points in 1e-7 degrees with a blank between,
    floats in thousandths, booleans 0 or 1, text as it is.
    """
    if statements.num_rows == 0:
        return statements
    texts = {name: canonical(statements[name]) for name in said(statements)}
    head = {name: statements[name] for name in ("source", "source_case_id", "says")}
    sizes = [_size(name, always=_everyone(statements["says"], BIT[name])) for name in texts]
    whole = ", ".join(["says", "chr(31)", *sizes, *(f'"{name}"' for name in texts)])
    with open_duckdb() as con:
        con.register("view", pa.table({**head, **texts}))
        hashes = con.sql(
            "SELECT md5_number_lower(concat(source, chr(31), source_case_id)) AS key, "
            f"md5_number_lower(concat({whole})) AS row_hash FROM view"
        ).to_arrow_table()
    out = statements
    for name in ("key", "row_hash"):
        out = out.set_column(
            out.column_names.index(name), STATEMENTS.field(name), hashes[name].cast(pa.uint64())
        )
    return out.cast(STATEMENTS)


def _size(name: str, *, always: bool) -> str:
    size = f"strlen(\"{name}\"), ','"
    return size if always else f"CASE WHEN says & {1 << BIT[name]} <> 0 THEN concat({size}) END"


def said(statements: pa.Table) -> list[str]:
    """The fields that any of the statements says, in order of FIELDS."""
    mask = int(np.bitwise_or.reduce(statements["says"].to_numpy())) if statements.num_rows else 0
    return [name for name in FIELDS if mask >> BIT[name] & 1]


def canonical(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The text of each value that goes into the hash, null for null."""
    kind = column.type
    if pa.types.is_struct(kind):
        x, y = (_scaled(pc.struct_field(column, [part]), 1e7) for part in ("x", "y"))
        return pc.binary_join_element_wise(x, y, " ")
    if pa.types.is_floating(kind):
        return _scaled(column, 1e3)
    if pa.types.is_timestamp(kind) or pa.types.is_boolean(kind):
        return column.cast(pa.int64()).cast(pa.string())
    return column.cast(pa.string())


def _scaled(column: pa.ChunkedArray, scale: float) -> pa.ChunkedArray:
    return pc.round(pc.multiply(column, scale)).cast(pa.int64()).cast(pa.string())


def _everyone(says: pa.ChunkedArray, bit: int) -> bool:
    return bool(int(np.bitwise_and.reduce(says.to_numpy())) >> bit & 1)
