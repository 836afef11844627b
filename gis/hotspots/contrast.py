"""薄弱环节 and the other zones of a county against the rest of its streets, from the loaded store.

Three counts are compared: cases found in the period, of these the rebounds, and the cases overdue at its end. Types,
sources and units asked for narrow the cases; zones, kinds of zone, grids and a place choose which zones are listed and
ranked, and no figure of a zone depends on them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from gis.areas import valid_on
from gis.cases.frame import Frame
from gis.crs import Metric
from gis.errors import GisError
from gis.filters import Filters
from gis.filters import Place as Around
from gis.hotspots.compare import Cases, Epoch, Measured, Row, compare
from gis.hotspots.exposure import BUILT_KM2, RESIDENTS, ROAD_KM, Shapes, flat, roads_of
from gis.hotspots.places import Cell, Places, cells_of, exposed, outline_of, places_of, residents_of
from gis.hotspots.units import grids_of
from gis.live import Loaded
from gis.registers import Registers
from gis.registers.dated import marks_of
from gis.select import Period, fingerprint, period
from gis.select.dimensions import all_of, asked, chunks, counted
from gis.select.period import midnight
from gis.select.selection import in_set

I64 = npt.NDArray[np.int64]

BASES = (ROAD_KM, BUILT_KM2, RESIDENTS)
MEASURES = ("new", "rebound", "overdue")
"""The sets that are compared; the last is a stock."""
WEEKS = 52
"""How even the weeks are is told from so many weeks up to the end of the period, or from all of it where longer."""


@dataclass(frozen=True, eq=False)
class Contrast:
    """The answer, with what it is an answer to."""

    measures: Mapping[str, Measured]
    """By the names of MEASURES."""
    basis: str
    """road_km, built_km2 or residents (per 1,000)."""
    asked_basis: str
    """Another one than ``basis`` in a county without roads."""
    built: bool
    """The county has built-up zones; else all ground within the grids is the reference's."""
    filters: Filters
    first_day: date | None
    """None: no case was found."""
    last_day: date
    as_of: datetime
    """UTC"""
    grids: int
    """Size of the study area: the grids valid on the last day."""
    road_km: float | None
    """Road-km of the study area; None on another basis."""
    by_code: tuple[str, ...]
    """Ids of the places that are fringe by statistical code alone."""
    fingerprint: str

    @property
    def rows(self) -> tuple[Row, ...]:
        """The zones by the cases found in the period."""
        return self.measures["new"].zones


def zone_contrast(loaded: Loaded, filters: Filters, *, as_of: datetime, basis: str = ROAD_KM) -> Contrast:
    """Every zone, every kind of zone and all weak links together against the rest of their streets.

    ``filters.set`` and ``states`` do not matter. A zone of kind built_up_area is no zone here: it says where the
    reference lies. On basis built_km2 a zone counts with all of its surface. On basis residents there is no reference,
    as the register knows the residents of zones alone: rates without ratios. Errors: bad-value (basis), bad-time,
    damaged-file (roads).
    """
    if basis not in BASES:
        raise GisError("bad-value", name="basis", value=basis, known=", ".join(BASES))
    registers, tz = loaded.registers, loaded.county.tz
    places = places_of(registers, loaded.vocabulary.weak_links())
    roads = roads_of(loaded.county, registers.metric)
    used = basis if len(roads) or basis != ROAD_KM else BUILT_KM2
    span = period(filters, as_of, tz)
    of_ground = ROAD_KM if used != BUILT_KM2 and len(roads) else BUILT_KM2
    given = residents_of(registers, places) if used == RESIDENTS else None
    cells, amount = exposed(registers, roads, of_ground, last_epoch(registers, span.last_day))
    chosen = chosen_places(registers, places, filters, cells, span.last_day)
    measures, first = {}, None
    for name in MEASURES:
        cases = cases_of(loaded, filters, span, name)
        epochs = [
            Epoch(start, stop, *exposed(registers, roads, of_ground, day), valid_ids(registers, places, day))
            for start, stop, day in epochs_of(registers, cases)
        ]
        measures[name] = compare(cases, epochs, places, chosen=chosen, given=given)
        first = cases.first + timedelta(days=cases.since) if name == "new" and len(cases.cells) else first
    within = np.array([bool(grid) for _, grid in cells], np.bool_)
    return Contrast(
        measures, used, basis, bool(places.built), filters, first, span.last_day, span.as_of,
        grids=len(grids_of(registers, span.last_day)),
        road_km=float(amount[within].sum()) if used == ROAD_KM else None,
        by_code=tuple(p.id for p in places.each if p.grids),
        fingerprint=fingerprint(loaded.frame.version, filters, as_of),
    )  # fmt: skip


