"""热点: which places have more cases than their ground expects, of what kind, since when, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from gis.errors import GisError
from gis.filters import Filters
from gis.hotspots.blind import patches
from gis.hotspots.cluster import COLD, HOT, Clusters, Method, cluster
from gis.hotspots.cube import Cube, make_cube
from gis.hotspots.effort import Effort, effort
from gis.hotspots.looks import Patrols
from gis.hotspots.steps import Steps
from gis.hotspots.units import GRID, Units, units_of
from gis.hotspots.windows import asked_rows, by_unit, chosen, known_until, lagging, last_weeks
from gis.live import opened
from gis.select import fingerprint
from gis.views.hot_ground import Ground
from gis.views.hot_places import Spot, Told, inspected, spots
from gis.views.names import names
from gis.views.question import Question
from gis.words import SOURCE_LANGUAGE

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
WEEKS = (4, 8, 12, 26, 52)


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
    step: str
    """week, fortnight or month: what the history behind the classes is cut into; "" without one."""
    steps: int
    lagging: tuple[tuple[str, date], ...]
    """Names of sources that fell silent before the end of the window, with the day."""
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
    counts, elsewhere = by_unit(units, asked_rows(loaded.frame, f, steps))
    words = names(loaded, lang)
    area = loaded.county.zh if lang == SOURCE_LANGUAGE else loaded.county.en
    found = cluster(units, counts, area=area, weeks=weeks, elsewhere=elsewhere)
    cube, refusal = _history(asked, kind, steps, lang)
    last, hot, cold = steps.days[-1] - timedelta(days=1), found.significant == HOT, found.significant == COLD
    hours = _effort(asked, units, steps, hot) if kind == GRID else None
    told = Told(
        found, cube, hours, Patrols.of(loaded.registers.patrols).last(asked.today), inspected(asked, units),
        Ground(loaded, units, words, asked.today),
    )  # fmt: skip
    warm, cool = patches(units, hot), patches(units, cold)
    return Hotspots(
        loaded.version, fingerprint(loaded.version, f, asked.as_of), asked.as_of, kind, steps.days[0], last,
        found.method, int(hot.sum()), int(cold.sum()), len(warm), len(cool),
        (*spots(told, warm, hot=True), *spots(told, cool, hot=False)), _ratios(units, found), refusal,
        cube.steps.kind if cube else "", len(cube.steps) if cube else 0,
        tuple((words.sources.get(s, s), day) for s, day in lagging(loaded, f, steps, tz=tz).items()),
        *_ends(f, heard, asked.as_of, tz),
    )  # fmt: skip


def _ends(f: Filters, heard: datetime, now: datetime, tz: ZoneInfo) -> tuple[date | None, date]:
    """``Hotspots.behind`` and ``.newest``."""
    last, due = (last_weeks(f.but(end=None), 1, as_of=t, tz=tz).days[-1] for t in (heard, now))
    return heard.astimezone(tz).date() if last < due else None, last - timedelta(days=1)


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


def _ratios(units: Units, found: Clusters) -> dict[str, float]:
    if units.kind != GRID:
        return {}
    tested = np.isfinite(found.p_hot)
    ratio = found.near_count / np.where(found.near_expected > 0, found.near_expected, np.nan)
    return {units.ids[i]: float(ratio[i]) for i in np.flatnonzero(tested)}
