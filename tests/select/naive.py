"""The sets of DESIGN §1 once more, one case at a time and without tricks: what the fast way must equal."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pyproj

from gis.cases.frame import NONE_S, NOT_COUNTED, Frame
from gis.crs import from_world_fraction
from gis.filters import Filters

GEOD = pyproj.Geod(ellps="WGS84")


def name(names: tuple[str, ...], code: int) -> str:
    return names[code] if 0 <= code < len(names) else ""


def local_midnight(day: date, tz: ZoneInfo) -> float:
    return datetime.combine(day, time(), tz).timestamp()


def asked(frame: Frame, i: int, f: Filters, *, states: bool) -> bool:
    """Whether case ``i`` has the type, source, … the question names."""
    zones = frame.zone_sets[frame.zset[i]]
    pairs = [
        (f.types, {name(frame.types, frame.type_[i])}),
        (f.sources, {name(frame.sources, frame.source[i])}),
        (f.units, {name(frame.units, frame.unit[i])}),
        (f.grids, {name(frame.grids, frame.grid[i])}),
        (f.zones, set(zones)),
        (f.zone_kinds, {frame.zones[z] for z in zones}),
        (f.states if states else (), {name(frame.states, frame.state[i])}),
    ]
    if any(wanted and not set(wanted) & has for wanted, has in pairs):
        return False
    return f.place is None or (i < frame.located and metres(frame, i, f) <= f.place.radius_m)


def metres(frame: Frame, i: int, f: Filters) -> float:
    lon, lat = from_world_fraction((int(frame.mx[i]) + 0.5) / 2**32, (int(frame.my[i]) + 0.5) / 2**32)
    return GEOD.inv(float(lon), float(lat), f.place.lon, f.place.lat)[2]


def in_set(frame: Frame, i: int, f: Filters, as_of: datetime, tz: ZoneInfo) -> bool:
    """Whether case ``i`` is in the set of the question, its dimensions aside."""
    if frame.flags[i] & NOT_COUNTED:
        return False
    columns = (frame.found, frame.closed, frame.deadline)
    found, closed, deadline = (None if c[i] == NONE_S else int(c[i]) for c in columns)
    minute = as_of.astimezone(UTC).replace(second=0, microsecond=0)
    today = minute.astimezone(tz).date()
    last = min(f.end or today, today)
    night = local_midnight(last + timedelta(days=1), tz)
    until, instant = min(night, minute.timestamp() + 60), min(night, minute.timestamp())
    first = f.start or (today - timedelta(days=f.days - 1) if f.days else None)
    begin = float("-inf") if first is None else local_midnight(first, tz)
    is_open = found is not None and found < until and (closed is None or closed >= until)
    paused = name(frame.states, frame.state[i]) in frame.suspended_states
    return {
        "open": is_open,
        "overdue": is_open and not paused and deadline is not None and deadline < instant,
        "suspended": is_open and paused,
        "new": found is not None and begin <= found < until,
        "closed": closed is not None and begin <= closed < until,
        "rebound": found is not None
        and begin <= found < until
        and int(frame.gap_s(f.radius)[i]) <= f.window * 86400,
        "all": found is not None and found < until,
    }[f.set]


def rows(frame: Frame, f: Filters, as_of: datetime, tz: ZoneInfo, *, states: bool = True) -> list[int]:
    """The rows of the question."""
    every = range(len(frame))
    return [i for i in every if in_set(frame, i, f, as_of, tz) and asked(frame, i, f, states=states)]
