"""Which unit a word means."""

from __future__ import annotations

import unicodedata

import pandas as pd

from gis.registers.tables import Issue


def plain(word: str) -> str:
    """A word without what people write differently: width of characters, case, spaces, punctuation."""
    return "".join(
        c for c in unicodedata.normalize("NFKC", word).casefold() if unicodedata.category(c)[0] in "LN"
    )


def word_table(units: pd.DataFrame, issues: list[Issue]) -> dict[str, str]:
    """Word → unit id. An id beats a Chinese name, that an English one, that an alias, and any a plain form.

    A word that two units claim on one level means neither; it is put into ``issues``.
    """
    found: dict[str, str] = {}
    rows = list(zip(units["unit_id"], units["zh"], units["en"], units["aliases"], strict=True))
    levels = [
        [(unit, unit) for unit, *_ in rows],
        [(zh, unit) for unit, zh, *_ in rows],
        [(en, unit) for unit, _, en, _ in rows],
        [(alias, unit) for unit, *_, aliases in rows for alias in aliases],
    ]
    levels += [[(plain(word), unit) for word, unit in level] for level in levels]
    for level in levels:
        claims: dict[str, set[str]] = {}
        for word, unit in level:
            if word and unit:
                claims.setdefault(word, set()).add(unit)
        for word, claimed in claims.items():
            if word in found:
                continue
            if len(claimed) == 1:
                found[word] = next(iter(claimed))
            else:
                issues.append(Issue("units.csv", 0, "aliases", word, "ambiguous_word"))
    return found
