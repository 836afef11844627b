"""回潮: what an earlier review found is there again at this one, by place, however long ago (M084).

A review's findings are the ledger's ``findings`` and the cases of sources of kind ``covert_inspection`` found on its
days. What was looked at and found clean leaves no trace in either, so how many places were looked at again can only
be bounded from below: by those near which this review found anything at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import md5
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from scipy.spatial import cKDTree

from gis.cases.frame import NONE_S, NOT_COUNTED, U32, Frame
from gis.crs import Metric, from_world_fraction
from gis.errors import GisError
from gis.rebounds.links import DAY_S, I32, Bools
from gis.registers import Registers
from gis.select.period import midnight
from gis.words import N_

LOOK_M = 200
"""An earlier place counts as looked at again when this review found anything within so many metres of it."""
GRACE_DAYS = 3
"""Cases of a covert inspection entered up to so many days after its last day are still its own."""
KIND = "covert_inspection"
LOWER_BOUND = N_(
    "到过现场而没有发现问题的地点不留记录，因此“复查到”的数量和比例是下限，又出现的比例可能偏高。"
)

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Findings:
    """What reviews found, one entry a finding or case; in order of the ledger, then of the Frame."""

    finding_id: tuple[str, ...]
    """"" for a case that stands for itself."""
    row: I32
    """Row of its case in the Frame; −1: none."""
    inspection: npt.NDArray[np.object_]
    """inspection_id; "" none."""
    group: npt.NDArray[np.object_]
    """Rebound group; "" where the type is not known."""
    found: U32
    """Seconds since 1970 UTC, NONE_S for none."""
    x_m: F64
    """Easting and northing in the county's metric CRS; NaN: without coordinates."""
    y_m: F64

    def __len__(self) -> int:
        return len(self.row)


@dataclass(frozen=True)
class Return:
    """An earlier finding that is there again. ``earlier`` and ``now`` are indices into the Findings."""

    earlier: int
    now: int
    """The nearest of this review's findings of the group within the radius."""
    metres: float
    days: float | None
    """Days of 24 h between the two; None where either has no time."""


@dataclass(frozen=True)
class Review:
    """This review against those that ended before it began. Show ``LOWER_BOUND`` beside ``looked`` and ``rate``."""

    inspection: str
    earlier: tuple[str, ...]
    """The earlier reviews, oldest first."""
    radius_m: int
    look_m: int
    places: int
    """Places where earlier reviews found something of a known type, with coordinates."""
    looked: int
    """Of these: this review found anything, of whatever type, within ``look_m``, or the same again. A lower bound."""
    returned: int
    """Of these: a finding of the same rebound group lies within the radius of a finding of the place."""
    rate: float | None
    """returned ÷ looked; None where none was looked at again."""
    looked_share: float | None
    """looked ÷ places; None without places."""
    rows: tuple[Return, ...]
    """One for each earlier finding that is there again, in order of the Findings."""
    unplaced: int
    """Earlier findings without coordinates, and of the others those of an unknown type: in none of the numbers."""
    untyped: int
    unplaced_now: int
    """Findings of this review without coordinates: they can prove neither."""


