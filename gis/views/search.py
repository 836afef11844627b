"""One search box: case number, address, grid, unit, zone."""

from __future__ import annotations

from dataclasses import dataclass

from gis.duck import open_duckdb
from gis.live import Loaded
from gis.views.names import Names

MOST = 12


@dataclass(frozen=True)
class Hit:
    """Something the words may mean. ``kind``: case, grid, unit, zone; ``id`` a ckey (decimal) or a code."""

    kind: str
    id: str
    title: str
    note: str = ""


def search(loaded: Loaded, text: str, names: Names) -> list[Hit]:
    """Up to ``MOST`` hits of each kind, places and units before cases. Blank text finds nothing."""
    words = text.strip()
    if not words:
        return []
    low = words.casefold()
    hits = [
        Hit(kind, key, name, key)
        for kind, names_of in (("grid", names.grids), ("unit", names.units), ("zone", names.zones))
        for key, name in names_of.items()
        if low in name.casefold() or low == key.casefold()
    ]
    return _few(hits) + _cases(loaded, words, names)


def _few(hits: list[Hit]) -> list[Hit]:
    out: list[Hit] = []
    for kind in ("grid", "unit", "zone"):
        out += sorted((h for h in hits if h.kind == kind), key=lambda h: (len(h.title), h.title))[:MOST]
    return out


def _cases(loaded: Loaded, words: str, names: Names) -> list[Hit]:
    """Case numbers that begin with the words (in capitals too), then addresses that hold them; newest first."""
    files = [str(p) for p in loaded.parts.paths]
    if not files:
        return []
    with open_duckdb() as con:
        rows = con.execute(
            """SELECT ckey, source_case_id, address, problem_type FROM read_parquet($1)
               WHERE starts_with(source_case_id, $2) OR starts_with(source_case_id, $4) OR case_id = $2
                  OR contains(address, $2)
               ORDER BY NOT (starts_with(source_case_id, $2) OR starts_with(source_case_id, $4)),
                  found_at DESC NULLS LAST, case_id LIMIT $3""",
            [files, words, MOST, words.upper()],
        ).fetchall()
    return [
        Hit(
            "case",
            str(ckey),
            " ".join(p for p in (number, names.types.get(kind or "", "")) if p),
            address or "",
        )
        for ckey, number, address, kind in rows
    ]
