"""城中村、城乡结合部、背街小巷 against the rest: how many times as many cases, and how sure that is.

``contrast`` is pure: tables of cases over cells and days, and the ground of the period. ``zone_contrast`` reads the
loaded store. A case is of the zones and the grid of the day it was found; a zone counts, with its reference, on the
days on which it is valid.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

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
    """The streets and towns whose built-up part is the reference."""


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


def contrast(cases: Cases, epochs: Sequence[Epoch], places: Places, chosen: Sequence[int] | None = None) -> Measured:
    """Every place against its reference.

    ``epochs`` cover the days of ``cases``. ``chosen``: indices of the places that are listed and ranked (None: all);
    figures and references of a place do not depend on it. Places that are valid on no day of the period are left out.
    """
    groups = _groups(places)
    table = _Table(cases, epochs, places, groups)
    zones = [i for i in (range(len(places.each)) if chosen is None else chosen) if table.days[i] > 0]
    kinds = [len(places.each) + k for k in range(len(groups) - 1)]
    weak = len(places.each) + len(groups) - 1
    rows = table.rows([*places.each, *(Place("", kind, "") for kind in groups)])
    listed = [k for k in kinds if any(places.each[i].kind == rows[k].kind for i in zones)]
    return Measured(
        _ranked([rows[i] for i in zones]), _ranked([rows[k] for k in listed]), rows[weak], table.totals
    )


def _groups(places: Places) -> dict[str, list[int]]:
    """Kind → its places, and WEAK_LINK → those of all weak kinds, last."""
    kinds: dict[str, list[int]] = {kind: [] for kind in sorted({p.kind for p in places.each})}
    for i, place in enumerate(places.each):
        kinds[place.kind].append(i)
    return kinds | {WEAK_LINK: [i for i, p in enumerate(places.each) if p.kind in places.weak]}
