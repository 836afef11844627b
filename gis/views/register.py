"""反弹问题清单: which case came back to which, how soon, how near, and for the how-manieth time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis.cases import rows as case_rows
from gis.filters import Filters
from gis.live import Loaded
from gis.rebounds.ground import open_ground
from gis.rebounds.links import DAY_S, Bools, Links
from gis.select import Selection
from gis.views import table
from gis.views.names import Names

OWN = ("case_id", *table.COLUMNS)
CLOSED = ("ckey", "case_id", "source_case_id", "closed_at")
COLUMNS = (*OWN, "grid", *(f"origin_{name}" for name in CLOSED), "days_since_close", "distance_m", "nth")
"""The case's own columns; those of the closed case it came back to; days of 24 h between that closure and the
finding (one decimal), whole metres between the two, and which return of its chain it is (see ``nth_return``)."""
PIECE = 5000
"""Rows read at a time."""

Rows = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]


def register(
    loaded: Loaded, selection: Selection, names: Names, *, size: int = 50, number: int = 0
) -> pd.DataFrame:
    """Page ``number`` (from 0) of a selection of the set ``rebound``, newest first: COLUMNS in the words of ``names``.

    Times are of the county's zone. Errors: damaged-file, and those of making links; ValueError for another set.
    """
    return lines(loaded, selection, table.page_of(selection, size, number), names)


def whole(loaded: Loaded, selection: Selection, names: Names) -> Iterator[pd.DataFrame]:
    """All of it in the same order, PIECE rows at a time; at least one piece."""
    rows = table.page_of(selection, max(selection.count, 1), 0)
    for first in range(0, max(len(rows), 1), PIECE):
        yield lines(loaded, selection, rows[first : first + PIECE], names)


def lines(loaded: Loaded, selection: Selection, rows: Rows, names: Names) -> pd.DataFrame:
    """These rows of the selection's Frame, in this order: COLUMNS."""
    if selection.filters.set != "rebound":
        raise ValueError(f"a register of the set {selection.filters.set!r}")
    if loaded.frame.rows is None or not len(rows):
        return pd.DataFrame(columns=list(COLUMNS))
    links = loaded.links(selection.filters.radius)
    cases = table.cases_at(loaded, rows, names, columns=OWN)
    closed = np.asarray(loaded.frame.rows)[origins(links, rows)]
    before = case_rows.take(loaded.parts, closed, list(CLOSED)).to_pandas()
    before["closed_at"] = before["closed_at"].dt.tz_convert(loaded.county.tz)
    for name in CLOSED:
        cases[f"origin_{name}"] = before[name]
    cases["days_since_close"] = days_of(links, rows).round(1)
    cases["distance_m"] = np.rint(metres_of(links, rows)).astype(np.int64)
    cases["nth"] = nth_return(loaded, selection.filters, rows)
    return cases[list(COLUMNS)]


def origins(links: Links, rows: Rows) -> Rows:
    """Rows of the closed cases. Errors: ValueError where one came back to nothing: links of another question."""
    origin: Rows = np.asarray(links.origin)[rows].astype(np.int64)
    if (origin < 0).any():
        raise ValueError("a case that came back to nothing: links of another frame or radius")
    return origin


def days_of(links: Links, rows: Rows) -> F64:
    """Days of 24 hours from the closure to the finding."""
    return np.asarray(links.gap_s)[rows] / DAY_S


def metres_of(links: Links, rows: Rows) -> F64:
    """Metres between the case and the closed one."""
    return np.asarray(links.distance_mm)[rows] / 1000


def nth_return(loaded: Loaded, filters: Filters, rows: Rows) -> Rows:
    """第几次反弹: how many times in a row its chain has come back, this time included (1, 2, …).

    Followed back from case to closed case while each came back within the window; a case farther than the radius
    from the first of its chain begins to count anew, as a chain does: then it is 1.
    """
    links = loaded.links(filters.radius)
    linked = links.rebound(filters.window)
    path = _back(links, linked, rows)
    ground = open_ground(loaded.parts, loaded.frame, loaded.registers.metric)
    x, y = (np.asarray(a)[path].astype(np.int64) for a in (ground.x_mm, ground.y_mm))
    nth, begun = np.zeros(len(rows), np.int64), np.zeros(len(rows), np.bool_)
    first_x, first_y = x[-1], y[-1]
    for step in range(len(path) - 1, -1, -1):  # from the oldest case down to the case itself
        there = path[step] >= 0
        far = (x[step] - first_x) ** 2 + (y[step] - first_y) ** 2 > (1000 * filters.radius) ** 2
        first = there & (far | ~begun)
        first_x, first_y = np.where(first, x[step], first_x), np.where(first, y[step], first_y)
        nth = np.where(there & begun, np.where(far, 1, nth + 1), nth)
        begun = begun | there
    return nth


def _back(links: Links, linked: Bools, rows: Rows) -> Rows:
    """(steps, cases): the case, the one it came back to, the one that came back to, …; −1 below."""
    path, at = [np.asarray(rows, np.int64)], np.asarray(rows, np.int64)
    while True:
        on = (at >= 0) & linked[at]
        if not on.any():
            return np.array(path)
        at = np.where(on, np.asarray(links.origin)[at], -1)
        path.append(at)
