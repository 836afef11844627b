"""The fold: statements → the current state of every case. The order of arrival never matters.

State = for each field the last *change*. Per speaker, in order of (stated_at, row_hash), only values that differ
from that speaker's previous one count (all of ``manual`` do); across speakers the changes are ordered by
(stated_at, rank, row_hash) and the last wins. So a repeated export never overrides a correction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gis.ledger.resight import runs
from gis.schema import BIT, FIELDS, TEXT, UTC_US

MANUAL = "manual"
MANUAL_RANK = 1000
UNTIMED = "none"
"""Stands in the id of a run of sightings none of which has a time."""
I64 = npt.NDArray[np.int64]
BOOL = npt.NDArray[np.bool_]

CURRENT = pa.schema([
    ("case_id", TEXT),
    ("key", pa.uint64()),
    ("source", TEXT),
    ("source_case_id", TEXT),
    *FIELDS.items(),
    ("first_stated_at", UTC_US),
    ("last_stated_at", UTC_US),
    ("last_seen_at", UTC_US),
    ("sightings", pa.int32()),
    ("statements", pa.int32()),
    ("newest_export_at", UTC_US),
])  # fmt: skip
"""One row a case. ``last_seen_at`` and ``sightings`` are of re-sighted cases; ``newest_export_at`` is the export
time of the newest batch that held the case (``missing_since`` is read off it)."""


HEADS = ("key", "source", "source_case_id")
SPOKEN = ["source", "said_by", "stated_at", "says", "batch", "found_at"]
"""The columns that are put into fold order; of all others only the row that counts is taken."""


@dataclass(frozen=True)
class Sources:
    """What the fold must know of the speakers."""

    ranks: Mapping[str, int]
    """Rank by source; higher wins among changes of one instant. Absent: 0; ``manual``: 1000."""
    resight_days: Mapping[str, float]
    """Sources whose rows are sightings: a case is a run of sightings with gaps of at most so many days."""
    exported: Mapping[str, int]
    """Export time by batch, microseconds since 1970 UTC; a click is no export."""


def fold(statements: pa.Table, sources: Sources) -> pa.Table:
    """Current state of every case in ``statements`` (STATEMENTS plus ``batch``), sorted by case_id.

    All statements of a case must be in the table. Times UTC, coordinates WGS 84. No errors: any set of valid
    statements has a state.
    """
    if statements.num_rows == 0:
        return CURRENT.empty_table()
    table = statements.combine_chunks()
    del statements  # where nobody else holds it, its memory is free from here on
    order, case, first_seen = case_order(table, sources)
    spoken = table.select(SPOKEN).take(
        pa.array(order)
    )  # texts are taken once, at the end: they are the memory
    several = _several_speakers(spoken, case)
    starts = np.flatnonzero(np.r_[True, case[1:] != case[:-1]])
    heads = {name: table.column(name).take(pa.array(order[starts])) for name in HEADS}
    heads |= _clocks(spoken, starts, sources) | _runs(heads, spoken, case, starts=starts, seen=first_seen)
    there = np.flatnonzero(_exists(spoken, case))
    kept = there[pc.sort_indices(heads["case_id"].take(pa.array(there))).to_numpy()]
    columns = {name: column.take(pa.array(kept)) for name, column in heads.items()}
    says = spoken.column("says").to_numpy()
    for name in FIELDS:
        said = (says >> np.uint64(BIT[name])) & np.uint64(1) == 1
        if several is not None:
            said = _changes(table.column(name), spoken, said, case=case, several=several, order=order)
        columns[name] = table.column(name).take(_last(said, case, order, kept))
    columns["found_at"] = pc.coalesce(columns.pop("first_sighting"), columns["found_at"])
    return pa.table({name: columns[name] for name in CURRENT.names}).cast(CURRENT)


def _exists(table: pa.Table, case: I64) -> BOOL:
    """A case exists while somebody but ``manual`` speaks of it, or while it is ``manual``'s own: a correction
    does not keep a case alive whose batch was retracted."""
    by_hand = pc.equal(table.column("said_by"), MANUAL)
    own = pc.equal(table.column("source"), MANUAL)
    counts = pc.or_(pc.invert(by_hand), own).to_numpy()
    return np.bincount(case, weights=counts) > 0


def case_order(table: pa.Table, sources: Sources) -> tuple[I64, I64, BOOL | None]:
    """Rows in fold order, the case number of each, and which cases are runs of sightings (None: no such source)."""
    stated = _ints(table.column("stated_at"))
    rank = _ranks(table.column("said_by"), sources.ranks)
    row_hash = table.column("row_hash").to_numpy()
    key = table.column("key").to_numpy()
    run = runs(table, sources.resight_days)
    keys = (row_hash, rank, stated, key) if run is None else (row_hash, rank, stated, run, key)
    order = np.lexsort(keys)
    key = key[order]
    new = np.r_[False, key[1:] != key[:-1]]
    if run is not None:
        run = run[order]
        new[1:] |= run[1:] != run[:-1]
    case = np.cumsum(new).astype(np.int64)
    seen = None if run is None else run[np.flatnonzero(np.r_[True, new[1:]])] >= 0
    return order, case, seen


def _ranks(said_by: pa.ChunkedArray, ranks: Mapping[str, int]) -> I64:
    codes = said_by.combine_chunks().dictionary_encode()
    values = [MANUAL_RANK if name == MANUAL else ranks.get(name, 0) for name in codes.dictionary.to_pylist()]
    return np.asarray(values, dtype=np.int64)[codes.indices.to_numpy(zero_copy_only=False)]


def _several_speakers(table: pa.Table, case: I64) -> BOOL | None:
    """Rows of cases that more than one speaker speaks of; None where there is no such case."""
    speaker = (
        table.column("said_by").combine_chunks().dictionary_encode().indices.to_numpy(zero_copy_only=False)
    )
    differs = (speaker[1:] != speaker[:-1]) & (case[1:] == case[:-1])
    if not differs.any():
        return None
    mixed = np.zeros(int(case[-1]) + 1, dtype=bool)
    mixed[case[1:][differs]] = True
    return mixed[case]


def _changes(
    column: pa.ChunkedArray, spoken: pa.Table, said: BOOL, *, case: I64, several: BOOL, order: I64
) -> BOOL:
    """``said`` less the rows of several-speaker cases that only repeat their speaker's previous value.

    ``column`` lies in the order of the file, everything else in fold order.
    """
    rows = np.flatnonzero(said & several)
    if not len(rows):
        return said
    speakers = spoken.column("said_by").take(pa.array(rows)).combine_chunks().dictionary_encode()
    speaker = speakers.indices.to_numpy(zero_copy_only=False)
    value = codes(column.take(pa.array(order[rows])))
    by = np.lexsort((rows, speaker, case[rows]))
    same = np.zeros(len(rows), dtype=bool)
    here, before = by[1:], by[:-1]
    same[here] = (
        (case[rows[here]] == case[rows[before]])
        & (speaker[here] == speaker[before])
        & (value[here] == value[before])
    )
    manual = pc.equal(speakers, MANUAL).to_numpy(zero_copy_only=False)
    out = said.copy()
    out[rows[same & ~manual]] = False
    return out


def codes(column: pa.ChunkedArray | pa.Array) -> I64:
    """Integers equal where the values are equal; null is a value of its own."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if pa.types.is_struct(array.type):
        x, y = codes(pc.struct_field(array, 0)), codes(pc.struct_field(array, 1))
        return x * (int(y.max(initial=0)) + 1) + y
    encoded = array.dictionary_encode(null_encoding="encode")
    return encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)


