"""卫生死角: the same thing found again and again on one spot within weeks, and whether anyone has looked since.

An episode is a case and those of its rebound group found within the radius of it and within some days of it, ``least``
or more with itself. Everything is measured from that first case, so no corner grows along a street; every case is in
one episode at most, the fullest first. Episodes that begin within the radius of a fuller one are of the same spot: a
corner is a spot, told by its latest episode.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from gis.cases.frame import NONE_S, NOT_COUNTED, Frame
from gis.filters import RADIUS_M
from gis.hotspots.episodes import Rule, episodes
from gis.hotspots.looks import Patrols
from gis.live import Loaded
from gis.rebounds.ground import NO_MM, Ground, open_ground, points_of
from gis.rebounds.links import Bools, Links, Points
from gis.rebounds.repeats import RepeatPlace

I64 = npt.NDArray[np.int64]
RULE = Rule(least=5, radius_m=RADIUS_M, days=90)
TOP = 50


@dataclass(frozen=True)
class Corner:
    """A spot and its latest episode."""

    place: RepeatPlace
    """The episode's first case and members, in the words of ``gis.rebounds.repeats``, whose ``whereabouts`` tells
    address and street."""
    group: str
    episodes: int
    """Episodes of this spot among the chosen cases, this one included."""
    open_now: int
    """Cases of the episode not closed at ``as_of``."""
    patrolled: date | None
    """The latest patrol of the grid on a day after that of the last case. A register kept by the week names Mondays,
    so that the rest of the last case's own week proves nothing."""
    seen_s: int | None
    """When the latest case of any kind and source after the last one was found within the radius of the first;
    seconds since 1970 UTC."""
    patrols_known: bool
    """Whether the register tells of any patrol of this grid."""

    @property
    def looked(self) -> bool | None:
        """Whether anyone has looked since the last case; None where nothing is known of patrols there."""
        if self.patrolled is not None or self.seen_s is not None:
            return True
        return False if self.patrols_known else None


@dataclass(frozen=True)
class Corners:
    """The corners with most cases."""

    rule: Rule
    count: int
    """Corners in all, shown or not."""
    corners: tuple[Corner, ...]


def corners(loaded: Loaded, *, chosen: Bools, as_of: datetime, rule: Rule = RULE, top: int = TOP) -> Corners:
    """The corners among the ``chosen`` rows (bool[n]: the filters and the period) found by ``as_of``.

    Left out, as in linking: void cases and duplicates, cases without time, place or rebound group, or placed less
    accurately than the radius. More cases first, then those seen last. Errors: damaged-file, those of linking.
    """
    ground = open_ground(loaded.parts, loaded.frame, loaded.registers.metric)
    points, groups = points_of(loaded.frame, ground, loaded.vocabulary.group_of(), rule.radius_m)
    links, now = loaded.links(rule.radius_m), int(as_of.timestamp())
    held = chosen & points.usable & ~np.asarray(links.duplicate) & (points.found <= now)
    spots = faces(points, episodes(points, np.flatnonzero(held), rule), rule.radius_m)
    known = [(_place(loaded.frame, links, members, rule), times) for members, times in spots]
    known.sort(key=lambda k: (-k[0].cases, -k[0].last_s, int(points.ckey[k[0].row])))
    told = [
        Corner(
            place, groups[points.group[place.row]], times, open_now=_open(points, place, now),
            patrolled=None, seen_s=None, patrols_known=False,
        ) for place, times in known[:top]
    ]  # fmt: skip
    return Corners(rule, len(known), _looked(loaded, ground, told, as_of=as_of, rule=rule))


def faces(points: Points, found: list[I64], radius_m: int) -> list[tuple[I64, int]]:
    """(rows of the latest episode of a spot, number of its episodes), spot by spot.

    ``found``: episodes, the fullest first. One that begins within the radius of the first case of a spot's fullest
    episode is of that spot (of the fullest such spot).
    """
    spots: list[list[I64]] = []
    of_group: dict[int, list[int]] = {}
    for members in found:
        known = of_group.setdefault(int(points.group[members[0]]), [])
        firsts = np.array([spots[k][0][0] for k in known], np.int64)
        far = sum((a[firsts].astype(np.int64) - int(a[members[0]])) ** 2 for a in (points.x_mm, points.y_mm))
        near = np.flatnonzero(np.asarray(far) <= (radius_m * 1000) ** 2)
        if len(near):
            spots[known[near[0]]].append(members)
        else:
            known.append(len(spots))
            spots.append([members])
    return [(max(s, key=lambda m: int(points.found[m[-1]])), len(s)) for s in spots]


def _place(frame: Frame, links: Links, members: I64, rule: Rule) -> RepeatPlace:
    first = int(members[0])
    return RepeatPlace(
        row=first, cases=len(members), rebounds=int(links.rebound(rule.days)[members].sum()),
        first_s=int(frame.found[first]), last_s=int(frame.found[members[-1]]), grid=int(frame.grid[first]),
        type_=int(frame.type_[first]), members=tuple(members.tolist()),
    )  # fmt: skip


def _open(points: Points, place: RepeatPlace, now: int) -> int:
    return int((np.asarray(points.closed)[list(place.members)] > now).sum())


def _looked(
    loaded: Loaded, ground: Ground, told: list[Corner], *, as_of: datetime, rule: Rule
) -> tuple[Corner, ...]:
    """The corners with what is known of later looks."""
    tz, frame, now = loaded.county.tz, loaded.frame, int(as_of.timestamp())
    patrols = Patrols.of(loaded.registers.patrols)
    last = patrols.last(as_of.astimezone(tz).date())
    seen = last_seen(frame, ground, [c.place for c in told], radius_m=rule.radius_m, now=now)
    out = []
    for corner, later in zip(told, seen, strict=True):
        grid = frame.grids[corner.place.grid] if corner.place.grid >= 0 else ""
        day = last.get(grid)
        ended = datetime.fromtimestamp(corner.place.last_s, tz).date()
        out.append(replace(
            corner, patrolled=day if day is not None and day > ended else None, seen_s=later,
            patrols_known=day is not None,
        ))  # fmt: skip
    return tuple(out)


def last_seen(
    frame: Frame, ground: Ground, places: list[RepeatPlace], *, radius_m: int, now: int
) -> list[int | None]:
    """Of each place: when the latest counted case of any kind after its last one, up to ``now``, was found within the
    radius of its first (seconds UTC); None for none."""
    found = np.asarray(frame.found)
    since = min((p.last_s for p in places), default=now)
    held = (
        ((np.asarray(frame.flags) & NOT_COUNTED) == 0) & (found != NONE_S) & (found > since) & (found <= now)
    )
    rows = np.flatnonzero(held & (np.asarray(ground.x_mm) != NO_MM))
    if not len(rows):
        return [None] * len(places)
    spots = np.stack([np.asarray(ground.x_mm), np.asarray(ground.y_mm)], axis=1)
    near = cKDTree(spots[rows].astype(np.float64)).query_ball_point(
        spots[[p.row for p in places]].astype(np.float64), radius_m * 1000
    )
    out: list[int | None] = []
    for place, some in zip(places, near, strict=True):
        latest = int(found[rows[some]].max()) if some else 0
        out.append(latest if latest > place.last_s else None)
    return out
