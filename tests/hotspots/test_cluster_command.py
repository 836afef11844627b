"""``hotspots`` and ``heating`` on the command line, over the demo county."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from gis.cli import main
from tests.hotspots.land import Land, open_land

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


def test_classes_end_with_the_window_and_no_p_is_0(demo_data: Path, tmp_path: Path) -> None:
    """Of a window that ends in June no sentence tells of November; a neighbourhood not tested has no class."""
    out = tmp_path / "june.csv"
    argv = ["hotspots", "--unit", "cell", "--weeks", "52", "--end", "2026-06-30", "--data", str(demo_data)]
    assert main([*argv, "--out", str(out)]) == 0
    rows = table(out)
    said = " ".join(r["reason"] for r in rows)
    days = re.findall(r"(\d{4}-\d\d-\d\d) 起", said)
    assert max(days, default="") < "2026-06-29"
    ps = [float(r["p"]) for r in rows if r["p"]]
    assert 0 < min(ps) < 1e-8
    assert {"", "none"} <= {r["class"] for r in rows}


@pytest.mark.parametrize(
    ("verb", "said", "not_said"),
    [("heating", "没有一项可以检验", "没有明显升温"), ("zone-contrast", "没有可以落图的案卷", "None")],
)
def test_no_case_is_no_claim(
    verb: str, said: str, not_said: str, demo_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    argv = [verb, "--type", "boundary_wall", "--data", str(demo_data), "--out", str(tmp_path / "x.csv")]
    assert main(argv) == 0
    told = capsys.readouterr().out
    assert said in told and not_said not in told


def test_the_ground_is_that_of_today(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A grid that begins some day is no unit yet; and no sentence says that streets are missing that are there."""
    land = Land(
        grids={"g_1": (0, 0, 500, 1000), "g_2": (500, 0, 1000, 1000)},
        roads=[("street", [(0, 500), (1000, 500)])], more={"g_2": {"valid_from": "2999-01-01"}},
    )  # fmt: skip
    root, out = tmp_path / "county", tmp_path / "x.csv"
    open_land(root, land)
    (root / "points").mkdir()
    assert main(["hotspots", "--data", str(root), "--basis", "built_km2", "--out", str(out)]) == 0
    assert [r["unit_id"] for r in table(out)] == ["g_1"]
    told = capsys.readouterr().out
    assert "没有登记建成区" in told and "没有街路图层" not in told
