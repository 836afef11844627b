"""The runs of digits in a column of text, found and read in bulk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

I64 = npt.NDArray[np.int64]
Bool = npt.NDArray[np.bool_]

LONGEST = 18
"""Digits an int64 holds for certain; of a longer run only the first so many are read."""


@dataclass(frozen=True)
class Runs:
    """All digit runs of a column, row after row."""

    first: I64
    """Place in ``values`` of each row's first run."""
    values: I64
    sizes: I64
    """How many digits each run has."""

    def part(self, rows: I64, k: int) -> tuple[I64, I64]:
        """Value and number of digits of run ``k`` of these rows, which must have one."""
        at = self.first[rows] + k
        return self.values[at], self.sizes[at]

    def longest(self, rows: I64, parts: int) -> I64:
        """Digits of the longest of the first ``parts`` runs of these rows."""
        longest: I64 = np.max(np.stack([self.part(rows, k)[1] for k in range(parts)]), axis=0)
        return longest


def digit_runs(text: pa.StringArray) -> Runs:
    """Runs of ASCII digits in ``text`` (no nulls); a run ends with its row."""
    offsets = np.frombuffer(text.buffers()[1], np.int32)[text.offset : text.offset + len(text) + 1]
    buffer = text.buffers()[2]
    whole = np.frombuffer(buffer, np.uint8) if buffer is not None else np.zeros(0, np.uint8)
    data = whole[offsets[0] : offsets[-1]]
    offsets = (offsets - offsets[0]).astype(np.int64)
    digit = (data >= 48) & (data <= 57)
    edge = np.zeros(len(data) + 1, np.bool_)
    edge[offsets] = True
    before = np.concatenate([[False], digit[:-1]]) if len(data) else digit
    after = np.concatenate([digit[1:], [False]]) if len(data) else digit
    starts = np.flatnonzero(digit & (~before | edge[:-1]))
    ends = np.flatnonzero(digit & (~after | edge[1:])) + 1
    sizes = ends - starts
    values = np.zeros(len(starts), np.int64)
    for k in range(int(min(sizes.max(initial=0), LONGEST))):
        more = sizes > k
        values[more] = values[more] * 10 + (data[starts[more] + k] - 48)
    return Runs(np.searchsorted(starts, offsets[:-1]), values, sizes)
