"""Every sentence is marked, translated, and says the same in each language of the product."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from devtools import messages
from gis import vocabulary, words
from gis.vocabulary.rows import Term
from tests.cli import gis

NAMES = ("净格",)
"""Chinese that stays Chinese in a translation."""

FOUND = messages.messages()
CATALOGUES = messages.catalogues()


def test_english_is_there():
    assert "en" in CATALOGUES
    assert words.languages() == ("zh", *CATALOGUES)


def test_the_extractor_finds_every_kind_of_mark():
    texts = FOUND.keys()
    assert "总览" in texts, "META of a page"
    assert "导入批次 {n} 批，共 {rows} 行" in texts, "a call inside an f-string"
    assert "批次 {batch} 已恢复。" in texts, "N_ in a conditional expression"
    assert "{some}等 {n} 项" in texts, "say"
    assert {each.path.split("/")[0] for places in FOUND.values() for each in places} == {
        "gis",
        "ui",
        "pages",
        "web",
    }


def test_the_extractor_reads_source(tmp_path, monkeypatch):
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    path = tmp_path / "page.py"
    path.write_text(
        '"""文档"""\nMETA = {"slug": "题外", "title": "标题"}\n'
        'def f(a):\n    """说明"""\n    x = f"<b>{t(\'甲 {n}\', n=1)}</b>{a}乙"\n'
        '    return t("丙" if a else "丁"), say(N_("戊"), a), t("plain"), a["己"]  # 注\n',
        encoding="utf-8",
    )
    assert {each.text for each in messages.marked(path)} == {"标题", "甲 {n}", "丙", "丁", "戊"}
    assert {each.text for each in messages.unmarked(path)} == {"题外", "乙", "己"}


def test_every_chinese_text_a_person_sees_is_marked():
    assert messages.forgotten() == []


def test_every_exception_is_still_needed():
    left = {
        (each.path, each.text) for path in messages.files(messages.ROOMS) for each in messages.unmarked(path)
    }
    assert set(messages.NOT_MARKED) <= left
    assert [p for p in messages.NOT_SENTENCES if not any(path.startswith(p) for path, _ in left)] == []


@pytest.mark.parametrize("lang", CATALOGUES)
def test_the_catalogue_holds_what_the_code_says_and_no_more(lang):
    held = messages.read(CATALOGUES[lang])
    assert FOUND.keys() - held.keys() == set(), "run python -m devtools.messages --update"
    assert held.keys() - FOUND.keys() == set(), "run python -m devtools.messages --update"
    assert [text for text, string in held.items() if not string.strip()] == []


@pytest.mark.parametrize("lang", CATALOGUES)
def test_no_chinese_is_left_in_a_translation(lang):
    def rest(string: str) -> str:
        for name in NAMES:
            string = string.replace(name, "")
        return string

    held = messages.read(CATALOGUES[lang])
    assert {t: s for t, s in held.items() if messages.CHINESE.search(rest(s))} == {}


@pytest.mark.parametrize("lang", CATALOGUES)
def test_blanks_are_the_same(lang):
    held = messages.read(CATALOGUES[lang])
    assert {t: s for t, s in held.items() if messages.blanks(t) != messages.blanks(s)} == {}


def test_a_catalogue_brought_up_to_date_stays_byte_for_byte(tmp_path):
    path = tmp_path / "en.po"
    path.write_bytes(CATALOGUES["en"].read_bytes())
    assert messages.update(path) == (0, 0)
    assert path.read_bytes() == CATALOGUES["en"].read_bytes()


def test_update_takes_what_is_new_and_drops_what_is_gone(tmp_path):
    path = tmp_path / "xx.po"
    path.write_text(
        'msgid "没有人再说的话"\nmsgstr "gone"\n\nmsgid "总览"\nmsgstr "Overview"\n', encoding="utf-8"
    )
    assert messages.update(path) == (len(FOUND) - 1, 1)
    held = messages.read(path)
    assert held.keys() == FOUND.keys() and held["总览"] == "Overview" and held["网格"] == ""


def test_every_row_of_the_vocabulary_speaks_both_languages():
    book = vocabulary.load()
    rows = [
        (field.name, row)
        for field in fields(book)
        if isinstance(held := getattr(book, field.name), dict)
        for row in held.values()
        if isinstance(row, Term)
    ]
    assert {name for name, _ in rows} >= {"families", "types", "states", "sources", "area_types"}
    spoken = [(name, row) for name, row in rows if name != "schemes"]  # a standard is called by its number
    assert [(name, row.id) for name, row in spoken if not messages.CHINESE.search(row.zh)] == []
    assert [
        (name, row.id, row.en) for name, row in rows if not row.en or messages.CHINESE.search(row.en)
    ] == []


def test_help_of_the_command_line_is_in_the_language_asked_for():
    def said(lang: str) -> str:
        return gis("make-grid", "--help", CLEANGRID_LANG=lang, COLUMNS="200").stdout

    assert "编码前缀" in said("zh")
    assert "prefix of the codes" in said("en") and not messages.CHINESE.search(said("en"))


@pytest.mark.parametrize(
    "call", [("--help",), ("import", "--help"), ("import",), ("nonsense",), ("cases", "--out")]
)
def test_what_argparse_says_is_in_the_language_asked_for(call):
    def said(*words: str) -> str:
        done = gis(*words, *call, ok="--help" in call, COLUMNS="200")
        return done.stdout + done.stderr

    chinese, english = said(), said("--lang", "en")
    assert not re.search(r"usage:|options:|positional|show this|required|choice|expected|argument ", chinese)
    assert messages.CHINESE.search(chinese)
    assert re.search(r"usage:|required|choice|expected", english)
    assert said("--lang=en") == english
