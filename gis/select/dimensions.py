"""One test a dimension of the question: each takes a slice of rows (most also a list) and says which pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from gis.cases.frame import NOT_COUNTED, Frame
from gis.filters import Filters
from gis.select.place import near

Bools = npt.NDArray[np.bool_]
Test = Callable[[Any], Bools]

CHUNK = 1 << 17
"""Rows worked on at a time: the columns of one chunk stay in the processor's cache."""

NONE_U8 = 255
"""−1 in a column of uint8."""

FEW = 4
"""Up to so many codes are compared one by one, which is faster than a table."""


def chunks(rows: int) -> Iterator[slice]:
    """[0, rows) in slices of CHUNK."""
    return (slice(a, min(a + CHUNK, rows)) for a in range(0, rows, CHUNK))


def counted(frame: Frame) -> Test:
    """Neither void nor a duplicate."""
    flags = np.asarray(frame.flags)  # a mapped file is slow to slice, the array under it is not
    return lambda s: (flags[s] & NOT_COUNTED) == 0


def asked(frame: Frame, filters: Filters, *, states: bool) -> list[Test]:
    """The tests of type, source, unit, grid, zone and place; of state only when ``states``.

    A value no case has matches nothing; "" asks for the cases that have none.
    """
    tests: list[Test] = []
    dimensions: list[tuple[npt.NDArray[Any], tuple[str, ...], tuple[str, ...]]] = [
        (frame.type_, frame.types, filters.types),
        (frame.source, frame.sources, filters.sources),
        (frame.unit, frame.units, filters.units),
        (frame.grid, frame.grids, filters.grids),
    ]
    if states:
        dimensions.append((frame.state, frame.states, filters.states))
    for column, names, wanted in dimensions:
        if wanted:
            tests.append(one_of(column, codes(names, wanted), len(names)))
    for wanted_zones in _zone_questions(frame, filters):
        hits = [i for i, zones in enumerate(frame.zone_sets) if not wanted_zones.isdisjoint(zones)]
        tests.append(one_of(frame.zset, hits, len(frame.zone_sets)))
    if filters.place is not None:
        tests.append(near(frame, filters.place))
    return tests


def codes(names: Sequence[str], wanted: Iterable[str]) -> list[int]:
    """The codes of ``wanted``; −1 for "" where ``names`` has no entry for none."""
    at = {name: code for code, name in enumerate(names)}
    at.setdefault("", -1)
    return [at[name] for name in wanted if name in at]


def one_of(column: npt.NDArray[Any], wanted: Sequence[int], size: int) -> Test:
    """Whether a row's code is among ``wanted``: 0 … size − 1, or −1, which is 255 in a column of uint8."""
    values, signed = np.asarray(column), column.dtype.kind == "i"
    none, room = (-1, size + 1) if signed else (NONE_U8, NONE_U8 + 1)
    held = [none if code < 0 else code for code in wanted]
    if len(held) <= FEW:
        return lambda s: _equal_any(values[s], held)
    table = np.zeros(room, np.bool_)  # the last entry answers for none
    table[held] = True
    return lambda s: np.take(table, values[s], mode="wrap")


def all_of(tests: Sequence[Test], rows: slice) -> Bools:
    """The rows of the slice that pass every test; later tests are spared when none is left."""
    mask = tests[0](rows)
    for test in tests[1:]:
        if not mask.any():
            break
        mask &= test(rows)
    return mask


def _equal_any(values: npt.NDArray[Any], wanted: Sequence[int]) -> Bools:
    if not wanted:
        return np.zeros(len(values), np.bool_)
    mask: Bools = values == wanted[0]
    for code in wanted[1:]:
        mask |= values == code
    return mask


def _zone_questions(frame: Frame, filters: Filters) -> Iterator[set[str]]:
    if filters.zone_kinds:
        yield {zone for zone, kind in frame.zones.items() if kind in filters.zone_kinds}
    if filters.zones:
        yield set(filters.zones)
