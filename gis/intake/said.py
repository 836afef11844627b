"""Clean columns → the fields of the statements, and which of them each row says."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gis.intake import cells, kinds, numbers, points, times
from gis.intake.codes import look_up
from gis.intake.columns import THREADS, Columns
from gis.intake.digits import Bool
from gis.intake.meaning import Meaning
from gis.schema import BIT, FIELDS, bits

TIMES = tuple(name for name, kind in FIELDS.items() if pa.types.is_timestamp(kind) and name != "found_at")
COUNTS = tuple(name for name, kind in FIELDS.items() if pa.types.is_int32(kind))
TEXTS = ("address", "description", "grid_text", "street_text", "community_text", "note")
WORDS = ("channel", "check", "supervised", "responsible_unit")
KEPT = ("responsible_unit",)
"""Fields where a word nobody knows stays as it is."""


@dataclass
class Fields:
    """What is said, filled field by field."""

    columns: Columns
    values: dict[str, pa.ChunkedArray] = field(default_factory=dict)
    spoken: dict[str, Bool | None] = field(default_factory=dict)
    """field → the rows that say it; None: all of them."""
    unmapped: dict[str, dict[str, int]] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)

    def say(self, name: str, column: pa.ChunkedArray, where: Bool | None = None) -> None:
        """``column`` is what the rows say of ``name``; ``where``: only these do."""
        self.values[name], self.spoken[name] = column, where

    def where(self, *names: str) -> Bool | None:
        """The rows that speak by any of these columns: all, unless an empty cell is silence."""
        if self.columns.profile.empty == "empty":
            return None
        there: Bool = np.logical_or.reduce([self.columns.cells[name].is_valid().to_numpy() for name in names])
        return there

    def note(self, name: str, rows: Bool) -> None:
        """Count doubtful rows."""
        self.notes[name] = self.notes.get(name, 0) + int(np.count_nonzero(rows))

    @property
    def says(self) -> pa.ChunkedArray:
        """The mask of said fields of each row."""
        everywhere = bits(*(name for name, where in self.spoken.items() if where is None))
        mask = np.full(self.columns.rows, everywhere, np.uint64)
        for name, where in self.spoken.items():
            if where is not None:
                mask |= where.astype(np.uint64) << np.uint64(BIT[name])
        return pa.chunked_array([pa.array(mask)], pa.uint64())


def fields(columns: Columns, local: ZoneInfo, found: pa.ChunkedArray | None, meaning: Meaning) -> Fields:
    """Everything the rows say. ``found``: their parsed found_at, None where the file has no such column."""
    out = Fields(columns)
    if found is not None:
        out.say("found_at", found, out.where("found_at"))
    parts = (
        lambda: kinds.say_type(out, meaning),
        lambda: _place(out),
        lambda: _plain(out, local),
        lambda: _words(out, meaning),
        lambda: kinds.say_state(out, meaning),
    )
    with ThreadPoolExecutor(THREADS) as pool:  # each says fields of its own; Arrow's work runs side by side
        for done in [pool.submit(part) for part in parts]:
            done.result()
    return out


def _plain(out: Fields, local: ZoneInfo) -> None:
    """Times, texts, numbers, and the case it repeats."""
    columns = out.columns
    for name in TIMES:
        if (column := columns.get(name)) is not None:
            stamps, bad = times.parse(column, local, columns.profile.times)
            out.say(name, stamps, out.where(name))
            out.note(f"bad_{name}", bad)
    for name in TEXTS:
        if (column := columns.get(name)) is not None:
            out.say(name, cells.as_text(column), out.where(name))
    _counts(out)
    _duplicate(out)


def _words(out: Fields, meaning: Meaning) -> None:
    for name in WORDS:
        if out.columns.get(name) is not None:
            _word(out, name, meaning)


def _word(out: Fields, name: str, meaning: Meaning) -> None:
    text = cells.as_text(out.columns.cells[name])
    ids, unknown = look_up(text, meaning.look(name))
    if name in KEPT and unknown:
        ids = pc.coalesce(ids, text)
    if name == "supervised":
        ids = pc.equal(ids, "true")
    out.say(name, ids, out.where(name))
    out.unmapped[name] = unknown


def _counts(out: Fields) -> None:
    for name in (*COUNTS, "accuracy_m"):
        column = out.columns.get(name)
        if column is None:
            continue
        values, bad = numbers.parse(column)
        wrong = ~np.isnan(values) & ((values < 0) | (values > 2**31 - 1))
        values = np.where(wrong, np.nan, values)
        missing = np.isnan(values)
        if name in COUNTS:
            whole = np.where(missing, 0, np.rint(values)).astype(np.int32)
            typed = pa.array(whole, pa.int32(), mask=missing)
        else:
            typed = pa.array(values, pa.float64(), mask=missing)
        out.say(name, pa.chunked_array([typed]), out.where(name))
        out.note(f"bad_{name}", bad | wrong)


def _place(out: Fields) -> None:
    """The point, and how the file came by it where there is one."""
    columns, profile = out.columns, out.columns.profile
    x, y = columns.get("x"), columns.get("y")
    method = columns.get("location_method")
    if x is not None and y is not None:
        geometry, bad, off_earth = points.parse(x, y, columns.crs, profile.coordinate_digits)
        out.say("geometry", geometry, out.where("x", "y"))
        out.note("bad_coordinates", bad)
        out.note("off_earth", off_earth)
        if method is None:
            text = pa.scalar(profile.location_method, pa.string())
            stated = cells.constant(profile.location_method, pa.string(), columns.rows)
            if geometry.null_count:
                stated = pc.if_else(geometry.is_valid(), text, pa.scalar(None, pa.string()))
            out.say("location_method", stated, out.where("x", "y"))
    if method is not None:
        out.say("location_method", cells.as_text(method), out.where("location_method"))


def _duplicate(out: Fields) -> None:
    """The case it repeats: a bare number is one of the same source."""
    column = out.columns.get("duplicate_of")
    if column is None:
        return
    text = cells.as_text(column)
    prefix = f"{out.columns.profile.source}/"
    whole = pc.binary_join_element_wise(pa.scalar(prefix), text, "")
    out.say("duplicate_of", pc.if_else(pc.starts_with(text, prefix), text, whole), out.where("duplicate_of"))
