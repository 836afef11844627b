"""check-grids and make-grid as a person runs them."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from gis.areas import read_grids, write_grids
from gis.areas.grids import as_grids
from gis.cli import main


@pytest.fixture
def boundary(tmp_path: Path) -> Path:
    path = tmp_path / "b.geojson"
    gpd.GeoDataFrame(
        {"name": ["县"]}, geometry=[shapely.box(120.0, 29.0, 120.03, 29.02)], crs="EPSG:4326"
    ).to_file(path)
    return path


def test_make_then_check(boundary: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "grids.geojson"
    assert main(["make-grid", "--boundary", str(boundary), "--cell", "500", "--out", str(out)]) == 0
    before = out.read_bytes()
    assert main(["make-grid", "--boundary", str(boundary), "--cell", "500", "--out", str(out)]) != 0
    assert out.read_bytes() == before
    capsys.readouterr()
    assert main(["check-grids", str(out), "--boundary", str(boundary), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [f["kind"] for f in told["faults"]] == ["missing_lead_unit"]
    led = read_grids(out).assign(lead_unit="城管局")
    write_grids(led, out)
    assert main(["check-grids", str(out), "--boundary", str(boundary)]) == 0
    assert "没有发现问题" in capsys.readouterr().out


@pytest.mark.parametrize("cell", ["49", "10001"])
def test_cell_out_of_range(
    boundary: Path, tmp_path: Path, cell: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(["make-grid", "--boundary", str(boundary), "--cell", cell, "--out", str(tmp_path / "o.geojson")])
        != 0
    )
    assert "50" in capsys.readouterr().err and not (tmp_path / "o.geojson").exists()


def test_faults_are_a_table_with_place_and_surface(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shapes = [shapely.box(120.0, 29.0, 120.011, 29.01), shapely.box(120.01, 29.0, 120.02, 29.01)]
    rows = gpd.GeoDataFrame(
        {"grid_code": ["a", "b"], "lead_unit": ["甲", "乙"]}, geometry=shapes, crs="EPSG:4326"
    )
    write_grids(as_grids(rows), tmp_path / "g.geojson")
    assert main(["check-grids", str(tmp_path / "g.geojson")]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:2] == ["问题", "网格"]
    kind, pair, surface, lon, lat, *_ = lines[1].split()
    assert (kind, pair) == ("重叠", "a、b")
    assert 100_000 < float(surface.replace(",", "")) < 110_000
    assert 120.01 < float(lon) < 120.011 and 29.0 < float(lat) < 29.01


def test_written_grids_come_back_as_they_were(tmp_path: Path) -> None:
    facts = {
        "grid_code": ["001", ""], "name": ["甲\"格", "<b>"], "participating_units": [("一", "二"), ()],
        "valid_from": ["2026-01-02", ""],
    }  # fmt: skip
    rows = as_grids(
        gpd.GeoDataFrame(facts, geometry=[shapely.box(120, 29, 120.1, 29.1), None], crs="EPSG:4326")
    )
    write_grids(rows, tmp_path / "g.geojson")
    back = read_grids(tmp_path / "g.geojson")
    assert back.drop(columns="geometry").equals(rows.drop(columns="geometry"))
    assert list(back["generated_code"]) == [False, True]
