"""Every format, written piece by piece: rows whose cells are empty, and cells that a spreadsheet would run."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pytest

import gis.export as exports
from gis.export import COLUMNS, TIMES
from gis.registry import collect

KINDS = {"lon": pa.float64(), "lat": pa.float64(), "accuracy_m": pa.float64(), "supervised": pa.bool_(),
         "rework_count": pa.int32(), "sightings": pa.int32()}  # fmt: skip
STAMP = pa.timestamp("us", tz="Asia/Shanghai")
SCHEMA = pa.schema([(name, STAMP if name in TIMES else KINDS.get(name, pa.string())) for name in COLUMNS])
EXPORTERS = collect(exports, "EXPORTER")


def piece(*rows: dict[str, object]) -> pa.Table:
    return pa.Table.from_pylist([dict.fromkeys(COLUMNS) | row for row in rows], schema=SCHEMA)


@pytest.mark.parametrize("key", sorted(EXPORTERS))
def test_pieces_that_differ_in_what_is_empty_make_one_file(key: str, tmp_path: Path) -> None:
    exporter = EXPORTERS[key]
    path = tmp_path / f"a{exporter.suffix}"
    pieces = [
        piece(), piece({"case_id": "s/1", "rework_count": 2}, {"case_id": "s/2"}),
        piece({"case_id": "s/3", "supervised": True, "rework_count": 3, "lon": 113.0, "lat": 34.0}),
    ]  # fmt: skip
    assert exporter.write(path, iter(pieces)) == 3
    read = {".csv": pd.read_csv, ".parquet": gpd.read_parquet}.get(exporter.suffix, gpd.read_file)
    table = read(path)
    assert list(table["case_id"]) == ["s/1", "s/2", "s/3"]
    assert [None if pd.isna(v) else int(v) for v in table["rework_count"]] == [2, None, 3]


def test_no_cell_of_a_csv_is_a_formula(tmp_path: Path) -> None:
    hostile = {
        "responsible_unit": "=cmd()",
        "address": "@x",
        "description": "\t=1+1",
        "lead_unit": "＝1",
        "lon": -71.0,
    }
    EXPORTERS["csv"].write(tmp_path / "a.csv", iter([piece({"case_id": "s/1"} | hostile)]))
    (row,) = pd.read_csv(tmp_path / "a.csv").to_dict("records")
    assert [row[name][0] for name in hostile if name != "lon"] == ["'"] * 4
    assert row["lon"] == -71.0
