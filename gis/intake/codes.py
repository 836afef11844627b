"""Words of a file → ids: each distinct word is looked up once, what nobody knows is counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa

from gis.intake.digits import I64

Look = Callable[[Sequence[str]], list[str | None]]
"""Distinct words → the id of each, None where there is none."""


def look_up(column: pa.ChunkedArray, look: Look) -> tuple[pa.ChunkedArray, dict[str, int]]:
    """Ids of a clean text column, null where empty or unknown; and how often each unknown word is there."""
    encoded = _encode(column)
    words: list[str] = encoded.dictionary.to_pylist()
    ids = look(words) if words else []
    unknown: dict[str, int] = {}
    if None in ids:
        counts = np.bincount(encoded.indices.drop_null().to_numpy(), minlength=len(words))
        unknown = {w: int(c) for w, i, c in zip(words, ids, counts) if i is None}
    return pa.chunked_array([pa.array(ids, pa.string()).take(encoded.indices)], pa.string()), unknown


def look_up_pairs(
    left: pa.ChunkedArray, right: pa.ChunkedArray, look: Callable[[str | None, str | None], str | None]
) -> pa.ChunkedArray:
    """Ids for pairs of cells of two clean text columns, each distinct pair looked up once."""
    a, b = _encode(left), _encode(right)
    size = len(b.dictionary) + 1
    pair = _indices(a) * size + _indices(b)
    distinct, which = np.unique(pair, return_inverse=True)
    first, second = [*a.dictionary.to_pylist(), None], [*b.dictionary.to_pylist(), None]
    ids = [look(first[int(p) // size], second[int(p) % size]) for p in distinct]
    return pa.chunked_array([pa.array(ids, pa.string()).take(pa.array(which))], pa.string())


def _encode(column: pa.ChunkedArray) -> pa.DictionaryArray:
    whole = column.combine_chunks()
    if isinstance(whole, pa.ChunkedArray):  # older pyarrow, or no chunk at all
        whole = pa.concat_arrays(whole.chunks) if whole.num_chunks else pa.array([], column.type)
    return whole.dictionary_encode()


def _indices(encoded: pa.DictionaryArray) -> I64:
    """Indices with the number of words for null."""
    indices: I64 = encoded.indices.fill_null(len(encoded.dictionary)).to_numpy().astype(np.int64)
    return indices
