"""Road length and built-up ground: what cases are counted against."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely

from gis.county import open_county
from gis.hotspots.exposure import AREA_KM2, BUILT_KM2, ROAD_KM, road_pieces, roads_of
from gis.hotspots.units import grids_of, units_of
from gis.locate.assign import assign_areas
from gis.registers import load
from tests.hotspots.land import METRIC, Land, degrees, open_land

TWO = {"g_000": (0.0, 0.0, 1000.0, 1000.0), "g_001": (1000.0, 0.0, 2000.0, 1000.0)}


def test_a_street_on_a_border_is_half_of_either_side(tmp_path: Path) -> None:
    roads = [("street", [(1000, 0), (1000, 1000)]), ("lane", [(200, 500), (800, 500)])]
    units = units_of(open_land(tmp_path, Land(TWO, roads=roads)), "grid")
    assert units.basis == ROAD_KM
    np.testing.assert_allclose(units.exposure, [1.1, 0.5], atol=1e-3)


@pytest.mark.parametrize("kind", ["ring", "lane", "何路"])
def test_pieces_add_up_to_the_road_however_it_bends(kind: str) -> None:
    points = np.array([(0, 0), (300, 0), (300, 400), (301, 400), (301, 400), (0, 0)], float)
    line = shapely.LineString(np.column_stack(degrees(*points.T)))
    point = shapely.Point(0, 0)
    found = road_pieces(
        np.array([point, line, shapely.MultiLineString([line])], object), ["", kind, kind], METRIC
    )
    once = 300 + 400 + 1 + np.hypot(301, 400)
    assert found.km.sum() == pytest.approx(2 * once / 1000, rel=1e-4)
    assert found.km.max() <= 0.0051


def test_built_up_ground_of_a_grid_is_the_zones_part_of_it(tmp_path: Path) -> None:
    built = {"zone_id": "B", "name": "", "kind": "built_up_area", "box": (500, 0, 1500, 500)}
    loaded = open_land(tmp_path / "a", Land(TWO, [built]))
    np.testing.assert_allclose(units_of(loaded, "grid", basis=BUILT_KM2).exposure, [0.25, 0.25], rtol=1e-4)
    cells = units_of(loaded, "cell", basis=BUILT_KM2)
    assert len(cells.ids) == 50, "no slivers beside it"
    np.testing.assert_allclose(cells.exposure, 0.01, rtol=1e-3)


def test_without_roads_and_without_built_up_zones_the_ground_itself_counts(tmp_path: Path) -> None:
    units = units_of(open_land(tmp_path, Land(TWO)), "grid")
    assert units.basis == AREA_KM2, "said in the answer"
    np.testing.assert_allclose(units.exposure, 1.0, rtol=1e-4)


def test_the_demo_county_agrees_with_what_its_cases_were_drawn_from(demo_data: Path) -> None:
    registers = load(open_county(demo_data))
    roads = roads_of(open_county(demo_data), registers.metric)
    grids = grids_of(registers, date(2026, 1, 1))
    codes = list(grids["grid_code"])
    found = roads.by(
        assign_areas(roads.lon, roads.lat, np.asarray(grids.geometry.values, object), codes), len(codes)
    )
    truth = json.loads((demo_data / "truth.json").read_text(encoding="utf-8"))["road_km"]
    np.testing.assert_allclose(found, [truth[code] for code in codes], rtol=0.01)
    assert roads_of(open_county(demo_data), registers.metric) is roads, "worked out once"
