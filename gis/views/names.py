"""Ids → words of one language; an id nobody knows stands for itself."""

from __future__ import annotations

from dataclasses import dataclass

from gis.live import Loaded
from gis.words import SOURCE_LANGUAGE, say

LONGEST = 40
"""Characters of a name within a sentence or on a button."""


def clipped(text: object, most: int) -> str:
    """``text``, and no more than ``most`` characters of it: one endless word must not push the page away."""
    words = str(text)
    return words if len(words) <= most else words[:most] + "…"


@dataclass(frozen=True)
class Names:
    """The names of everything a filter or a table can hold, in one language."""

    types: dict[str, str]
    families: dict[str, str]
    states: dict[str, str]
    sources: dict[str, str]
    units: dict[str, str]
    grids: dict[str, str]
    zone_kinds: dict[str, str]
    zones: dict[str, str]
    lang: str

    def many(self, kind: str, ids: tuple[str, ...], most: int = 3) -> str:
        """``店外经营、占道经营等 5 项``."""
        words = [clipped(getattr(self, kind).get(i, i), LONGEST) for i in ids]
        mark = "、" if self.lang == SOURCE_LANGUAGE else ", "
        if len(words) <= most:
            return mark.join(words)
        return say("{some}等 {n} 项", self.lang).format(some=mark.join(words[:most]), n=len(words))


def names(loaded: Loaded, lang: str) -> Names:
    """Names in ``lang``; Chinese where there is no other."""
    words, registers = loaded.vocabulary, loaded.registers
    source_kinds = {k: _in(v, lang) for k, v in words.sources.items()}
    sources = {
        str(r.source): str(r.zh if lang == SOURCE_LANGUAGE else (r.en or r.zh))
        for r in registers.sources.itertuples()
    }
    grids = registers.grids
    return Names(
        types={k: _in(v, lang) for k, v in words.types.items()},
        families={k: _in(v, lang) for k, v in words.families.items()},
        states={k: _in(v, lang) for k, v in words.states.items()},
        sources=source_kinds | {k: v for k, v in sources.items() if v and v != "nan"},
        units=dict(registers.unit_names(lang)),
        grids={
            str(c): n if isinstance(n, str) and n else str(c)
            for c, n in zip(grids["grid_code"], grids["name"])
        },
        zone_kinds={k: _in(v, lang) for k, v in words.area_types.items()},
        zones={str(i): str(n) for i, n in zip(registers.zones["zone_id"], registers.zones["name"])},
        lang=lang,
    )


def _in(row: object, lang: str) -> str:
    return str(getattr(row, "zh" if lang == SOURCE_LANGUAGE else "en", "") or getattr(row, "zh", ""))
