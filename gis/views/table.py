"""The table under the map: a page of the set, in words, newest or most overdue first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis.cases import rows as case_rows
from gis.cases.frame import NONE_S
from gis.live import Loaded
from gis.rebounds.links import DAY_S
from gis.select import Selection
from gis.select.dimensions import chunks
from gis.views.names import Names

COLUMNS = ["ckey", "source_case_id", "problem_type", "type_text", "state", "source", "found_at", "closed_at",
           "deadline_at", "grid_code", "lead_unit_now", "responsible_unit", "address"]  # fmt: skip


def page_of(selection: Selection, size: int, number: int) -> npt.NDArray[np.int64]:
    """Frame rows of page ``number`` (from 0): sets of stock by deadline (earliest first, none last), then newest.

    Only what can stand on this page or before it is held and sorted: a chunk after the first adds next to nothing.
    """
    until = (number + 1) * size
    rows, places = np.empty(0, np.int64), np.empty(0, np.uint64)
    for part in chunks(len(selection.mask)):
        at = np.flatnonzero(selection.mask[part]) + part.start
        key = _places(selection, at)
        if len(places) >= until:  # of equal ones the earlier row stands first
            near = key < places[until - 1]
            at, key = at[near], key[near]
        rows, places = np.concatenate([rows, at]), np.concatenate([places, key])
        if len(places) > until:
            near = places <= np.partition(places, until - 1)[until - 1]
            rows, places = rows[near], places[near]
        order = np.argsort(places, kind="stable")[:until]
        rows, places = rows[order], places[order]
    return rows[number * size :]


def _places(selection: Selection, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.uint64]:
    """A number a row: the smaller, the earlier it stands in the table."""
    frame = selection.frame
    found = np.asarray(frame.found)[rows]
    place = (NONE_S - np.where(found == NONE_S, 0, found)).astype(np.uint64)
    if selection.filters.set in ("open", "overdue", "suspended"):
        place |= np.asarray(frame.deadline)[rows].astype(np.uint64) << np.uint64(32)
    return place


def table(
    loaded: Loaded, selection: Selection, names: Names, *, size: int = 50, number: int = 0
) -> pd.DataFrame:
    """One page in the words of ``names``; times are local. ``rebound_days``: days of 24 h since the closure a case
    came back to, NaN where it did not within radius and window of the question. Errors: damaged-file."""
    if loaded.frame.rows is None or not selection.count:
        return pd.DataFrame(columns=[*COLUMNS, "rebound_days"])
    rows = page_of(selection, size, number)
    cases = cases_at(loaded, rows, names)
    gap = np.asarray(loaded.frame.gap_s(selection.filters.radius))[rows] / DAY_S
    cases["rebound_days"] = np.where(gap <= selection.filters.window, gap, np.nan)
    return cases


def cases_at(
    loaded: Loaded, rows: npt.NDArray[np.int64], names: Names, *, columns: Sequence[str] = COLUMNS
) -> pd.DataFrame:
    """These rows of the Frame in the words of ``names``, ``grid`` besides; times are local. Errors: damaged-file.

    ``columns``: COLUMNS and what else of the case files is wanted.
    """
    assert loaded.frame.rows is not None
    at = np.asarray(loaded.frame.rows)[rows]
    cases: pd.DataFrame = case_rows.take(loaded.parts, at, list(columns)).to_pandas()
    cases["problem_type"] = _named(cases["problem_type"], names.types, cases["type_text"])
    cases["state"] = _named(cases["state"], names.states, cases["state"])
    cases["source"] = _named(cases["source"], names.sources, cases["source"])
    cases["grid"] = _named(cases["grid_code"], names.grids, cases["grid_code"])
    for name in ("lead_unit_now", "responsible_unit"):
        cases[name] = _named(cases[name], names.units, cases[name])
    for name in ("found_at", "closed_at", "deadline_at"):
        cases[name] = cases[name].dt.tz_convert(loaded.county.tz)
    return cases


def _named(codes: pd.Series[Any], words: Mapping[str, str], other: pd.Series[Any]) -> pd.Series[Any]:
    """The word of each code, ``other`` where nobody knows it."""
    known = codes.map(words)
    return known.astype(object).where(known.notna(), other)
