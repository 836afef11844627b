"""The main job on real input: Stuttgart's seven years, New York's vendor requests, 义乌's towns. Skipped without them."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from tests.cli import ROOT, asked, gis

DATA = ROOT.parent / "shared" / "data"
real = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real data are not beside the checkout"),
]
pytestmark = real


def _box(path: Path, west: float, south: float, east: float, north: float) -> Path:
    gpd.GeoDataFrame(
        {"name": ["box"]}, geometry=[shapely.box(west, south, east, north)], crs="OGC:CRS84"
    ).to_file(path)
    return path


def test_stuttgart_seven_years(tmp_path: Path) -> None:
    """134,627 rows, six fates that add up, 57,937 cases; the same located again by geopandas."""
    boundary = _box(tmp_path / "b.geojson", 9.03, 48.69, 9.32, 48.87)
    grids = tmp_path / "g.geojson"
    gis("make-grid", "--boundary", boundary, "--cell", 1000, "--out", grids)
    root = tmp_path / "stuttgart"
    gis("init", "--data", root, "--zone", "Europe/Berlin", "--name", "Stuttgart", "--grids", grids)
    files = asked("import", DATA / "stuttgart", "--data", root)["files"]
    assert len(files) == 7
    fates = pd.DataFrame([f["fates"] for f in files]).sum()
    assert sum(f["rows"] for f in files) == fates.sum() == 134_627
    assert fates["repeated"] == 1_019 and fates["rejected"] == 0 and fates["older"] == 0
    out = tmp_path / "cases.csv"
    assert asked("cases", "--data", root, "--set", "all", "--out", out)["count"] == 57_937 == fates["new"]
    cases = pd.read_csv(out, encoding="utf-8-sig", dtype={"grid_code": str})
    points = gpd.GeoDataFrame(
        cases[["grid_code"]], geometry=gpd.points_from_xy(cases["lon"], cases["lat"]), crs="OGC:CRS84"
    )
    joined = gpd.sjoin(points, gpd.read_file(grids).to_crs("OGC:CRS84")[["grid_code", "geometry"]].rename(
        columns={"grid_code": "want"}), predicate="intersects", how="left")  # fmt: skip
    want = joined.groupby(level=0)["want"].min()
    assert (cases["grid_code"].fillna("") == want.fillna("")).all()
    assert cases["unlocated"].notna().sum() == cases["grid_code"].isna().sum()
    again = asked("import", DATA / "stuttgart", "--data", root)["files"]
    assert all(f["again"] for f in again)
    _hot_spots_of_stuttgart(root, tmp_path)


def _hot_spots_of_stuttgart(root: Path, out: Path) -> None:
    """No streets and no zones: expected by land alone, which is said; nothing is compared that has nothing to be
    compared with; weeks after the last export do not count, whatever the day of asking."""
    facts = asked("hotspots", "--data", root, "--out", out / "h.csv")
    assert facts["basis"] == "area_km2" and facts["until"] == "2026-08-17" and facts["tested"] == 462
    rows = pd.read_csv(out / "h.csv", dtype={"unit_id": str}, keep_default_na=False)
    assert len(rows) == 462 and rows["reason"].str.contains("按土地面积预期").all()
    assert facts["hot"] == (rows["significant"] == "hot").sum() > 0
    warm = asked("heating", "--data", root, "--out", out / "he.csv")
    assert warm["turn"] == "2026-07-20" and warm["rows"] == 0
    zones = asked("zone-contrast", "--data", root, "--out", out / "z.csv")
    assert zones["zones"] == [] and zones["weak"]["ratio"] is None and not zones["built"]


def test_new_york_vendor_requests(tmp_path: Path) -> None:
    root = tmp_path / "nyc"
    districts = tmp_path / "districts.geojson"
    gpd.read_file(DATA / "nyc" / "community_district.geojson").rename(
        columns={"boro_cd": "grid_code"}
    ).to_file(districts)
    gis("init", "--data", root, "--zone", "America/New_York", "--name", "New York", "--grids", districts)
    path = next((DATA / "nyc").glob("vendor_requests*.csv"))
    (file,) = asked("import", path, "--data", root, "--exported-at", "2026-01-01")["files"]
    assert file["rows"] == sum(file["fates"].values()) == 100
    out = tmp_path / "cases.csv"
    asked("cases", "--data", root, "--set", "all", "--out", out)
    cases = pd.read_csv(out, encoding="utf-8-sig")
    assert len(cases) == file["fates"]["new"]
    assert cases["grid_code"].notna().sum() + cases["unlocated"].notna().sum() == len(cases)
    assert (cases["grid_code"].notna()).sum() >= 95


def test_yiwu_towns_each_overlap_is_listed() -> None:
    """Two overlaps (1.91 and 0.15 m²), three gaps; the file has no lead unit, which is said once."""
    done = gis("check-grids", DATA / "yiwu" / "towns.geojson", "--json", ok=False)
    assert done.returncode == 1
    import json

    faults = json.loads(done.stdout)["faults"]
    overlaps = sorted(round(f["area_m2"], 2) for f in faults if f["kind"] == "overlap")
    assert overlaps == [0.15, 1.91]
    towns = gpd.read_file(DATA / "yiwu" / "towns.geojson").to_crs(4549)
    pairs = [a.intersection(b).area for i, a in enumerate(towns.geometry) for b in towns.geometry[i + 1 :]]
    assert sum(1 for area in pairs if area >= 0.01) == len(overlaps)
