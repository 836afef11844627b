"""Where the map looks when something is looked up."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pyproj import Geod

from gis.filters import Filters, Place
from gis.live import Loaded, load
from gis.views.focus import focus_of, of_question

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def loaded(demo_data: Path) -> Loaded:
    return load(demo_data, DAY)


def test_a_case_then_a_grid_then_a_zone(loaded: Loaded) -> None:
    row = loaded.parts.read().slice(0, 1).to_pylist()[0]
    spot = focus_of(loaded, day=DAY, case=str(row["ckey"]), grid="nowhere")
    assert spot == pytest.approx((row["lon"], row["lat"], row["lon"], row["lat"]), abs=1e-6)
    grids = loaded.registers.grids_on(DAY)
    grid, zone = grids.iloc[0], loaded.registers.zones.iloc[0]
    assert focus_of(loaded, day=DAY, case="1", grid=grid["grid_code"]) == tuple(grid.geometry.bounds)
    assert focus_of(loaded, day=DAY, zone=zone["zone_id"]) == tuple(zone.geometry.bounds)
    assert of_question(loaded, Filters(zones=(zone["zone_id"],)), day=DAY) == tuple(zone.geometry.bounds)
    assert of_question(loaded, Filters(grids=tuple(grids["grid_code"][:2])), day=DAY) is None


def test_a_circle_is_as_wide_as_it_says(loaded: Loaded) -> None:
    west, south, east, north = of_question(loaded, Filters(place=Place(112.95, 34.02, 300)), day=DAY)
    assert Geod(ellps="WGS84").inv(west, 34.02, east, 34.02)[2] == pytest.approx(600, abs=2)
    assert Geod(ellps="WGS84").inv(112.95, south, 112.95, north)[2] == pytest.approx(600, abs=2)


@pytest.mark.parametrize("case", ["", "1", "x", "-1", str(2**64), "٣"])
def test_what_is_not_there_moves_nothing(loaded: Loaded, case: str) -> None:
    assert focus_of(loaded, day=DAY, case=case, grid="nowhere", zone="nowhere") is None
