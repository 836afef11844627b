"""The life of one case's chain as a strip: 发现–销号–反弹–销号–反弹."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gis.rebounds.links import DAY_S, I32, Links, Points

FOUND, CLOSED, REBOUND, OPEN = "found", "closed", "rebound", "open"


@dataclass(frozen=True)
class Step:
    """Something that happened to a case of the chain."""

    kind: str
    """found; closed; rebound: found again, with a ``rebound_of`` within the window; open: not closed by as_of."""
    at_s: int
    """Seconds since 1970 UTC."""
    row: int
    """Row of the case it happened to."""
    days: float | None
    """Days of 24 h since the step before; None for the first."""
    metres: float | None
    """Of a rebound: from the closed case it came back to; else None."""


def strip(
    row: int, links: Links, *, points: Points, chain: I32, window_days: int, as_of_s: int
) -> tuple[Step, ...]:
    """The steps of ``row``, of the cases it came back to and of those that came back to it, in order of time.

    ``chain`` (int32[n], ``linking.chains`` of the same links, points and window) bounds the walk: a case that is
    of another chain begins its own strip, though as a rebound, for it has a ``rebound_of``. Other branches, cases
    that came back to the same closure as an ancestor of ``row`` did, are left out. What was found or closed after
    ``as_of_s`` (seconds since 1970 UTC) is not told; a case closed then is open at ``as_of_s``. A closure without
    a stated time has no step. Empty where ``row`` was found after ``as_of_s``.
    """
    back = links.rebound(window_days)
    steps = []
    for r in _family(row, links, points, chain, as_of_s):
        metres = float(links.distance_mm[r]) / 1000 if back[r] else None
        steps.append((int(points.found[r]), 0, r, REBOUND if back[r] else FOUND, metres))
        if points.closed[r] > as_of_s:
            steps.append((as_of_s, 2, r, OPEN, None))
        elif points.dated[r]:
            steps.append((int(points.closed[r]), 1, r, CLOSED, None))
    steps.sort(key=lambda s: s[:3])
    before = [None, *(s[0] for s in steps)]
    return tuple(
        Step(kind, at, r, None if last is None else (at - last) / DAY_S, metres)
        for (at, _, r, kind, metres), last in zip(steps, before)
    )


def _family(row: int, links: Links, points: Points, chain: I32, as_of_s: int) -> list[int]:
    """``row``, its ancestors and its descendants within the chain, as far as they were found by ``as_of_s``."""
    if points.found[row] > as_of_s:
        return []
    first, up = int(chain[row]), [row]
    while first >= 0 and up[-1] != first:
        up.append(int(links.origin[up[-1]]))
    members = np.flatnonzero(chain == first) if first >= 0 else np.zeros(0, np.int64)
    down = {row}
    for r in members[np.argsort(points.found[members], kind="stable")].tolist():
        if r != first and int(links.origin[r]) in down and points.found[r] <= as_of_s:
            down.add(r)
    return sorted({*up, *down})
