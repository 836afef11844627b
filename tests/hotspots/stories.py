"""The demo county's units and simulated stories, without files of cases: for the simulations of hot spots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from gis.cases.frame import NONE_S, NOT_COUNTED, Frame
from gis.county import open_county
from gis.crs import world_fraction
from gis.demo.draw import SOURCES, Span, Switches
from gis.demo.frame import to_wgs84
from gis.demo.kinds import KINDS
from gis.demo.layers import write_layers
from gis.demo.life import NEVER
from gis.demo.make import END, county_text
from gis.demo.plant import Story, tell
from gis.hotspots.units import Units, units_of
from gis.locate.assign import assign_areas
from gis.registers import Registers
from gis.registers import load as load_registers

TZ = ZoneInfo("Asia/Shanghai")
AS_OF = datetime(2026, 11, 22, 8, 42, tzinfo=TZ).astimezone(UTC)
"""The demo county's present: a Sunday, so that the last complete week ends a week before."""
COLD = Switches.without("all")
CASES = 60_000


@dataclass(frozen=True)
class Ground:
    """What does not change from seed to seed."""

    county: Any
    registers: Registers
    folder: TemporaryDirectory[str]
    """Goes with the process: the roads are read from it when first asked for."""


@cache
def ground() -> Ground:
    """The demo county's grids, zones and roads, as its files say them."""
    folder = TemporaryDirectory()
    root = Path(folder.name)
    write_layers(root, Span(END), 1)
    (root / "county.toml").write_text(county_text(END), encoding="utf-8")
    county = open_county(root)
    return Ground(county, load_registers(county), folder)


def story(seed: int, switches: Switches = COLD, end: date = END) -> Story:
    """Two years of cases of the demo county up to the day ``end``, nothing planted unless told."""
    return tell(Span(end), CASES, seed, switches, 1)


def frame_of_story(told: Story) -> Frame:
    """The story as a Frame of its located cases; voided ones are flagged as not counted."""
    cases, life = told.cases, told.life
    here = np.flatnonzero(told.place == 0)
    lon, lat = to_wgs84(cases.x[here], cases.y[here])
    fx, fy = world_fraction(lon, lat)
    grids = ground().registers.grids.sort_values("grid_code")
    codes = tuple(grids["grid_code"])
    grid = assign_areas(lon, lat, np.asarray(grids.geometry.values, dtype=object), list(codes)).astype(
        np.int16
    )
    none, zero = np.full(len(here), -1, np.int16), np.zeros(len(here), np.uint8)
    gone = (life.voided[here] != NEVER) * NOT_COUNTED
    return Frame(
        version="story", located=len(here), mx=(fx * 2.0**32).astype(np.uint32), my=(fy * 2.0**32).astype(np.uint32),
        ckey=np.arange(len(here), dtype=np.uint64), found=(cases.found[here] - 8 * 3600).astype(np.uint32),
        closed=np.full(len(here), NONE_S, np.uint32), deadline=np.full(len(here), NONE_S, np.uint32),
        type_=cases.kind[here].astype(np.int16), state=zero, source=cases.source[here].astype(np.uint8), unit=none,
        grid=grid, grid_now=grid, lead=none, lead_now=none, zset=zero.astype(np.int16), flags=gone.astype(np.uint8),
        types=tuple(k.id for k in KINDS), states=("filed",), sources=SOURCES, units=(), grids=codes, zone_sets=((),),
        zones={}, open_states=("filed",), suspended_states=(), facts={},
    )  # fmt: skip


def units_for(frame: Frame, kind: str) -> Units:
    """The real units of the demo county's files and of this frame's cases."""
    made = ground()
    loaded: Any = SimpleNamespace(county=made.county, registers=made.registers, frame=frame)
    return units_of(loaded, kind)
