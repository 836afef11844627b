"""城中村、城乡结合部、背街小巷 against the rest: how many times as many cases, and how sure that is.

Pure: a table of cases over cells and days, and the ground of these days. A zone counts, with its reference, on the days
on which it is valid; exposure is the mean over these days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array

from gis.hotspots.exposure import F64
from gis.hotspots.fdr import adjusted
from gis.hotspots.places import Bools, Cell, Cells, Place, Places, cells_of, lies_in, reference_of
from gis.hotspots.ratios import EXACT, SCALED, Ratios, dispersion, ratios

I64 = npt.NDArray[np.int64]

ENOUGH = 5.0
"""Fewer cases expected than this and a place is not ranked."""
WEAK_LINK = "weak_link"
NO_EXPOSURE, NO_REFERENCE, NOTHING, FEW = "no_exposure", "no_reference", "nothing", "few"
"""Why a row has no ratio, or (few) no rank."""


@dataclass(frozen=True)
class Row:
    """A zone, or all zones of a kind together (each case once). None stands for what there is no evidence of."""

    zone_id: str
    """Empty for a kind."""
    kind: str
    """``weak_link`` for all weak links together."""
    name: str
    cases: int
    exposure: float | None
    rate: float | None
    """Cases ÷ exposure, over the whole period."""
    reference_cases: int
    reference_exposure: float | None
    reference_rate: float | None
    ratio: float | None
    low: float | None
    """95 %"""
    high: float | None
    """None beside a ``low`` where the reference has no case: there is no upper bound."""
    p: float | None
    q: float | None
    """After Benjamini–Hochberg over the ranked rows of its list; None of a row that is not ranked."""
    expected: float | None
    """Cases at the reference rate."""
    ranked: bool
    method: str
    """exact, scaled (wider: the weeks differ by more than chance), or empty where there is no interval."""
    why: str
    """Empty, or why there is no ratio or no rank: no_exposure, no_reference, nothing (no case on either side), few."""
    dispersion: float | None
    streets: tuple[str, ...]
    """Names of the streets and towns whose built-up part is the reference."""


@dataclass(frozen=True)
class Totals:
    """Every case once: ``cases = weak + other_zones + elsewhere + no_place``."""

    cases: int
    weak: int
    """In at least one weak-link zone."""
    other_zones: int
    """In another zone, and in no weak link."""
    elsewhere: int
    """In none of these zones, in or outside the grids."""
    no_place: int
    """Without coordinates; in no figure but this."""


@dataclass(frozen=True)
class Measured:
    """One count compared. Ranked rows first, by ratio; then the rest by id."""

    zones: tuple[Row, ...]
    kinds: tuple[Row, ...]
    weak: Row
    totals: Totals


@dataclass(frozen=True, eq=False)
class Cases:
    """Cases as a table: one entry a (cell, day) that has any."""

    cells: Sequence[Cell]
    cell: I64
    day: I64
    """Index into the days of the question, beginning with the day ``first`` of the calendar."""
    count: I64
    first: date
    days: int
    since: int
    """Index of the first day of the period; the days before it serve only to tell how even the weeks are."""
    no_place: int


@dataclass(frozen=True, eq=False)
class Epoch:
    """Days on which the ground is the same."""

    start: int
    stop: int
    """Half-open, in days of the question."""
    cells: Sequence[Cell]
    exposure: F64
    """float64[cells]"""
    valid: frozenset[str]
    """Ids of the places that are there on these days."""


@dataclass(frozen=True, eq=False)
class Sums:
    """One entry a place, then one a kind, then all weak links."""

    cases: I64
    reference: I64
    exposure: F64
    reference_exposure: F64
    days: I64
    """Days of the period on which it is valid."""
    place_weeks: I64
    """int64[entries, weeks], the days before the period included."""
    reference_weeks: I64
    streets: Bools
    """bool[entries, streets]"""


def compare(
    cases: Cases, epochs: Sequence[Epoch], places: Places,
    *, chosen: Sequence[int] | None = None, given: F64 | None = None,
) -> Measured:  # fmt: skip
    """Every place, every kind and all weak links together against their reference.

    ``epochs`` cover the days of ``cases``. ``chosen``: indices of the places that are listed and ranked (None: all);
    the figures of a place do not depend on it, nor do the kinds and the totals. ``given``: exposure of each place that
    stands in for that of its ground (residents); the reference has none then. Places that are valid on no day of the
    period are left out.
    """
    groups = _groups(places)
    sums = _sums(cases, epochs, places, groups)
    if given is not None:
        of_groups = [given[members].sum() if members else np.nan for members in groups.values()]
        nowhere = np.full(len(sums.cases), np.nan)
        sums = replace(sums, exposure=np.r_[given, of_groups], reference_exposure=nowhere)
    size = len(places.each)
    rows = _rows([*places.each, *(Place("", kind, "") for kind in groups)], sums, places.named_streets)
    zones = [i for i in (range(size) if chosen is None else chosen) if sums.days[i] > 0]
    kinds = [k for k in range(size, len(rows) - 1) if sums.days[k] > 0]
    return Measured(
        _ranked([rows[i] for i in zones]), _ranked([rows[k] for k in kinds]), rows[-1], _totals(cases, places)
    )


def _groups(places: Places) -> dict[str, list[int]]:
    """Kind → its places, and WEAK_LINK → those of all weak kinds, last."""
    kinds: dict[str, list[int]] = {kind: [] for kind in sorted({p.kind for p in places.each})}
    for i, place in enumerate(places.each):
        kinds[place.kind].append(i)
    return kinds | {WEAK_LINK: [i for i, p in enumerate(places.each) if p.kind in places.weak]}


def _with_groups(values: Bools, groups: Mapping[str, list[int]]) -> Bools:
    """Rows of the places, and for each group one that holds where one of its places does."""
    return np.vstack([values, *(values[members].any(axis=0) for members in groups.values())])


def _sums(cases: Cases, epochs: Sequence[Epoch], places: Places, groups: Mapping[str, list[int]]) -> Sums:
    """Counts and exposures, epoch by epoch."""
    size, streets = len(places.each) + len(groups), len(places.streets)
    offset = (cases.first.toordinal() - 1) % 7  # weeks begin on Monday
    weeks = (cases.days + offset + 6) // 7
    seen = _extended(cells_of(cases.cells, places), groups)
    sums = _nothing(size, weeks, streets)
    for epoch in epochs:
        ground = _extended(cells_of(epoch.cells, places), groups)
        there = np.array([[p.id in epoch.valid] for p in places.each], np.bool_).reshape(-1, 1)
        valid = _with_groups(there, groups)
        within = lies_in(ground, epoch.exposure, streets) & valid
        days = max(epoch.stop - max(epoch.start, cases.since), 0)
        mine = (cases.day >= epoch.start) & (cases.day < epoch.stop)
        by_week = _by_week(cases, mine, offset, weeks)
        period = _by_cell(cases, mine & (cases.day >= cases.since))
        own, other = seen.member & valid, reference_of(seen, within)
        part = Sums(
            cases=own @ period, reference=other @ period, days=days * valid[:, 0],
            exposure=days * ((ground.member & valid) @ epoch.exposure),
            reference_exposure=days * (reference_of(ground, within) @ epoch.exposure),
            place_weeks=(by_week.T @ own.T.astype(np.int64)).T,
            reference_weeks=(by_week.T @ other.T.astype(np.int64)).T, streets=within,
        )  # fmt: skip
        sums = Sums(**{f.name: getattr(sums, f.name) + getattr(part, f.name) for f in fields(Sums)})
    days_there = np.maximum(sums.days, 1)
    return replace(
        sums, exposure=sums.exposure / days_there, reference_exposure=sums.reference_exposure / days_there
    )


def _nothing(size: int, weeks: int, streets: int) -> Sums:
    counts, amounts = np.zeros(size, np.int64), np.zeros(size)
    table = np.zeros((size, weeks), np.int64)
    return Sums(counts, counts, amounts, amounts, counts, table, table, np.zeros((size, streets), np.bool_))


def _extended(cells: Cells, groups: Mapping[str, list[int]]) -> Cells:
    return replace(cells, member=_with_groups(cells.member, groups))


def _by_cell(cases: Cases, mine: Bools) -> I64:
    """int64[cells] of the entries ``mine``."""
    count = np.bincount(cases.cell[mine], cases.count[mine], len(cases.cells))
    return np.asarray(count, np.int64)


def _by_week(cases: Cases, mine: Bools, offset: int, weeks: int) -> Any:
    """Sparse int64[cells, weeks] of the entries ``mine``."""
    at = (cases.cell[mine], (cases.day[mine] + offset) // 7)
    return coo_array((cases.count[mine], at), shape=(len(cases.cells), weeks)).tocsr()


def _rows(each: Sequence[Place], sums: Sums, streets: Sequence[str]) -> list[Row]:
    spread, freedom = dispersion(sums.place_weeks, sums.reference_weeks)
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.where(sums.reference_exposure > 0, sums.exposure / sums.reference_exposure, np.nan)
    found = ratios(sums.cases, sums.reference, relative, spread=spread, freedom=freedom)
    return [_row(place, i, sums, found, streets) for i, place in enumerate(each)]


def _row(place: Place, i: int, sums: Sums, found: Ratios, streets: Sequence[str]) -> Row:
    exposure, other = _positive(sums.exposure[i]), _positive(sums.reference_exposure[i])
    reference_rate = None if other is None else int(sums.reference[i]) / other
    expected = None if reference_rate is None or exposure is None else reference_rate * exposure
    low = _finite(found.low[i])
    why = ""
    if exposure is None or other is None:
        why = NO_EXPOSURE if exposure is None else NO_REFERENCE
    elif low is None or expected is None or expected < ENOUGH:
        why = NOTHING if low is None else FEW
    return Row(
        place.id, place.kind, place.name, int(sums.cases[i]), exposure,
        None if exposure is None else int(sums.cases[i]) / exposure, int(sums.reference[i]), other, reference_rate,
        _finite(found.ratio[i]), low, _finite(found.high[i]), _finite(found.p[i]), None, expected, not why,
        "" if low is None else SCALED if found.scaled[i] else EXACT, why, _finite(found.dispersion[i]),
        tuple(name for name, held in zip(streets, sums.streets[i], strict=True) if held),
    )  # fmt: skip


def _ranked(rows: Sequence[Row]) -> tuple[Row, ...]:
    """With q over the ranked ones; these first, by ratio."""
    first = [row for row in rows if row.ranked]
    qs = adjusted(np.array([row.p for row in first], np.float64))
    first = [replace(row, q=float(q)) for row, q in zip(first, qs, strict=True)]
    first.sort(key=lambda row: (-(row.ratio or 0.0), row.zone_id, row.kind))
    rest = sorted((row for row in rows if not row.ranked), key=lambda row: (row.zone_id, row.kind))
    return (*first, *rest)


def _totals(cases: Cases, places: Places) -> Totals:
    member = cells_of(cases.cells, places).member
    is_weak = np.array([p.kind in places.weak for p in places.each], np.bool_)
    count = _by_cell(cases, cases.day >= cases.since)
    weak, any_ = member[is_weak].any(axis=0), member.any(axis=0)
    in_weak, others, elsewhere = (int(count[mask].sum()) for mask in (weak, any_ & ~weak, ~any_))
    return Totals(int(count.sum()) + cases.no_place, in_weak, others, elsewhere, cases.no_place)


def _positive(value: float) -> float | None:
    return float(value) if value > 0 else None


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
