"""The map as one file: whole, without an address in it, and hostile text is text."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import GisError
from gis.render import bundle
from gis.render.elements import inert, script_json
from gis.render.saved import SAVED_LIMIT, Spot, packed, page, save_html
from tests.render.made import CONTENTS, EVIL, SPOTS, evil, model

SCHEMAS = ("http://www.w3.org/", "https://leafletjs.com")
"""Name spaces and the link of Leaflet's attribution, which the map does not show; neither is fetched."""


def test_nothing_in_the_file_points_at_another_machine():
    text = page(model(), CONTENTS)
    found = {url for url in re.findall(r"https?://[^\s\"'<>)\\]+", text) if not url.startswith(SCHEMAS)}
    assert found == set()
    assert re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=", text) == []


def test_title_question_data_time_and_fingerprint_are_on_it():
    head = page(model(), CONTENTS).split('<header class="cg-head">')[1].split("</header>")[0]
    for words in (
        "示例县网格治理总览",
        "筛选：全县未销号的案卷。",
        "数据时间：2026-11-22 08:42",
        "数据指纹：0a1b2c3d",
        "演示数据（合成）",
    ):
        assert words in head


def test_the_policy_names_every_script_and_nothing_else():
    text = page(model(), CONTENTS)
    policy = re.search(r'content-security-policy" content="([^"]+)"', text)
    assert policy is not None
    assert policy.group(1) == bundle.policy(text)
    assert "unsafe-eval" not in policy.group(1)
    assert "script-src 'sha256-" in policy.group(1)


def test_hostile_text_ends_no_script_and_runs_no_template():
    text = page(*evil())
    assert "49" not in re.findall(r"<bdi>(.*?)</bdi>", text)[0]
    assert EVIL not in text
    assert text.count("<script>") == page(model(), CONTENTS).count("<script>")
    assert 'onerror="' not in text


def test_points_are_packed_by_type_and_lateness():
    made = packed(SPOTS, located=9)
    assert (made["drawn"], made["total"]) == (4, 9)
    found = [(*f["properties"].values(), len(f["geometry"]["coordinates"])) for f in made["features"]]
    assert found == [
        ("exposed_waste", False, 1), ("on_road_vending", False, 2), ("on_road_vending", True, 1),
    ]  # fmt: skip


def test_more_cases_than_the_limit_are_said_not_hidden():
    many = tuple(Spot(114.3 + i * 1e-6, 34.5, "a") for i in range(SAVED_LIMIT + 5))
    text = page(model(located=SAVED_LIMIT + 5, total=SAVED_LIMIT + 5), replace(CONTENTS, spots=many))
    assert "本文件最多收入 20,000 件，绘出 20,000 / 20,005 件" in text


@given(st.text())
def test_inert_text_has_no_sign_that_means_anything(text):
    assert not set(inert(text)) & set("<>\"'{}")


@given(
    st.recursive(
        st.text() | st.integers() | st.booleans(), lambda v: st.lists(v) | st.dictionaries(st.text(), v)
    )
)
def test_script_json_gives_the_value_back_and_never_two_braces_in_a_text(value):
    text = script_json(value)
    again = json.loads(text)
    assert json.dumps(again) == json.dumps(json.loads(json.dumps(value).replace("\\ue000", "")))
    assert not any(sign in text for sign in ("</", "<!", "{%", "{#", "{{"))


def test_it_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "map.html"
    assert save_html(model(), CONTENTS, path) == path.stat().st_size
    assert [p.name for p in tmp_path.iterdir()] == ["map.html"]
    with pytest.raises(GisError) as wrong:
        save_html(model(), CONTENTS, tmp_path / "none" / "map.html")
    assert wrong.value.code == "read-only"


def test_every_module_is_in_the_bundle_in_an_order_that_works():
    ours = {p.stem for p in (bundle.STATIC / "map").glob("*.js")}
    assert ours - set(bundle.MODULES) == {"map", "view"}
    assert "import " not in bundle.script().split("var CleanGrid")[1].replace("!important ", "")
