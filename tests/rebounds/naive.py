"""Links by comparing every case with every other, written from the words of the issue and of ``gis.rebounds.links``.

Nothing here knows of cells or kernels: for each case all others are looked at. Only for small sets.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gis.cases.frame import NONE_S
from gis.rebounds.links import DAY_S, Links, Points, no_links

HOUR_S = 3600


class Reading:
    """The cases of ``points`` as plain columns, and who lies within the radius of whom."""

    def __init__(self, points: Points, radius_m: int) -> None:
        self.n, self.radius_m = len(points), radius_m
        self.x, self.y = points.x_mm.astype(np.int64), points.y_mm.astype(np.int64)
        self.found, self.closed = points.found.astype(np.int64), points.closed.astype(np.int64)
        self.group, self.ckey = points.group, [int(k) for k in points.ckey]
        self.usable, self.dated = points.usable.copy(), points.dated

    def d2(self, i: int) -> Any:
        """mm², as if no two lay further apart than 2³⁰ mm one way: more does not square."""
        dx, dy = (np.clip(v - v[i], -(2**30), 2**30) for v in (self.x, self.y))
        return dx**2 + dy**2

    def near(self, i: int) -> Any:
        """Usable cases of the group of ``i`` within the radius, itself not."""
        hit = self.usable & (self.group == self.group[i]) & (self.d2(i) <= (self.radius_m * 1000) ** 2)
        hit[i] = False
        return hit

    def in_time(self) -> list[int]:
        return sorted(np.flatnonzero(self.usable), key=lambda i: (self.found[i], self.ckey[i]))

    def best(self, i: int, rows: Any, when: Any) -> int:
        """Of ``rows`` the one of the smallest ``when``, then the nearest to ``i``, then of the smallest ckey."""
        d2 = self.d2(i)
        return min((int(j) for j in np.flatnonzero(rows)), key=lambda j: (when[j], d2[j], self.ckey[j]))


def link(points: Points, radius_m: int) -> Links:
    """What ``gis.rebounds.linking.link`` must give."""
    r, out = Reading(points, radius_m), no_links(len(points), radius_m)
    _duplicates(r, out)
    r.usable &= ~out.duplicate
    _places(r, out)
    for i in np.flatnonzero(r.usable):
        near = r.near(i)
        if r.dated[i]:
            _outcome(r, out, i, near)
        back = near & r.dated & (r.closed < r.found[i])
        if back.any():
            j = r.best(i, back, -r.closed)
            out.origin[i], out.gap_s[i] = j, r.found[i] - r.closed[j]
            out.distance_mm[i] = math.isqrt(int(r.d2(i)[j]))
    return out


def _duplicates(r: Reading, out: Links) -> None:
    """In order of time: within the radius and 60 minutes of the first of a set one belongs to it; else one begins one."""
    first = np.zeros(r.n, bool)
    for i in r.in_time():
        out.duplicate[i] = (r.near(i) & first & (r.found[i] - r.found <= HOUR_S)).any()
        first[i] = not out.duplicate[i]


def _places(r: Reading, out: Links) -> None:
    """In order of time: the earliest place whose first case is within the radius; else a place of one's own."""
    firsts: list[int] = []
    for i in r.in_time():
        near = r.near(i)
        mine = [j for j in firsts if near[j]]
        out.place[i] = mine[0] if mine else i
        if not mine:
            firsts.append(i)


def _outcome(r: Reading, out: Links, i: int, near: Any) -> None:
    t = r.closed[i]
    after = near & (r.found > t)
    if after.any():
        j = r.best(i, after, r.found)
        out.return_row[i], out.return_s[i] = j, r.found[j] - t
    out.busy[i] = (near & (r.found <= t) & (r.closed > t)).any()


def chains(links: Links, points: Points, window_days: int) -> list[int]:
    """What ``gis.rebounds.linking.chains`` must give."""
    back = [int(o) if g <= window_days * DAY_S else -1 for o, g in zip(links.origin, links.gap_s)]
    assert all(g == NONE_S or o >= 0 for o, g in zip(links.origin, links.gap_s))
    first = [-1] * len(points)
    for i in sorted(range(len(points)), key=lambda i: int(points.found[i])):
        if back[i] < 0:
            first[i] = i if i in back else -1
            continue
        head = first[back[i]]
        dx, dy = int(points.x_mm[i]) - int(points.x_mm[head]), int(points.y_mm[i]) - int(points.y_mm[head])
        first[i] = head if dx * dx + dy * dy <= (links.radius_m * 1000) ** 2 else i
    return first
