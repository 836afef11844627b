"""Text that means a number."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gis.intake.cells import is_text

F64 = npt.NDArray[np.float64]
Bool = npt.NDArray[np.bool_]

DECIMAL = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$"


def parse(column: pa.ChunkedArray) -> tuple[F64, Bool]:
    """Values of a clean column, NaN where there is none; and which cells hold something that is no finite
    number.

    Full-width digits are read; a comma, a unit or a degree sign makes a cell bad.
    """
    values = _cast(column)
    numbers = values.to_numpy().astype(np.float64, copy=False)
    bad = ~np.isfinite(numbers)
    if not bad.any():
        return numbers, bad
    return np.where(bad, np.nan, numbers), bad & column.is_valid().to_numpy()


def _cast(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if is_text(column):
        try:
            return column.cast(pa.float64())
        except pa.ArrowInvalid:
            column = pc.utf8_normalize(column, "NFKC")
            number = pc.match_substring_regex(column, DECIMAL)
            column = pc.if_else(number, column, pa.scalar(None, pa.string()))
    return column.cast(pa.float64())
