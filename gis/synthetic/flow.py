"""Cases as they come up along the roads: where, when, of which type, told by whom, and how long they stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis.synthetic.offices import IDLE_UNIT, LIMIT_HOURS, TYPE_UNIT, USUAL_LIMIT, holiday_flags, is_market_day

F64 = npt.NDArray[np.float64]
Rng = np.random.Generator

SPAN_DAYS = 730
EVENING, MORNING, WORKING, ANY = "evening", "morning", "working", "any"
TYPES: tuple[tuple[str, float, str, float, float, float, float], ...] = (
    ("on_road_vending", 15.0, EVENING, 1.25, 1.35, 1.6, 56),
    ("shopfront_overflow", 11.0, EVENING, 1.15, 1.2, 1.25, 64),
    ("itinerant_vendor", 8.0, MORNING, 1.3, 1.3, 1.9, 40),
    ("open_air_bbq", 2.0, EVENING, 1.3, 2.4, 1.0, 80),
    ("illegal_parking_motor", 12.0, WORKING, 0.9, 1.0, 1.2, 48),
    ("illegal_parking_non_motor", 10.0, WORKING, 0.95, 1.0, 1.25, 56),
    ("exposed_waste", 11.0, MORNING, 1.1, 1.25, 1.3, 64),
    ("accumulated_waste", 5.0, MORNING, 1.0, 1.15, 1.0, 160),
    ("dirty_road", 6.0, MORNING, 1.0, 0.95, 1.1, 56),
    ("piled_objects", 5.0, WORKING, 0.95, 1.0, 1.0, 144),
    ("illegal_posters", 6.0, ANY, 1.0, 1.0, 1.0, 120),
    ("illegal_outdoor_ad", 1.2, WORKING, 0.6, 1.0, 1.0, 440),
    ("illegal_structure", 0.8, WORKING, 0.6, 1.0, 1.0, 1680),
    ("street_hanging", 2.0, MORNING, 1.1, 1.2, 1.0, 80),
    ("market_disorder", 1.0, MORNING, 1.2, 1.0, 2.0, 120),
    ("waste_water", 1.0, EVENING, 1.0, 1.4, 1.0, 88),
    ("road_spillage", 1.0, WORKING, 0.8, 0.9, 1.0, 48),
    ("damaged_road", 1.0, WORKING, 0.7, 1.0, 1.0, 480),
    ("street_lamp", 0.6, EVENING, 0.9, 0.9, 1.0, 200),
    ("manhole_cover", 0.4, WORKING, 0.8, 1.1, 1.0, 72),
)
"""id, share, hours of the day, factor on weekends, in summer, on market days, median hours until closed."""
TYPE_IDS = tuple(t[0] for t in TYPES)
HOURS: dict[str, tuple[float, ...]] = {
    EVENING: (0, 0, 0, 0, 0, 1, 2, 4, 5, 5, 5, 5, 4, 3, 3, 4, 6, 9, 12, 12, 10, 6, 3, 1),
    MORNING: (0, 0, 0, 0, 0, 2, 8, 12, 12, 10, 8, 6, 4, 4, 5, 6, 6, 5, 4, 3, 2, 1, 0, 0),
    WORKING: (0, 0, 0, 0, 0, 0, 2, 7, 10, 10, 9, 8, 5, 5, 8, 9, 9, 8, 5, 3, 1, 1, 0, 0),
    ANY: (0, 0, 0, 0, 0, 1, 3, 6, 8, 8, 8, 7, 5, 6, 7, 7, 7, 6, 5, 5, 4, 2, 1, 0),
}
SOURCES = ("collector", "public_report", "patrol")
SOURCE_SHARE = (0.70, 0.22, 0.08)
NO_TIME = np.datetime64("NaT", "s")


@dataclass(frozen=True)
class Span:
    """The days the demo covers, local; ``end`` is the last whole one."""

    end: date

    @property
    def days(self) -> list[date]:
        """Every day, oldest first."""
        return [self.end - timedelta(days=SPAN_DAYS - 1 - i) for i in range(SPAN_DAYS)]

    def ago(self, days: int) -> date:
        """So many days before the end."""
        return self.end - timedelta(days=days)


def day_weights(span: Span, factor: F64) -> F64:
    """types × days: how many cases of each type a day has, relative; ``factor`` (same shape) holds the planted rises."""
    days = span.days
    weekend = np.array([d.weekday() >= 5 for d in days]) | holiday_flags(days)
    market = np.array([is_market_day(d) for d in days])
    year = np.array([np.sin((d.timetuple().tm_yday - 105) / 365.25 * 2 * np.pi) for d in days])
    out = np.empty((len(TYPES), len(days)))
    for i, (_, share, _, on_weekend, in_summer, on_market, _) in enumerate(TYPES):
        season = np.exp(np.log(in_summer) * year)
        out[i] = share * season * np.where(weekend, on_weekend, 1.0) * np.where(market, on_market, 1.0)
    return out * factor


def natural(rng: Rng, count: int, weight: F64, days: F64, span: Span) -> pd.DataFrame:
    """``count`` cases: ``weight`` per piece of road, ``days`` per type and day; place and time independent."""
    cell = rng.choice(days.size, count, p=(days / days.sum()).ravel())
    piece = rng.choice(len(weight), count, p=weight / weight.sum())
    kind, day = np.divmod(cell, days.shape[1])
    return told(rng, dated(rng, piece, kind, day, span))


def dated(
    rng: Rng,
    piece: npt.NDArray[np.int64],
    kind: npt.NDArray[np.int64],
    day: npt.NDArray[np.int64],
    span: Span,
) -> pd.DataFrame:
    """piece, type, found: the time of day after the habits of the type."""
    hour = np.empty(len(kind), dtype=np.int64)
    for i, (_, _, habit, *_) in enumerate(TYPES):
        mine = kind == i
        share = np.asarray(HOURS[habit])
        hour[mine] = rng.choice(24, int(mine.sum()), p=share / share.sum())
    first = np.datetime64(span.days[0].isoformat(), "s")
    seconds = day * 86_400 + hour * 3600 + rng.integers(0, 3600, len(kind))
    return pd.DataFrame({"piece": piece, "type": kind, "found": first + seconds.astype("timedelta64[s]")})


def told(rng: Rng, cases: pd.DataFrame) -> pd.DataFrame:
    """Put on who told it."""
    return cases.assign(source=np.array(SOURCES)[rng.choice(len(SOURCES), len(cases), p=SOURCE_SHARE)])


def handled(rng: Rng, cases: pd.DataFrame, span: Span, *, idle: bool) -> pd.DataFrame:
    """Put on unit, deadline, closing time and fate. ``idle``: one unit gets nothing, else its share."""
    n, kind = len(cases), cases["type"].to_numpy()
    found = cases["found"].to_numpy().astype("datetime64[s]")
    limit = np.array([LIMIT_HOURS.get(t, USUAL_LIMIT) for t in TYPE_IDS])[kind]
    median = np.array([t[6] for t in TYPES])[kind]
    hours = median * np.exp(rng.normal(0, 0.75, n))
    slow = rng.random(n) < 0.02
    hours = np.where(slow, hours * rng.uniform(4, 14, n), hours)
    closed = found + (hours * 3600).astype("timedelta64[s]")
    now = np.datetime64(span.end.isoformat(), "s") + np.timedelta64(86_399, "s")
    fate = rng.random(n)
    paused = (fate < 0.008) & (found > now - np.timedelta64(60 * 86_400, "s"))
    void = (fate > 0.988) & ~paused
    closed = np.where((closed > now) | paused | void, NO_TIME, closed)
    unit = np.array([TYPE_UNIT[t] for t in TYPE_IDS], dtype=object)[kind]
    if not idle:
        unit = np.where(rng.random(n) < 0.03, IDLE_UNIT, unit)
    stated = rng.random(n) < 0.55
    return cases.assign(
        deadline=found + (limit * 3600).astype("timedelta64[s]"), closed=closed, paused=paused, void=void,
        unit=np.where(stated | (unit == IDLE_UNIT), unit, ""),
    )  # fmt: skip


def placed(rng: Rng, cases: pd.DataFrame, pieces: pd.DataFrame) -> pd.DataFrame:
    """Put on x, y in local metres: along the piece, a few metres beside the middle of the road."""
    p = pieces.iloc[cases["piece"].to_numpy()]
    along = rng.uniform(-0.5, 0.5, len(cases)) * p["km"].to_numpy() * 1000
    beside = rng.choice((-1.0, 1.0), len(cases)) * rng.uniform(3, 9, len(cases))
    dx, dy = p["dx"].to_numpy(), p["dy"].to_numpy()
    return cases.assign(
        x=p["x"].to_numpy() + dx * along - dy * beside, y=p["y"].to_numpy() + dy * along + dx * beside
    )
