"""热点: which places have more cases than their ground expects, of what kind, since when, and how sure that is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely

from gis.errors import GisError
from gis.hotspots.blind import patches
from gis.hotspots.classes import CLASSES
from gis.hotspots.cluster import COLD, HOT, Clusters, Method, cluster
from gis.hotspots.cube import Cube, make_cube
from gis.hotspots.effort import Effort, effort
from gis.hotspots.effort import why as effort_why
from gis.hotspots.looks import Patrols
from gis.hotspots.sentences import reason
from gis.hotspots.steps import Steps
from gis.hotspots.units import GRID, Units, grids_of, units_of
from gis.hotspots.windows import asked_rows, by_unit, last_weeks
from gis.live import Loaded, opened
from gis.select import fingerprint
from gis.views.names import Names, names
from gis.views.question import Question
from gis.words import N_, say

I64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Ring = tuple[tuple[float, float], ...]
WEEKS = (4, 8, 12, 26, 52)
SPARK = 26
SIDE_M = 100.0
MOST = 60
"""Places drawn and listed; how many there are is always said."""
SQUARE = N_("方格 {id}")


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
    grid: str
    """The grid it is, or most of whose cases it holds; "" for none."""
    rings: tuple[Ring, ...]
    """Outlines in WGS 84 degrees."""

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
    """Significant units, drawn or not; squares that touch are one place of ``spots``."""
    spots: tuple[Spot, ...]
    ratios: dict[str, float]
    """Unit id → cases of the neighbourhood by expectation; of grids only."""
    refusal: str
    """Why there are no classes, as a sentence; empty: there are."""


def hotspots_of(asked: Question, kind: str, weeks: int, lang: str) -> Hotspots:
    """Answer the page's question. Days of the filters do not matter but for the end; a part of the county is held
    against the whole, so grids, zones and place do not narrow what is counted. Errors: bad-value, bad-time."""
    loaded, f = asked.loaded, asked.filters
    tz = loaded.county.tz
    units = _units(asked.root, asked.today, asked.version, kind)
    steps = last_weeks(f, weeks, as_of=asked.as_of, tz=tz)
    counts, elsewhere = by_unit(units, asked_rows(loaded.frame, f, steps))
    words = names(loaded, lang)
    area = loaded.county.zh if lang == "zh" else loaded.county.en
    found = cluster(units, counts, area=area, weeks=weeks, elsewhere=elsewhere)
    cube, refusal = _cube(loaded, asked, units, steps, lang)
    hours = _effort(loaded, asked, units, steps, found) if kind == GRID else None
    last = date.fromordinal(steps.days[-1].toordinal() - 1)
    return Hotspots(
        loaded.version, fingerprint(loaded.version, f, asked.as_of), asked.as_of, kind, steps.days[0], last,
        found.method, int((found.significant == HOT).sum()), int((found.significant == COLD).sum()),
        _spots(loaded, units, found, cube, hours, words, asked.today), _ratios(units, found), refusal,
    )  # fmt: skip


@lru_cache(maxsize=4)
def _units(root: Path, today: date, version: str, kind: str) -> Units:
    """The ground does not change with the question: a worker keeps it for a data version and day."""
    return units_of(opened(root, today, version), kind, day=today)


def _chosen(loaded: Loaded, asked: Question) -> npt.NDArray[np.bool_]:
    """The filters without days, set, states and places, over the whole Frame."""
    everything = Steps("week", (), np.array([0, 2**32 - 2], np.int64))
    mask = np.zeros(len(loaded.frame), np.bool_)
    mask[asked_rows(loaded.frame, asked.filters, everything)] = True
    return mask


def _cube(loaded: Loaded, asked: Question, units: Units, steps: Steps, lang: str) -> tuple[Cube | None, str]:
    end = datetime.fromtimestamp(int(steps.edges[-1]), UTC)
    try:
        chosen = _chosen(loaded, asked)
        return make_cube(units, loaded.frame, chosen=chosen, as_of=end, tz=loaded.county.tz), ""
    except GisError as refused:
        if refused.code != "few-steps":
            raise
        return None, refused.sentence(lang)


def _effort(loaded: Loaded, asked: Question, units: Units, steps: Steps, found: Clusters) -> Effort | None:
    last = date.fromordinal(steps.days[-1].toordinal() - 1)
    red = found.significant == HOT
    return effort(loaded, units, chosen=_chosen(loaded, asked), first=steps.days[0], last=last, red=red)


def _ratios(units: Units, found: Clusters) -> dict[str, float]:
    if units.kind != GRID:
        return {}
    tested = np.isfinite(found.p_hot)
    ratio = found.near_count / np.where(found.near_expected > 0, found.near_expected, np.nan)
    return {units.ids[i]: float(ratio[i]) for i in np.flatnonzero(tested)}


def _spots(
    loaded: Loaded,
    units: Units,
    found: Clusters,
    cube: Cube | None,
    hours: Effort | None,
    words: Names,
    day: date,
) -> tuple[Spot, ...]:
    excess = found.near_count - found.near_expected
    hot = sorted(patches(units, found.significant == HOT), key=lambda p: -float(excess[p].max()))
    cold = sorted(patches(units, found.significant == COLD), key=lambda p: float(excess[p].min()))
    patrols = Patrols.of(loaded.registers.patrols).last(day)
    ground = _Ground(loaded, units, words, day)
    numbered = [*enumerate(hot[:MOST], 1), *((0, p) for p in cold[:MOST])]
    return tuple(_spot(n, place, found, cube, hours, ground, patrols) for n, place in numbered)


def _spot(
    number: int, place: I64, found: Clusters, cube: Cube | None, hours: Effort | None, ground: _Ground,
    patrols: dict[str, date],
) -> Spot:  # fmt: skip
    i = int(place[np.nanargmin(found.p[place])])
    lang, grid = ground.words.lang, ground.grid(i)
    return Spot(
        number, ground.units.ids[i], len(place), ground.name(i), ground.lead(grid), int(found.near_count[i]),
        float(found.near_expected[i]), float(found.z[i]), float(found.q[i]),
        CLASSES[cube.classes.code[i]] if cube else "", reason(cube, i, lang) if cube else "",
        effort_why(hours, i, lang) if hours else "",
        tuple(float(v) for v in np.nan_to_num(cube.rate()[i, -SPARK:])) if cube else (),
        patrols.get(grid), grid, ground.rings(place),
    )  # fmt: skip


class _Ground:
    """Where units lie and how people call them."""

    def __init__(self, loaded: Loaded, units: Units, words: Names, day: date) -> None:
        self.loaded, self.units, self.words, self.day = loaded, units, words, day
        self.grids = grids_of(loaded.registers, None).set_index("grid_code")

    def around(self, i: int) -> I64:
        """Rows of the cases in a unit and its neighbours."""
        near = self.units.near[self.units.near_start[i] : self.units.near_start[i + 1]]
        return np.flatnonzero(np.isin(self.units.unit_of, [i, *near.tolist()]))

    def grid(self, i: int) -> str:
        """The grid a unit is, or the one most cases around it lie in."""
        if self.units.kind == GRID:
            return self.units.ids[i]
        codes = np.asarray(self.loaded.frame.grid)[self.around(i)]
        codes = codes[codes >= 0]
        return self.loaded.frame.grids[np.bincount(codes).argmax()] if len(codes) else ""

    def name(self, i: int) -> str:
        """A zone's name where most cases around the unit lie in it, and the grid's."""
        grid = self.words.grids.get(self.grid(i), self.grid(i))
        if self.units.kind == GRID:
            return grid
        rows = self.around(i)
        weak = set(self.loaded.vocabulary.weak_links())
        frame = self.loaded.frame
        sets = [[z for z in zones if frame.zones.get(z) in weak] for zones in frame.zone_sets]
        named = Counter(z for s in np.asarray(frame.zset)[rows].tolist() for z in sets[s])
        top = named.most_common(1)
        if top and top[0][1] * 2 >= len(rows):
            return (
                f"{self.words.zones.get(top[0][0], top[0][0])}·{grid}"
                if grid
                else self.words.zones.get(top[0][0], "")
            )
        return grid or say(SQUARE, self.words.lang).format(id=self.units.ids[i])

    def lead(self, grid: str) -> str:
        """Who leads there now."""
        code = str(self.loaded.registers.lead_units([grid], [self.day])[0] or "")
        return self.words.units.get(code, code)

    def rings(self, place: I64) -> tuple[Ring, ...]:
        """The outline of all of its units together."""
        if self.units.kind == GRID:
            shape = shapely.union_all([self.grids.geometry[self.units.ids[i]] for i in place])
        else:
            half = SIDE_M / 2
            x, y = self.units.x_m[place], self.units.y_m[place]
            merged = shapely.union_all(shapely.box(x - half, y - half, x + half, y + half))
            shape = shapely.transform(
                merged, lambda c: np.column_stack(self.loaded.registers.metric.inverse(c[:, 0], c[:, 1]))
            )
        parts = getattr(shape, "geoms", [shape])
        return tuple(
            tuple((float(x), float(y)) for x, y in p.exterior.coords) for p in parts if hasattr(p, "exterior")
        )
