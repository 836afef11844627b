"""A county's own vocabulary.toml: adds, overrides, and is refused with the place where it is wrong."""

from __future__ import annotations

import json
import os
import pickle
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis import vocabulary
from gis.errors import GisError
from gis.vocabulary import Vocabulary


def load_with(root: Path, text: str) -> Vocabulary:
    """The vocabulary of a folder that holds ``text``."""
    path = root / "vocabulary.toml"
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(before + 1_000_000, before + 1_000_000))
    return vocabulary.load(root)


def refused(root: Path, text: str) -> str:
    with pytest.raises(GisError) as wrong:
        load_with(root, text)
    assert wrong.value.code == "bad-vocabulary"
    assert "vocabulary.toml" in wrong.value.sentence()
    return str(wrong.value.facts["detail"])


def test_without_a_file_it_is_ours_and_read_once(tmp_path: Path) -> None:
    assert vocabulary.load(tmp_path) is vocabulary.load()
    assert vocabulary.load(tmp_path / "absent") is vocabulary.load(None)


def test_a_new_type_is_one_table(tmp_path: Path) -> None:
    ours = vocabulary.load()
    v = load_with(
        tmp_path,
        '[type.broken_glass]\nfamily = "waste"\nzh = "碎玻璃"\nen = "Broken glass"\nwords = ["玻璃碴"]\n'
        'codes = { "GB/T 47678.5-2026" = ["06099"] }\n',
    )
    row = v.types["broken_glass"]
    assert (row.kind, row.mark, row.colour) == ("event", "triangle", ours.families["waste"].colour)
    assert row.is_local_extension
    assert row.rebound_group == "broken_glass"
    assert v.rebound_groups["broken_glass"].zh == "碎玻璃"
    assert v.type_of("玻璃碴") == v.type_of("碎玻璃") == v.type_of("broken_glass") == "broken_glass"
    assert v.type_of(scheme="2026", code="06099") == "broken_glass"
    assert v.version != ours.version
    assert set(ours.types) < set(v.types)


def test_a_name_in_one_language_is_enough(tmp_path: Path) -> None:
    assert load_with(tmp_path, '[type.x]\nzh = "新事项"').types["x"].name("en") == "新事项"


def test_a_county_decides_an_ambiguous_word(tmp_path: Path) -> None:
    v = load_with(tmp_path, '[type.illegal_parking_non_motor]\nwords = ["乱停乱放"]')
    assert v.type_of("乱停乱放") == "illegal_parking_non_motor"
    assert "乱停乱放" not in v.ambiguous
    assert v.type_of("非机动车乱停放") == "illegal_parking_non_motor", "our words stay"


def test_a_county_takes_a_word_and_a_code_from_us(tmp_path: Path) -> None:
    v = load_with(
        tmp_path,
        '[type.on_road_vending]\nwords = ["出店经营"]\ncodes = { "GB/T 47678.5-2026" = ["09005", "09006"] }\n'
        '[state.handling]\nwords = ["结案"]',
    )
    assert v.type_of("出店经营") == "on_road_vending"
    assert v.type_of(scheme="2026", code="09005") == "on_road_vending"
    assert v.state_of("结案") == "handling"
    assert not v.types["on_road_vending"].is_local_extension


def test_every_table_can_be_extended(tmp_path: Path) -> None:
    v = load_with(
        tmp_path,
        '[component.water_pump]\nzh = "水泵"\nmajor = "01"\n'
        '[family.food]\nzh = "餐饮"\nmark = "star"\n[type.kitchen]\nzh = "后厨"\nfamily = "food"\n'
        '[state.frozen]\nzh = "冻结"\nset = "open"\nsuspended = true\n'
        '[source.radio]\nzh = "电台"\nwords = ["广播"]\n'
        '[area_type.night_market]\nzh = "夜市街"\nhatch = "cross"\n'
        '[limit_unit.shift]\nzh = "班次"\nclock = "work"\nspan = "hour"\n'
        '[rebound_group.eating]\nzh = "餐饮类"\n[type.cooking_fume]\nrebound_group = "eating"\n'
        '[group.ten_disorders]\nmembers = [{ zh = "后厨", types = ["kitchen"] }]\n'
        '[group.mine]\nzh = "本县重点"\ntypes = ["exposed_waste"]\n',
    )
    assert v.types["water_pump"].kind == "component"
    assert v.types["water_pump"].is_local_extension
    assert v.types["kitchen"].mark == "star"
    assert "frozen" in v.suspended_states()
    assert v.source_of("广播") == "radio"
    assert v.area_types["night_market"].colour.startswith("#")
    assert v.limit_units["shift"].span == "hour"
    assert v.rebound_groups["eating"].zh == "餐饮类"
    assert v.groups["ten_disorders"].types == ("kitchen",)
    assert v.groups["mine"].types == ("exposed_waste",)


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    one = load_with(tmp_path, '[type.x]\nzh = "甲"')
    assert vocabulary.load(tmp_path) is one
    two = load_with(tmp_path, '[type.x]\nzh = "乙"')
    assert (one.types["x"].zh, two.types["x"].zh) == ("甲", "乙")
    assert one.version != two.version


