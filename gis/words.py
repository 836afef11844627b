"""Sentences in every language of the product. Chinese is the source text; catalogues hold the others.

A new language is one file ``gis/locale/<lang>.po``; nothing else changes. ``N_`` marks a sentence for the
extractor where it is defined, ``say`` turns it into a language where it is shown.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

LOCALE = Path(__file__).with_name("locale")
SOURCE_LANGUAGE = "zh"


def N_(text: str) -> str:
    """Mark ``text`` for translation and give it back unchanged."""
    return text


@cache
def catalogue(lang: str) -> dict[str, str]:
    """Source text → text in ``lang``; empty for the source language and for an unknown one."""
    path = LOCALE / f"{lang}.po"
    if lang == SOURCE_LANGUAGE or not path.is_file():
        return {}
    with path.open("rb") as handle:
        messages = read_po(handle)
    return {str(m.id): str(m.string) for m in messages if m.id and m.string}


@cache
def languages() -> tuple[str, ...]:
    """Every language the product speaks, the source language first."""
    return (SOURCE_LANGUAGE, *sorted(p.stem for p in LOCALE.glob("*.po")))


def say(text: str, lang: str = SOURCE_LANGUAGE) -> str:
    """``text`` (a Chinese source sentence, blanks unfilled) in ``lang``; the source where no translation exists."""
    return catalogue(lang).get(text, text) if lang in languages() else text
