"""Who answers for a case: what the row says, else what the register says of its problem type, else nobody."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gis.locate.dated import epochs_or_today
from gis.registers import Registers

I64 = npt.NDArray[np.int64]
BASES = ("stated", "type", "none")


def responsible(
    current: pa.Table, micros: I64, registers: Registers, *, zone: ZoneInfo, today: date
) -> tuple[pa.Array, pa.Array]:
    """``responsible_unit`` (unit id; a word no unit answers to as it is; null) and ``responsible_basis``.

    ``micros``: when each case was found, which decides the version of the register (NO_TIME: today).
    """
    own, words = _coded(current, "responsible_unit")
    types, type_words = _coded(current, "problem_type")
    table = registers.units_of_types
    names: dict[str, int] = {}

    def number(name: str) -> int:
        return names.setdefault(name, len(names))

    stated = np.array(
        [*(number(registers.unit_of_word(w) or w) if w.strip() else -1 for w in words), -1], np.int32
    )
    by_type = np.array([*(number(v) for v in table.values), -1], np.int32)
    column = np.append(table.places(type_words), len(table.keys))
    epoch = epochs_or_today(micros, table.marks, zone, today)
    said, mapped = stated[own], by_type[table.table[epoch, column[types]]]
    unit = np.where(said >= 0, said, mapped)
    basis = np.where(said >= 0, 0, np.where(mapped >= 0, 1, 2))
    units = pa.array(list(names), pa.string()).take(pa.array(unit, pa.int32(), mask=unit < 0))
    return units, pa.array(BASES, pa.string()).take(pa.array(basis, pa.int32()))


def _coded(current: pa.Table, name: str) -> tuple[npt.NDArray[np.int32], list[str]]:
    """A text column as places in its distinct words; −1 for null."""
    encoded = current.column(name).cast(pa.string()).combine_chunks().dictionary_encode()
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int32)
    return codes, [str(w) for w in encoded.dictionary.to_pylist()]