def cases_of(loaded: Loaded, filters: Filters, span: Period, name: str) -> Cases:
    """The counted cases of a set (``new``, ``rebound``, ``overdue``) by cell and day found.

    A flow also takes the days before the period, up to WEEKS before its end; a stock and an open period begin with
    the first case.
    """
    frame, tz = loaded.frame, loaded.county.tz
    asked_first = None if name == "overdue" else span.first_day
    first = asked_first and min(asked_first, span.last_day - timedelta(days=WEEKS * 7 - 1))
    wide = replace(span, start=0 if first is None else midnight(first, tz))
    rows = _rows_of(frame, filters, wide, name)
    found = np.asarray(frame.found)[rows].astype(np.int64)
    if first is None:
        first = datetime.fromtimestamp(int(found.min()), tz).date() if len(found) else span.last_day
    days = max((span.last_day - first).days + 1, 0)
    since = 0 if asked_first is None else (asked_first - first).days
    edges = np.array([midnight(first + timedelta(days=i), tz) for i in range(days)], np.int64)
    day = np.searchsorted(edges, found, side="right") - 1
    placed = rows < frame.located
    return _table(
        frame, rows[placed], day[placed], Cases(
            (), *(np.zeros(0, np.int64),) * 3, first=first, days=days, since=since,
            no_place=int(np.count_nonzero(~placed & (day >= since))),
        ),
    )  # fmt: skip


def _rows_of(frame: Frame, filters: Filters, span: Period, name: str) -> I64:
    narrow = filters.but(zones=(), zone_kinds=(), grids=(), place=None)
    tests = [counted(frame), in_set(frame, filters, span, name), *asked(frame, narrow, states=False)]
    rows = [np.flatnonzero(all_of(tests, part)) + part.start for part in chunks(len(frame))]
    return np.concatenate([np.zeros(0, np.int64), *rows])


def _table(frame: Frame, rows: I64, day: I64, into: Cases) -> Cases:
    """One entry a (zones and grid, day)."""
    width = len(frame.grids) + 1
    cell = np.asarray(frame.zset)[rows].astype(np.int64) * width + np.asarray(frame.grid)[rows] + 1
    cells, at = np.unique(cell, return_inverse=True)
    pair, count = np.unique(at * max(into.days, 1) + day, return_counts=True)
    names = ("", *frame.grids)
    return replace(
        into, cells=[(frame.zone_sets[c // width], names[c % width]) for c in cells.tolist()],
        cell=pair // max(into.days, 1), day=pair % max(into.days, 1), count=count.astype(np.int64),
    )  # fmt: skip


def epochs_of(registers: Registers, cases: Cases) -> list[tuple[int, int, date]]:
    """(start, stop, a day) of the stretches of the question's days on which zones and grids stay the same; the day
    stands for the state of the registers, whatever the question."""
    marks = _marks(registers)
    last = cases.first + timedelta(days=cases.days)
    edges = [cases.first, *(m for m in marks if cases.first < m < last), last]
    return [
        ((a - cases.first).days, (b - cases.first).days, last_epoch(registers, a)) for a, b in pairwise(edges)
    ]


def last_epoch(registers: Registers, day: date) -> date:
    """The day on which the state that ``day`` sees began."""
    return max((m for m in _marks(registers) if m <= day), default=date.min)


def _marks(registers: Registers) -> tuple[date, ...]:
    layers: Sequence[Any] = (registers.zones, registers.grids)
    return marks_of((a, b) for t in layers for a, b in zip(t["valid_from"], t["valid_to"], strict=True))


def valid_ids(registers: Registers, places: Places, day: date) -> frozenset[str]:
    """Ids of the places that are there on a local day."""
    zones = set(registers.zones["zone_id"][valid_on(registers.zones, day)])
    grids = set(registers.grids["grid_code"][valid_on(registers.grids, day)])
    return frozenset(p.id for p in places.each if (p.id in zones or not grids.isdisjoint(p.grids)))


def chosen_places(
    registers: Registers, places: Places, filters: Filters, cells: Sequence[Cell], day: date
) -> list[int]:
    """Indices of the places that the filters of place mean: by id, kind, a grid they lie in, nearness."""
    member = cells_of(cells, places).member
    asked_grid = np.array([grid in filters.grids for _, grid in cells], np.bool_)
    in_grids = np.asarray((member & asked_grid).any(axis=1))
    return [
        i for i, p in enumerate(places.each)
        if (not filters.zones or p.id in filters.zones)
        and (not filters.zone_kinds or p.kind in filters.zone_kinds)
        and (not filters.grids or in_grids[i])
        and (filters.place is None or _near(outline_of(registers, p, day), filters.place, registers.metric))
    ]  # fmt: skip


def _near(outline: Shapes, place: Around, metric: Metric) -> bool:
    """Whether any of a place lies within the radius."""
    middle = shapely.points(*metric.forward(place.lon, place.lat))
    return bool((shapely.distance(flat(outline, metric), middle) <= place.radius_m).any())
