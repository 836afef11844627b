"""Every format says the same, in Chinese, in WGS 84."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis.areas import read, read_grids
from gis.crs import from_wgs84
from gis.errors import GisError

SQUARES = [shapely.box(120.0, 29.0, 120.01, 29.01), shapely.box(120.01, 29.0, 120.02, 29.01)]
ROWS = {
    "网格编码": ["330782001", "330782002"],
    "名称": ["北苑街道", "佛堂镇"],
    "牵头单位": ["城管局", "市场监管局"],
}


def frame(crs: str = "EPSG:4326") -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(ROWS, geometry=SQUARES, crs="EPSG:4326").to_crs(crs)


def geojson(path: Path, features: list[tuple[dict[str, object], object]], **more: object) -> Path:
    rows = [{"type": "Feature", "properties": p, "geometry": g} for p, g in features]
    path.write_text(
        json.dumps({"type": "FeatureCollection", **more, "features": rows}, ensure_ascii=False), "utf-8"
    )
    return path


def kml(path: Path) -> Path:
    def mark(k: int) -> str:
        ring = " ".join(f"{x},{y},0" for x, y in SQUARES[k].exterior.coords)
        data = "".join(
            f'<Data name="{c}"><value>{ROWS[c][k]}</value></Data>' for c in ("网格编码", "牵头单位")
        )
        return (
            f"<Placemark><name>{ROWS['名称'][k]}</name><ExtendedData>{data}</ExtendedData><Polygon><outerBoundaryIs>"
            f"<LinearRing><coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
        )

    body = f"<Document><Folder><name>甲</name>{mark(0)}</Folder>{mark(1)}</Document>"
    path.write_text(f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2">{body}</kml>', "utf-8")
    return path


def shapefile(folder: Path, encoding: str, *, cpg: bool) -> Path:
    path = folder / "grids.shp"
    short = frame().rename(columns={"网格编码": "编码"})
    short.drop(columns="牵头单位").assign(责任单位=ROWS["牵头单位"]).to_file(path, encoding=encoding)
    if not cpg:
        path.with_suffix(".cpg").unlink()
    return path


def zipped(path: Path, inner: list[Path], folder: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for file in inner:
            archive.write(file, folder + file.name)
    return path


def make(kind: str, folder: Path) -> Path:
    if kind == "geojson":
        frame().to_file(folder / "g.geojson")
        return folder / "g.geojson"
    if kind == "gpkg":
        frame("EPSG:4549").to_file(folder / "g.gpkg")
        return folder / "g.gpkg"
    if kind == "kmz":
        return zipped(folder / "g.kmz", [kml(folder / "doc.kml")])
    if kind == "kml":
        return kml(folder / "g.kml")
    encoding = "GB18030" if "gbk" in kind else "UTF-8"
    path = shapefile(folder, encoding, cpg="cpg" in kind)
    if not kind.startswith("zip"):
        return path
    return zipped(folder / "g.zip", sorted(folder.glob("grids.*")), "网格/")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "kind",
    [
        "geojson",
        "gpkg",
        "kml",
        "kmz",
        "shp gbk",
        "shp gbk cpg",
        "shp utf8",
        "shp utf8 cpg",
        "zip gbk",
        "zip utf8",
    ],
)
def test_all_formats_give_the_same_grids(kind: str, tmp_path: Path) -> None:
    grids = read_grids(make(kind, tmp_path))
    assert list(grids["grid_code"]) == ROWS["网格编码"]
    assert list(grids["name"]) == ROWS["名称"]
    assert list(grids["lead_unit"]) == ROWS["牵头单位"]
    assert not grids["broken_ring"].any() and not grids["generated_code"].any()
    for got, want in zip(grids.geometry, SQUARES, strict=True):
        assert shapely.hausdorff_distance(got, want) < 1e-8


def test_undeclared_gcj02_is_shifted_and_a_declared_crs_is_kept(tmp_path: Path) -> None:
    moved = [shapely.transform(s, lambda x, y: from_wgs84(x, y, "gcj02"), interleaved=False) for s in SQUARES]
    features = [({"code": str(k)}, shapely.geometry.mapping(s)) for k, s in enumerate(moved)]
    path = geojson(tmp_path / "g.geojson", features)
    assert shapely.hausdorff_distance(read(path, crs="gcj02").geometry[0], SQUARES[0]) < 1e-7
    assert shapely.hausdorff_distance(read(path).geometry[0], SQUARES[0]) > 1e-3
    gpkg = make("gpkg", tmp_path)
    assert shapely.hausdorff_distance(read(gpkg, crs="wgs84").geometry[0], SQUARES[0]) < 1e-8


def test_metres_without_a_crs_are_refused(tmp_path: Path) -> None:
    square = shapely.geometry.mapping(shapely.box(500000, 3200000, 500500, 3200500))
    with pytest.raises(GisError) as caught:
        read(geojson(tmp_path / "m.geojson", [({}, square)]))
    assert caught.value.code == "no-crs"
    assert read(tmp_path / "m.geojson", crs="EPSG:4549").total_bounds[0] == pytest.approx(120.0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_attributes_are_joined_from_a_table(encoding: str, tmp_path: Path) -> None:
    features = [
        ({"name": n}, shapely.geometry.mapping(s)) for n, s in zip(ROWS["名称"], SQUARES, strict=True)
    ]
    path = geojson(tmp_path / "g.geojson", features)
    table = tmp_path / "t.csv"
    table.write_bytes(
        "名称,网格编码,牵头单位\n佛堂镇,002,商务局\n 北苑街道 ,001,\n大陈镇,003,水务局\n".encode(encoding)
    )
    grids = read_grids(path, table=table)
    assert list(grids["grid_code"]) == ["001", "002"]
    assert list(grids["lead_unit"]) == ["", "商务局"]
    assert grids.attrs["join"]["unmatched"] == ("大陈镇",)
    with pytest.raises(GisError, match="missing-columns"):
        read_grids(path, table=table, join="街道=名称")


@pytest.mark.filterwarnings("ignore")
def test_a_name_cut_in_the_middle_of_a_character_does_not_hide_the_encoding(tmp_path: Path) -> None:
    long = "网格责任单位名称很长" * 12
    made = gpd.GeoDataFrame({"name": [long, "短"]}, geometry=SQUARES, crs="EPSG:4326")
    made.to_file(tmp_path / "g.shp", encoding="UTF-8")
    (tmp_path / "g.cpg").unlink()
    assert long.startswith(read(tmp_path / "g.shp")["name"][0][:70])


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.geojson", b"{not json", "unreadable"), ("a.kml", b"<kml><Placemark>", "unreadable"),
        ("a.kmz", b"PK\x03\x04rubbish", "unreadable"), ("a.zip", b"no zip", "unreadable"),
        ("a.gpkg", b"", "unreadable"), ("a.dwg", b"", "no-reader"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_sentence(name: str, content: bytes, code: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(GisError) as caught:
        read(tmp_path / name)
    assert caught.value.code == code and caught.value.sentence()


def test_content_never_makes_reading_fail(tmp_path: Path) -> None:
    ring = [[120, 29], [120.1, 29], [120.1, 29.1]]
    bow = [[120, 29], [120.1, 29.1], [120.1, 29], [120, 29.1], [120, 29]]
    shapes = [
        {"type": "Polygon", "coordinates": [ring]}, {"type": "Polygon", "coordinates": [bow]},
        {"type": "Polygon", "coordinates": []}, {"type": "Polygon", "coordinates": [ring[:2]]}, None,
        {"type": "Point", "coordinates": [120, 29]},
        {"type": "GeometryCollection", "geometries": [shapely.geometry.mapping(SQUARES[0]), {"type": "Point",
        "coordinates": [1, 1]}]},
    ]  # fmt: skip
    hostile: dict[str, object] = {
        "name": "<script>{{x}}</script>",
        "valid_from": "soon",
        "participating_units": "甲、乙；甲",
    }
    grids = read_grids(geojson(tmp_path / "g.geojson", [(hostile, s) for s in shapes]))
    assert len(grids) == len(shapes)
    assert list(grids["broken_ring"]) == [True, False, False, True, False, False, False]
    assert len(set(grids["grid_code"])) == len(shapes)
    assert grids["participating_units"][0] == ("甲", "乙") and grids["valid_from"][0] is None
    assert grids.geometry[6].geom_type == "MultiPolygon"


def test_a_file_without_features_is_an_empty_table(tmp_path: Path) -> None:
    assert len(read_grids(geojson(tmp_path / "g.geojson", []))) == 0
    (tmp_path / "g.kml").write_text("<kml><Document/></kml>")
    assert len(read_grids(tmp_path / "g.kml")) == 0


def test_generated_codes_do_not_depend_on_the_order_of_rows(tmp_path: Path) -> None:
    features = [
        ({"name": n}, shapely.geometry.mapping(s)) for n, s in zip(ROWS["名称"], SQUARES, strict=True)
    ]
    one = read_grids(geojson(tmp_path / "a.geojson", features))
    two = read_grids(geojson(tmp_path / "b.geojson", features[::-1]))
    assert dict(zip(one["name"], one["grid_code"])) == dict(zip(two["name"], two["grid_code"]))
    assert np.all(one["generated_code"])


def test_a_layer_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.box(113, 34, 114, 35)], crs=4326).to_file(path)
    with pytest.raises(GisError, match="unreadable"):
        read(path, layer="elsewhere")
