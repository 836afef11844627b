"""The interface's sentences in the language of the session, and text made safe for HTML."""

from __future__ import annotations

from html import escape

from gis.words import say
from ui import state


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


def md(value: object) -> str:
    """Any value as text that Markdown cannot mistake for markup (labels of Streamlit's widgets are Markdown)."""
    return "".join("\\" + c if c in "\\`*_{}[]<>()#+-.!|$~:^&" else c for c in str(value)).replace("\n", " ")
