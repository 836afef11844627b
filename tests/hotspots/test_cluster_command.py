"""``hotspots`` and ``heating`` on the command line, over the demo county."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from gis.cli import main

TRUTH = ("unit_id", "count", "expected", "z", "p", "significant", "class", "reason")


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def asked(capsys: pytest.CaptureFixture[str], *argv: object) -> dict[str, Any]:
    assert main([*map(str, argv), "--json"]) == 0
    facts: dict[str, Any] = json.loads(capsys.readouterr().out)
    return facts


def test_hotspots_of_grids(demo_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "g.csv"
    facts = asked(capsys, "hotspots", "--data", demo_data, "--weeks", 12, "--out", out)
    rows = table(out)
    assert tuple(rows[0]) == TRUTH
    assert len(rows) == facts["rows"] == 118
    assert sum(int(r["count"]) for r in rows) == facts["cases"]
    assert sum(float(r["expected"]) for r in rows) == pytest.approx(facts["cases"], abs=0.1)
    assert sum(r["significant"] == "hot" for r in rows) == facts["hot"]
    assert facts["until"] == "2026-11-16"
    assert facts["tested"] + facts["few"] + facts["bare"] == 118
    assert all(r["reason"] for r in rows)


def test_hotspots_of_cells_as_geojson(
    demo_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "c.geojson"
    facts = asked(
        capsys, "hotspots", "--data", demo_data, "--unit", "cell", "--type", "exposed_waste", "--out", out
    )
    features = json.loads(out.read_text(encoding="utf-8"))["features"]
    assert len(features) == facts["rows"]
    first = features[0]
    assert tuple(first["properties"]) == TRUTH
    assert first["geometry"]["type"] == "Polygon"
    assert 112 < first["geometry"]["coordinates"][0][0][0] < 114


def test_the_heating_grid_is_listed(
    demo_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "h.csv"
    facts = asked(capsys, "heating", "--data", demo_data, "--out", out)
    truth = json.loads((demo_data / "truth.json").read_text(encoding="utf-8"))["heating_grid"]
    rows = table(out)
    assert [(r["unit_id"], r["name"], r["group"]) for r in rows] == [(truth["grid_code"], truth["name"], "")]
    assert float(rows[0]["low"]) < truth["factor"] < float(rows[0]["high"])
    assert facts["places"] == 1


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("hotspots", "--grid", "419981001001001"), "grids"),
        (("heating", "--zone-kind", "market"), "zone_kinds"),
        (("hotspots", "--weeks", "0"), "weeks"),
    ],
)
def test_a_part_of_the_county_is_refused(
    argv: tuple[str, ...], said: str, demo_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.csv"
    assert main([*argv, "--data", str(demo_data), "--out", str(out)]) != 0
    assert said in capsys.readouterr().err
    assert not out.exists()
