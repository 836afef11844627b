"""The interface's sentences in the language of the session, and text made safe for HTML."""

from __future__ import annotations

import re
from html import escape

from gis.words import say
from ui import state

SHORTCODE = re.compile(r":(?=[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+)?:)")
"""Start of an icon or emoji by name. Streamlit looks for those after Markdown's escapes are gone, so a word joiner,
which is not seen, breaks them."""


def t(sentence: str, **facts: object) -> str:
    """A Chinese source sentence in the language of the session, its blanks filled."""
    text = say(sentence, state.lang())
    return text.format(**facts) if facts else text


def e(value: object) -> str:
    """Any value as text that HTML cannot mistake for markup; None is empty."""
    return "" if value is None else escape(str(value), quote=True)


def number(value: float | int | None, digits: int = 0) -> str:
    """``1,234``; 暂无 where there is no number."""
    if value is None or value != value:
        return t("暂无")
    return f"{value:,.{digits}f}"


def chance(p: float | None) -> str:
    """A p value: never 0, which none is."""
    if p is None or p != p:
        return t("暂无")
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def ago(hours: float) -> str:
    """``6 分钟前``, ``3 小时前``, ``2 天前``."""
    if hours < 1 / 60:
        return t("刚刚")
    if hours < 1:
        return t("{n} 分钟前", n=int(hours * 60))
    if hours < 48:
        return t("{n} 小时前", n=int(hours))
    return t("{n} 天前", n=int(hours / 24))


def md(value: object) -> str:
    """Any value as text that Markdown cannot mistake for markup (labels of Streamlit's widgets are Markdown)."""
    text = SHORTCODE.sub(":\u2060", str(value)).replace("\n", " ")
    return "".join("\\" + c if c in "\\`*_{}[]<>()#+-.!|$~:^&" else c for c in text)
