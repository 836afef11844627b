"""The further questions of 热点, each asked when it is looked at, all answered in a worker."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from gis.filters import Place
from gis.hotspots.blind import Blind, blind
from gis.hotspots.contrast import Contrast, zone_contrast
from gis.hotspots.corners import Corners, corners
from gis.hotspots.effort import Effort, effort
from gis.hotspots.heating import Heating, heating
from gis.hotspots.units import GRID, Units
from gis.hotspots.weekly import weekly_of
from gis.hotspots.windows import chosen, known_until, last_weeks
from gis.rebounds.repeats import Whereabouts, whereabouts
from gis.views.hot_ground import Ground
from gis.views.hotspots import ground_units
from gis.views.names import names
from gis.views.question import Question


def contrast_of(asked: Question) -> Contrast:
    """Every zone and kind of zone against the rest of its streets. Errors: bad-time, damaged-file."""
    return zone_contrast(asked.loaded, asked.filters, as_of=asked.as_of)


@dataclass(frozen=True)
class Warming:
    """升温清单 with how people call the places on it."""

    heating: Heating
    names: tuple[str, ...]
    """Of the unit of each line."""
    circles: tuple[Place, ...]
    """Round it."""


def heating_of(asked: Question, kind: str, area: str, lang: str) -> Warming:
    """升温清单. Errors: few-steps."""
    loaded = asked.loaded
    units = _units(asked, kind)
    weekly = weekly_of(
        units, loaded.frame, asked.filters, as_of=heard(asked), tz=loaded.county.tz,
        group_of=loaded.vocabulary.group_of(),
    )  # fmt: skip
    found, ground = heating(units, weekly, area=area), Ground(loaded, units, names(loaded, lang), asked.today)
    return Warming(
        found, tuple(ground.name(r.unit) for r in found.rises),
        tuple(ground.circle(ground.outline(np.array([r.unit]))) for r in found.rises),
    )  # fmt: skip


@dataclass(frozen=True)
class Dead:
    """卫生死角 with how people call them."""

    corners: Corners
    where: tuple[Whereabouts, ...]
    keys: tuple[int, ...]
    """ckey of the newest case of each."""


def corners_of(asked: Question) -> Dead:
    """Spots where the same thing was found again and again within weeks. Errors: damaged-file."""
    loaded = asked.loaded
    found = corners(loaded, chosen=asked.selection("new").mask, as_of=asked.as_of)
    places = tuple(c.place for c in found.corners)
    keys = tuple(int(loaded.frame.ckey[p.members[-1]]) for p in places)
    return Dead(found, whereabouts(loaded.parts, loaded.frame, places), keys)


@dataclass(frozen=True, eq=False)
class Patrolled:
    """What patrol hours say of each grid that is red in raw counts."""

    effort: Effort
    ids: tuple[str, ...]


def effort_of(asked: Question, weeks: int) -> Patrolled | None:
    """Cases of the last complete weeks by patrol-hours, grid by grid; None: the register tells of none of these days."""
    loaded, f = asked.loaded, asked.filters
    units = _units(asked, GRID)
    steps = last_weeks(f, weeks, as_of=heard(asked), tz=loaded.county.tz)
    last = steps.days[-1] - timedelta(days=1)
    found = effort(loaded, units, chosen=chosen(loaded.frame, f), first=steps.days[0], last=last)
    return None if found is None else Patrolled(found, units.ids)


def blind_of(asked: Question) -> Blind:
    """Grids nobody reported from and nobody patrolled for a month."""
    whole = replace(asked, filters=asked.filters.but(sources=()))
    return blind(asked.loaded, _units(asked, GRID), as_of=heard(whole))


def heard(asked: Question) -> datetime:
    """Up to when the county was heard by the sources asked for: what lies after it is not quiet, but unknown."""
    return known_until(asked.loaded, asked.filters, as_of=asked.as_of)


def _units(asked: Question, kind: str) -> Units:
    return ground_units(asked.root, asked.today, asked.version, kind)
