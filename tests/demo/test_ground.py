"""The ground: borders shared exactly, a hierarchy with codes, zones of every kind across grids."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis.areas import check_grids, read, read_grids
from gis.crs import metric_for
from gis.demo import DemoReport, names
from gis.demo.ground import make_ground
from gis.demo.zones import BUILT, make_zones
from gis.demo.zones import inside as inside_zones
from gis.vocabulary import load


@pytest.fixture(scope="module")
def grids(county: DemoReport) -> gpd.GeoDataFrame:
    return read_grids(county.root / "grids.geojson")


def test_borders_are_shared_exactly_and_fill_the_boundary(
    county: DemoReport, grids: gpd.GeoDataFrame
) -> None:
    shapes = grids.geometry.to_numpy()
    outline = read(county.root / "registers" / "boundary.geojson").geometry.iloc[0]
    assert shapely.coverage_is_valid(shapes)
    assert shapely.is_valid(shapes).all()
    assert shapely.union_all(shapes).symmetric_difference(outline).area < 1e-12
    assert check_grids(grids, None, metric_for(*names.ORIGIN, names.EPSG)) == []


def test_codes_are_of_fifteen_digits_and_follow_the_hierarchy(grids: gpd.GeoDataFrame) -> None:
    assert 110 <= len(grids) <= 130
    assert grids["grid_code"].is_unique and grids["name"].is_unique
    for row in grids.itertuples():
        assert len(row.grid_code) == 15 and row.grid_code.isdigit()
        assert row.grid_code.startswith(row.community_code) and row.community_code.startswith(row.street_code)
        assert row.name and row.lead_unit and row.lead_unit not in row.participating_units
    assert grids["street_code"].nunique() == 7
    assert 25 <= grids["community_code"].nunique() <= 35


def test_zones_of_every_kind_lie_across_grids() -> None:
    ground, zones = make_ground(), make_zones()
    kinds = {z.kind for z in zones}
    assert kinds == {"urban_village", "fringe_area", "back_lane", "market", "old_compound", BUILT}
    assert kinds <= set(load().area_types)
    across = dict.fromkeys(kinds, 0)
    for zone, mine in zip(zones, inside_zones(zones, ground.sites.x, ground.sites.y), strict=True):
        assert zone.shape.is_valid and zone.name
        across[zone.kind] += len(np.unique(ground.sites.grid[mine])) > 1
    assert across["urban_village"] >= 6 and min(across.values()) >= 1


def test_hot_zones_do_not_overlap_each_other() -> None:
    hot = [z.shape for z in make_zones() if z.ratio > 1]
    assert len(hot) >= 6
    assert shapely.union_all(hot).area == pytest.approx(sum(s.area for s in hot), rel=1e-9)


def test_roads_have_all_classes_and_house_numbers_that_run_on() -> None:
    segments = make_ground().segments
    assert {s.kind for s in segments} == {"ring", "arterial", "street", "lane", "rural"}
    assert all(s.name and 1 <= s.house_from < s.house_to for s in segments)
    last: dict[str, int] = {}
    for s in segments:
        assert s.house_from >= last.get(s.name, 0)
        last[s.name] = s.house_to - 1


def test_road_km_of_the_sites_is_that_of_the_segments() -> None:
    ground = make_ground()
    assert ground.sites.km.sum() == pytest.approx(
        sum(s.line.length for s in ground.segments) / 1000, rel=2e-3
    )
