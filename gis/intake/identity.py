"""Which case a row speaks of: the source's own number, or a hash of what tells its cases apart."""

from __future__ import annotations

from functools import reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gis.duck import open_duckdb
from gis.intake.columns import Columns
from gis.intake.digits import Bool
from gis.intake.rejects import Refusal

MUNGED = r"^\d(\.\d+)?[eE]\+\d+$"
"""What a spreadsheet makes of a long number: its last digits are gone, many cases would become one."""


def of_rows(columns: Columns) -> tuple[pa.ChunkedArray, list[Refusal]]:
    """``source_case_id`` of each row, and the rows that have none."""
    names = columns.profile.id or columns.profile.identity
    empty = _nulls(columns.keys, every=bool(columns.profile.identity))
    out = [Refusal("no_id", empty, names)] if empty.any() else []
    if columns.profile.identity:
        return hashed(columns.keys), out
    for name, key in zip(names, columns.keys):
        if not pc.any(pc.match_substring(key, "+")).as_py():  # quick, and nearly always the end of it
            continue
        munged = pc.match_substring_regex(key, MUNGED).fill_null(False)
        if pc.any(munged).as_py():
            out.append(Refusal("bad_id", munged.to_numpy(), (name,)))
    if len(columns.keys) == 1:
        return columns.keys[0], out
    return joined(columns.keys), out


def joined(keys: tuple[pa.ChunkedArray, ...]) -> pa.ChunkedArray:
    """Several columns as one number, ``2026-17``; where a cell has a dash of its own, ``2026-01|17``, so that two
    cases never share a number."""
    plain = pc.binary_join_element_wise(*keys, "-")
    clashing = reduce(pc.or_kleene, [pc.match_substring_regex(key, r"[-|]") for key in keys])
    if not pc.any(clashing).as_py():
        return plain
    escaped = [pc.replace_substring_regex(key, r"([|\\])", r"\\\1") for key in keys]
    return pc.if_else(clashing, pc.binary_join_element_wise(*escaped, "|"), plain)


def hashed(keys: tuple[pa.ChunkedArray, ...]) -> pa.ChunkedArray:
    """The first 16 hex digits of the MD5 of each row's cells, joined by chr(31), an empty cell as nothing.

    Cells are composed Unicode (NFC), so that a file from another system tells the same cases.
    """
    parts = {f"c{i}": pc.utf8_normalize(key, "NFC") for i, key in enumerate(keys)}
    joined = ", chr(31), ".join(parts)
    with open_duckdb() as con:
        con.register("view", pa.table(parts))
        ids = con.sql(f"SELECT left(md5(concat({joined})), 16) AS id FROM view").to_arrow_table()
    column = ids["id"].cast(pa.string())
    return column if column.num_chunks else pa.chunked_array([pa.array([], pa.string())])


def _nulls(keys: tuple[pa.ChunkedArray, ...], *, every: bool) -> Bool:
    """Where every, or any, of the cells is empty."""
    join = np.logical_and if every else np.logical_or
    nulls: Bool = join.reduce([key.is_null().to_numpy() for key in keys])
    return nulls
