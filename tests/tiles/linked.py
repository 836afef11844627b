"""A few cases that came back to others, with Links made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from gis.cases.frame import Frame
from gis.rebounds.links import Links, no_links
from tests.frames import frame_of

TZ = ZoneInfo("Asia/Shanghai")
Pair = tuple[int, int, float]
"""ckey of the case that came back, of the closed one, metres between."""


def linked(frame: Frame, pairs: list[Pair], radius_m: int = 50) -> tuple[Frame, Links]:
    """The frame with its links of ``radius_m``; of every other radius there are none."""
    row = {int(k): i for i, k in enumerate(frame.ckey)}
    links = no_links(len(frame), radius_m)
    for case, closed, metres in pairs:
        at, origin = row[case], row[closed]
        links.origin[at] = origin
        links.gap_s[at] = frame.found[at] - frame.closed[origin]
        links.distance_mm[at] = int(metres * 1000)
    none = no_links(len(frame), 1)
    return replace(frame, gaps=lambda r: (links if r == radius_m else none).gap_s), links


def came_back(
    n: int, start: datetime, place: tuple[float, float], *, step_deg: float = 0.0003
) -> tuple[Frame, Links]:
    """``n`` pairs in a row eastwards from ``place`` (lon, lat): pair i is a closed case (ckey 2i) and a new one
    (2i + 1) ``step_deg`` north of it, found i days after ``start`` and ten days after the closure."""
    cases: list[dict[str, Any]] = []
    lon, lat = place
    for i in range(n):
        found = start + timedelta(days=i)
        old = {"found": found - timedelta(days=20), "closed": found - timedelta(days=10), "state": "closed"}
        here = {"lon": lon + i * 0.002, "type": "dust" if i % 2 else "exposed_waste"}
        cases.append({**here, **old, "lat": lat, "ckey": 2 * i})
        cases.append({**here, "found": found, "state": "filed", "lat": lat + step_deg, "ckey": 2 * i + 1})
    metres = step_deg * 111_000
    return linked(frame_of(cases), [(2 * i + 1, 2 * i, metres) for i in range(n)])
