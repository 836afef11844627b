"""Rows of the located cases by their number: a page of a table, one case, or a whole export, part by part."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gis.cases.parts import Parts
from gis.ledger.files import read_table
from gis.ledger.fold import CURRENT

Rows = npt.NDArray[np.integer]


def starts(parts: Parts) -> npt.NDArray[np.int64]:
    """Number of the first row of each part, and the number of all rows last."""
    return np.cumsum([0, *(parts.rows[m] for m in sorted(parts.rows))])


def take(parts: Parts, rows: Rows, columns: list[str] | None = None) -> pa.Table:
    """These rows in the order asked. Errors: damaged-file."""
    order = np.argsort(rows, kind="stable")
    tables = list(pieces(parts, np.asarray(rows)[order], columns))
    if not tables:
        return _none(parts, columns)
    back = np.empty(len(order), dtype=np.int64)
    back[order] = np.arange(len(order))
    return pa.concat_tables(tables).take(pa.array(back))


def pieces(parts: Parts, rows: Rows, columns: list[str] | None = None) -> Iterator[pa.Table]:
    """Ascending ``rows`` as one table a part: memory stays that of a part. Errors: damaged-file."""
    first = starts(parts)
    part_of = np.searchsorted(first, rows, side="right") - 1
    names = sorted(parts.files)
    for number in np.unique(part_of):
        local = rows[part_of == number] - first[number]
        yield read_table(parts.folder / parts.files[names[number]], columns).take(pa.array(local))


LOCATED = {"lon": pa.float64(), "lat": pa.float64(), "zones": pa.list_(pa.string()), "ckey": pa.uint64()}
"""Types of what locating puts on; the rest of it is text."""


def _none(parts: Parts, columns: list[str] | None) -> pa.Table:
    """No rows, with the right columns, also where no case was ever made."""
    if parts.paths:
        return read_table(parts.paths[0], columns).slice(0, 0)
    kinds = dict(zip(CURRENT.names, CURRENT.types)) | LOCATED
    return pa.schema(
        [(name, kinds.get(name, pa.string())) for name in columns or CURRENT.names]
    ).empty_table()
