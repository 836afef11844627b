"""GeoJSON and GeoParquet; and that a reader is found by being there."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from shapely.geometry import LineString, Point

from gis.errors import GisError
from gis.intake import read_raw, readers
from tests.intake.made import parsed, profile, save

MOMENT = datetime(2026, 1, 5, 0, 3, tzinfo=UTC)
BY_NAME = {"found_at": "time", "problem_type": "type", "x": "lon", "y": "lat", "closed_at": "", "state": ""}


def feature(properties: dict[str, Any] | None, geometry: object, **more: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry, **more}


def collection(*features: dict[str, Any]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def test_every_format_is_found_by_the_registry() -> None:
    assert {"csv", "geojson", "geoparquet"} <= set(readers.known())
    assert {".csv", ".geojson", ".parquet"} <= set(readers.suffixes())
    suffixes = [s for reader in readers.known().values() for s in reader.suffixes]
    assert len(suffixes) == len(set(suffixes)) and all(s == s.lower() and s[0] == "." for s in suffixes)


def test_geojson_points_and_properties(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [111.0012000, 35.0201]}
    text = collection(
        feature({"no": "007", "n": 12345678901234567890, "lon": "旧", "ok": True, "tags": ["路", 1]}, point),
        feature({"no": "008"}, None),
        feature(None, {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}, id=9),
    )
    first, second, third = read_raw(save(tmp_path, text, "a.geojson")).table.to_pylist()
    assert (first["no"], first["n"], first["ok"], first["tags"]) == (
        "007",
        "12345678901234567890",
        "true",
        '["路", "1"]',
    )
    assert (first["lon"], first["lat"], first["properties.lon"]) == ("111.0012", "35.0201", "旧")
    assert (second["lon"], third["lon"], third["id"]) == (None, "Polygon", "9")


def test_geojson_becomes_statements(tmp_path: Path) -> None:
    text = collection(
        feature(
            {"no": "1", "time": "2026-01-05 08:03", "type": "暴露垃圾"},
            {"type": "Point", "coordinates": [111, 35]},
        ),
        feature(
            {"no": "2", "time": "2026-01-05 08:03", "type": "暴露垃圾"},
            {"type": "LineString", "coordinates": []},
        ),
    )
    out = parsed(save(tmp_path, text, "a.geojson"), profile(id=("no",), columns=BY_NAME))
    assert out.statements["geometry"].to_pylist() == [{"x": 111.0, "y": 35.0}, None]
    assert out.statements["found_at"].to_pylist() == [MOMENT, MOMENT]
    assert out.notes == {"bad_coordinates": 1}


def test_one_feature_a_line(tmp_path: Path) -> None:
    lines = [json.dumps(feature({"no": str(i)}, None)) for i in range(3)]
    assert read_raw(save(tmp_path, "\n".join(lines), "a.geojsonl")).table["no"].to_pylist() == ["0", "1", "2"]


def test_the_old_crs_member_is_heard(tmp_path: Path) -> None:
    whole = {**json.loads(collection()), "crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::4545"}}}
    assert read_raw(save(tmp_path, json.dumps(whole), "a.geojson")).crs == "EPSG:4545"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty-file"),
        (collection(feature({}, None))[:-10], "unreadable"),
        ("[1, 2]", "not-geojson"),
        ('{"type": "FeatureCollection", "features": [1]}', "not-geojson"),
        ('{"type": "FeatureCollection"}', "not-geojson"),
        ("[" * 100_000, "unreadable"),
    ],
)
def test_broken_geojson_is_one_sentence(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(GisError) as caught:
        read_raw(save(tmp_path, text, "a.geojson"))
    assert caught.value.code == code


@pytest.mark.parametrize("encoding", ["WKB", "geoarrow"])
def test_geoparquet_keeps_its_types(tmp_path: Path, encoding: str) -> None:
    points = [Point(111, 35), None, Point(112, 36)]
    frame = gpd.GeoDataFrame(
        {"no": [1, 2, 3], "time": [MOMENT] * 3, "type": ["暴露垃圾"] * 3}, geometry=points, crs=4326
    )
    path = tmp_path / "a.parquet"
    frame.to_parquet(path, geometry_encoding=encoding)
    raw = read_raw(path)
    assert pa.types.is_timestamp(raw.table.schema.field("time").type) and raw.crs in ("", "wgs84")
    out = parsed(path, profile(id=("no",), columns=BY_NAME))
    assert out.statements["source_case_id"].to_pylist() == ["1", "2", "3"]
    assert out.statements["found_at"].to_pylist() == [MOMENT] * 3
    assert out.statements["geometry"].to_pylist() == [{"x": 111.0, "y": 35.0}, None, {"x": 112.0, "y": 36.0}]
    assert out.notes == {}


def test_the_system_a_geoparquet_declares_goes_before_the_profile(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"no": ["1", "2"]}, geometry=[Point(111, 35), LineString([(0, 0), (1, 1)])], crs=4326
    )
    path = tmp_path / "a.parquet"
    frame.to_crs(4545).to_parquet(path)
    out = parsed(
        path, profile(id=("no",), columns={**BY_NAME, "found_at": "", "problem_type": ""}, crs="bd09mc")
    )
    place, line = out.statements["geometry"].to_pylist()
    assert (place["x"], place["y"]) == pytest.approx((111, 35), abs=1e-6) and line is None
    assert out.notes == {"bad_coordinates": 1}


def test_a_truncated_parquet_is_one_sentence(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": list(range(1000))}), tmp_path / "a.parquet")
    whole = (tmp_path / "a.parquet").read_bytes()
    for data in (whole[:-20], whole[: len(whole) // 2], b"", b"PAR1"):
        with pytest.raises(GisError) as caught:
            read_raw(save(tmp_path, data, "b.parquet"))
        assert caught.value.code == "unreadable"


def test_an_unknown_suffix_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(GisError) as caught:
        read_raw(save(tmp_path, "x", "a.docx"))
    assert caught.value.code == "no-reader" and ".csv" in caught.value.sentence()
    with pytest.raises(GisError, match="no-such-file"):
        read_raw(tmp_path / "none.csv")


def test_a_file_in_a_shifted_system_that_calls_itself_wgs84_is_believed_as_the_profile_says(
    tmp_path: Path,
) -> None:
    at = feature({"no": "1", "time": "2026-01-05 08:03"}, {"type": "Point", "coordinates": [111.0, 35.0]})
    old = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}}
    text = json.dumps({"type": "FeatureCollection", "features": [at], **old})
    by = {**BY_NAME, "problem_type": ""}
    places = [
        parsed(save(tmp_path, text, "a.geojson"), profile(id=("no",), columns=by, crs=system)).statements[
            "geometry"
        ]
        for system in ("wgs84", "EPSG:4545", "gcj02")
    ]
    plain, projected, shifted = (place.to_pylist()[0] for place in places)
    assert plain == projected == {"x": 111.0, "y": 35.0}, "the file's word goes before a profile's EPSG"
    assert 0.001 < abs(shifted["x"] - 111.0) < 0.01


def test_a_line_separator_within_a_text_ends_no_feature(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(feature({"a": f"x\u2028{n}"}, None), ensure_ascii=False) for n in range(3))
    assert read_raw(save(tmp_path, lines, "a.geojsonl")).table["a"].to_pylist() == [
        "x\u20280",
        "x\u20281",
        "x\u20282",
    ]


def test_a_table_with_one_name_twice_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["no", "no"]), path)
    with pytest.raises(GisError, match="unreadable"):
        read_raw(path)