def findings(
    frame: Frame, table: pa.Table, registers: Registers, *, group_of: Mapping[str, str], tz: ZoneInfo
) -> Findings:
    """Every finding of every review in the register.

    ``table``: the ledger's ``findings`` (``gis.ledger.tables.read``). A finding without coordinates, type or time
    takes those of the case it names; that case does not count a second time for the same review. Cases: counted,
    of a source of kind ``covert_inspection``, found on the local days start … end of an inspection, or up to
    ``GRACE_DAYS`` after it where no other inspection has that day; where two have it, of the one begun last.
    """
    told = table.to_pylist()
    at = _rows_of(frame, [t["case_id"] or "" for t in told])
    rows, visits = _cases(frame, registers, tz)
    own = {(visit, row) for visit, row in zip((t["inspection_id"] for t in told), at.tolist()) if row >= 0}
    fresh = np.array([(v, r) not in own for v, r in zip(visits, rows.tolist())], np.bool_)
    rows, visits = rows[fresh], visits[fresh]
    row = np.r_[at, rows].astype(np.int32)
    x, y = _places(frame, registers.metric, row)
    group = np.array([_group(frame, r, group_of) for r in row.tolist()], object)
    found = np.where(row >= 0, np.asarray(frame.found)[row] if len(frame) else NONE_S, NONE_S)
    found = found.astype(np.uint32)
    for i, t in enumerate(told):
        if t["geometry"] and t["geometry"]["x"] is not None and t["geometry"]["y"] is not None:
            x[i], y[i] = registers.metric.forward(t["geometry"]["x"], t["geometry"]["y"])
        if t["problem_type"] in group_of:
            group[i] = group_of[t["problem_type"]]
        if t["found_at"] is not None:
            found[i] = int(t["found_at"].timestamp())
    inspection = np.array([*((t["inspection_id"] or "") for t in told), *visits], object)
    names = tuple(t["finding_id"] or "" for t in told) + ("",) * len(rows)
    return Findings(names, row, inspection, group, found, x, y)


def review(
    told: Findings, inspections: pd.DataFrame, *, inspection: str, radius_m: int, look_m: int = LOOK_M
) -> Review:
    """Which findings of the reviews that ended before ``inspection`` began are there again at it.

    Earlier findings of one group within ``radius_m`` of the first of them (by time, then by order) are one place,
    as everywhere here. Distances are exact to the millimetre, 50.0 m being within 50. Errors: bad-value for an
    inspection the register does not date.
    """
    days = _days(inspections)
    if inspection not in days:
        raise GisError("bad-value", name="inspection", value=inspection, known=", ".join(days))
    before = [i for i, (_, end) in days.items() if end < days[inspection][0]]
    earlier, now = np.isin(told.inspection, before), told.inspection == inspection
    placed, typed = np.isfinite(told.x_m) & np.isfinite(told.y_m), told.group != ""
    old, new = np.flatnonzero(earlier & placed & typed), np.flatnonzero(now & placed)
    spots = np.rint(np.stack([told.x_m, told.y_m], axis=1) * 1000)
    place = _leaders(told, old, spots, radius_m * 1000)
    rows = _again(told, old, new, spots=spots, reach=radius_m * 1000)
    back = np.unique(place[np.isin(old, [r.earlier for r in rows])])
    near, _ = _nearest(spots[place], spots[new])
    seen = np.unique(np.r_[place[near <= look_m * 1000], back])
    places = len(np.unique(place))
    return Review(
        inspection, tuple(before), radius_m, look_m, places=places, looked=len(seen), returned=len(back),
        rate=len(back) / len(seen) if len(seen) else None,
        looked_share=len(seen) / places if places else None, rows=rows,
        unplaced=int((earlier & ~placed).sum()), untyped=int((earlier & placed & ~typed).sum()),
        unplaced_now=int((now & ~placed).sum()),
    )  # fmt: skip


def _again(told: Findings, old: I64, new: I64, *, spots: F64, reach: int) -> tuple[Return, ...]:
    """For each earlier finding the nearest of this review of its group, where one lies within reach (mm)."""
    found = told.found.astype(np.int64)
    rows = []
    for group in sorted(set(told.group[old])):
        a, b = old[told.group[old] == group], new[told.group[new] == group]
        for i, (far, j) in zip(a.tolist(), zip(*(v.tolist() for v in _nearest(spots[a], spots[b])))):
            if far <= reach:
                k = int(b[j])
                dated = NONE_S not in (told.found[i], told.found[k])
                days = (int(found[k]) - int(found[i])) / DAY_S if dated else None
                rows.append(Return(i, k, far / 1000, days))
    return tuple(sorted(rows, key=lambda r: r.earlier))


