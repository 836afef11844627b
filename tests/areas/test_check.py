"""Every fault with its surface and its place; no fault where there is none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.areas import KINDS, check_grids, make_grid, read_grids
from gis.areas.grids import as_grids
from gis.crs import metric_for

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
METRIC = metric_for(120.0, 29.0)
EAST, NORTH = (float(v) for v in METRIC.forward(120.0, 29.0))


def metres(*corners: tuple[float, float]) -> shapely.Polygon:
    """A polygon given in metres east and north of 120° E 29° N."""
    x, y = np.array(corners, dtype=float).T
    return shapely.Polygon(np.column_stack(METRIC.inverse(EAST + x, NORTH + y)))


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return metres((west, south), (east, south), (east, north), (west, north))


def grids(*shapes: shapely.Geometry | None, **columns: list[object]) -> gpd.GeoDataFrame:
    n = len(shapes)
    facts = {"grid_code": [f"g{k}" for k in range(n)], "lead_unit": ["城管局"] * n} | columns
    return as_grids(gpd.GeoDataFrame(facts, geometry=list(shapes), crs="EPSG:4326"))


def kinds(faults: list) -> list[str]:  # type: ignore[type-arg]
    return [f.kind for f in faults]


def test_a_clean_pair_has_no_fault() -> None:
    assert check_grids(grids(box(0, 0, 100, 100), box(100, 0, 200, 100))) == []


def test_overlap_gap_and_outside_are_measured_in_metres() -> None:
    # two boxes overlap by 2 m × 100 m; two more close a ring around a hole of 98 m × 100 m
    ring = grids(
        box(0, 0, 102, 100),
        box(100, 0, 300, 100),
        box(0, 100, 100, 200),
        box(198, 100, 300, 200),
        box(0, 200, 300, 300),
    )
    # sides are straight in lon/lat: where one meets the middle of another they part by up to 0.3 m²
    faults = check_grids(ring, min_m2=1)
    assert kinds(faults) == ["overlap", "gap"]
    overlap, gap = faults
    assert overlap.codes == ("g0", "g1") and overlap.area_m2 == pytest.approx(200, rel=1e-4)
    x, y = METRIC.forward(overlap.lon, overlap.lat)
    assert 100 < x - EAST < 102 and 0 < y - NORTH < 100
    assert gap.area_m2 == pytest.approx(9800, rel=1e-4) and set(gap.codes) >= {"g2", "g3", "g4"}

    boundary = gpd.GeoDataFrame(geometry=[box(0, 0, 310, 295)], crs="EPSG:4326")
    named = {(f.kind, round(f.area_m2 or 0)): f.codes for f in check_grids(ring, boundary, min_m2=1)}
    assert ("outside_boundary", 1500) in named and named[("outside_boundary", 1500)] == ("g4",)
    assert ("gap", 2950) in named and ("gap", 9800) in named


def test_a_hundredth_of_a_square_metre_is_listed_and_the_floor_is_a_choice() -> None:
    pair = grids(box(0, 0, 100.0002, 100), box(100, 0, 200, 100))
    faults = check_grids(pair)
    assert kinds(faults) == ["overlap"] and faults[0].area_m2 == pytest.approx(0.02, rel=0.05)
    assert check_grids(pair, min_m2=0.03) == []


def test_a_vertex_on_a_long_straight_border_is_no_fault() -> None:
    # straight in lon/lat, 10 km long: in metres its middle lies a metre off the chord
    left = shapely.box(120.0, 29.0, 120.1, 29.01)
    right = shapely.Polygon([(120, 29.01), (120.05, 29.01), (120.1, 29.01), (120.1, 29.02), (120, 29.02)])
    assert check_grids(grids(left, right)) == []


def test_a_hole_of_the_boundary_is_no_gap() -> None:
    lake = box(40, 40, 60, 60)
    land = shapely.difference(box(0, 0, 100, 100), lake)
    assert kinds(check_grids(grids(land))) == ["gap"]
    assert check_grids(grids(land), land) == []


def test_codes_leads_and_rings() -> None:
    bow = metres((0, 0), (100, 100), (100, 0), (0, 100))
    rows = grids(
        box(200, 0, 300, 100), box(300, 0, 400, 100), box(400, 0, 500, 100), bow, None,
        grid_code=["a", "a", "", "d", "e"], lead_unit=["城管局", "城管局", "", "城管局、交警队", "城管局"],
    )  # fmt: skip
    faults = check_grids(rows)
    assert kinds(faults) == [
        "invalid_ring", "empty_geometry", "duplicate_code", "missing_code", "missing_lead_unit",
        "doubled_lead_unit",
    ]  # fmt: skip
    assert kinds(faults) == sorted(kinds(faults), key=list(KINDS).index)
    assert faults[2].codes == ("a",) and faults[2].facts["count"] == 2
    assert faults[5].facts["units"] == ("城管局", "交警队")


def test_versions_of_one_grid_are_neither_duplicates_nor_overlaps() -> None:
    turn = date(2026, 1, 1)
    rows = grids(
        box(0, 0, 100, 100), box(0, 0, 120, 100),
        grid_code=["a", "a"], lead_unit=["甲", "乙"], valid_from=[None, turn], valid_to=[turn, None],
    )  # fmt: skip
    assert check_grids(rows) == []
    rows["valid_to"] = pd.Series([None, None], dtype=object)
    assert kinds(check_grids(rows)) == ["duplicate_code", "doubled_lead_unit", "overlap"]


def test_no_lead_unit_in_the_whole_file_is_one_fault() -> None:
    rows = grids(box(0, 0, 100, 100), box(100, 0, 200, 100), lead_unit=["", ""])
    (fault,) = check_grids(rows)
    assert fault.kind == "missing_lead_unit" and fault.codes == ("g0", "g1")


@settings(max_examples=25)
@given(
    st.floats(200, 900), st.integers(0, 2**32 - 1),
    st.sampled_from([(120.0, 29.0), (9.2, 48.8), (109.5, 34.5), (87.6, 43.8), (-73.9, 40.7)]),
)  # fmt: skip
def test_a_made_grid_has_neither_gap_nor_overlap(cell: float, seed: int, place: tuple[float, float]) -> None:
    rng = np.random.default_rng(seed)
    turns = np.sort(rng.uniform(0, 2 * np.pi, rng.integers(3, 40)))
    reach = rng.uniform(0.005, 0.03, len(turns))
    outline = shapely.make_valid(
        shapely.Polygon(np.column_stack([place[0] + reach * np.cos(turns), place[1] + reach * np.sin(turns)]))
    )
    outline = shapely.difference(outline, shapely.Point(place[0] + 0.004, place[1]).buffer(0.001))
    made = make_grid(outline, cell)
    shapes = np.asarray(made.geometry.values, dtype=object)
    assert shapely.is_valid(shapes).all() and shapely.coverage_is_valid(shapes)
    assert list(made["grid_code"]) == sorted(made["grid_code"])
    faults = check_grids(made.assign(lead_unit="城管局"), outline, min_m2=0.05)
    assert faults == []
    assert shapely.area(shapes).sum() == pytest.approx(outline.area, rel=1e-6)


def test_cells_are_numbered_west_to_east_then_north_to_south_and_aligned() -> None:
    made = make_grid(box(-250, -250, 250, 250), 100, METRIC)
    middle = shapely.centroid(np.asarray(made.geometry.values, dtype=object))
    x, y = METRIC.forward(shapely.get_x(middle), shapely.get_y(middle))
    rows = np.floor((y - NORTH) / 50)
    assert list(rows) == sorted(rows, reverse=True)
    first = x[rows == rows[0]]
    assert list(first) == sorted(first)
    inner = made[np.abs(shapely.area(made.geometry) - shapely.area(made.geometry).max()) < 1e-9]
    corners = shapely.get_coordinates(inner.geometry.iloc[0])
    cx, cy = METRIC.forward(corners[:, 0], corners[:, 1])
    assert (
        np.abs(cx / 100 - np.round(cx / 100)).max() < 1e-4
        and np.abs(cy / 100 - np.round(cy / 100)).max() < 1e-4
    )


@pytest.mark.real
@pytest.mark.skipif(not DATA.is_dir(), reason="real data not beside the checkout")
def test_the_thirteen_towns_of_yiwu() -> None:
    towns = read_grids(DATA / "yiwu" / "towns.geojson")
    name = dict(zip(towns["grid_code"], towns["name"]))
    faults = check_grids(towns)
    overlaps = {
        frozenset(name[c] for c in f.codes): round(f.area_m2 or 0, 2) for f in faults if f.kind == "overlap"
    }
    assert overlaps == {
        frozenset({"稠江街道", "稠城街道"}): 1.91, frozenset({"佛堂镇", "江东街道"}): 0.15,
    }  # fmt: skip
    assert [round(f.area_m2 or 0, 2) for f in faults if f.kind == "gap"] == [3.98, 1.07, 0.95]
    # the same surface, found without pairs: what the towns add up to beyond their union
    shapes = np.asarray(towns.geometry.values, dtype=object)
    flat = shapely.transform(shapes, metric_for(120.05, 29.3).forward, interleaved=False)
    assert sum(overlaps.values()) == pytest.approx(
        shapely.area(flat).sum() - shapely.union_all(flat).area, abs=0.01
    )
    assert len([f for f in faults if f.kind == "missing_lead_unit"]) == 1


wild = st.lists(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=4, max_size=9), max_size=6)


@settings(max_examples=60)
@given(wild)
def test_whatever_is_drawn_is_checked_and_pairs_are_right(rings: list[list[tuple[int, int]]]) -> None:
    shapes = [shapely.Polygon([(120 + x / 100, 29 + y / 100) for x, y in ring]) for ring in rings]
    faults = check_grids(grids(*shapes))
    bad = {f.codes[0] for f in faults if f.kind in ("invalid_ring", "empty_geometry")}
    assert bad == {f"g{k}" for k, s in enumerate(shapes) if not s.is_valid}
    listed = {f.codes for f in faults if f.kind == "overlap"}
    for i, one in enumerate(shapes):
        for j in range(i + 1, len(shapes)):
            if one.is_valid and shapes[j].is_valid:
                meets = shapely.area(shapely.intersection(one, shapes[j])) > 1e-12
                assert ((f"g{i}", f"g{j}") in listed) == meets
    for fault in faults:
        assert fault.area_m2 is None or fault.area_m2 >= 0.01
