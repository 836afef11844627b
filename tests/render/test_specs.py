"""MapModel → folium.Map → the component's spec: nothing is lost and nothing is added on the way."""

from __future__ import annotations

import json

import folium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.county import Basemap
from gis.render.folium_map import build_map
from gis.render.model import ClassBreak, Mark
from gis.render.specs import from_folium, legend, to_spec
from tests.render.made import CODES, model


def layer(spec, kind):
    return next(each for each in spec["layers"] if each["id"] == kind)


def test_every_layer_stands_in_folium_and_in_the_spec_in_the_same_order():
    made = build_map(model())
    assert isinstance(made, folium.Map)
    assert [each["id"] for each in from_folium(made)] == ["ground", "grids", "zones", "cases", "labels"]
    assert [each["name"] for each in from_folium(made)] == ["底图", "网格", "区域", "案卷", "名称"]


def test_colours_are_those_of_the_classes_and_a_grid_without_a_value_has_its_own():
    fills = layer(to_spec(model()), "grids")["fills"]
    assert fills == {
        "g_00": "#ffffff", "g_01": "#ffffff", "g_02": "#ecdfc4", "g_10": "#ecdfc4", "g_11": "#ecdfc4",
        "g_12": "#d3a56b", "g_20": "#d3a56b", "g_21": "#d3a56b", "g_22": "#e6e8ea",
    }  # fmt: skip


def test_the_spec_is_json_and_holds_no_geometry():
    text = json.dumps(to_spec(model()))
    assert "coordinates" not in text
    assert len(text) < 12_000


def test_codes_that_differ_only_behind_an_underscore_make_different_specs():
    one, other = (to_spec(model(selected=code)) for code in ("g_01", "g_21"))
    assert one != other
    assert to_spec(model(query="grids=g_01")) != to_spec(model(query="grids=g_77"))


def test_no_layer_without_zones_and_a_switched_off_one_says_so():
    spec = to_spec(model(zones=(), off=("cases",)))
    assert [each["id"] for each in spec["layers"]] == ["ground", "grids", "cases", "labels"]
    assert layer(spec, "cases")["on"] is False
    assert "on" not in layer(spec, "grids")


def test_addresses_carry_version_question_and_moment():
    cases = layer(to_spec(model(), base_url="/base"), "cases")
    assert cases["tiles"] == "/base/tiles/cases/v1/{z}/{x}/{y}.png?set=open&as_of=2026-11-21T16%3A00%3A00Z"
    assert cases["points"] == "/base/points/v1?set=open&as_of=2026-11-21T16%3A00%3A00Z&limit=3000"


def test_a_declared_basemap_is_used_with_its_key_and_its_system():
    basemap = Basemap(
        kind="xyz", template="http://127.0.0.1/{z}/{x}/{y}?tk={key}", crs="gcj02", credit="天地图"
    )
    spec = to_spec(model(basemap=basemap, basemap_key="a&b"))
    assert layer(spec, "ground")["url"] == "http://127.0.0.1/{z}/{x}/{y}?tk=a%26b"
    assert layer(spec, "ground")["own"] is False
    assert (spec["crs"], spec["credit"]) == ("gcj02", "天地图")
    assert "a&b" not in repr(model(basemap=basemap, basemap_key="a&b"))


def test_the_credit_is_said_in_the_language_of_the_map():
    both = Basemap(credit="地名均为虚构", credit_en="All names are fictitious")
    assert [to_spec(model(basemap=both, lang=lang))["credit"] for lang in ("zh", "en")] == [
        "地名均为虚构",
        "All names are fictitious",
    ]
    assert to_spec(model(basemap=Basemap(credit="天地图"), lang="en"))["credit"] == "天地图"


def test_the_chosen_case_is_told_and_none_is_not():
    assert to_spec(model(chosen=(114.3, 34.5)))["chosen"] == [34.5, 114.3]
    assert "chosen" not in to_spec(model())


def test_the_legend_counts_what_is_drawn_and_says_what_is_not():
    told = legend(model())
    assert [(m["words"], m["count"]) for m in told["marks"]] == [("占道经营", 3), ("垃圾", 1), ("超期", 1)]
    assert told["notes"] == ["另有 2 件没有坐标，不在图上"]


def test_types_drawn_and_named_alike_are_one_entry_and_absent_ones_none():
    marks = (
        Mark("a", "circle", "#d9541e", "占道", 3),
        Mark("b", "circle", "#d9541e", "占道", 4),
        Mark("c", "bar", "#303060", "设施"),
    )
    assert [(m["words"], m["count"]) for m in legend(model(marks=marks, overdue=0))["marks"]] == [("占道", 7)]


@given(st.floats(0, 1e6))
def test_each_value_falls_into_exactly_one_class(value):
    classes = model().choropleth.classes
    assert sum(c.holds(value) for c in classes) == 1


@pytest.mark.parametrize(("value", "holds"), [(2.0, True), (4.999, True), (5.0, False), (1.999, False)])
def test_a_class_holds_its_lower_end_and_not_its_upper(value, holds):
    assert ClassBreak(2, 5, "#fff", "").holds(value) is holds


def test_a_map_for_400_grids_is_quick_to_describe(benchmark_seconds=0.5):
    import time

    many = {f"g_{i:03d}": float(i % 9) for i in range(400)}
    mine = model()
    big = model(choropleth=type(mine.choropleth)(classes=mine.choropleth.classes, values=many))
    start = time.perf_counter()
    assert len(layer(to_spec(big), "grids")["fills"]) == 400
    assert time.perf_counter() - start < benchmark_seconds


def test_codes_are_those_of_the_model():
    assert set(layer(to_spec(model()), "labels")["names"]) == set(CODES)