def _nearest(of: F64, among: F64) -> tuple[F64, I64]:
    """Distance to and index of the nearest; infinite and −1 where there is none."""
    if not len(of) or not len(among):
        return np.full(len(of), np.inf), np.full(len(of), -1)
    far, at = cKDTree(among).query(of)
    return np.asarray(far), np.asarray(at)


def _leaders(told: Findings, old: I64, spots: F64, reach: int) -> I64:
    """For each of ``old`` the first finding of its place."""
    out = np.empty(len(old), np.int64)
    firsts: dict[str, list[int]] = {}
    for k in np.lexsort((old, told.found[old])).tolist():
        i = int(old[k])
        known = firsts.setdefault(told.group[i], [])
        near = ((spots[known] - spots[i]) ** 2).sum(axis=1) <= reach**2
        if not near.any():
            known.append(i)
        out[k] = known[int(near.argmax())] if near.any() else i
    return out


def _days(inspections: pd.DataFrame) -> dict[str, tuple[date, date]]:
    """inspection_id → first and last local day, by first day; without an end: one day."""
    columns = (inspections[c] for c in ("inspection_id", "start", "end"))
    rows: list[tuple[str, Any, Any]] = [(str(i), a, b or a) for i, a, b in zip(*columns) if i and a]
    return {name: (a, b) for name, a, b in sorted(rows, key=lambda r: (r[1], r[0]))}


def _cases(frame: Frame, registers: Registers, tz: ZoneInfo) -> tuple[I64, npt.NDArray[np.object_]]:
    """Rows of the cases of covert inspections, and the inspection each was found at."""
    kinds = dict(zip(registers.sources["source"], registers.sources["kind"]))
    codes = [i for i, s in enumerate(frame.sources) if kinds.get(s) == KIND]
    ours: Bools = np.isin(np.asarray(frame.source), codes) & ((np.asarray(frame.flags) & NOT_COUNTED) == 0)
    rows = np.flatnonzero(ours & (np.asarray(frame.found) != NONE_S))
    found = np.asarray(frame.found)[rows].astype(np.int64)
    visit = np.full(len(rows), "", object)
    days = _days(registers.inspections)
    for grace in (GRACE_DAYS, 0):  # an inspection's own days go over another's grace
        for name, (a, b) in days.items():
            until = midnight(b + timedelta(days=1 + grace), tz)
            visit[(found >= midnight(a, tz)) & (found < until)] = name
    return rows[visit != ""], visit[visit != ""]


def _rows_of(frame: Frame, case_ids: list[str]) -> I64:
    """Row of each case; −1 where it is not in the Frame."""
    keys = np.array([ckey_of(c) for c in case_ids], np.uint64)
    ckey = np.asarray(frame.ckey)
    here = {int(ckey[r]): r for r in np.flatnonzero(np.isin(ckey, keys)).tolist()}
    found = [here.get(k, -1) if c else -1 for c, k in zip(case_ids, keys.tolist())]
    return np.array(found, np.int64)


def ckey_of(case_id: str) -> int:
    """``Frame.ckey`` of a case: md5_number_lower(case_id)."""
    return int.from_bytes(md5(case_id.encode(), usedforsecurity=False).digest()[8:], "little")


def _places(frame: Frame, metric: Metric, rows: I32) -> tuple[F64, F64]:
    x, y = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    has = (rows >= 0) & (rows < frame.located)
    at = rows[has]
    lon, lat = from_world_fraction(*((np.asarray(m)[at] + 0.5) / 2.0**32 for m in (frame.mx, frame.my)))
    x[has], y[has] = metric.forward(lon, lat)
    return x, y


def _group(frame: Frame, row: int, group_of: Mapping[str, Any]) -> str:
    code = int(frame.type_[row]) if row >= 0 else -1
    return str(group_of.get(frame.types[code], "")) if code >= 0 else ""
