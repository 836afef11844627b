"""The table under the map: a page of the set, in words, newest or most overdue first."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gis.cases import rows as case_rows
from gis.cases.frame import NONE_S
from gis.live import Loaded
from gis.select import Selection
from gis.views.names import Names

COLUMNS = ["ckey", "source_case_id", "problem_type", "type_text", "state", "source", "found_at", "closed_at",
           "deadline_at", "grid_code", "lead_unit_now", "responsible_unit", "address"]  # fmt: skip


def page_of(selection: Selection, size: int, number: int) -> np.ndarray:
    """Frame rows of page ``number`` (from 0): sets of stock by deadline (earliest first, none last), then newest."""
    frame = selection.frame
    rows = np.flatnonzero(selection.mask)
    found = np.asarray(frame.found)[rows].astype(np.int64)
    found[found == NONE_S] = 0
    if selection.filters.set in ("open", "overdue", "suspended"):
        order = np.lexsort((-found, np.asarray(frame.deadline)[rows]))
    else:
        order = np.argsort(-found, kind="stable")
    return rows[order[number * size : (number + 1) * size]]


def table(
    loaded: Loaded, selection: Selection, names: Names, *, size: int = 50, number: int = 0
) -> pd.DataFrame:
    """One page in the words of ``names``; times are local. Errors: damaged-file."""
    frame = loaded.frame
    if frame.rows is None or not selection.count:
        return pd.DataFrame(columns=COLUMNS)
    rows = np.asarray(frame.rows)[page_of(selection, size, number)]
    cases: pd.DataFrame = case_rows.take(loaded.parts, rows, COLUMNS).to_pandas()
    cases["problem_type"] = cases["problem_type"].map(names.types).fillna(cases["type_text"])
    cases["state"] = cases["state"].map(names.states).fillna(cases["state"])
    cases["source"] = cases["source"].map(names.sources).fillna(cases["source"])
    cases["grid"] = cases["grid_code"].map(names.grids).fillna(cases["grid_code"])
    for name in ("lead_unit_now", "responsible_unit"):
        cases[name] = cases[name].map(names.units).fillna(cases[name])
    for name in ("found_at", "closed_at", "deadline_at"):
        cases[name] = cases[name].dt.tz_convert(loaded.county.tz)
    return cases
