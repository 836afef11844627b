"""The CSV registers: which columns each has, of which type, read tolerantly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite, nan
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from gis.areas import read_table
from gis.areas.grids import day, names
from gis.errors import GisError

Value = Callable[[object], object]


@dataclass(frozen=True)
class Issue:
    """Something in a register that could not be taken as it is. ``row`` is 1-based without the head; 0: the
    file."""

    file: str
    row: int
    column: str
    value: str
    reason: str
    """unreadable, missing_column, not_a_day, not_a_number, missing_id, repeated_id, unknown_unit,
    unknown_type, ambiguous_word"""


def text(value: object) -> object:
    """Text as it is."""
    return str(value)


def number(value: object) -> object:
    """A finite number; NaN for an empty cell and for what is none."""
    try:
        found = float(str(value).replace(",", "")) if str(value).strip() else nan
    except ValueError:
        return nan
    return found if isfinite(found) else nan


TYPES: Mapping[str, Value] = MappingProxyType({
    "valid_from": day, "valid_to": day, "start": day, "end": day, "day": day,
    "rank": number, "value": number, "hours": number, "weight": number, "buffer_m": number, "residents":
    number, "house_from": number, "house_to": number,
    "aliases": names, "types": names,
})  # fmt: skip
"""Column → how its cells are read; every other column is text."""

COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "units": ("unit_id", "zh", "en", "kind", "group", "affiliation", "aliases", "valid_from", "valid_to"),
    "responsibility": ("area_kind", "area_id", "unit_id", "role", "valid_from", "valid_to"),
    "sources": ("source", "zh", "en", "kind", "rank", "zone"),
    "type_unit": ("problem_type", "unit_id", "valid_from", "valid_to"),
    "people": ("person_id", "name", "unit_id", "post", "valid_from", "valid_to"),
    "inspections": ("inspection_id", "kind", "zh", "en", "level", "start", "end"),
    "campaigns": ("campaign_id", "zh", "en", "types", "start", "end"),
    "phases": ("phase_id", "zh", "en", "start", "end"),
    "calendar": ("day", "kind", "zh", "en"),
    "limits": ("problem_type", "condition", "area_grade", "value", "unit"),
    "patrols": ("day", "grid_code", "source", "hours"),
    "ranking_weights": ("measure", "weight", "valid_from", "valid_to"),
})  # fmt: skip
"""Register → its columns, as ARCHITECTURE.md lists them."""


def read_register(name: str, folder: Path, issues: list[Issue]) -> pd.DataFrame:
    """One register with its columns typed; further columns follow as text. An absent file gives an empty
    table.

    Text is "" where empty, days are ``date`` or None, numbers float or NaN, lists tuples. What cannot be
    read is put into ``issues`` and left empty.
    """
    file = f"{name}.csv"
    try:
        raw = read_table(folder / file)
    except GisError as bad:
        raw = pd.DataFrame()
        if bad.code != "no-such-file":
            issues.append(Issue(file, 0, "", str(bad.facts.get("detail", "")), "unreadable"))
    if len(raw.columns):
        missing = [c for c in COLUMNS[name][:1] if c not in raw]
        issues += [Issue(file, 0, c, "", "missing_column") for c in missing]
    return typed(raw, COLUMNS[name], file, issues)


def typed(raw: pd.DataFrame, columns: tuple[str, ...], file: str, issues: list[Issue]) -> pd.DataFrame:
    """``raw`` with exactly these columns first, each of its type."""
    out: dict[str, pd.Series[Any]] = {}
    for column in (*columns, *(c for c in raw.columns if c not in columns)):
        cells = list(raw[column]) if column in raw else [""] * len(raw)
        read = TYPES.get(column, text)
        values = [read("" if c is None or c != c else c) for c in cells]
        if read in (day, number):
            reason = "not_a_day" if read is day else "not_a_number"
            for row, (cell, value) in enumerate(zip(cells, values, strict=True), 1):
                if (
                    (value is None or value != value)
                    and cell is not None
                    and cell == cell
                    and str(cell).strip()
                ):
                    issues.append(Issue(file, row, column, str(cell), reason))
        out[column] = pd.Series(values, dtype="float64" if read is number else object, index=raw.index)
    return pd.DataFrame(out)
