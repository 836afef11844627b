"""Draw the cases: natural ones along the roads, and what is planted among them.

Natural cases are independent: a type by its share, a day and hour by the type's rhythm, a site by its road length
(times the planted ratio of its zone). Nothing natural is thinned or moved near a closure.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from gis.demo import days, zones
from gis.demo.ground import Ground, make_ground
from gis.demo.kinds import KINDS, SEASON, SHARE, WEEK, hour_share

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]

SOURCES = ("collector", "hotline", "citizen", "covert_inspection")
SOURCE_SHARE = np.array([0.69, 0.2, 0.11])
INSPECTION_SHARE = 0.004
"""Share of all cases that a covert inspection lists, on its own days."""
NATURAL, RETURN, HEATING, PATROL, REPEAT = range(5)
"""Why a case is there."""
RISE: dict[str, tuple[float, float]] = {
    "street_vending": (0.72, 2.1), "illegal_parking_motor": (0.78, 1.6), "exposed_waste": (0.8, 1.4),
    "illegal_posters": (0.9, 1.25),
}  # fmt: skip
"""Planted: rebound group → (level in the campaign against before, rise after the inspection against the campaign)."""
TURN_DAYS = 9
"""The rise begins so many days after the inspection's last day."""
HEAT_FACTOR = 3.0
PATROL_FACTOR = 2.0


@dataclass(frozen=True)
class Switches:
    """What is planted; all off is the cold county."""

    hot_zones: bool = True
    returns: bool = True
    inspection_rise: bool = True
    heating_grid: bool = True
    patrolled_grid: bool = True
    idle_unit: bool = True

    @classmethod
    def without(cls, *names: str) -> Switches:
        """Everything planted except ``names``; ``all`` plants nothing."""
        off = {f.name for f in fields(cls)} if "all" in names else set(names)
        return cls(**dict.fromkeys(off, False))


@dataclass(frozen=True)
class Span:
    """The days of the demo and its fixed events, all counted back from the last day."""

    end: date

    @property
    def start(self) -> date:
        """The first day: two years of days up to ``end``."""
        back = self.end.replace(
            year=self.end.year - 2, day=min(self.end.day, 28) if self.end.month == 2 else self.end.day
        )
        return back + timedelta(days=1)

    @property
    def campaign(self) -> tuple[date, date]:
        return self.end - timedelta(days=149), self.end - timedelta(days=70)

    @property
    def inspection(self) -> tuple[date, date]:
        return self.end - timedelta(days=65), self.end - timedelta(days=63)

    @property
    def assessment(self) -> tuple[date, date]:
        return self.end - timedelta(days=251), self.end - timedelta(days=248)

    @property
    def turn(self) -> date:
        """The first day of the rise after the inspection."""
        return self.inspection[1] + timedelta(days=TURN_DAYS)

    @property
    def heat(self) -> date:
        """The Monday from which the heating grid is hot: the fourth week from the end."""
        return self.end - timedelta(days=self.end.weekday() + 21)

    @property
    def idle(self) -> date:
        """The idle unit closes nothing from this day on."""
        return self.end - timedelta(days=83)

    @property
    def days(self) -> list[date]:
        return days.each(self.start, self.end)


@dataclass(frozen=True)
class Cases:
    """One entry a case. Times are local seconds since 1970; places are metres on the tile the case is of."""

    kind: I64
    source: I64
    site: I64
    tile: I64
    found: I64
    x: F64
    y: F64
    why: I64
    parent: I64
    """Index of the closed case a return came back to, or of the case a repeat repeats; −1 for none."""

    def __len__(self) -> int:
        return len(self.kind)


@dataclass(frozen=True)
class Chances:
    """The probabilities the natural cases follow; also what the truth is computed from."""

    span: Span
    day: F64
    """(kinds, days): share of each day among a kind's cases."""
    site: F64
    """Share of each site."""
    ratio: F64
    """Planted ratio of each site; 1 everywhere in a cold county."""
    heat_grid: int
    patrol_grid: int
    hour: F64 = field(repr=False, default_factory=lambda: np.array([hour_share(k.hours) for k in KINDS]))

    def grid_share(self, ground: Ground) -> F64:
        """Share of each grid among natural cases."""
        return np.asarray(np.bincount(ground.sites.grid, self.site, len(ground.grids.code)), np.float64)


def make_chances(span: Span, switches: Switches) -> Chances:
    """The probabilities of a county with these things planted."""
    ground = make_ground()
    ratio = site_ratio() if switches.hot_zones else np.ones(len(ground.sites.km))
    weight = ground.sites.km * ratio
    heat, patrol = special_grids(ground)
    return Chances(span, day_shares(span, switches), weight / weight.sum(), ratio, heat, patrol)


def site_ratio() -> F64:
    """The planted ratio of each site: the largest of the zones it lies in."""
    ground = make_ground()
    planted = tuple(z for z in zones.make_zones() if z.ratio > 1)
    inside = zones.inside(planted, ground.sites.x, ground.sites.y)
    return np.asarray(np.max(np.where(inside, np.array([z.ratio for z in planted])[:, None], 1.0), axis=0))


