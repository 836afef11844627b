"""Grids and squares: every case in one of them, neighbours without the unit itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import GisError
from gis.hotspots.units import Units, cell_units, units_of
from tests.hotspots.land import Land, open_land

FOUR = {
    "g_000": (0.0, 0.0, 500.0, 500.0), "g_001": (500.3, 0.0, 1000.0, 500.0), "g_002": (500.0, 500.0, 1000.0, 1000.0),
    "g_003": (1600.0, 0.0, 2000.0, 500.0),
}  # fmt: skip
"""The second begins 30 cm beside the first; the third touches both; the fourth none."""
ROAD = ("street", [(0, 250), (2000, 250)])


def near(units: Units, i: int) -> list[str]:
    return [units.ids[j] for j in units.near[units.near_start[i] : units.near_start[i + 1]]]


def test_grids_touch_across_slivers_and_at_corners(tmp_path: Path) -> None:
    cases = [{"x": 100, "y": 100}, {"x": 700, "y": 700}, {"x": 1200, "y": 100}, {}]
    units = units_of(open_land(tmp_path, Land(FOUR, roads=[ROAD]), cases), "grid")
    assert units.ids == ("g_000", "g_001", "g_002", "g_003")
    assert [near(units, i) for i in range(4)] == [
        ["g_001", "g_002"],
        ["g_000", "g_002"],
        ["g_000", "g_001"],
        [],
    ]
    assert sorted(units.unit_of) == [-1, -1, 0, 2], "outside all grids, and without a place"
    np.testing.assert_allclose(units.exposure, [0.5, 0.4997, 0, 0.4], atol=0.006)


def test_squares_are_named_by_their_corner_and_end_at_the_county(tmp_path: Path) -> None:
    cases = [{"x": 50, "y": 450}, {"x": 1200, "y": 250}, {}]
    units = units_of(open_land(tmp_path, Land(FOUR, roads=[ROAD]), cases), "cell")
    assert units.ids[0] == "E4900N37742" and units.ids[1] == "E4900N37744", (
        "a road's square, and a lone case's"
    )
    assert (units.x_m[0], units.y_m[0]) == (490_050, 3_774_250)
    assert len(units.ids) == 15 and units.exposure.sum() == pytest.approx(1.4, abs=0.011)
    assert units.exposure[1] == 0
    assert sorted(units.unit_of) == [-1, -1, 1], "a case in no grid, on a road or not, has no square"


def test_neighbours_are_the_squares_around() -> None:
    x, y = np.meshgrid(np.arange(5) * 100 + 50.0, np.arange(4) * 100 + 50.0)
    none = np.zeros(0)
    units = cell_units((x.ravel(), y.ravel(), np.ones(20)), (none, none, none > 0), basis="road_km")
    middle = units.ids.index("E1N1")
    assert sorted(near(units, middle)) == sorted(
        f"E{e}N{n}" for e in (0, 1, 2) for n in (0, 1, 2) if (e, n) != (1, 1)
    )
    assert len(near(units, units.ids.index("E0N0"))) == 3


def test_a_case_on_a_line_belongs_to_one_square() -> None:
    at = np.array([0.0, 99.999, 100.0, 100.0])
    units = cell_units(
        (np.zeros(0),) * 3, (at, np.array([0.0, 0, 0, 100.0]), np.ones(4, bool)), basis="road_km"
    )
    assert [units.ids[u] for u in units.unit_of] == ["E0N0", "E0N0", "E1N0", "E1N1"]


@given(st.lists(st.tuples(st.integers(-300, 300), st.integers(-300, 300)), max_size=40))
def test_every_case_is_in_one_square_and_neighbours_are_mutual(at: list[tuple[int, int]]) -> None:
    xy = np.array(at, float).reshape(-1, 2)
    units = cell_units(
        (xy[:, 0], xy[:, 1], np.ones(len(xy))), (xy[:, 0], xy[:, 1], np.ones(len(xy), bool)), basis="x"
    )
    assert (units.unit_of >= 0).all() and units.exposure.sum() == len(xy)
    if len(xy):
        assert np.abs(units.x_m[units.unit_of] - xy[:, 0]).max() <= 50
    pairs = {
        (i, j)
        for i in range(len(units.ids))
        for j in units.near[units.near_start[i] : units.near_start[i + 1]]
    }
    assert all((j, i) in pairs and i != j for i, j in pairs)
    far = {
        (i, j)
        for i, j in pairs
        if max(abs(units.x_m[i] - units.x_m[j]), abs(units.y_m[i] - units.y_m[j])) > 100
    }
    assert not far


def test_a_far_grid_changes_no_exposure_and_no_case(tmp_path: Path) -> None:
    cases = [{"x": 100, "y": 100}, {"x": 700, "y": 700}]
    plain = units_of(open_land(tmp_path / "a", Land(FOUR, roads=[ROAD]), cases), "grid")
    more = FOUR | {"g_004": (90_000.0, 0.0, 91_000.0, 500.0)}
    wide = units_of(open_land(tmp_path / "b", Land(more, roads=[ROAD]), cases), "grid")
    np.testing.assert_array_equal(wide.exposure[:4], plain.exposure)
    np.testing.assert_array_equal(wide.unit_of, plain.unit_of)
    np.testing.assert_array_equal(wide.near, plain.near)


@pytest.mark.parametrize(("kind", "basis"), [("square", "road_km"), ("grid", "people")])
def test_what_is_no_unit_or_basis_is_refused(kind: str, basis: str, tmp_path: Path) -> None:
    with pytest.raises(GisError, match="bad-value"):
        units_of(open_land(tmp_path, Land()), kind, basis=basis)


def test_a_county_without_grids_and_cases_has_no_units(tmp_path: Path) -> None:
    loaded = open_land(tmp_path, Land(grids={}))
    assert [len(units_of(loaded, kind).ids) for kind in ("grid", "cell")] == [0, 0]
