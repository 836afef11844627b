"""The table of located cases: every case in one grid or listed, of the day found and of today."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.areas import make_grid
from gis.county import County
from gis.locate import UNLOCATED, locate
from gis.registers import load
from gis.schema import FIELDS
from tests.locate.made import by_sjoin, ground, points
from tests.registers.test_registers import UNITS, county, features

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
TODAY = date(2026, 11, 22)


def cases(rows: list[dict[str, object]]) -> pa.Table:
    """A current table: FIELDS, case_id, source; what a row does not say is null."""
    columns = {
        "case_id": pa.array([f"s/{k}" for k in range(len(rows))], pa.string()),
        "source": pa.array(["s"] * len(rows), pa.string()),
    }
    made = {name: pa.array([row.get(name) for row in rows], kind) for name, kind in FIELDS.items()}
    return pa.table({**columns, **made})


def at(lon: float | None, lat: float | None, **more: object) -> dict[str, object]:
    return {"geometry": {"x": lon, "y": lat}, **more}


@pytest.fixture
def small(tmp_path: Path) -> County:
    """Two grids side by side, redrawn on 2026-03-01; a zone, a market with a buffer, a street."""
    west, east, middle = (
        shapely.box(120.0, 29.0, 120.01, 29.01),
        shapely.box(120.01, 29.0, 120.02, 29.01),
        120.015,
    )
    moved = shapely.box(120.0, 29.0, middle, 29.01), shapely.box(middle, 29.0, 120.02, 29.01)
    turn = "2026-03-01"
    return county(
        tmp_path,
        grids=features(
            ({"grid_code": "g1", "lead_unit": "城管局", "valid_to": turn}, west),
            ({"grid_code": "g2", "lead_unit": "交警", "valid_to": turn}, east),
            ({"grid_code": "g1", "lead_unit": "城管局", "valid_from": turn}, moved[0]),
            ({"grid_code": "g2", "lead_unit": "交警", "valid_from": turn}, moved[1]),
        ),
        zones__geojson=features(
            ({"zone_id": "z1", "kind": "urban_village"}, shapely.box(120.0, 29.0, 120.02, 29.005)),
            ({"zone_id": "m1", "kind": "market", "buffer_m": 100}, shapely.Point(120.012, 29.002)),
            ({"zone_id": "z9", "kind": "fringe_area", "valid_from": "2026-05-01"}, west),
        ),
        segments__geojson=features(
            ({"segment_id": "s1", "name": "解放路"}, shapely.LineString([(120.0, 29.002), (120.02, 29.002)]))
        ),
        units__csv=UNITS,
        type_unit__csv="problem_type,unit_id,valid_from,valid_to\nvendor,u1,,2026-03-01\nvendor,交警,2026-03-01,\n",
    )


def test_by_hand(small: County) -> None:
    found_old, found_new = datetime(2026, 2, 28, 15, 59, tzinfo=UTC), datetime(2026, 2, 28, 16, 0, tzinfo=UTC)
    rows = [
        at(120.012, 29.002, found_at=found_old, problem_type="vendor", responsible_unit="执法 城管局"),
        at(120.012, 29.0021, found_at=found_new, problem_type="vendor"),  # midnight in Shanghai: the new day
        at(120.01, 29.008, found_at=found_old, problem_type="waste", responsible_unit="城管局"),  # border
        at(120.005, 29.008, problem_type="vendor"),  # no day: today's grids
        at(121.0, 29.0, found_at=found_old),
        at(0.0, 0.0), at(0.0065, -0.006), at(None, None), {"geometry": None}, at(200.0, 29.0),
        at(120.0, 89.0),
    ]  # fmt: skip
    current = cases(rows)
    out = locate(current, load(small), small, TODAY)
    assert out.column("case_id").equals(current.column("case_id"))
    assert set(current.column_names) < set(out.column_names)

    def said(name: str) -> list[object]:
        return out.column(name).to_pylist()

    none = [None] * 6
    assert said("grid_code") == ["g2", "g1", "g1", "g1", None, *none]
    assert said("grid_code_now") == ["g1", "g1", "g1", "g1", None, *none]
    assert said("lead_unit") == ["u2", "u1", "u1", "u1", None, *none]
    assert said("lead_unit_now") == ["u1", "u1", "u1", "u1", None, *none]
    assert said("zones") == [["m1", "z1"], ["m1", "z1"], [], ["z9"], [], *[[]] * 6]
    assert said("segment_id") == ["s1", "s1", None, None, None, *none]
    assert said("responsible_unit") == ["执法 城管局", "u2", "u1", "u2", None, *none]
    assert said("responsible_basis") == ["stated", "type", "stated", "type", *["none"] * 7]
    assert said("unlocated") == [
        None, None, None, None, "outside_grids", "null_island", "null_island", "no_coordinates",
        "no_coordinates", "out_of_range", "out_of_range",
    ]  # fmt: skip
    assert [v is None for v in said("lon")] == [False] * 5 + [True] * 6 and said("lat")[4] == 29.0
    assert said("location_method") == ["stated"] * 5 + [None] * 6


def test_a_buffer_is_in_metres_on_the_ground(small: County) -> None:
    metric = load(small).metric
    x, y = metric.forward(120.012, 29.002)
    lon, lat = metric.inverse(x + np.array([99.5, 100.5, 0, 0]), y + np.array([0, 0, 99.5, 100.5]))
    out = locate(cases([at(a, b) for a, b in zip(lon, lat)]), load(small), small, TODAY)
    assert ["m1" in z for z in out.column("zones").to_pylist()] == [True, False, True, False]


def test_no_registers_and_no_cases(tmp_path: Path) -> None:
    empty = County(tmp_path, "甲", "A")
    out = locate(cases([at(120.0, 29.0), at(0, 0)]), load(empty), empty, TODAY)
    assert out.column("unlocated").to_pylist() == ["outside_grids", "null_island"]
    assert out.column("zones").to_pylist() == [[], []]
    nothing = locate(cases([]), load(empty), empty, TODAY)
    assert nothing.num_rows == 0 and nothing.schema.equals(out.schema)


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["partition", "holes", "stars"]))
def test_each_case_is_in_one_grid_or_listed(
    tmp_path_factory: pytest.TempPathFactory, seed: int, kind: str
) -> None:
    rng = np.random.default_rng(seed)
    shapes = ground(rng, kind)
    codes = [f"{k}" for k in rng.permutation(len(shapes))]
    here = county(
        tmp_path_factory.mktemp("c"),
        grids=features(*(({"grid_code": c}, s) for c, s in zip(codes, shapes, strict=True))),
    )
    registers = load(here)
    lon, lat = points(rng, np.asarray(registers.grids.geometry.values, dtype=object), 60)
    kept = (np.abs(lon) > 0.02) & (np.abs(lat) < 85)
    lon, lat = lon[kept], lat[kept]
    want = by_sjoin(lon, lat, np.asarray(registers.grids.geometry.values, dtype=object), codes)
    current = cases([at(a, b) for a, b in zip(lon, lat, strict=True)])
    out = locate(current, registers, here, TODAY)
    grids, why = out.column("grid_code").to_pylist(), out.column("unlocated").to_pylist()
    assert grids == [w[0] if w else None for w in want]
    assert all((g is None) == (w == "outside_grids") for g, w in zip(grids, why, strict=True))
    order = rng.permutation(len(lon))
    assert locate(current.take(order), registers, here, TODAY).equals(out.take(order))


def test_every_reason_is_known(small: County) -> None:
    out = locate(cases([at(1.0, 1.0), at(0, 0), {"geometry": None}, at(999.0, 0)]), load(small), small, TODAY)
    assert sorted(out.column("unlocated").to_pylist()) == sorted(UNLOCATED)


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.skipif(not DATA.is_dir(), reason="real data not beside the checkout")
def test_stuttgart_sightings_over_made_cells(tmp_path: Path) -> None:
    import pandas as pd

    files = sorted((DATA / "stuttgart").glob("*.csv"))
    seen = pd.concat([pd.read_csv(f, usecols=["lat", "lon"]) for f in files], ignore_index=True)
    assert len(seen) == 134_627
    city = shapely.convex_hull(
        shapely.multipoints([(9.04, 48.7), (9.31, 48.7), (9.31, 48.86), (9.04, 48.86)])
    )
    cells = make_grid(city, 500)
    here = county(
        tmp_path, grids=features(*(({"grid_code": c}, s) for c, s in zip(cells["grid_code"], cells.geometry)))
    )
    geometry = pa.StructArray.from_arrays([pa.array(seen["lon"]), pa.array(seen["lat"])], ["x", "y"])
    blank = {n: pa.nulls(len(seen), k) for n, k in FIELDS.items() if n != "geometry"}
    current = pa.table({"case_id": pa.array(seen.index.astype(str)), "geometry": geometry, **blank})
    out = locate(current, load(here), here, TODAY)
    want = by_sjoin(
        seen["lon"].to_numpy(), seen["lat"].to_numpy(), np.asarray(cells.geometry.values, dtype=object),
        list(cells["grid_code"]),
    )  # fmt: skip
    assert out.column("grid_code").to_pylist() == [w[0] if w else None for w in want]
    assert set(out.column("unlocated").to_pylist()) <= {None, *UNLOCATED}
