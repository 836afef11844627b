"""argparse in Chinese. It speaks English itself; in any other language than the source it is left to."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from gis.words import SOURCE_LANGUAGE

WORDS = {
    "usage: ": "用法：",
    "positional arguments": "参数",
    "options": "选项",
    "show this help message and exit": "显示本帮助后退出",
    "argument %(argument_name)s: %(message)s": "参数 %(argument_name)s：%(message)s",
    "the following arguments are required: %s": "缺少参数 %s",
    "one of the arguments %s is required": "以下参数须写其中一个：%s",
    "unrecognized arguments: %s": "无法识别的参数 %s",
    "not allowed with argument %s": "不能与参数 %s 同时使用",
    "ignored explicit argument %r": "不应带值 %r",
    "expected one argument": "后面应有一个值",
    "expected at most one argument": "后面最多一个值",
    "expected at least one argument": "后面至少应有一个值",
    "expected %s argument": "后面应有 %s 个值",
    "ambiguous option: %(option)s could match %(matches)s": "选项 %(option)s 不明确，可能是 %(matches)s",
    "invalid %(type)s value: %(value)r": "值 %(value)r 无效，应为 %(type)s",
    "invalid choice: %(value)r (choose from %(choices)s)": "没有 %(value)r，可用：%(choices)s",
}
"""What argparse looks up → the same in Chinese. What a later Python adds stays English until it stands here."""


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """While this holds, argparse finds its words in ``lang``: it asks two names of its own module for them."""
    names = vars(argparse)
    before = {name: names[name] for name in ("_", "ngettext")}
    if lang == SOURCE_LANGUAGE:
        names.update(_=lambda text: WORDS.get(text, text), ngettext=_of_number)
    try:
        yield
    finally:
        names.update(before)


def _of_number(one: str, many: str, number: int) -> str:
    """Chinese has one form for every number."""
    return WORDS.get(one, one if number == 1 else many)
