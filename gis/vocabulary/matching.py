"""Foreign words and codes → ids. Every word is compared in one normal form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from gis.vocabulary.reading import Fault, Table
from gis.vocabulary.rows import ProblemType, Scheme, Term

NOISE = re.compile(r"[\s()\[\]{}【】「」『』《》〈〉<>“”‘’\"'、,，.。·;；:：/\\|\-_—–~]+")
PARTS = re.compile(r"[-/\\>→|:：—–]+")
NUMBER_FIRST = re.compile(r"^[\d.\-]+\s*(?=\D)")

TYPE_ENDINGS = (
    "异常",
    "破损",
    "损坏",
    "缺失",
    "丢失",
    "缺损",
    "污损",
    "倾斜",
    "堵塞",
    "松动",
    "不亮",
    "脏污",
    "问题",
)
"""What files put behind the name of a component: 井盖破损, 路灯不亮."""

STATE_ENDINGS = ("阶段", "状态", "环节")


def normal(word: str) -> str:
    """The form in which words are compared: NFKC, lower case, without spaces, brackets and punctuation."""
    form = NOISE.sub("", unicodedata.normalize("NFKC", word).casefold())
    return form if form == word else normal(form)  # what noise parted may combine: until nothing changes


def word_map(rows: Iterable[Term], endings: tuple[str, ...] = ()) -> dict[str, str]:
    """Normal word → id for ids, names and words of ``rows``; with ``endings`` too where that word is free.

    Errors: Fault when one word names two rows.
    """
    out: dict[str, str] = {}
    listed = list(rows)
    for row in listed:
        for word in (row.id, row.zh, row.en, *row.words):
            key = normal(word)
            if key and out.setdefault(key, row.id) != row.id:
                raise Fault(f"{row.id}: words = {word} ({out[key]})")
    for row in listed:
        for word in (row.zh, *row.words):
            for ending in endings:
                out.setdefault(normal(word) + ending, row.id)
    return out


def local_words(table: Table) -> dict[str, str]:
    """Normal word → id for what a county's own table says; it goes before ours. Errors: Fault on a double."""
    out: dict[str, str] = {}
    for key, row in table.items():
        for word in (row.get("zh", ""), row.get("en", ""), *row.get("words", [])):
            if normal(word) and out.setdefault(normal(word), key) != key:
                raise Fault(f"{key}: words = {word} ({out[normal(word)]})")
    return out


def code_map(own: Iterable[ProblemType], local: Table) -> dict[tuple[str, str], str]:
    """(scheme, class code) → id; a county's row takes a code from ours. Errors: Fault when two claim one."""
    out: dict[tuple[str, str], str] = {}
    theirs = {key for key, row in local.items() if "codes" in row}
    rows = list(own)
    for layer in ([r for r in rows if r.id not in theirs], [r for r in rows if r.id in theirs]):
        mine: dict[tuple[str, str], str] = {}
        for row in layer:
            for scheme, codes in row.codes.items():
                for code in codes:
                    if mine.setdefault((scheme, code), row.id) != row.id:
                        raise Fault(f"{row.id}: codes = {scheme}: {code} ({mine[scheme, code]})")
        out.update(mine)
    return out


def class_code(text: str, scheme: Scheme) -> str:
    """The class code in ``text``: bare, written 04-05, a whole id with its division, or without its first 0.

    Spreadsheets drop a leading zero; one missing digit is put back. Anything else: "".
    """
    digits = re.sub(r"[\s\-.]", "", unicodedata.normalize("NFKC", text))
    if not digits.isdigit():
        return ""
    if len(digits) == scheme.digits - 1:
        return "0" + digits
    if len(digits) in (scheme.events, scheme.components):
        return digits[6 : 6 + scheme.digits]
    return digits if len(digits) == scheme.digits else ""


def by_parts(word: str, words: Mapping[str, str], tails: Mapping[str, str]) -> str | None:
    """A word that is not in ``words`` as a whole: without a leading number, by its parts, by its tail.

    "市容环境-暴露垃圾" is found by a part when all parts that are found agree.
    """
    bare = NUMBER_FIRST.sub("", unicodedata.normalize("NFKC", word).strip())
    if found := words.get(normal(bare)):
        return found
    parts = {words[normal(p)] for p in PARTS.split(bare) if normal(p) in words}
    if len(parts) == 1:
        return parts.pop()
    end = normal(bare)
    return next((key for tail, key in tails.items() if end.endswith(tail)), None)
