"""The significant places of 热点, each with what is known of it: the test, its history, its patrols, its ground."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import numpy.typing as npt

from gis.cases.frame import NONE_S
from gis.filters import Place
from gis.hotspots.classes import CLASSES
from gis.hotspots.cluster import Clusters
from gis.hotspots.cube import Cube
from gis.hotspots.effort import Effort
from gis.hotspots.effort import why as effort_why
from gis.hotspots.looks import inspections
from gis.hotspots.sentences import reason
from gis.hotspots.units import Units
from gis.live import Loaded
from gis.views.hot_ground import Ground, Ring
from gis.views.question import Question

I64 = npt.NDArray[np.int64]
SPARK = 26
MOST = 60
"""Places drawn and listed; how many there are is always said."""


@dataclass(frozen=True)
class Spot:
    """A significant place: a grid, or squares that touch. Its figures are those of its surest unit and the units
    around that one together, against what their ground expects."""

    number: int
    """Hot ones by cases beyond expectation, from 1; 0: cold."""
    id: str
    """Of its surest unit."""
    units: int
    name: str
    lead_unit: str
    near_count: int
    near_expected: float
    z: float
    q: float
    klass: str
    """One of ``gis.hotspots.classes.CLASSES``; "" where the history is too short."""
    why: str
    effort: str
    """What patrol hours say of it; "" where they say nothing."""
    series: tuple[float, ...]
    """Cases of the neighbourhood by expectation, the last steps."""
    patrolled: date | None
    """The last patrol of its grid."""
    inspected: date | None
    """The last day an inspection (暗访, 明查, assessment, review) listed a case in it."""
    grid: str
    """The grid it is, or most of whose cases it holds; "" for none."""
    circle: Place
    """Round all of it: what other pages are narrowed to."""
    rings: tuple[Ring, ...]
    """Outlines and holes in WGS 84 degrees."""

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """west, south, east, north."""
        points = np.array([p for ring in self.rings for p in ring])
        (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
        return float(west), float(south), float(east), float(north)


def inspected(asked: Question, units: Units) -> I64:
    """When an inspection last listed a case in each unit: seconds since 1970 UTC, 0 for never."""
    frame, sources = asked.loaded.frame, inspections(asked.loaded)
    theirs = [i for i, s in enumerate(frame.sources) if s in sources]
    held = (units.unit_of >= 0) & np.isin(np.asarray(frame.source), theirs)
    found = np.asarray(frame.found)[held].astype(np.int64)
    last, seen = np.zeros(len(units.ids), np.int64), (found != NONE_S) & (found <= asked.as_of.timestamp())
    np.maximum.at(last, units.unit_of[held][seen], found[seen])
    return last


def _day(second: int, loaded: Loaded) -> date | None:
    return datetime.fromtimestamp(second, loaded.county.tz).date() if second else None


@dataclass(frozen=True, eq=False)
class Told:
    """What is known of every unit: the test, its history, its patrols, its ground."""

    found: Clusters
    cube: Cube | None
    hours: Effort | None
    patrolled: dict[str, date]
    inspected: I64
    """Seconds since 1970 UTC of the last case of an inspection in each unit; 0: none."""
    ground: Ground


def spots(told: Told, places: list[I64], *, hot: bool) -> tuple[Spot, ...]:
    """The places with most cases beyond expectation (cold: short of it) first, by the figures told of them; at most
    MOST."""
    excess = (told.found.near_count - told.found.near_expected) * (1 if hot else -1)
    order = sorted(places, key=lambda p: -float(excess[_surest(p, told)]))[:MOST]
    return tuple(_spot(number if hot else 0, place, told) for number, place in enumerate(order, 1))


def _surest(place: I64, told: Told) -> int:
    return int(place[np.nanargmin(told.found.p[place])])


def _spot(number: int, place: I64, told: Told) -> Spot:
    found, cube, hours, ground = told.found, told.cube, told.hours, told.ground
    i = _surest(place, told)
    lang, grid, outline = ground.words.lang, ground.grid(i), ground.outline(place)
    return Spot(
        number, ground.units.ids[i], len(place), ground.name(i), ground.lead(grid), int(found.near_count[i]),
        float(found.near_expected[i]), float(found.z[i]), float(found.q[i]),
        CLASSES[cube.classes.code[i]] if cube else "", reason(cube, i, lang) if cube else "",
        effort_why(hours, i, lang) if hours else "",
        tuple(np.nan_to_num(cube.rate(i)[-SPARK:]).tolist()) if cube else (),
        told.patrolled.get(grid), _day(int(told.inspected[place].max()), ground.loaded),
        grid, ground.circle(outline), ground.rings(outline),
    )  # fmt: skip
