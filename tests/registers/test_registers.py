"""Registers: tolerant reading, words, versions over time."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.areas.grids import day
from gis.county import County
from gis.registers import Registers, load
from gis.registers.dated import Dated
from gis.registers.tables import COLUMNS

LAYERS = ("zones", "segments", "pois", "sample_points", "boundary")


def county(root: Path, **files: str | bytes) -> County:
    """A county folder with these registers; ``grids`` is a list of (properties, polygon) as JSON text."""
    (root / "registers").mkdir(parents=True, exist_ok=True)
    for name, body in files.items():
        path = root / "grids.geojson" if name == "grids" else root / "registers" / name.replace("__", ".")
        path.write_bytes(body if isinstance(body, bytes) else body.encode())
    return County(root, "甲县", "A")


def features(*rows: tuple[dict[str, object], shapely.Geometry]) -> str:
    made = [{"type": "Feature", "properties": p, "geometry": shapely.geometry.mapping(g)} for p, g in rows]
    return json.dumps({"type": "FeatureCollection", "features": made}, ensure_ascii=False)


SQUARE = shapely.box(120.0, 29.0, 120.01, 29.01)
UNITS = "unit_id,zh,en,kind,group,affiliation,aliases,valid_from,valid_to\n" + "\n".join([
    "u1,县城市管理局,Urban Management,bureau,,,城管局;执法局,,",
    "u2,县公安局（交警大队）,Traffic Police,bureau,,,交警;执法局,,",
])  # fmt: skip


def test_nothing_at_all_is_an_empty_county(tmp_path: Path) -> None:
    found = load(County(tmp_path, "甲", "A"))
    for name, columns in COLUMNS.items():
        table: pd.DataFrame = getattr(found, name)
        assert len(table) == 0 and list(table.columns) == list(columns), name
    for name in LAYERS:
        assert len(getattr(found, name)) == 0, name
    assert found.issues == () and found.faults == [] and found.unit_names() == {}
    assert len(found.grids_on(date(2026, 1, 1))) == 0
    assert list(found.lead_units(["a"], [date(2026, 1, 1)])) == [None]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_words_mean_units(encoding: str, tmp_path: Path) -> None:
    found = load(county(tmp_path, units__csv=UNITS.encode(encoding)))
    for word in (
        "u1",
        "县城市管理局",
        "Urban Management",
        "城管局",
        " 城管局 ",
        "URBAN  management",
        "U1",
        "城 管 局",
    ):
        assert found.unit_of_word(word) == "u1", word
    assert found.unit_of_word("县公安局(交警大队)") == "u2"
    assert found.unit_of_word("执法局") is None and found.unit_of_word("卫生局") is None
    assert any(i.reason == "ambiguous_word" and i.value == "执法局" for i in found.issues)
    assert found.unit_names("en") == {"u1": "Urban Management", "u2": "Traffic Police"}
    assert found.unit_names()["u1"] == "县城市管理局"


def test_cells_are_typed_and_what_cannot_be_read_is_listed(tmp_path: Path) -> None:
    found = load(
        county(
            tmp_path,
            patrols__csv="day,grid_code,source,hours\n2026-03-01,001,s,2.5\n三月一日,002,s,很久\n",
            campaigns__csv="campaign_id,zh,en,types,start,end\nc1,春季行动,Spring,a;占道经营,2026/3/1,\n",
            type_unit__csv="problem_type,unit_id,valid_from,valid_to\n暴露垃圾,nobody,,\n没有的,,,\n",
        )
    )
    assert list(found.patrols["day"]) == [date(2026, 3, 1), None] and found.patrols["hours"][0] == 2.5
    assert found.patrols["hours"].dtype == float and list(found.patrols["grid_code"]) == ["001", "002"]
    assert list(found.type_unit["problem_type"]) == ["exposed_waste", "没有的"]
    assert found.campaigns["types"][0] == ("a", "on_road_vending") and found.campaigns["start"][0] == date(
        2026, 3, 1
    )
    reasons = {(i.file, i.row, i.column, i.reason) for i in found.issues}
    assert reasons == {
        ("patrols.csv", 2, "day", "not_a_day"), ("patrols.csv", 2, "hours", "not_a_number"),
        ("type_unit.csv", 1, "unit_id", "unknown_unit"), ("type_unit.csv", 2, "problem_type", "unknown_type"),
        ("campaigns.csv", 1, "types", "unknown_type"),
    }  # fmt: skip


def test_a_broken_layer_is_an_issue_and_the_county_opens(tmp_path: Path) -> None:
    found = load(county(tmp_path, grids="{", zones__geojson="[", units__csv=b"\xff\xfe\x00"))
    assert len(found.grids) == 0 and {i.reason for i in found.issues} >= {"unreadable"}
    bow = shapely.Polygon([(120, 29), (120.1, 29.1), (120.1, 29), (120, 29.1)])
    found = load(county(tmp_path, grids=features(({"grid_code": "a", "lead_unit": "x"}, bow))))
    assert [f.kind for f in found.faults] == ["invalid_ring"] and len(found.grids) == 1


def test_the_version_follows_the_bytes(tmp_path: Path) -> None:
    one = load(county(tmp_path, units__csv=UNITS)).version
    assert load(county(tmp_path)).version == one
    (tmp_path / "registers" / "notes.txt").write_text("not a register")
    assert load(county(tmp_path)).version == one
    assert load(county(tmp_path, units__csv=UNITS + "\n")).version != one
    assert load(County(tmp_path, "甲县", "A", zone="Europe/Berlin")).version != load(county(tmp_path)).version


def _leads(tmp_path: Path) -> Registers:
    turn = "2026-01-01"
    return load(
        county(
            tmp_path,
            grids=features(
                ({"grid_code": "a", "lead_unit": "城管局", "valid_to": turn}, SQUARE),
                ({"grid_code": "a", "lead_unit": "交警", "valid_from": turn}, SQUARE),
                ({"grid_code": "b", "lead_unit": "某公司"}, SQUARE),
                ({"grid_code": "c", "lead_unit": ""}, SQUARE),
            ),
            units__csv=UNITS,
            responsibility__csv=(
                "area_kind,area_id,unit_id,role,valid_from,valid_to\n"
                "grid,b,u1,lead,2026-02-01,2026-03-01\ngrid,b,u2,participating,,\nzone,c,u1,lead,,\n"
            ),
        )
    )


def test_lead_units_of_the_day(tmp_path: Path) -> None:
    found = _leads(tmp_path)
    asked = [
        ("a", "2025-12-31", "u1"), ("a", "2026-01-01", "u2"),
        ("b", "2026-01-31", "某公司"), ("b", "2026-02-01", "u1"),
        ("b", "2026-02-28", "u1"), ("b", "2026-03-01", "某公司"),
        ("c", "2026-02-01", None), ("x", "2026-02-01", None),
    ]  # fmt: skip
    got = found.lead_units([a[0] for a in asked], [date.fromisoformat(a[1]) for a in asked])
    assert list(got) == [a[2] for a in asked]


def test_grids_on_a_day_have_one_row_a_code_and_their_surface(tmp_path: Path) -> None:
    shown = _leads(tmp_path).grids_on(date(2026, 2, 10))
    assert list(shown["grid_code"]) == ["a", "b", "c"] and list(shown["lead_unit"]) == ["u2", "u1", ""]
    assert shown["km2"].to_numpy() == pytest.approx(1.0799, abs=0.0002)  # 974.4 m × 1108.3 m


days = st.dates(date(2026, 1, 1), date(2026, 1, 20))
spans = st.tuples(st.none() | days, st.none() | days)


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), spans), max_size=12),
    st.sampled_from("abcd"),
    days,
)
def test_dated_says_what_the_last_valid_row_says(rows: list, key: str, day: date) -> None:  # type: ignore[type-arg]
    table = Dated.of(rows)
    epoch = int(
        np.searchsorted(np.array(table.marks, dtype="datetime64[D]"), np.datetime64(day), side="right")
    )
    place = table.table[epoch, table.places([key])[0]]
    valid = [v for k, v, (a, b) in rows if k == key and (a or date.min) <= day < (b or date.max)]
    assert (table.values[place] if place >= 0 else None) == (valid[-1] if valid else None)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("2025-11", None), ("2025年11月", None), ("202511", None), ("45321.5", None), ("2025-02-30", None),
        ("2025/1/31", date(2025, 1, 31)), ("20250131", date(2025, 1, 31)), ("2025年1月3日", date(2025, 1, 3)),
        ("2025-01-31 08:00:00", date(2025, 1, 31)), ("9999-12-31", date(9999, 12, 31)),
    ],
)  # fmt: skip
def test_half_a_day_is_no_day(cell: str, found: date | None) -> None:
    assert day(cell) == found


@pytest.mark.parametrize("cell", ["inf", "-1e999", "nan", "ten"])
def test_what_is_no_finite_number_is_none_and_does_not_stop_the_county(cell: str, tmp_path: Path) -> None:
    (tmp_path / "registers").mkdir()
    (tmp_path / "registers" / "sources.csv").write_text(f"source,rank\na,{cell}\nb,7\n", encoding="utf-8")
    registers = load(County(tmp_path, "县", "County"))
    assert registers.ranks == {"b": 7}
    assert [i.value for i in registers.issues if i.reason == "not_a_number"] == [cell]
