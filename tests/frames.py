"""Frames made by hand and at random, for the rooms that stand on them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np

from gis.cases.frame import NONE_S, NOT_COUNTED, UNDATED_CLOSURE, Frame
from gis.crs import world_fraction
from gis.zorder import order

TYPES = (
    "itinerant_vendor",
    "shopfront_overflow",
    "illegal_parking_motor",
    "exposed_waste",
    "small_ads",
    "dust",
)
STATES = ("filed", "dispatched", "handled", "closed", "suspended", "voided")
SOURCES = ("patrol", "hotline", "camera")
UNITS = tuple(f"u_{i:02d}" for i in range(12))
GRIDS = tuple(f"g_{i:03d}" for i in range(40))
ZONES = {"uv_1": "urban_village", "uv_2": "urban_village", "fringe_1": "fringe_area", "m_1": "market"}
ZONE_SETS = ((), ("uv_1",), ("uv_2", "fringe_1"), ("fringe_1",), ("m_1", "uv_1"))
NEWEST = int(datetime(2026, 11, 22, 0, 42, tzinfo=UTC).timestamp())
CENTRE = (111.02, 34.51)
DAY_S = 86400


def random_frame(
    n: int, seed: int = 1, *, days: int = 730, spread_deg: float = 0.06, unlocated: float = 0.01
) -> Frame:
    """``n`` cases around ``CENTRE``, half in clusters; two years until NEWEST; every oddity occurs."""
    r = np.random.default_rng(seed)
    at = r.normal(0, spread_deg, (n, 2)).astype(np.float32)
    near = r.random(n, np.float32) < 0.5
    middles = r.normal(0, spread_deg, (60, 2)).astype(np.float32)
    at[near] = middles[r.integers(0, 60, near.sum())] + at[near] * np.float32(0.02)
    fx, fy = world_fraction(CENTRE[0] + at[:, 0], CENTRE[1] + at[:, 1])
    mx, my = (fx * 2.0**32).astype(np.uint32), (fy * 2.0**32).astype(np.uint32)
    has = r.random(n) >= unlocated
    drawn = np.flatnonzero(has)
    rows = np.r_[drawn[order(mx[drawn], my[drawn])], np.flatnonzero(~has)]
    mx, my, located = np.where(has, mx, 0)[rows], np.where(has, my, 0)[rows], len(drawn)
    found = (NEWEST - r.integers(-DAY_S, days * DAY_S, n)).astype(np.uint32)
    age = (r.exponential(6 * DAY_S, n)).astype(np.uint32)
    state = r.choice(len(STATES), n, p=[0.1, 0.08, 0.05, 0.7, 0.04, 0.03]).astype(np.uint8)
    closed = np.where(state == 3, found + age, NONE_S).astype(np.uint32)
    deadline = np.where(r.random(n) < 0.8, found + 3 * DAY_S, NONE_S).astype(np.uint32)
    undated = r.random(n) < 0.01
    found[undated] = NONE_S
    odd_closure = (state == 3) & (r.random(n) < 0.02)
    flags = (
        (state == 5) * NOT_COUNTED
        + odd_closure * UNDATED_CLOSURE
        + (r.random(n) < 0.02) * NOT_COUNTED * (state != 5)
    )

    def codes(size: int, low: int = -1) -> Any:
        return r.integers(low, size, n).astype(np.int16)

    return Frame(
        version=f"random-{n}-{seed}", located=located, mx=mx.astype(np.uint32), my=my.astype(np.uint32),
        ckey=r.integers(0, 1 << 64, n, dtype=np.uint64), found=found, closed=closed, deadline=deadline,
        type_=codes(len(TYPES)), state=state, source=codes(len(SOURCES)).astype(np.uint8),
        unit=codes(len(UNITS)), grid=codes(len(GRIDS)), grid_now=codes(len(GRIDS)), lead=codes(len(UNITS)),
        lead_now=codes(len(UNITS)), zset=codes(len(ZONE_SETS), 0), flags=flags.astype(np.uint8), types=TYPES,
        states=STATES, sources=SOURCES, units=UNITS, grids=GRIDS, zone_sets=ZONE_SETS, zones=ZONES,
        open_states=STATES[:3] + STATES[4:5],
        suspended_states=("suspended",), facts={}, gaps=lambda radius: gaps_of(found, radius),
    )  # fmt: skip


def gaps_of(found: Any, radius: int) -> Any:
    """Gaps that no geometry made: a third of the cases came back, some within days, some after months."""
    r = np.random.default_rng(radius)
    gap = (r.exponential(25 * DAY_S, len(found)) + 1).astype(np.uint32)
    return np.where((r.random(len(found)) < 0.33) & (found != NONE_S), gap, NONE_S).astype(np.uint32)


def frame_of(cases: list[dict[str, Any]], version: str = "by-hand") -> Frame:
    """A Frame of a few cases: lon, lat, found, closed, deadline (aware datetimes), type, state, source, unit,
    grid, zones, flags, ckey; whatever is absent is none. Cases without lon lie behind the others."""
    has = [c for c in cases if c.get("lon") is not None]
    fx, fy = world_fraction([c["lon"] for c in has], [c["lat"] for c in has])
    mx, my = (fx * 2.0**32).astype(np.uint32), (fy * 2.0**32).astype(np.uint32)
    at = order(mx, my)
    cases = [has[i] for i in at] + [c for c in cases if c.get("lon") is None]
    rest = np.zeros(len(cases) - len(has), np.uint32)

    def seconds(name: str) -> Any:
        return np.array([int(c[name].timestamp()) if c.get(name) else NONE_S for c in cases], np.uint32)

    def code(name: str, names: tuple[str, ...], dtype: Any = np.int16) -> Any:
        return np.array([names.index(c[name]) if name in c else -1 for c in cases], np.int16).astype(dtype)

    sets = tuple(sorted({tuple(c.get("zones", ())) for c in cases}))
    return Frame(
        version=version, located=len(has), mx=np.r_[mx[at], rest].astype(np.uint32),
        my=np.r_[my[at], rest].astype(np.uint32),
        ckey=np.array([c.get("ckey", i) for i, c in enumerate(cases)], np.uint64), found=seconds("found"),
        closed=seconds("closed"), deadline=seconds("deadline"), type_=code("type", TYPES),
        state=code("state", STATES, np.uint8), source=code("source", SOURCES, np.uint8),
        unit=code("unit", UNITS), grid=code("grid", GRIDS), grid_now=code("grid", GRIDS),
        lead=code("lead", UNITS), lead_now=code("lead", UNITS),
        zset=np.array([sets.index(tuple(c.get("zones", ()))) for c in cases], np.int16),
        flags=np.array([c.get("flags", 0) for c in cases], np.uint8), types=TYPES, states=STATES,
        sources=SOURCES, units=UNITS, grids=GRIDS, zone_sets=sets, zones=ZONES,
        open_states=STATES[:3] + STATES[4:5],
        suspended_states=("suspended",), facts={},
    )  # fmt: skip
