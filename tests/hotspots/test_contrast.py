"""Zones of a small county and of the demo, from files to figures."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from gis.errors import GisError
from gis.filters import Filters, Place
from gis.hotspots.compare import Row
from gis.hotspots.contrast import Contrast, zone_contrast
from gis.hotspots.places import places_of
from gis.live import Loaded, load
from gis.select import select
from tests.cli import asked
from tests.hotspots.land import AS_OF, Land, degrees, open_land

VILLAGE = {"zone_id": "u1", "name": "甲村", "kind": "urban_village", "box": (100, 100, 300, 300)}
NEXT = {
    "zone_id": "u2",
    "name": "乙村",
    "kind": "urban_village",
    "box": (200, 100, 400, 300),
    "residents": 500,
}
TOWN = {"zone_id": "b1", "name": "县城", "kind": "built_up_area", "box": (0, 0, 1000, 1000)}
ROADS = [("lane", [(0, 200), (1000, 200)]), ("street", [(0, 600), (1000, 600)])]
GRIDS = {"g_000": (0.0, 0.0, 1000.0, 1000.0), "g_001": (1000.0, 0.0, 2000.0, 1000.0)}


def at(x: float, y: float, day: int = 10, **more: object) -> dict[str, object]:
    return {"x": x, "y": y, "found": datetime(2026, 3, day, 4, tzinfo=UTC), "type": "dust", **more}


def zones_of(found: Contrast, measure: str = "new") -> dict[str, Row]:
    return {r.zone_id: r for r in found.measures[measure].zones}


CASES = [
    at(150, 203.5), at(100, 100), at(250, 203.5), at(400, 300), at(700, 600), at(1500, 500), {"found": AS_OF},
    at(150, 203.5, flags=1), at(150, 203.5, 20, type="small_ads"),
]  # fmt: skip
"""Inside u1, on its corner, in both, on the corner of u2, in none, in no street of theirs, nowhere, void."""


def test_a_case_on_a_border_in_two_zones_and_outside_all(tmp_path: Path) -> None:
    loaded = open_land(tmp_path, Land(GRIDS, [VILLAGE, NEXT, TOWN], ROADS), CASES)
    found = zone_contrast(loaded, Filters(types=("dust", "")), as_of=AS_OF)
    rows, totals = zones_of(found), found.measures["new"].totals
    assert [rows[z].cases for z in ("u1", "u2")] == [3, 2]
    assert found.measures["new"].kinds[0].cases == 4, "the two villages together: each case once"
    assert (totals.cases, totals.weak, totals.elsewhere, totals.no_place) == (7, 4, 2, 1)
    assert rows["u1"].exposure == pytest.approx(0.2, abs=0.011) and rows["u1"].reference_cases == 1
    assert rows["u1"].reference_exposure == pytest.approx(1.7, abs=0.011)
    assert found.basis == "road_km" and found.grids == 2 and found.road_km == pytest.approx(2.0, rel=0.01)


def test_places_choose_zones_and_move_no_figure(tmp_path: Path) -> None:
    far = {"zone_id": "m1", "name": "市场", "kind": "market", "box": (1500, 400, 1600, 500)}
    loaded = open_land(tmp_path, Land(GRIDS, [VILLAGE, NEXT, TOWN, far], ROADS), CASES)
    whole = zones_of(zone_contrast(loaded, Filters(), as_of=AS_OF))
    lon, lat = (float(v) for v in degrees(50, 200))
    for narrow, names in (
        (Filters(zones=("u2",)), {"u2"}), (Filters(zone_kinds=("market",)), {"m1"}),
        (Filters(grids=("g_000",)), {"u1", "u2"}), (Filters(place=Place(lon, lat, 60)), {"u1"}),
    ):  # fmt: skip
        some = zones_of(zone_contrast(loaded, narrow, as_of=AS_OF))
        assert set(some) == names and all(some[z].cases == whole[z].cases for z in names)
        assert all(some[z].ratio == whole[z].ratio for z in names)


def test_another_order_and_a_far_grid_change_nothing(tmp_path: Path) -> None:
    land = Land(GRIDS, [VILLAGE, NEXT, TOWN], ROADS)
    plain = zone_contrast(open_land(tmp_path / "a", land, CASES), Filters(), as_of=AS_OF)
    far = GRIDS | {"g_009": (60_000.0, 0.0, 61_000.0, 1000.0)}
    wide = Land(far, land.zones[::-1], [*ROADS[::-1], ("lane", [(60_000, 500), (61_000, 500)])])
    cases = [*CASES[::-1], at(60_500, 500), at(60_500, 500)]
    other = zone_contrast(open_land(tmp_path / "b", wide, cases), Filters(), as_of=AS_OF)
    assert other.grids == 3 and other.measures["new"].totals.cases == plain.measures["new"].totals.cases + 2
    for name, row in zones_of(plain).items():
        mine = zones_of(other)[name]
        for figure in (
            "cases",
            "reference_cases",
            "exposure",
            "rate",
            "reference_rate",
            "ratio",
            "low",
            "high",
            "p",
        ):
            assert getattr(mine, figure) == pytest.approx(getattr(row, figure), rel=1e-9)


def test_other_grounds_to_count_against(tmp_path: Path) -> None:
    loaded = open_land(tmp_path, Land(GRIDS, [VILLAGE, NEXT, TOWN], ROADS), CASES)
    surface = zones_of(zone_contrast(loaded, Filters(), as_of=AS_OF, basis="built_km2"))["u1"]
    assert surface.exposure == pytest.approx(0.04, rel=1e-4)
    assert surface.reference_exposure == pytest.approx(1 - 0.06, rel=1e-4)
    people = zone_contrast(loaded, Filters(), as_of=AS_OF, basis="residents")
    assert zones_of(people)["u2"].rate == 4.0 and zones_of(people)["u2"].ratio is None
    assert zones_of(people)["u1"].rate is None and people.measures["new"].weak.rate is None
    with pytest.raises(GisError, match="bad-value"):
        zone_contrast(loaded, Filters(), as_of=AS_OF, basis="people")


def test_a_county_without_roads_or_built_up_zones_is_said_to_be(tmp_path: Path) -> None:
    found = zone_contrast(open_land(tmp_path, Land(GRIDS, [VILLAGE]), CASES), Filters(), as_of=AS_OF)
    assert (found.basis, found.asked_basis, found.built, found.road_km) == (
        "built_km2",
        "road_km",
        False,
        None,
    )
    assert zones_of(found)["u1"].reference_exposure == pytest.approx(2 - 0.04, rel=1e-3), (
        "g_001 is of its street too"
    )


def test_statistical_codes_are_fringe_where_no_zone_says_it(tmp_path: Path) -> None:
    grids = GRIDS | {"g_002": (2000.0, 0.0, 3000.0, 1000.0)}
    codes = {"g_001": "112", "g_002": "122"}
    more = {code: {"urban_rural_code": codes.get(code, "111")} for code in grids}
    drawn = {"zone_id": "f1", "name": "城东", "kind": "fringe_area", "box": (2000, 0, 2500, 1000)}
    cases = [at(1500, 500), at(500, 500), at(2700, 500)]
    loaded = open_land(tmp_path, Land(grids, [drawn], [("lane", [(0, 500), (3000, 500)])], more), cases)
    found = zone_contrast(loaded, Filters(), as_of=AS_OF)
    assert found.by_code == ("fringe_area-g_001",) and set(zones_of(found)) == {"f1", "fringe_area-g_001"}
    coded = zones_of(found)["fringe_area-g_001"]
    assert (coded.cases, coded.kind, coded.reference_cases) == (1, "fringe_area", 2)
    assert coded.exposure == pytest.approx(1.0, rel=0.02)
    assert [p.grids for p in places_of(loaded.registers, ()).each] == [(), ("g_001",)]


def test_a_zone_drawn_during_the_period_counts_from_its_first_day(tmp_path: Path) -> None:
    late = VILLAGE | {"valid_from": "2026-03-16"}
    cases = [at(150, 203.5, 20), at(700, 600, 5), at(700, 600, 25), at(800, 600, 26)]
    loaded = open_land(tmp_path, Land(GRIDS, [late, TOWN], ROADS), cases)
    row = zones_of(zone_contrast(loaded, Filters(start=date(2026, 3, 1)), as_of=AS_OF))["u1"]
    assert (row.cases, row.reference_cases) == (1, 2) and row.exposure == pytest.approx(0.2, abs=0.011)
    gone = zone_contrast(loaded, Filters(end=date(2026, 3, 10)), as_of=AS_OF)
    assert not gone.rows


def test_nothing_at_all_is_no_fault(tmp_path: Path) -> None:
    for k, land in enumerate((Land(), Land(grids={}), Land(GRIDS, [VILLAGE, TOWN], ROADS))):
        found = zone_contrast(open_land(tmp_path / str(k), land), Filters(), as_of=AS_OF)
        assert found.first_day is None and found.measures["new"].totals.cases == 0
    lonely = open_land(tmp_path / "x", Land(GRIDS, [VILLAGE, TOWN], ROADS), CASES)
    found = zone_contrast(lonely, Filters(start=date(2027, 1, 1)), as_of=AS_OF)
    assert not found.rows and found.measures["new"].totals.cases == 0


@pytest.fixture(scope="module")
def demo(demo_data: Path) -> Loaded:
    return load(demo_data, date(2026, 11, 22))


def test_the_planted_zones_of_the_demo_are_found(demo: Loaded) -> None:
    now = demo.county.present(datetime(2026, 11, 22, tzinfo=UTC))
    found = zone_contrast(demo, Filters(), as_of=now)
    truth = json.loads((demo.county.root / "truth.json").read_text(encoding="utf-8"))["hot_zones"]["zones"]
    rows = zones_of(found)
    assert set(rows) == {z["zone_id"] for z in truth}
    for zone in truth:
        row = rows[zone["zone_id"]]
        assert row.ranked and row.ratio is not None and row.q is not None
        if zone["planted_ratio"] > 1:
            assert row.q < 0.001 and row.ratio == pytest.approx(zone["expected_ratio"], rel=0.25)
        if (
            zone["kind"] != "market"
        ):  # a market's 100 m around it are its ground, of which the truth knows nothing
            assert row.exposure == pytest.approx(zone["road_km"], rel=0.04)
    for name in ("new", "rebound", "overdue"):
        whole = select(demo.frame, Filters(set=name), as_of=now, tz=demo.county.tz)
        assert found.measures[name].totals.cases == whole.count
    assert found.measures["rebound"].weak.ratio is not None and found.measures["rebound"].weak.ratio > 1.3


def test_a_week_is_answered_from_a_years_weeks(demo: Loaded) -> None:
    now = demo.county.present(datetime(2026, 11, 22, tzinfo=UTC))
    filters = Filters(days=7)
    found = zone_contrast(demo, filters, as_of=now)
    assert found.first_day == now.date() - timedelta(days=6) and found.last_day == now.date()
    assert (
        found.measures["new"].totals.cases
        == select(demo.frame, filters.but(set="new"), as_of=now, tz=demo.county.tz).count
    )
    assert np.mean([r.ranked for r in found.rows]) < 0.5, "most zones expect fewer than five cases a week"
    assert all(r.dispersion is None or r.dispersion < 3 for r in found.rows)


def test_the_command_writes_zones_kinds_and_the_preset(demo_data: Path, tmp_path: Path) -> None:
    out = tmp_path / "F.csv"
    told = asked("zone-contrast", "--data", demo_data, "--days", "365", "--set", "rebound", "--out", out)
    with out.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    head = ["zone_id", "kind", "cases", "exposure", "rate", "reference_rate", "ratio", "low", "high"]
    assert list(rows[0])[:9] == head and len(rows) == told["rows"]
    assert [r["kind"] for r in rows if not r["zone_id"]][-1] == "weak_link" and told["measure"] == "rebound"
    assert sum(int(r["cases"]) for r in rows if r["kind"] == "weak_link") == told["totals"]["weak"]
    assert all(
        float(r["low"]) <= float(r["ratio"]) <= float(r["high"]) for r in rows if r["ratio"] and r["high"]
    )
