"""Blind spots: ground from which nothing was heard and where no patrol went, for so many days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from gis.cases.frame import NONE_S, NOT_COUNTED
from gis.hotspots.looks import Patrols
from gis.hotspots.units import CELL, GRID, Units, grids_of
from gis.live import Loaded
from gis.locate.assign import assign_areas
from gis.rebounds.links import DAY_S
from gis.select.period import midnight

I64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
DAYS = 30
NEVER = -1


@dataclass(frozen=True)
class BlindSpot:
    """A grid, or squares that touch each other."""

    units: tuple[int, ...]
    """Numbers of its units."""
    grid: str
    """Where most of its exposure lies; "" outside all grids."""
    days: int | None
    """Whole days since the last report or patrol in any of its units; None: none ever."""
    exposure: float
    expected: float
    """Cases its exposure would have had of the county's in these days: where it is small, silence says little."""


@dataclass(frozen=True)
class Blind:
    """The blind spots, those with the most exposure first."""

    days: int
    known_days: float
    """Days since the first case of the store. Fewer than ``days``: nothing can be said, and no spot is."""
    patrols_known: bool
    """Whether there is any register of patrols; without, only reports are spoken of."""
    spots: tuple[BlindSpot, ...]


def blind(loaded: Loaded, units: Units, *, as_of: datetime, days: int = DAYS) -> Blind:
    """Units with exposure without a counted case of any source for ``days`` × 24 h up to ``as_of``, and without a
    patrol of their grid.

    A patrol recorded by the week may have been on any day of it and counts up to its last. A square has the patrols of
    the grid its middle lies in, and what was heard in the eight around it: one square by itself is silent most of the
    time. Silent squares are grouped where they touch, corners included.
    """
    now, frame = int(as_of.timestamp()), loaded.frame
    found, size = np.asarray(frame.found), len(units.ids)
    held = ((np.asarray(frame.flags) & NOT_COUNTED) == 0) & (found != NONE_S) & (found <= now)
    known = (now - int(found[held].min())) / DAY_S if held.any() else 0.0
    seen = np.full(size, NEVER, np.int64)
    inside = held & (units.unit_of >= 0)
    np.maximum.at(seen, units.unit_of[inside], found[inside].astype(np.int64))
    patrols = Patrols.of(loaded.registers.patrols)
    grid_of = _grids(loaded, units, as_of.astimezone(loaded.county.tz).date())
    seen = np.maximum(seen, patrolled(loaded, patrols, grid_of, as_of=as_of))
    if units.kind == CELL:
        around = seen.copy()
        np.maximum.at(around, np.repeat(np.arange(size), np.diff(units.near_start)), seen[units.near])
        seen = around
    silent = (units.exposure > 0) & ((seen == NEVER) | (now - seen >= days * DAY_S)) & (known >= days)
    recent = int(np.count_nonzero(inside & (found > now - days * DAY_S)))
    each = units.exposure * (recent / max(float(units.exposure.sum()), 1e-300))
    spots = [
        BlindSpot(
            units=tuple(patch.tolist()), grid=_most(grid_of, units.exposure, patch),
            days=None if (last := int(seen[patch].max())) == NEVER else (now - last) // DAY_S,
            exposure=float(units.exposure[patch].sum()), expected=float(each[patch].sum()),
        ) for patch in patches(units, silent)
    ]  # fmt: skip
    spots.sort(key=lambda s: (-s.exposure, s.units))
    return Blind(days, known, not patrols.rows.empty, tuple(spots))


def patches(units: Units, some: Bools) -> list[I64]:
    """The units of ``some`` (bool[m]): grids each by itself, squares in groups that touch; numbers, ascending."""
    at = np.flatnonzero(some)
    if units.kind != CELL or not len(at):
        return [at[i : i + 1] for i in range(len(at))]
    m = len(units.ids)
    near = csr_array((np.ones(len(units.near), np.int8), units.near, units.near_start), shape=(m, m))
    count, group = connected_components(near[at][:, at], directed=False)
    order = np.argsort(group, kind="stable")
    return np.split(at[order], np.cumsum(np.bincount(group, minlength=count))[:-1])


def patrolled(loaded: Loaded, patrols: Patrols, grid_of: tuple[str, ...], *, as_of: datetime) -> I64:
    """The last second a patrol may have been in the grid of each unit, up to ``as_of``; NEVER for none: int64[m]."""
    tz, now = loaded.county.tz, int(as_of.timestamp())
    last = patrols.last(as_of.astimezone(tz).date())
    ends = {
        grid: min(now, midnight(patrols.until(day) + timedelta(days=1), tz) - 1) for grid, day in last.items()
    }
    return np.array([ends.get(grid, NEVER) for grid in grid_of], np.int64)


def _grids(loaded: Loaded, units: Units, day: date) -> tuple[str, ...]:
    """The grid each unit is, or its middle lies in on the local ``day``; "" for none."""
    if units.kind == GRID:
        return units.ids
    grids = grids_of(loaded.registers, day)
    codes = list(grids["grid_code"])
    lon, lat = loaded.registers.metric.inverse(units.x_m, units.y_m)
    shapes = np.asarray(grids.geometry.values, dtype=object)
    at = assign_areas(np.asarray(lon), np.asarray(lat), shapes, codes)
    return tuple(codes[i] if i >= 0 else "" for i in at.tolist())


def _most(grid_of: tuple[str, ...], exposure: npt.NDArray[np.float64], patch: I64) -> str:
    sums: dict[str, float] = {}
    for i in patch.tolist():
        sums[grid_of[i]] = sums.get(grid_of[i], 0.0) + float(exposure[i])
    return max(sorted(sums), key=lambda g: sums[g])
