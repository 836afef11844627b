"""A raw column → a clean one: trimmed text with nulls for nothing, or the typed values as they are."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc


def clean(column: pa.ChunkedArray, blanks: Sequence[str] = ()) -> pa.ChunkedArray:
    """Text without white space around it, null where nothing is left or it is one of ``blanks``.

    A typed column (timestamp, number, boolean) is given back as it is; other types become text.
    """
    if not is_text(column):
        return column
    if not pa.types.is_string(column.type):
        column = column.cast(pa.string())
    text = pc.utf8_trim_whitespace(column)
    nothing = pc.is_in(text, value_set=pa.array(["", *blanks], pa.string())) if blanks else pc.equal(text, "")
    if not pc.any(nothing).as_py():
        return text
    return pc.if_else(nothing, pa.scalar(None, pa.string()), text)


def is_text(column: pa.ChunkedArray) -> bool:
    """Whether the values are text, not typed."""
    kind = column.type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Any clean column as text: whole numbers without a fraction, booleans as true and false."""
    if is_text(column):
        return column
    if pa.types.is_floating(column.type):
        with contextlib.suppress(pa.ArrowInvalid):
            column = column.cast(pa.int64())
    return column.cast(pa.string())


def constant(value: object, kind: pa.DataType, rows: int) -> pa.ChunkedArray:
    """``rows`` times the same value."""
    return pa.chunked_array([pa.repeat(pa.scalar(value, kind), rows)], kind)
