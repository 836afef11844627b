"""热点: which places have more cases than their ground expects, of what kind, since when, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gis.campaign.counts import INSPECTORS
from gis.cases.frame import NONE_S
from gis.errors import GisError
from gis.filters import Filters, Place
from gis.hotspots.blind import patches
from gis.hotspots.classes import CLASSES
from gis.hotspots.cluster import COLD, HOT, Clusters, Method, cluster
from gis.hotspots.cube import Cube, make_cube
from gis.hotspots.effort import Effort, effort
from gis.hotspots.effort import why as effort_why
from gis.hotspots.looks import Patrols
from gis.hotspots.sentences import reason
from gis.hotspots.steps import Steps
from gis.hotspots.units import GRID, Units, units_of
from gis.hotspots.windows import asked_rows, by_unit, chosen, known_until, last_weeks
from gis.live import Loaded, opened
from gis.select import fingerprint
from gis.views.hot_ground import Ground, Ring
from gis.views.names import names
from gis.views.question import Question
from gis.words import SOURCE_LANGUAGE

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
WEEKS = (4, 8, 12, 26, 52)
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


@dataclass(frozen=True)
class Hotspots:
    """Small: it crosses processes."""

    version: str
    fingerprint: str
    as_of: datetime
    kind: str
    first: date
    last: date
    """The days of the window, both included: complete weeks."""
    method: Method
    hot: int
    cold: int
    """Significant units; squares that touch are one place."""
    hot_places: int
    cold_places: int
    """Places, drawn and listed or not."""
    spots: tuple[Spot, ...]
    ratios: dict[str, float]
    """Unit id → cases of the neighbourhood by expectation; of grids only."""
    refusal: str
    """Why there are no classes, as a sentence; empty: there are."""
    behind: date | None
    """The day the county was last heard, where that is a week or more ago: later weeks do not count; else None."""
    newest: date
    """The last day of the newest complete week the county was heard in."""


def hotspots_of(asked: Question, kind: str, weeks: int, lang: str) -> Hotspots:
    """Answer the page's question. Days of the filters do not matter but for the end; a part of the county is held
    against the whole, so grids, zones and place do not narrow what is counted. Errors: bad-value, bad-time."""
    loaded, f, tz = asked.loaded, asked.filters, asked.loaded.county.tz
    units = ground_units(asked.root, asked.today, asked.version, kind)
    heard = known_until(loaded, f, as_of=asked.as_of)
    steps = last_weeks(f, weeks, as_of=heard, tz=tz)
    newest, now = (last_weeks(f.but(end=None), 1, as_of=t, tz=tz).days[-1] for t in (heard, asked.as_of))
    counts, elsewhere = by_unit(units, asked_rows(loaded.frame, f, steps))
    words = names(loaded, lang)
    area = loaded.county.zh if lang == SOURCE_LANGUAGE else loaded.county.en
    found = cluster(units, counts, area=area, weeks=weeks, elsewhere=elsewhere)
    cube, refusal = _history(asked, kind, steps, lang)
    last, hot, cold = steps.days[-1] - timedelta(days=1), found.significant == HOT, found.significant == COLD
    hours = _effort(asked, units, steps, hot) if kind == GRID else None
    told = _Told(
        found, cube, hours, Patrols.of(loaded.registers.patrols).last(asked.today), _inspected(asked, units),
        Ground(loaded, units, words, asked.today),
    )  # fmt: skip
    warm, cool = patches(units, hot), patches(units, cold)
    return Hotspots(
        loaded.version, fingerprint(loaded.version, f, asked.as_of), asked.as_of, kind, steps.days[0], last,
        found.method, int(hot.sum()), int(cold.sum()), len(warm), len(cool),
        (*_spots(told, warm, hot=True), *_spots(told, cool, hot=False)), _ratios(units, found), refusal,
        heard.astimezone(tz).date() if newest < now else None, newest - timedelta(days=1),
    )  # fmt: skip


@lru_cache(maxsize=4)
def ground_units(root: Path, today: date, version: str, kind: str) -> Units:
    """The ground does not change with the question: a worker keeps it for a data version and day."""
    return units_of(opened(root, today, version), kind, day=today)


@lru_cache(maxsize=2)
def _cube(root: Path, today: date, version: str, kind: str, asked: Filters, end_s: int) -> Cube:
    """The whole history up to the end of the window: the same for windows of every length. Errors: few-steps."""
    loaded = opened(root, today, version)
    return make_cube(
        ground_units(root, today, version, kind), loaded.frame, chosen=chosen(loaded.frame, asked),
        as_of=datetime.fromtimestamp(end_s, UTC), tz=loaded.county.tz,
    )  # fmt: skip


def _history(asked: Question, kind: str, steps: Steps, lang: str) -> tuple[Cube | None, str]:
    """The cube, or the sentence why there is none."""
    f = asked.filters
    what = Filters(types=f.types, sources=f.sources, units=f.units)
    try:
        return _cube(asked.root, asked.today, asked.version, kind, what, int(steps.edges[-1])), ""
    except GisError as refused:
        if refused.code != "few-steps":
            raise
        return None, refused.sentence(lang)


def _effort(asked: Question, units: Units, steps: Steps, red: Bools) -> Effort | None:
    frame, last = asked.loaded.frame, steps.days[-1] - timedelta(days=1)
    mask = chosen(frame, asked.filters)
    return effort(asked.loaded, units, chosen=mask, first=steps.days[0], last=last, red=red)


def _inspected(asked: Question, units: Units) -> I64:
    loaded, frame = asked.loaded, asked.loaded.frame
    kinds = zip(loaded.registers.sources["source"], loaded.registers.sources["kind"], strict=True)
    known = {str(source): str(kind) for source, kind in kinds}
    theirs = [i for i, s in enumerate(frame.sources) if known.get(s, s) in INSPECTORS]
    held = (units.unit_of >= 0) & np.isin(np.asarray(frame.source), theirs)
    found = np.asarray(frame.found)[held].astype(np.int64)
    last, seen = np.zeros(len(units.ids), np.int64), (found != NONE_S) & (found <= asked.as_of.timestamp())
    np.maximum.at(last, units.unit_of[held][seen], found[seen])
    return last


def _day(second: int, loaded: Loaded) -> date | None:
    return datetime.fromtimestamp(second, loaded.county.tz).date() if second else None


def _ratios(units: Units, found: Clusters) -> dict[str, float]:
    if units.kind != GRID:
        return {}
    tested = np.isfinite(found.p_hot)
    ratio = found.near_count / np.where(found.near_expected > 0, found.near_expected, np.nan)
    return {units.ids[i]: float(ratio[i]) for i in np.flatnonzero(tested)}


@dataclass(frozen=True, eq=False)
class _Told:
    """What is known of every unit: the test, its history, its patrols, its ground."""

    found: Clusters
    cube: Cube | None
    hours: Effort | None
    patrolled: dict[str, date]
    inspected: I64
    """Seconds since 1970 UTC of the last case of an inspection in each unit; 0: none."""
    ground: Ground


def _spots(told: _Told, places: list[I64], *, hot: bool) -> tuple[Spot, ...]:
    """The places with most cases beyond expectation (cold: short of it) first, at most MOST."""
    excess = (told.found.near_count - told.found.near_expected) * (1 if hot else -1)
    order = sorted(places, key=lambda p: -float(excess[p].max()))[:MOST]
    return tuple(_spot(number if hot else 0, place, told) for number, place in enumerate(order, 1))


def _spot(number: int, place: I64, told: _Told) -> Spot:
    found, cube, hours, ground = told.found, told.cube, told.hours, told.ground
    i = int(place[np.nanargmin(found.p[place])])
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
