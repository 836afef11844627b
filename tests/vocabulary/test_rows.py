"""Our own rows: complete, in both languages, each word and code meaning one thing."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from gis import vocabulary
from gis.style import MARKS, is_colour
from gis.style.tokens import HATCHES
from gis.vocabulary import Term, matching, reading

V = vocabulary.load()
TABLES: dict[str, dict[str, Term]] = {
    name: dict(getattr(V, name))
    for name in (
        "families",
        "types",
        "states",
        "sources",
        "area_types",
        "limit_units",
        "groups",
        "rebound_groups",
    )
}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_an_id_and_a_name_in_both_languages(name: str) -> None:
    for key, row in TABLES[name].items():
        assert key == row.id
        assert re.fullmatch(r"[a-z][a-z0-9_]*", key)
        assert CHINESE.search(row.name("zh")), key
        assert row.name("en").isascii() or "–" in row.name("en"), key
        assert not CHINESE.search(row.name("en")), key


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_two_rows_have_one_name(name: str, lang: str) -> None:
    names = [row.name(lang).casefold() for row in TABLES[name].values()]
    assert sorted(names) == sorted(set(names))


def test_every_type_has_a_known_family_mark_colour_and_group() -> None:
    for row in V.types.values():
        family = V.families[row.family]
        assert row.kind in ("event", "component")
        assert (row.kind == "component") == (row.family == "component")
        assert is_colour(row.colour)
        assert is_colour(row.colour_wall)
        assert row.mark == family.mark in MARKS
        assert row.rebound_group in V.rebound_groups


def test_no_code_without_its_scheme_and_no_code_twice() -> None:
    listed = [(s, c) for row in V.types.values() for s, codes in row.codes.items() for c in codes]
    assert len(listed) == len(set(listed)) == len(V.codes)
    assert all(len(code) == V.schemes[scheme].digits for scheme, code in listed)


def test_families_are_few_and_each_has_its_own_mark() -> None:
    marks = [f.mark for f in V.families.values()]
    assert 8 <= len(marks) <= 14
    assert len(set(marks)) == len(marks)
    assert [V.families[f].mark for f in ("street_vending", "illegal_parking", "waste", "posters")] == [
        "circle", "square", "triangle", "diamond",
    ]  # fmt: skip


def test_every_family_has_types() -> None:
    assert {row.family for row in V.types.values()} == set(V.families)


@pytest.mark.parametrize(
    ("file", "of"),
    [
        ("states", "state_words"),
        ("sources", "source_words"),
        ("area_types", "area_words"),
        ("limit_units", "limit_words"),
    ],
)
def test_each_word_of_a_table_leads_back_to_its_row(file: str, of: str) -> None:
    for row in TABLES[file].values():
        for word in (row.id, row.zh, row.en, *row.words):
            assert getattr(V, of)[V.normal(word)] == row.id, word


def test_each_word_of_a_type_leads_back_to_it() -> None:
    wrong = [
        (word, row.id, V.type_of(word))
        for row in V.types.values()
        for word in (row.id, row.zh, row.en, *row.words)
        if V.type_of(word) != row.id
    ]
    assert wrong == []


def test_a_word_in_two_rows_is_refused() -> None:
    with pytest.raises(reading.Fault, match="待 处理"):
        matching.word_map([Term("a", "甲", "A", ("待处理",)), Term("b", "乙", "B", ("待 处理",))])


def test_every_word_is_in_its_normal_form_and_says_something() -> None:
    for of in ("type_words", "state_words", "source_words", "area_words", "limit_words", "scheme_words"):
        for word in getattr(V, of):
            assert word
            assert V.normal(word) == word


def test_states_are_open_closed_or_void_and_only_open_ones_are_suspended() -> None:
    sets = (V.open_states(), V.closed_states(), V.void_states())
    assert sorted(s for each in sets for s in each) == sorted(V.states)
    assert all(not set(a) & set(b) for a, b in combinations(sets, 2))
    assert set(V.closed_states()) == {"closed", "self_handled"}
    assert set(V.void_states()) == {"rejected", "voided"}
    assert "suspended" in V.suspended_states()
    assert set(V.suspended_states()) <= set(V.open_states())


def test_street_vending_is_one_rebound_group_and_parking_two() -> None:
    vending = [t for t in V.types.values() if t.rebound_group == "street_vending"]
    assert {t.zh for t in vending} == {"无照经营游商", "店外经营", "占道经营", "早（夜）市管理问题"}
    parking = {V.types[t].rebound_group for t in ("illegal_parking_motor", "illegal_parking_non_motor")}
    assert parking == {"illegal_parking_motor", "illegal_parking_non_motor"}
    assert V.rebound_groups["street_vending"].zh == "街头摊贩"
    assert V.rebound_groups["exposed_waste"].zh == "暴露垃圾"


def test_weak_links_are_the_three_of_the_preset() -> None:
    assert set(V.weak_links()) == {"urban_village", "fringe_area", "back_lane"}


def test_area_types_can_be_drawn() -> None:
    for row in V.area_types.values():
        assert row.hatch in HATCHES
        assert is_colour(row.colour)
        assert is_colour(row.colour_wall)
    assert V.area_types["urban_village"].hatch != V.area_types["fringe_area"].hatch


def test_groups_name_types_that_exist() -> None:
    assert all(set(g.types) <= set(V.types) for g in V.groups.values())
    ten = V.groups["ten_disorders"]
    assert [m.zh for m in ten.members] == ["店外经营", "占道经营", "马路市场", "乱贴乱画", "乱停乱放"]
    assert {"illegal_parking_motor", "illegal_parking_non_motor", "shopfront_overflow"} <= set(ten.types)
    assert {"five_small", "four_treatments"} <= set(V.groups)


def test_limit_units_say_whose_clock_runs() -> None:
    clocks = {u.id: (u.clock, u.span) for u in V.limit_units.values()}
    assert clocks["urgent_hour"] == ("natural", "hour")
    assert clocks["work_hour"] == ("work", "hour")
    assert clocks["work_day"] == ("work", "day")
