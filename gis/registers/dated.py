"""What is said about a key between two days, as one small table: epoch × key → value.

An epoch is the time between two days on which anything changes; epoch 0 lies before the first of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.datetime64]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

Span = tuple[date | None, date | None]
"""valid_from, valid_to: local days, the second exclusive, None open."""


def marks_of(spans: Iterable[Span]) -> tuple[date, ...]:
    """The days on which anything begins or ends, sorted."""
    return tuple(sorted({d for span in spans for d in span if d is not None}))


def epochs_of(days: Days, marks: Sequence[date]) -> I64:
    """The epoch of each day; a missing day (NaT) counts as the last epoch."""
    return np.searchsorted(np.array(marks, dtype="datetime64[D]"), days.astype("datetime64[D]"), side="right")


def instants_of(marks: Sequence[date], zone: ZoneInfo) -> I64:
    """The first instant of each of these local days, in microseconds UTC since 1970."""
    midnights = [datetime(d.year, d.month, d.day, tzinfo=zone) for d in marks]
    return np.array([round(m.timestamp()) * 1_000_000 for m in midnights], dtype=np.int64)


def covered(span: Span, marks: Sequence[date]) -> slice:
    """The epochs that a span covers; its days must be among ``marks``."""
    first = 0 if span[0] is None else marks.index(span[0]) + 1
    return slice(first, len(marks) + 1 if span[1] is None else marks.index(span[1]) + 1)


@dataclass(frozen=True)
class Dated:
    """Values of keys over time."""

    marks: tuple[date, ...]
    keys: tuple[str, ...]
    values: tuple[str, ...]
    table: I32
    """(len(marks) + 1) × (len(keys) + 1) positions in ``values``, −1 for none; the last column stands for no
    key."""

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, Span]]) -> Dated:
        """From (key, value, span); where spans of a key overlap, the later row wins."""
        rows = list(rows)
        marks = marks_of(span for _, _, span in rows)
        keys = tuple(sorted({key for key, _, _ in rows}))
        values = tuple(sorted({value for _, value, _ in rows}))
        key_at, value_at = ({name: i for i, name in enumerate(names)} for names in (keys, values))
        table = np.full((len(marks) + 1, len(keys) + 1), -1, np.int32)
        for key, value, span in rows:
            table[covered(span, marks), key_at[key]] = value_at[value]
        return cls(marks, keys, values, table)

    def places(self, names: Iterable[object]) -> I64:
        """Column of ``table`` for each name; the last one for a name that is no key."""
        at = {key: i for i, key in enumerate(self.keys)}
        return np.array([at.get(str(name), len(self.keys)) for name in names], dtype=np.int64)
