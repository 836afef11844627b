"""The county's cases: natural ones first, then what is planted among them, each by its own random stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gis.demo import days
from gis.demo.draw import (
    HEAT_FACTOR,
    HEATING,
    INSPECTION_SHARE,
    NATURAL,
    PATROL,
    PATROL_FACTOR,
    REPEAT,
    RETURN,
    SOURCE_SHARE,
    Cases,
    Chances,
    Span,
    Switches,
    draw_inspection,
    draw_some,
    join,
    make_chances,
    pick,
)  # fmt: skip
from gis.demo.ground import make_ground
from gis.demo.kinds import KINDS, SHARE
from gis.demo.life import NEVER, Life, live, put

I64 = npt.NDArray[np.int64]
B = npt.NDArray[np.bool_]

RETURN_SHARE = 0.085
"""Planted returns among all cases."""
ROUNDS = (0.72, 0.2, 0.08)
"""Share of the returns that follow a natural case, a first return, a second return."""
REPEAT_SHARE = 0.008
"""A second report of the same thing within the hour, voided by its source."""
WINDOW_S = 30 * 86400
RADIUS_M = 50.0
NO_PLACE, NULL_ISLAND, FAR = 0.022, 0.004, 0.0004
"""Shares of rows without coordinates, at (0, 0), and far outside."""


@dataclass(frozen=True)
class Story:
    """Everything that happened in the county."""

    chances: Chances
    cases: Cases
    life: Life
    place: I64
    """0 as it is, 1 without coordinates, 2 at (0, 0), 3 far outside."""
    tiles: int
    switches: Switches
    expected_heat: float
    """Natural cases a week the heating grid expects."""
    expected_patrol: float
    """Natural patrol-found cases the twice patrolled grid expects in the whole span, tile by tile."""


def tell(span: Span, n: int, seed: int, switches: Switches, tiles: int) -> Story:
    """Draw ``n`` cases of ``tiles`` counties side by side. Equal arguments give equal cases."""
    chances = make_chances(span, switches)
    rng = [np.random.default_rng([seed, k]) for k in range(8)]
    n_return = round(n * RETURN_SHARE) if switches.returns else 0
    n_repeat, n_inspection = round(n * REPEAT_SHARE), round(n * INSPECTION_SHARE)
    left = n - n_return - n_repeat - n_inspection
    heat, patrol = _extra(chances, left)
    parts: list[Cases] = []
    if switches.heating_grid:
        extra = int(rng[1].poisson(heat[0] * (HEAT_FACTOR - 1)))
        parts.append(
            draw_some(
                rng[1], chances, extra, tiles=tiles, why=HEATING, grid=chances.heat_grid, window=heat[1]
            )
        )
    if switches.patrolled_grid:
        extra = int(rng[2].poisson(patrol * (PATROL_FACTOR - 1)))
        parts.append(draw_some(rng[2], chances, extra, tiles=tiles, why=PATROL, grid=chances.patrol_grid))
    natural = draw_some(rng[0], chances, max(0, left - sum(map(len, parts))), tiles=tiles)
    cases = join(natural, draw_inspection(rng[3], chances, n_inspection, tiles=tiles), *parts)
    life = live(rng[4], cases, span, idle=switches.idle_unit)
    place = _places(rng[5], len(cases))
    cases, life, place = _repeats(rng[6], cases, life, place, n_repeat, span, switches)
    if n_return:
        cases, life, place = _returns(rng[7], chances, cases, life, place, n_return, switches)
    weeks = (heat[1][1] - heat[1][0]) / 7
    return Story(chances, cases, life, place, tiles, switches, heat[0] / weeks / tiles, patrol / tiles)


def _extra(chances: Chances, n: int) -> tuple[tuple[float, tuple[int, int]], float]:
    """((natural cases expected in the heating grid from its week on, that window of days), patrol-found ones)."""
    share = chances.grid_share(make_ground())
    start = (chances.span.heat - chances.span.start).days
    window = (start, chances.day.shape[1])
    in_window = float((SHARE * chances.day[:, start:].sum(axis=1)).sum())
    expected = n * float(share[chances.heat_grid]) * in_window
    return (expected, window), n * float(share[chances.patrol_grid]) * float(SOURCE_SHARE[0])


def _places(rng: np.random.Generator, n: int) -> I64:
    u = rng.random(n)
    return np.select(
        [u < NO_PLACE, u < NO_PLACE + NULL_ISLAND, u < NO_PLACE + NULL_ISLAND + FAR], [1, 2, 3], 0
    )


def _take(cases: Cases, of: I64, **changes: Any) -> Cases:
    return Cases(**{k: changes.get(k, v[of]) for k, v in vars(cases).items()})


def _repeats(
    rng: np.random.Generator, cases: Cases, life: Life, place: I64, n: int, span: Span, switches: Switches
) -> tuple[Cases, Life, I64]:
    """Second reports of natural cases a few minutes later, by another source, voided as repeats."""
    fit = np.flatnonzero((cases.why == NATURAL) & (cases.source < 3) & (life.voided == NEVER) & (place == 0))
    of = np.sort(rng.choice(fit, min(n, len(fit)), replace=False))
    found = cases.found[of] + rng.integers(4, 50, len(of)) * 60
    of, found = of[found < _end(span)], found[found < _end(span)]
    more = _take(
        cases, of, found=found, source=(cases.source[of] + 1) % 3, why=np.full(len(of), REPEAT), parent=of,
        x=cases.x[of] + rng.uniform(-4, 4, len(of)), y=cases.y[of] + rng.uniform(-4, 4, len(of)),
    )  # fmt: skip
    lives = live(rng, more, span, idle=switches.idle_unit)
    return join(cases, more), put(life, lives), np.concatenate([place, np.zeros(len(of), np.int64)])


def _returns(
    rng: np.random.Generator,
    chances: Chances,
    cases: Cases,
    life: Life,
    place: I64,
    n: int,
    switches: Switches,
) -> tuple[Cases, Life, I64]:
    """Problems that come back: of closures drawn at random, a new case of the group near by within 30 days."""
    first, last = 0, len(cases)
    for k, share in enumerate(ROUNDS):
        fit = np.flatnonzero((life.closed < _end(chances.span)) & (place == 0))
        fit = fit[(fit >= first) & (fit < last) & (cases.why[fit] == (RETURN if k else NATURAL))]
        more = _back(rng, chances, cases, life, rng.permutation(fit))
        more = _take(more, np.arange(min(round(n * share), len(more))))
        lives = live(rng, more, chances.span, idle=switches.idle_unit, voids=False)
        first, last = last, last + len(more)
        cases, life = join(cases, more), put(life, lives)
        place = np.concatenate([place, np.zeros(len(more), np.int64)])
    return cases, life, place


def _back(rng: np.random.Generator, chances: Chances, cases: Cases, life: Life, of: I64) -> Cases:
    """One return for each closure of ``of`` that still falls into the span."""
    n = len(of)
    gap = np.clip(rng.gamma(1.3, 7.5, n) * 86400 + 5400, 0, WINDOW_S - 86400).astype(np.int64)
    day = (life.closed[of] + gap) // 86400
    kind = cases.kind[of].copy()
    _swap_stalls(rng, kind)
    hour = np.zeros(n, np.int64)
    for k in np.unique(kind):
        hour[kind == k] = pick(rng, chances.hour[k], int((kind == k).sum()))
    found = day * 86400 + hour * 3600 + rng.integers(0, 3600, n)
    after = found - life.closed[of]
    keep = (after > 1800) & (after < WINDOW_S) & (found < _end(chances.span))
    s = make_ground().sites
    along, across = np.clip(rng.normal(0, 9, n), -24, 24), rng.uniform(-2, 2, n)
    site = cases.site[of]
    more = _take(
        cases, of, kind=kind, found=found, source=pick(rng, SOURCE_SHARE, n), why=np.full(n, RETURN), parent=of,
        x=cases.x[of] + along * s.dx[site] - across * s.dy[site],
        y=cases.y[of] + along * s.dy[site] + across * s.dx[site],
    )  # fmt: skip
    return _take(more, np.flatnonzero(keep))


def _swap_stalls(rng: np.random.Generator, kind: I64) -> None:
    """A third of returning street vending comes back as another type of its group."""
    members = np.array([i for i, k in enumerate(KINDS) if k.group == "street_vending"])
    swap = np.isin(kind, members) & (rng.random(len(kind)) < 0.33)
    kind[swap] = rng.choice(members, int(swap.sum()))


def _end(span: Span) -> int:
    """The last second cases are told of: 23:30 of the last day."""
    return ((span.end - days.EPOCH).days + 1) * 86400 - 1800
