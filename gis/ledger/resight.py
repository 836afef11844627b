"""Sources without ids whose rows are sightings: a case is a run of sightings with gaps of at most N days."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa

I64 = npt.NDArray[np.int64]
DAY_US = 86_400_000_000


def runs(table: pa.Table, resight_days: Mapping[str, float]) -> I64 | None:
    """Number of the run each row belongs to within its key, −1 for rows of other sources; None: no such source.

    ``table`` has key, source, found_at. Sightings of one key, ordered by found_at, stay in one run while the gap
    to the *previous* sighting is at most N × 24 h. A sighting without a time falls into its key's first run.
    """
    if not resight_days:
        return None
    source = table.column("source").combine_chunks().dictionary_encode()
    days = np.asarray([resight_days.get(name, -1.0) for name in source.dictionary.to_pylist()])
    limit = days[source.indices.to_numpy(zero_copy_only=False)]
    rows = np.flatnonzero(limit >= 0)
    if not len(rows):
        return None
    key = table.column("key").to_numpy()[rows]
    found = table.column("found_at").cast(pa.int64()).fill_null(np.iinfo(np.int64).min).to_numpy()[rows]
    order = np.lexsort((found, key))
    key, found, limit = key[order], found[order], limit[rows][order]
    with np.errstate(over="ignore"):
        gap = found[1:] - found[:-1]
    timed = found[:-1] != np.iinfo(np.int64).min
    breaks = np.r_[False, (gap > limit[1:] * DAY_US) & timed]
    first = np.r_[True, key[1:] != key[:-1]]
    breaks[first] = False
    number = np.cumsum(breaks)
    at_first = np.maximum.accumulate(np.where(first, number, 0))
    out = np.full(table.num_rows, -1, dtype=np.int64)
    out[rows[order]] = number - at_first
    return out
