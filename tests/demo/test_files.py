"""The folder: equal seeds give equal bytes, every source can be taken in, nothing real looks out of it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from gis.county import open_county
from gis.demo import DemoReport, make_demo, take_in
from gis.errors import GisError
from gis.intake.profile import find
from gis.registers import load
from tests.demo.conftest import folder_bytes

ELEVEN = re.compile(r"(?<!\d)\d{11}(?!\d)")


def test_same_seed_same_bytes_and_another_seed_other_cases(county: DemoReport, tmp_path: Path) -> None:
    again = make_demo(tmp_path / "again", cases=4000, seed=3)
    other = make_demo(tmp_path / "other", cases=4000, seed=4)
    first, second, third = (folder_bytes(r.root) for r in (county, again, other))
    assert first == second
    assert first["grids.geojson"] == third["grids.geojson"]
    assert first[f"exports/{county.exports[0].path.name}"] != third[f"exports/{other.exports[0].path.name}"]


def test_registers_read_without_an_issue(county: DemoReport) -> None:
    registers = load(open_county(county.root))
    assert registers.issues == () and registers.faults == []
    assert 20 <= len(registers.units) <= 30
    assert set(registers.leads.values) <= set(registers.units["unit_id"])
    for layer in ("zones", "segments", "pois", "sample_points", "grids"):
        assert (getattr(registers, layer)["name"].str.len() > 0).all()
    assert registers.patrols["grid_code"].isin(registers.grids["grid_code"]).all()
    assert {"holiday", "workday", "market_day", "festival"} == set(registers.calendar["kind"])


def test_every_source_has_a_base_and_later_exports(county: DemoReport) -> None:
    by_source: dict[str, list[str]] = {}
    for export in county.exports:
        by_source.setdefault(export.path.name.rsplit("_", 1)[0], []).append(export.kind)
    assert set(by_source) == {"collector", "hotline", "citizen", "covert_inspection"}
    assert all(kinds[0] == "full" and set(kinds[1:]) == {"delta"} for kinds in by_source.values())


def test_one_profile_takes_each_export(county: DemoReport) -> None:
    for export in county.exports:
        header = pq.read_schema(export.path).names
        source = export.path.name.rsplit("_", 1)[0]
        assert find(export.path, header, county.profiles).source == source


def test_nothing_looks_like_a_telephone_number(county: DemoReport) -> None:
    for path in county.root.rglob("*"):
        if path.suffix in (".csv", ".geojson", ".json", ".toml"):
            assert not ELEVEN.search(path.read_text(encoding="utf-8")), path.name
        elif path.suffix == ".parquet":
            table = pq.read_table(path)
            for name in table.column_names:
                if str(table[name].type) == "string":
                    assert not any(ELEVEN.search(v) for v in table[name].unique().to_pylist() if v), name


def test_the_truth_names_what_is_there(county: DemoReport) -> None:
    truth = json.loads((county.root / "truth.json").read_text(encoding="utf-8"))
    registers = load(open_county(county.root))
    assert set(truth["road_km"]) == set(registers.grids["grid_code"])
    assert {z["zone_id"] for z in truth["hot_zones"]["zones"]} <= set(registers.zones["zone_id"])
    assert truth["returns"]["count"] == sum(p[2] == "direct" for p in truth["returns"]["pairs"])
    assert truth["idle_unit"]["unit_id"] in set(registers.units["unit_id"])


def test_it_is_taken_in_without_a_rejected_row_or_an_unmapped_word(tmp_path: Path) -> None:
    report = make_demo(tmp_path / "county", cases=1500, seed=2)
    outcomes = take_in(report)
    assert sum(o.fates.get("rejected", 0) for o in outcomes) == 0
    assert all(not words for o in outcomes for words in o.unmapped.values())
    assert sum(o.fates.get("new", 0) for o in outcomes) >= 1490
    assert sum(o.fates.get("updated", 0) for o in outcomes) > 0
    assert not (report.root / "exports").exists()


def test_tiles_keep_borders_codes_and_names_apart(tmp_path: Path) -> None:
    report = make_demo(tmp_path / "two", cases=1000, seed=2, tiles=2)
    registers = load(open_county(report.root))
    assert registers.grids["grid_code"].is_unique and registers.grids["grid_code"].str.len().eq(15).all()
    assert registers.zones["zone_id"].is_unique and registers.units["unit_id"].is_unique
    assert registers.faults == [] and registers.issues == ()


def test_a_county_is_not_overwritten(county: DemoReport) -> None:
    with pytest.raises(GisError, match="file-exists"):
        make_demo(county.root, cases=1000)
