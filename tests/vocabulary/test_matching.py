"""Foreign words and codes find their rows; what is not known is not guessed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis import vocabulary

V = vocabulary.load()
DOMAIN = Path(__file__).resolve().parents[3] / "shared" / "domain"
real = pytest.mark.skipif(not DOMAIN.is_dir(), reason="no shared facts beside the checkout")


@given(word=st.text(max_size=30))
def test_the_normal_form_is_stable(word: str) -> None:
    assert V.normal(V.normal(word)) == V.normal(word)


@given(word=st.text(max_size=30), code=st.text(max_size=8), scheme=st.sampled_from(["", "2013", "x"]))
def test_any_text_finds_a_known_type_or_none(word: str, code: str, scheme: str) -> None:
    assert V.type_of(word, scheme, code) in {None, *V.types}
    assert V.state_of(word) in {None, *V.states}
    assert V.area_type_of(word, code) in {None, *V.area_types}


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("店外经营", "shopfront_overflow"),
        (" 店外 经营 ", "shopfront_overflow"),
        ("【店外经营】", "shopfront_overflow"),
        ("道路遗撒(洒)", "road_spillage"),
        ("早夜市管理问题", "day_night_market"),
        ("市容环境-暴露垃圾", "exposed_waste"),
        ("09001 无照经营游商", "itinerant_vendor"),
        ("牛皮癣", "illegal_posters"),
        ("井盖", "manhole_cover"),
        ("井盖破损", "manhole_cover"),
        ("污水井盖", "sewage_manhole_cover"),
        ("军用井盖", "manhole_cover"),
        ("路灯不亮", "street_lamp"),
        ("垃圾箱异常", "trash_bin"),
        ("果皮箱", "litter_bin"),
        ("行道树", "street_tree"),
        ("护栏", "guardrail"),
        ("交通标志", "traffic_sign"),
        ("电话亭", "telephone_booth"),
        ("公厕", "public_toilet"),
        ("道路破损", "damaged_road"),
        ("Exposed waste", "exposed_waste"),
        ("", None),
        ("()", None),
        ("完全不相干的话", None),
        ("暴露垃圾/店外经营", None),
    ],
)
def test_words(word: str, found: str | None) -> None:
    assert V.type_of(word) == found


@pytest.mark.parametrize(
    ("scheme", "code", "found"),
    [
        ("GB/T 47678.5-2026", "09005", "shopfront_overflow"),
        ("2026", "9005", "shopfront_overflow"),
        ("GB/T 30428.2-2013", "04-05", "shopfront_overflow"),
        ("CJ/T 214-2007", "0504", "shopfront_overflow"),
        ("2007", "0504", "shopfront_overflow"),
        ("2013", "0504", None),
        ("2026", "610826" + "09005", "shopfront_overflow"),
        ("2026", "610826" + "03005" + "000123", "trash_bin"),
        ("2026", "01077", "component_public_utility"),
        ("2026", "05001", "component_other"),
        ("2026", "06031", None),
        ("2013", "01001", None),
        ("", "09005", None),
        ("GB/T 1", "09005", None),
        ("2026", "０９００５", "shopfront_overflow"),
        ("2026", "abc", None),
    ],
)
def test_codes_only_with_their_scheme(scheme: str, code: str, found: str | None) -> None:
    assert V.type_of(scheme=scheme, code=code) == found


def test_one_number_means_three_things() -> None:
    meant = {s: V.type_of(scheme=s, code="0501") for s in ("2007", "2013")}
    assert meant == {"2007": "itinerant_vendor", "2013": "burst_water_main"}


def test_a_code_goes_before_a_word_and_a_word_stands_in_for_an_unknown_code() -> None:
    assert V.type_of("暴露垃圾", "2026", "09005") == "shopfront_overflow"
    assert V.type_of("暴露垃圾", "2026", "06999") == "exposed_waste"
    assert V.type_of("暴露垃圾", None, "09005") == "exposed_waste"


def test_ambiguous_words_go_to_the_first_and_are_named() -> None:
    for word, ids in V.ambiguous.items():
        assert len(ids) > 1
        assert set(ids) <= set(V.types)
        assert V.type_words[word] == ids[0]
    assert V.ambiguous["乱停乱放"] == ("illegal_parking_motor", "illegal_parking_non_motor")


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("待派单", "filed"),
        ("处理中", "handling"),
        ("待核查", "checking"),
        ("退回整改", "rework"),
        ("已结案", "closed"),
        ("结案", "closed"),
        ("销号", "closed"),
        ("作废", "voided"),
        ("挂账", "suspended"),
        ("不予受理", "rejected"),
        ("Open", "handling"),
        ("CLOSED", "closed"),
        ("In Progress", "handling"),
        ("处置阶段", "handling"),
        ("核查结案阶段", "closed"),
        ("什么也不是", None),
    ],
)
def test_states(word: str, state: str | None) -> None:
    assert V.state_of(word) == state


@pytest.mark.parametrize(
    ("word", "source"),
    [
        ("监督员上报", "collector"),
        ("12345热线", "public_report"),
        ("公众举报", "public_report"),
        ("视频监控", "video"),
        ("领导批示", "leader_instruction"),
        ("部门批转", "dept_transfer"),
        ("媒体曝光", "media"),
        ("信访", "petition"),
        ("暗访", "covert_inspection"),
        ("手工登记", "manual"),
        ("不知道", None),
    ],
)
def test_sources(word: str, source: str | None) -> None:
    assert V.source_of(word) == source


def test_the_fringe_by_its_many_names_and_its_codes() -> None:
    for word in ("城乡结合部", "城乡接合部", "城郊结合部"):
        assert V.area_type_of(word) == "fringe_area"
    assert [V.area_type_of(urban_rural_code=c) for c in ("112", "122", "111", "", "220")] == [
        "fringe_area", "fringe_area", None, None, None,
    ]  # fmt: skip
    assert V.area_type_of("城中村", "112") == "urban_village"


@real
@pytest.mark.real
def test_every_row_of_the_three_code_lists() -> None:
    with (DOMAIN / "event_codes.csv").open(encoding="utf-8-sig") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) == 169
    by_code = [(r["code"], r["identifier"], V.type_of(scheme=r["scheme"], code=r["code"])) for r in rows]
    assert [row for row in by_code if row[1] != row[2]] == []
    by_name = [(r["zh_name"], r["identifier"], V.type_of(r["zh_name"])) for r in rows]
    assert [row for row in by_name if row[1] != row[2]] == []
    assert {r["scheme"] for r in rows} == set(V.schemes)


@real
@pytest.mark.real
def test_every_seed_word_finds_a_type_or_is_listed_as_ambiguous() -> None:
    with (DOMAIN / "seed_terms_to_codes.csv").open(encoding="utf-8-sig") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) >= 53
    for row in rows:
        word, found = row["seed_term"], V.type_of(row["seed_term"])
        ids = [i.strip() for i in row["identifier"].split("/") if i.strip()]
        assert found, word
        if len(ids) > 1:
            assert V.ambiguous[V.normal(word)] == tuple(ids), word
        elif ids:
            assert found == ids[0], word
        elif row["code_gbt47678_5_2026"].isdigit():
            assert V.types[found].codes["GB/T 47678.5-2026"] == (row["code_gbt47678_5_2026"],), word
        else:
            known = V.types[found]
            assert known.is_local_extension or "GB/T 47678.5-2026" not in known.codes, word