def test_the_version_is_of_the_content_not_of_the_file(tmp_path: Path) -> None:
    one = load_with(tmp_path, '[type.x]\nzh = "甲"')
    two = load_with(tmp_path, '# a remark\n[type.x]\nzh   = "甲"')
    assert one.version == two.version


def test_it_travels_to_another_process(tmp_path: Path) -> None:
    v = load_with(tmp_path, '[type.x]\nzh = "甲"')
    assert pickle.loads(pickle.dumps(v)) == v


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[type.x", ""),
        ("[kind.x]\nzh = '甲'", "[kind]"),
        ("type = 3", "[type.]"),
        ("[type]\nx = 3", "[type.x]"),
        ("[type.Big]\nzh = '甲'", "[type.Big]"),
        ("[type.x]\nen = 'no Chinese'", "x: zh"),
        ("[type.x]\nzh = '甲'\nfamily = 'nope'", "family = nope"),
        ("[type.x]\nzh = '甲'\ncolour = 'red'", "colour = red"),
        ("[type.x]\nzh = '甲'\nmark = 'skull'", "mark = skull"),
        ("[type.x]\nzh = '甲'\nrebound_group = 'nope'", "rebound_group = nope"),
        ("[type.x]\nzh = '甲'\nfamliy = 'waste'", "famliy"),
        ("[type.x]\nzh = '甲'\nwords = '乙'", "[type.x]"),
        ("[type.x]\nzh = '甲'\ncodes = ['06001']", "codes"),
        ("[type.x]\nzh = '甲'\ncodes = { '1999' = ['06001'] }", "1999"),
        ("[type.x]\nzh = '甲'\ncodes = { 'CJ/T 214-2007' = ['06001'] }", "06001"),
        ("[type.x]\nzh = '甲'\n[type.y]\nzh = '乙'\nwords = ['甲']", "words = 甲"),
        ("[state.x]\nzh = '甲'\nset = 'ajar'", "set = ajar"),
        ("[group.x]\nzh = '甲'\ntypes = ['nope']", "nope"),
        ("[group.x]\nzh = '甲'\nmembers = 3", "members = 3"),
    ],
)
def test_a_mistake_is_refused_with_its_place(tmp_path: Path, text: str, place: str) -> None:
    assert place in refused(tmp_path, text)


KEYS = (
    "zh",
    "en",
    "family",
    "colour",
    "mark",
    "rebound_group",
    "codes",
    "words",
    "kind",
    "local",
    "tails",
    "major",
)
VALUES = st.sampled_from([3, 1.5, True, "", "waste", "甲", [], ["甲"], [3], [["甲"]], ["", "-"]])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    table=st.sampled_from(
        ["type", "component", "state", "family", "area_type", "group", "scheme", "limit_unit"]
    ),
    row=st.dictionaries(
        st.sampled_from((*KEYS, "set", "members", "types", "digits", "hatch")), VALUES, max_size=4
    ),
)
def test_any_table_is_taken_or_refused_in_words(tmp_path: Path, table: str, row: dict[str, object]) -> None:
    text = f"[{table}.odd]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in row.items())
    try:
        v = load_with(tmp_path, text)
    except GisError as wrong:
        assert wrong.code == "bad-vocabulary"
    else:
        assert v.version
