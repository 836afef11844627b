"""The rebounds of a viewport: which cases came back in it, to which closed case each, and how many a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from gis import crs
from gis.cases.frame import NONE_S, U32
from gis.rebounds.links import Links
from gis.select import Selection
from gis.select.period import EPOCH_DAY, midnight
from gis.tiles.points import WORLD, Bbox, rows_in

DIGITS = 6
"""Decimals of a degree: about a decimetre."""

LAST_DAY = date(2107, 1, 1)
"""No time of a Frame is later."""

I64 = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Returned:
    """The cases of a viewport that came back."""

    total: int
    rows: I64
    """Rows of the Frame to draw, by time found: all of them, or an even part of them."""
    days: I64
    """Local days with such a case, ascending, as days since 1970-01-01."""
    counts: I64
    """How many of all (not of those drawn) were found on each of ``days``."""


def days_between(first: date | None, last: date | None, tz: ZoneInfo) -> tuple[int, int]:
    """Half-open seconds since 1970 UTC of the local days ``first``..``last``, both included; None: no bound."""
    since = 0 if first is None else midnight(first, tz)
    return since, int(NONE_S) if last is None else midnight(min(last, LAST_DAY) + timedelta(days=1), tz)


def links_in(
    selection: Selection, bbox: Bbox, *, span: tuple[int, int], tz: ZoneInfo, limit: int
) -> Returned:
    """The cases of ``selection`` (of the set ``rebound``) in ``bbox`` found within the half-open ``span`` of seconds.

    A rebound belongs to the view its new case lies in; the closed case may lie outside. Of more than ``limit`` those
    with the smallest ckey are drawn: a ckey is a hash, so they are an even part of every place and day, and what is
    drawn in a wide view is also drawn in each narrower one within it. Days are of the county's zone ``tz``.
    """
    found = np.asarray(selection.frame.found)
    _, rows = rows_in(selection, bbox, limit=len(found))
    assert rows is not None  # there are not more rows than rows
    at = found[rows]
    rows = rows[(at >= np.uint32(span[0])) & (at < np.uint32(span[1]))]
    days, counts = np.unique(local_days(found[rows], tz), return_counts=True)
    drawn = rows
    if len(rows) > limit:
        drawn = rows[np.argpartition(np.asarray(selection.frame.ckey)[rows], limit)[:limit]]
    drawn = drawn[np.lexsort((drawn, found[drawn]))]
    return Returned(len(rows), drawn, days, counts.astype(np.int64))


def columns(selection: Selection, links: Links, returned: Returned, tz: ZoneInfo) -> dict[str, Any]:
    """What a map must know of each drawn case, one list a fact, in the order of ``returned.rows``.

    ``lon, lat`` of the case and ``olon, olat`` of the closed one it came back to: WGS 84 degrees. ``found`` and
    ``closed`` (of the closed one): seconds since 1970 UTC. ``day``: local day found, as days since 1970-01-01.
    ``metres`` between the two. ``ckey``, ``origin``: their keys as text. ``type``: index into ``types``. ``days``,
    ``per_day``: see ``Returned``. Errors: ValueError where ``links`` are not those of the selection's Frame and radius.
    """
    frame, rows = selection.frame, returned.rows
    origin = links.origin[rows].astype(np.int64)
    if (origin < 0).any():
        raise ValueError("a case that came back to nothing: links of another frame or radius")
    lon, lat = _degrees(frame.mx[rows], frame.my[rows])
    olon, olat = _degrees(frame.mx[origin], frame.my[origin])
    codes, at = np.unique(frame.type_[rows], return_inverse=True)
    found = frame.found[rows]
    return {
        "lon": lon, "lat": lat, "olon": olon, "olat": olat, "found": found.tolist(),
        "closed": (found.astype(np.int64) - links.gap_s[rows]).tolist(), "day": local_days(found, tz).tolist(),
        "metres": np.round(links.distance_mm[rows] / 1000, 1).tolist(),
        "ckey": [str(k) for k in frame.ckey[rows].tolist()], "origin": [str(k) for k in frame.ckey[origin].tolist()],
        "types": [frame.types[c] if c >= 0 else "" for c in codes.tolist()], "type": at.tolist(),
        "days": returned.days.tolist(), "per_day": returned.counts.tolist(),
    }  # fmt: skip


def local_days(seconds: U32, tz: ZoneInfo) -> I64:
    """The local day of each moment (seconds since 1970 UTC) as days since 1970-01-01, right across a change of clocks."""
    if not len(seconds):
        return np.zeros(0, np.int64)
    ends = (datetime.fromtimestamp(int(s), tz).date() for s in (seconds.min(), seconds.max()))
    first, last = ((day - EPOCH_DAY).days for day in ends)
    starts = [midnight(EPOCH_DAY + timedelta(days=day), tz) for day in range(first, last + 1)]
    return np.searchsorted(np.array(starts), seconds, side="right") - 1 + first


def _degrees(mx: U32, my: U32) -> tuple[list[float], list[float]]:
    lon, lat = crs.from_world_fraction((mx + 0.5) / WORLD, (my + 0.5) / WORLD)
    return np.round(lon, DIGITS).tolist(), np.round(lat, DIGITS).tolist()
