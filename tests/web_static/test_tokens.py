"""Stylesheets repeat tokens of gis.style, because a browser cannot read Python: they must not drift apart."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gis.style import DESK, contrast

STATIC = Path(__file__).resolve().parents[2] / "web" / "static"


def variables(name: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", (STATIC / name).read_text(encoding="utf-8")))


def test_page_tokens():
    found = variables("app.css")
    assert {k: found[f"cg-{k}"] for k in ("ground", "card", "border", "ink", "second", "red")} == {
        "ground": DESK.ground, "card": DESK.card, "border": DESK.border, "ink": DESK.ink,
        "second": DESK.second_ink, "red": DESK.red,
    }  # fmt: skip
    assert (found["cg-amber-text"], found["cg-green-text"]) == (DESK.amber_text, DESK.green_text)


def test_map_tokens():
    found = variables("map/map.css")
    assert {k: found[f"cgm-{k}"] for k in ("ink", "red", "ring", "halo", "line", "empty")} == {
        "ink": DESK.ink, "red": DESK.red, "ring": DESK.ring, "halo": DESK.halo, "line": DESK.grid_line,
        "empty": DESK.no_data,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["ink", "second", "water", "road"])
def test_names_on_the_map_are_readable_on_their_halo(name):
    found = variables("map/map.css")
    assert contrast(found[f"cgm-{name}"], found["cgm-halo"]) >= 4.5
