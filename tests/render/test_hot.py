"""Significant places: what the spec carries of them, what the legend counts, where a command looks."""

from __future__ import annotations

from gis.render.model import HOT, LABELS, LAYERS, REBOUNDS, HotPlace
from gis.render.saved import page
from gis.render.specs import legend, to_spec
from tests.render.made import CONTENTS, model
from ui.map import Click, click_of

RING = ((114.30000004, 34.5), (114.31, 34.5), (114.31, 34.51), (114.30000004, 34.5))
TWO = HotPlace(2, "E1N1", "cell", (RING, RING), "本期 9 件。")
ONE = HotPlace(1, "g_01", "grid", (RING,), "连续 6 周显著。")
COLD = HotPlace(1, "g_02", "grid", (RING,), "少于应有。", cold=True)


def layer(spec):
    return next((each for each in spec["layers"] if each["id"] == HOT), None)


def test_the_places_lie_in_the_spec_the_smallest_number_first_and_cold_ones_last():
    told = layer(to_spec(model(hot=(COLD, TWO, ONE))))
    assert (told["type"], told["name"]) == ("hot", "热点")
    assert [(p["number"], p["id"], p.get("cold", False)) for p in told["places"]] == [
        (1, "g_01", False), (2, "E1N1", False), (1, "g_02", True),
    ]  # fmt: skip
    assert told["places"][0]["words"] == "连续 6 周显著。"
    assert told["places"][0]["rings"] == [[[114.3, 34.5], [114.31, 34.5], [114.31, 34.51], [114.3, 34.5]]]
    assert len(told["places"][1]["rings"]) == 2


def test_it_stands_between_cases_and_names_and_nothing_significant_is_no_layer():
    spec = to_spec(model(hot=(ONE,), off=(HOT,)))
    assert [each["id"] for each in spec["layers"]][-3:] == ["cases", HOT, LABELS]
    assert layer(spec)["on"] is False
    assert LAYERS.index(REBOUNDS) < LAYERS.index(HOT) < LAYERS.index(LABELS)
    assert layer(to_spec(model())) is None


def test_the_legend_counts_hot_and_cold_apart_and_names_only_what_there_is():
    assert legend(model(hot=(ONE, TWO, COLD)))["hot"] == [
        {"words": "显著热点", "count": 2}, {"cold": True, "words": "显著冷点", "count": 1},
    ]  # fmt: skip
    assert [e["words"] for e in legend(model(hot=(COLD,)))["hot"]] == ["显著冷点"]
    assert legend(model())["hot"] == []


def test_a_focus_is_told_beside_the_bounds_of_the_home_button():
    view = to_spec(model(focus=(114.1, 34.1, 114.2, 34.3)), view_seq=4)["view"]
    assert view == {**to_spec(model(), view_seq=4)["view"], "focus": [[34.1, 114.1], [34.3, 114.2]]}
    assert view["seq"] == 4


def test_a_click_on_one_is_a_click():
    assert click_of({"kind": "hot", "id": "E1N1"}) == Click("hot", "E1N1")
    assert click_of({"kind": "hottest", "id": "E1N1"}) is None


def test_a_saved_map_is_whole_without_it():
    assert "连续 6 周显著" not in page(model(hot=(ONE,)), CONTENTS)