def special_grids(ground: Ground) -> tuple[int, int]:
    """The grid that heats up and the one patrolled twice: of the eastern street office, where no zone is hot."""
    g, sites = ground.grids, ground.sites
    weak = tuple(z for z in zones.make_zones() if z.kind in zones.WEAK)
    km = np.bincount(sites.grid, sites.km, len(g.code))
    weak_km = np.bincount(
        sites.grid, sites.km * zones.inside(weak, sites.x, sites.y).any(axis=0), len(g.code)
    )
    plain = [i for i in range(len(g.code)) if g.office[i] == 1 and g.inner[i] and weak_km[i] < 0.25 * km[i]]
    plain.sort(key=lambda i: (-km[i], i))
    return plain[0], plain[1]


def day_shares(span: Span, switches: Switches) -> F64:
    """(kinds, days): season × weekday × market day × holiday × what the campaign and the inspection did."""
    all_days = span.days
    free = days.holidays()
    month = np.array([d.month - 1 for d in all_days])
    week = np.array([d.weekday() for d in all_days])
    market = np.array([days.is_market(d) for d in all_days])
    quiet = np.where([d in free for d in all_days], 0.72, 1.0)
    spring = np.array([free.get(d, ("", ""))[0] == "春节" for d in all_days])
    campaign = np.array([span.campaign[0] <= d < span.turn for d in all_days])
    after = np.array([d >= span.turn for d in all_days])
    out = np.empty((len(KINDS), len(all_days)))
    for k, kind in enumerate(KINDS):
        share = np.array(SEASON[kind.season])[month] * np.array(WEEK[kind.hours])[week] * quiet
        share = share * np.where(market, kind.market, 1.0) * np.where(spring, 0.75, 1.0)
        if switches.inspection_rise and kind.rebound_group in RISE:
            low, rise = RISE[kind.rebound_group]
            share = share * np.where(campaign, low, 1.0) * np.where(after, low * rise, 1.0)
        out[k] = share / share.sum()
    return out


def pick(rng: np.random.Generator, share: F64, n: int) -> I64:
    """n draws with these probabilities."""
    edges = np.cumsum(share)
    at = np.searchsorted(edges, rng.random(n) * edges[-1], side="right")
    return np.asarray(np.minimum(at, len(share) - 1), np.int64)


def draw_when(
    rng: np.random.Generator, chances: Chances, kind: I64, *, window: tuple[int, int] | None = None
) -> I64:
    """Local second of each case by its kind's rhythm; ``window`` keeps to days [a, b) of the span."""
    a, b = window or (0, chances.day.shape[1])
    first = (chances.span.start - days.EPOCH).days
    out = np.zeros(len(kind), np.int64)
    for k in np.unique(kind):
        of = np.flatnonzero(kind == k)
        day = pick(rng, chances.day[k, a:b], len(of)) + a
        hour = pick(rng, chances.hour[k], len(of))
        out[of] = (first + day) * 86400 + hour * 3600 + rng.integers(0, 3600, len(of))
    return out


def draw_where(rng: np.random.Generator, site: I64) -> tuple[F64, F64]:
    """A place at each site: up to five metres along the road and two across."""
    s = make_ground().sites
    along, across = rng.uniform(-5, 5, len(site)), rng.uniform(-2, 2, len(site))
    return s.x[site] + along * s.dx[site] - across * s.dy[site], s.y[site] + along * s.dy[
        site
    ] + across * s.dx[site]


def draw_some(
    rng: np.random.Generator, chances: Chances, n: int, *, tiles: int, why: int = NATURAL, grid: int = -1,
    window: tuple[int, int] | None = None,
) -> Cases:  # fmt: skip
    """n independent cases; of one grid where ``grid`` is given, within ``window`` of days where that is."""
    share = SHARE * (chances.day[:, window[0] : window[1]].sum(axis=1) if window else 1.0)
    kind = pick(rng, share / share.sum(), n)
    if grid >= 0:
        only = np.flatnonzero(make_ground().sites.grid == grid)
        site = only[pick(rng, chances.site[only] / chances.site[only].sum(), n)]
    else:
        site = pick(rng, chances.site, n)
    x, y = draw_where(rng, site)
    found = draw_when(rng, chances, kind, window=window)
    source = np.zeros(n, np.int64) if why == PATROL else pick(rng, SOURCE_SHARE, n)
    whys, none = np.full(n, why), np.full(n, -1)
    return Cases(kind, source, site, rng.integers(0, tiles, n), found, x, y, whys, none)


def draw_inspection(rng: np.random.Generator, chances: Chances, n: int, *, tiles: int) -> Cases:
    """What the covert inspection lists on its days: all types alike, along all roads alike."""
    span = chances.span
    first = (span.inspection[0] - span.start).days
    cases = draw_some(rng, chances, n, tiles=tiles, window=(first, first + 3))
    return Cases(**{**vars(cases), "source": np.full(n, SOURCES.index("covert_inspection"))})


def join(*parts: Cases) -> Cases:
    """All of them, one after the other; ``parent`` must already count in the whole."""
    return Cases(**{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Cases)})
