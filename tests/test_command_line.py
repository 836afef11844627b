"""Every command: 0 only when it did what was asked; an error is one clear sentence on stderr, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli import asked, gis
from tests.ledger.office import make_county, row, write

WRONG = [
    ("nonsense",),
    ("cases",),
    ("cases", "--out", "x.docx"),
    ("cases", "--start", "yesterday", "--out", "x.csv"),
    ("cases", "--place", "1,2", "--out", "x.csv"),
    ("cases", "--type", "vending", "--out", "x.csv"),
    ("hotspots", "--responsible-unit", "nobody", "--out", "x.csv"),
    ("import", "nothing.csv"),
    ("retract", "0123456789abcdef"),
    ("erase", "office/A9", "--who", "x", "--why", "y"),
    ("make-grid", "--boundary", "nothing.geojson", "--cell", "500", "--out", "x.geojson"),
    ("demo", "--cases", "3", "--out", "x"),
    ("demo", "--without", "gravity", "--out", "x"),
    ("restore", "nothing.zip"),
]


@pytest.mark.parametrize("call", WRONG, ids=lambda c: " ".join(c))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_wrong_is_said_in_one_sentence(call: tuple[str, ...], lang: str, tmp_path: Path) -> None:
    make_county(tmp_path / "data")
    done = gis(*call, "--data", tmp_path / "data", ok=False, CLEANGRID_LANG=lang)
    lines = done.stderr.strip().splitlines()
    assert done.returncode == 2 and len(lines) == 1 and not done.stdout
    assert "Traceback" not in done.stderr and len(lines[0]) > 8
    assert any("一" <= c <= "鿿" for c in lines[0]) is (lang == "zh")
    assert not (tmp_path / "data" / "log").exists(), "an expected error is no fault of the program"


def test_a_name_where_an_id_is_asked_for_brings_the_id_first(demo_data: Path, tmp_path: Path) -> None:
    said = gis(
        "cases", "--type", "占道经营", "--data", demo_data, "--out", tmp_path / "x.csv", ok=False
    ).stderr
    assert said.startswith("--type 的值“占道经营”无效。可用：on_road_vending (占道经营), ")
    again = gis("cases", "--type", "on_road_vending", "--data", demo_data, "--out", tmp_path / "x.csv")
    assert "件" in again.stdout


def test_a_bad_setting_and_a_missing_folder(tmp_path: Path) -> None:
    assert "CLEANGRID_PORT" in gis("batches", ok=False, CLEANGRID_PORT="abc").stderr
    assert "init" not in gis("batches", "--data", tmp_path / "nowhere", ok=False).stderr
    (tmp_path / "empty").mkdir()
    assert "python -m gis init" in gis("batches", "--data", tmp_path / "empty", ok=False).stderr


def test_a_day_in_the_office(tmp_path: Path) -> None:
    """import, look, retract, undo, export: the figures agree at each step."""
    root = make_county(tmp_path / "data").root
    path = write(tmp_path, "office", [row(1), row(2, state="已结案", closed=9), row(3, x=0)])
    where = ("--data", root)
    tried = asked("import", path, *where, "--exported-at", "2026-03-20", "--profile", "office", "--dry-run")
    assert tried["files"][0]["fates"]["new"] == 3 and asked("batches", *where) == []
    (taken,) = asked("import", path, *where, "--exported-at", "2026-03-20", "--profile", "office")["files"]
    assert sum(taken["fates"].values()) == taken["rows"] == 3
    for name, count in (("open", 2), ("closed", 1), ("all", 3)):
        assert asked("cases", *where, "--set", name, "--out", tmp_path / f"{name}.geojson")["count"] == count
    asked("retract", taken["batch_id"], *where)
    assert asked("cases", *where, "--set", "all", "--out", tmp_path / "none.parquet")["count"] == 0
    asked("retract", taken["batch_id"], "--undo", *where)
    for suffix in ("csv", "parquet", "gpkg"):
        assert asked("cases", *where, "--set", "all", "--out", tmp_path / f"all.{suffix}")["count"] == 3
    html = tmp_path / "map.html"
    gis("html-map", *where, "--set", "all", "--out", html)
    assert "http://" not in html.read_text(encoding="utf-8").replace("http://www.w3.org", "")
