"""卫生死角: the same thing found again and again on one spot within weeks.

A corner is a case and the cases of its rebound group found within the radius of it and within ``days`` × 24 h from it,
``least`` or more with itself. Everything is measured from that first case, so no corner grows along a street.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import heapify, heappop, heappush
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import cKDTree

from gis.cases.frame import NONE_S, NOT_COUNTED, Frame
from gis.filters import RADIUS_M
from gis.hotspots.looks import last_patrols
from gis.rebounds.ground import NO_MM, Ground
from gis.rebounds.links import DAY_S, Bools, Links
from gis.rebounds.repeats import RepeatPlace

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]
LEAST, DAYS, TOP = 5, 90, 50
MM = 1000


@dataclass(frozen=True)
class Rule:
    """What a corner is: at least so many cases, within metres of the first, within days of it."""

    least: int = LEAST
    radius_m: int = RADIUS_M
    days: int = DAYS


@dataclass(frozen=True)
class Corner:
    """One corner. Whether anyone has looked there since its last case: a patrol of the grid on a later day, or a case
    of any kind or source found later within the radius of the first."""

    place: RepeatPlace
    """Its first case and members, as ``gis.rebounds.repeats`` tells them; ``whereabouts`` gives address and street.
    ``rebounds`` counts those linked within the radius and ``days``."""
    group: str
    open_now: int
    """Of its cases those not closed at ``as_of``."""
    patrolled: date | None
    """The day of the latest patrol of its grid after the day of its last case; of a register kept by the week a
    Monday, so that the rest of the last case's own week proves nothing."""
    seen_s: int | None
    """When the latest later case within the radius was found, seconds since 1970 UTC."""
    patrols_known: bool
    """Whether the register holds any patrol of its grid at all."""

    @property
    def looked(self) -> bool | None:
        """Whether anyone has looked since; None where no patrol of the grid was ever recorded, nor a case since."""
        if self.patrolled is not None or self.seen_s is not None:
            return True
        return False if self.patrols_known else None


@dataclass(frozen=True)
class Corners:
    """The corners with most cases, and how many there are."""

    rule: Rule
    count: int
    corners: tuple[Corner, ...]


def corners(
    frame: Frame, ground: Ground, links: Links, *, chosen: Bools, group_of: Mapping[str, str], rule: Rule = Rule()
) -> tuple[RepeatPlace, ...]:
    """Every corner among the ``chosen`` rows (bool[n]: the filters and the period of finding).

    The densest first, then the one whose first case is the latest, then by ckey. A spot is told once: what lies
    within the radius of a corner's first case, whenever found, belongs to no other, so of several windows of one spot
    the densest stands, and the latest among equals. Left out: duplicates, and cases without time, place or group
    (``links.place`` −1). ``links`` must be those of ``rule.radius_m``.
    """