def _last(mask: BOOL, case: I64, order: I64, kept: I64) -> pa.Array:
    """For each case of ``kept`` the row of the file that is its last in ``mask``, null where there is none."""
    rows = np.flatnonzero(mask)
    out = np.full(int(case[-1]) + 1, -1, dtype=np.int64)
    out[case[rows]] = order[rows]  # rows ascend, so the last assignment wins
    out = out[kept]
    return pa.array(out, mask=out < 0)


def _ints(column: pa.ChunkedArray) -> I64:
    return column.cast(pa.int64()).to_numpy()


def _clocks(table: pa.Table, starts: I64, sources: Sources) -> dict[str, pa.Array]:
    stated = _ints(table.column("stated_at"))
    batch = table.column("batch").combine_chunks().dictionary_encode()
    times = np.asarray([sources.exported.get(b, 0) for b in batch.dictionary.to_pylist()], dtype=np.int64)
    exported = times[batch.indices.to_numpy(zero_copy_only=False)]
    sizes = np.diff(np.r_[starts, table.num_rows])
    return {
        "first_stated_at": pa.array(np.minimum.reduceat(stated, starts)).cast(UTC_US),
        "last_stated_at": pa.array(np.maximum.reduceat(stated, starts)).cast(UTC_US),
        "newest_export_at": pa.array(np.maximum.reduceat(exported, starts)).cast(UTC_US),
        "statements": pa.array(sizes.astype(np.int32)),
    }


def _runs(
    heads: Mapping[str, pa.Array], table: pa.Table, case: I64, *, starts: I64, seen: BOOL | None
) -> dict[str, pa.Array]:
    """case_id; for runs of sightings the first and last sighting and their number, null for other cases."""
    count = len(starts)
    case_id = pc.binary_join_element_wise(heads["source"], heads["source_case_id"], "/").combine_chunks()
    first_seen = last_seen = pa.nulls(count, UTC_US)
    sightings: pa.Array = pa.nulls(count, pa.int32())
    if seen is not None and seen.any():
        found = table.column("found_at").cast(pa.int64()).fill_null(np.iinfo(np.int64).max).to_numpy()
        first = np.minimum.reduceat(found, starts)
        last = np.maximum.reduceat(
            np.where(found == np.iinfo(np.int64).max, np.iinfo(np.int64).min, found), starts
        )
        number = _distinct(found, case, starts)
        is_run, timed = pa.array(seen), seen & (first != np.iinfo(np.int64).max)
        stamp = pc.strftime(
            pa.array(first // 1_000_000, mask=~timed).cast(pa.timestamp("s")), "%Y%m%dT%H%M%SZ"
        )
        stamped = pc.binary_join_element_wise(case_id, pc.fill_null(stamp, UNTIMED), "-")
        case_id = pc.if_else(is_run, stamped, case_id)
        first_seen = pa.array(first, mask=~timed).cast(UTC_US)
        last_seen = pa.array(last, mask=~timed).cast(UTC_US)
        sightings = pc.if_else(is_run, pa.array(number), sightings)
    return {
        "case_id": case_id,
        "first_sighting": first_seen,
        "last_seen_at": last_seen,
        "sightings": sightings,
    }


def _distinct(found: I64, case: I64, starts: I64) -> npt.NDArray[np.int32]:
    """Number of distinct sighting times of each case."""
    by = np.lexsort((found, case))
    here = found[by]
    fresh = np.r_[True, (here[1:] != here[:-1]) | (case[by][1:] != case[by][:-1])]
    return np.add.reduceat(fresh.astype(np.int32), starts)
