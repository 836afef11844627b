"""What became of each row of a file: exactly one of six fates, so that they add up to its rows."""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gis.ledger.fold import Sources, case_order, codes
from gis.schema import BIT, FATES, FIELDS

NEW, UPDATED, OLDER, UNCHANGED, REPEATED = (FATES.index(f) for f in FATES[:5])
I64 = npt.NDArray[np.int64]
U8 = npt.NDArray[np.uint8]
BOOL = npt.NDArray[np.bool_]


def fates(existing: pa.Table, incoming: pa.Table, sources: Sources) -> U8:
    """Index into FATES for every row of ``incoming`` (STORED columns, file order), given the active statements
    of the same keys. *new*: the first the store hears of its case; *older*: the speaker has said something later
    already; *unchanged*: repeats the speaker's word; *repeated*: the same row stands earlier in the file.
    """
    out = np.full(incoming.num_rows, UPDATED, dtype=np.uint8)
    if not incoming.num_rows:
        return out
    both = pa.concat_tables([existing, incoming]).combine_chunks()
    fresh = np.arange(both.num_rows) >= existing.num_rows
    order, case, _ = case_order(both, sources)
    speaker = both.column("said_by").combine_chunks().dictionary_encode().indices
    by, group, case = _grouped(both, order, case, speaker.to_numpy(zero_copy_only=False))
    row = by - existing.num_rows  # place in incoming, negative for existing ones
    new = fresh[by]
    repeated = _repeated(both, by, group, new)
    known = _any(case, ~new)
    first = _first(case, new & ~repeated) & ~known
    older = new & _later_exists(both, by, group, new)
    unchanged = new & ~_differs(both, by, group)
    for code, mask in ((UNCHANGED, unchanged), (OLDER, older), (NEW, first), (REPEATED, repeated)):
        out[row[mask & new]] = code
    return out


def _grouped(both: pa.Table, order: I64, case: I64, speaker: I64) -> tuple[I64, I64, I64]:
    """Rows by case, speaker and fold order; the number of each (case, speaker) group and of each case."""
    by_speaker = np.lexsort((np.arange(len(order)), speaker[order], case))
    rows, cases, speakers = order[by_speaker], case[by_speaker], speaker[order][by_speaker]
    fresh = np.r_[True, (cases[1:] != cases[:-1]) | (speakers[1:] != speakers[:-1])]
    return rows, np.cumsum(fresh), cases


def _repeated(both: pa.Table, by: I64, group: I64, new: BOOL) -> BOOL:
    """New rows equal to a new row that stands earlier in the file."""
    stated = both.column("stated_at").cast(pa.int64()).to_numpy()[by]
    row_hash = both.column("row_hash").to_numpy()[by]
    places = np.lexsort((by, ~new, row_hash, stated, group))  # new ones first, in file order
    here, before = places[1:], places[:-1]
    out = np.zeros(len(by), dtype=bool)
    out[here] = (
        new[here] & new[before]
        & (group[here] == group[before]) & (stated[here] == stated[before]) & (row_hash[here] == row_hash[before])
    )  # fmt: skip
    return out


def _any(group: I64, mask: BOOL) -> BOOL:
    """Rows whose group has a row in ``mask``."""
    return np.bincount(group, weights=mask, minlength=int(group.max()) + 1)[group] > 0


def _first(case: I64, mask: BOOL) -> BOOL:
    """The first row in ``mask`` of each case."""
    out = np.zeros(len(case), dtype=bool)
    rows = np.flatnonzero(mask)
    out[rows[np.r_[True, case[rows][1:] != case[rows][:-1]]] if len(rows) else rows] = True
    return out


def _later_exists(both: pa.Table, by: I64, group: I64, new: BOOL) -> BOOL:
    """Rows with an existing row of their group stated later."""
    stated = both.column("stated_at").cast(pa.int64()).to_numpy()[by]
    latest = np.full(int(group.max()) + 1, np.iinfo(np.int64).min)
    np.maximum.at(latest, group[~new], stated[~new])
    return latest[group] > stated


def _differs(both: pa.Table, by: I64, group: I64) -> BOOL:
    """Rows that say something their speaker had not said of the case just before."""
    sizes = np.bincount(group)
    out = sizes[group] == 1
    rows = np.flatnonzero(~out)
    if not len(rows):
        return out
    table = both.take(pa.array(by[rows]))
    says = table.column("says").to_numpy()
    for name in FIELDS:
        said = np.flatnonzero((says >> np.uint64(BIT[name])) & np.uint64(1))
        if not len(said):
            continue
        value = codes(table.column(name).take(pa.array(said)))
        here = group[rows[said]]
        changed = np.r_[True, (value[1:] != value[:-1]) | (here[1:] != here[:-1])]
        out[rows[said[changed]]] = True
    return out


def tally(codes_: U8, rejected: int) -> dict[str, int]:
    """Fate → number of rows, all six named."""
    counted = Counter(codes_.tolist())
    return {name: counted.get(i, 0) for i, name in enumerate(FATES[:5])} | {"rejected": rejected}
