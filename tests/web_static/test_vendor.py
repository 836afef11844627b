"""What others wrote is carried unchanged, with its licence."""

from __future__ import annotations

import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = tomllib.loads((ROOT / "web/static/vendor/VENDOR.toml").read_text(encoding="utf-8"))["part"]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part["name"])
def test_sums_and_licence(part):
    for name, wanted in part["files"].items():
        assert sha256((ROOT / name).read_bytes()).hexdigest() == wanted, name
    assert any("LICENSE" in name for name in part["files"])
    assert part["licence"] in ("BSD-2-Clause", "OFL-1.1")


def test_no_vendored_file_is_missing_from_the_list():
    listed = {name for part in PARTS for name in part["files"]}
    there = {p.relative_to(ROOT).as_posix() for p in (ROOT / "web/static/vendor").rglob("*") if p.is_file()}
    there |= {p.relative_to(ROOT).as_posix() for p in (ROOT / "gis/fonts").glob("*.[to]t[fc]*")}
    assert there - listed == {"web/static/vendor/VENDOR.toml"}
