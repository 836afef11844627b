"""The words of the domain as data: problem types, components, states, sources, area types, units, groups.

One row of one TOML file is all a new problem type takes. Our files lie beside this module; a county adds to
and overrides them in ``<data>/vocabulary.toml``::

    [type.broken_glass]            # new: a local extension
    family = "waste"
    zh = "碎玻璃"
    words = ["玻璃碴"]

    [type.illegal_parking_non_motor]
    words = ["乱停乱放"]           # added; a county's word goes before ours
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from gis.errors import GisError
from gis.style.tokens import DESK, WALL
from gis.vocabulary import matching, reading
from gis.vocabulary.matching import normal
from gis.vocabulary.rows import (
    AreaType,
    Family,
    Group,
    LimitUnit,
    Member,
    ProblemType,
    Scheme,
    SourceKind,
    State,
    Term,
)

__all__ = [
    "AreaType", "Family", "Group", "LimitUnit", "Member", "ProblemType", "Scheme", "SourceKind", "State",
    "Term", "Vocabulary", "load", "normal",
]  # fmt: skip

SCHEME_2026 = "GB/T 47678.5-2026"


@dataclass(frozen=True)
class Vocabulary:
    """Every row by its id, and foreign words by their normal form. Treat the mappings as read-only."""

    version: str
    """Changes when and only when the content does."""
    families: Mapping[str, Family]
    types: Mapping[str, ProblemType]
    """Events, then components."""
    states: Mapping[str, State]
    sources: Mapping[str, SourceKind]
    area_types: Mapping[str, AreaType]
    limit_units: Mapping[str, LimitUnit]
    groups: Mapping[str, Group]
    schemes: Mapping[str, Scheme]
    type_words: Mapping[str, str]
    """Normal word → problem type. ``type_of`` finds more: look distinct words up with it, then join."""
    state_words: Mapping[str, str]
    source_words: Mapping[str, str]
    area_words: Mapping[str, str]
    limit_words: Mapping[str, str]
    scheme_words: Mapping[str, str]
    ambiguous: Mapping[str, tuple[str, ...]]
    """Normal word → the types it may mean, the one it is mapped to first."""
    codes: Mapping[tuple[str, str], str]
    """(scheme, class code) → problem type."""
    majors: Mapping[str, str]
    """2026 major class of components (01–05) → the type that stands for all of it."""
    tails: Mapping[str, str]
    rebound_groups: Mapping[str, Term]
    """Every rebound group in use, with its name."""

    def type_of(
        self, word: str | None = None, scheme: str | None = None, code: str | None = None
    ) -> str | None:
        """The problem type of a foreign code (with its scheme) or word; the code goes first. None: unmapped.

        A code without a scheme says nothing. A 2026 code of a component class we have no row for is the
        component of its major class.
        """
        if scheme and code and (known := self.scheme_of(scheme)):
            bare = matching.class_code(str(code), self.schemes[known])
            if found := self.codes.get((known, bare)):
                return found
            if known == SCHEME_2026 and bare[:2] in self.majors:
                return self.majors[bare[:2]]
        if not word or not (key := normal(word)):
            return None
        return self.type_words.get(key) or matching.by_parts(word, self.type_words, self.tails)

    @staticmethod
    def normal(word: str) -> str:
        """The form in which words are compared: the keys of the ``…_words`` mappings."""
        return normal(word)

    def scheme_of(self, word: str) -> str | None:
        """The code list a file means by ``word``: 2013, GB/T 30428.2, …"""
        return self.scheme_words.get(normal(word))

    def state_of(self, word: str) -> str | None:
        """The state a file means by ``word``; None: unmapped."""
        return self.state_words.get(normal(word))

    def source_of(self, word: str) -> str | None:
        """The kind of source a file means by ``word``; None: unmapped."""
        return self.source_words.get(normal(word))

    def area_type_of(self, word: str | None = None, urban_rural_code: str | None = None) -> str | None:
        """The area type of a foreign word, else of a statistical urban–rural code (112, 122: the fringe)."""
        if word and (found := self.area_words.get(normal(word))):
            return found
        code = str(urban_rural_code or "").strip()
        return next((a.id for a in self.area_types.values() if code in a.urban_rural_codes), None)

    def group_of(self) -> dict[str, str]:
        """Problem type → the rebound group it belongs to."""
        return {t.id: t.rebound_group for t in self.types.values()}

    def open_states(self) -> tuple[str, ...]:
        """States in which work is left, suspended ones too."""
        return self._in_set("open")

    def closed_states(self) -> tuple[str, ...]:
        """States of a case that is done."""
        return self._in_set("closed")

    def void_states(self) -> tuple[str, ...]:
        """States of what turned out to be no case; counted nowhere."""
        return self._in_set("void")

    def suspended_states(self) -> tuple[str, ...]:
        """Open states in which the clock stands still."""
        return tuple(s.id for s in self.states.values() if s.suspended)

    def weak_links(self) -> tuple[str, ...]:
        """Area types of the preset 薄弱环节."""
        return tuple(a.id for a in self.area_types.values() if a.weak_link)

    def _in_set(self, name: str) -> tuple[str, ...]:
        return tuple(s.id for s in self.states.values() if s.set == name)


def load(root: Path | None = None) -> Vocabulary:
    """The vocabulary of a data folder; ours alone without one. Read again only when its file has changed.

    Errors: bad-vocabulary, with the place in the county's file.
    """
    path = Path(root) / "vocabulary.toml" if root is not None else None
    if path is None or not path.is_file():
        return _load(None, (0, 0))
    stat = path.stat()
    return _load(path, (stat.st_mtime_ns, stat.st_size))


@lru_cache(maxsize=8)
def _load(path: Path | None, _changed: tuple[int, int]) -> Vocabulary:
    own, ambiguous = reading.read_own()
    local = reading.read_local(path) if path else {}
    try:
        return _build(own, local, ambiguous)
    except reading.Fault as fault:
        raise GisError("bad-vocabulary", path=path, detail=fault) from fault


def _build(
    own: dict[str, reading.Table], local: dict[str, reading.Table], ambiguous: Mapping[str, tuple[str, ...]]
) -> Vocabulary:
    """Rows, then the words and codes that lead to them."""
    own, local = _one_kind_of_types(own, local)
    merged = {name: reading.merge(own[name], local.get(name, {})) for name in own}
    schemes = reading.plain(Scheme, merged["scheme"])
    spare = merged["family"]["other"]
    families = reading.coloured(
        Family, merged["family"], {k: spare[k] for k in ("colour", "colour_wall", "mark")}
    )
    types = reading.types(merged["type"], families, schemes)
    neutral = {"colour": DESK.second_ink, "colour_wall": WALL.second_ink}
    taken = matching.local_words(local.get("type", {}))
    unclear = {normal(w): ids for w, ids in ambiguous.items() if normal(w) not in taken}
    ours = reading.types(own["type"], families, schemes)
    return Vocabulary(
        version=_version({**merged, "ambiguous": ambiguous}),
        families=families,
        types=types,
        states=reading.plain(State, merged["state"]),
        sources=reading.plain(SourceKind, merged["source"]),
        area_types=reading.coloured(AreaType, merged["area_type"], neutral),
        limit_units=reading.plain(LimitUnit, merged["limit_unit"]),
        groups=reading.groups(merged["group"], types),
        schemes=schemes,
        type_words={**_type_words(ours, unclear), **{normal(key): key for key in types}, **taken},
        state_words=_words(State, own["state"], local.get("state", {}), matching.STATE_ENDINGS),
        source_words=_words(SourceKind, own["source"], local.get("source", {})),
        area_words=_words(AreaType, own["area_type"], local.get("area_type", {})),
        limit_words=_words(LimitUnit, own["limit_unit"], local.get("limit_unit", {})),
        scheme_words=_words(Scheme, own["scheme"], local.get("scheme", {})),
        ambiguous=unclear,
        codes=matching.code_map(types.values(), local.get("type", {})),
        majors={t.major: t.id for t in types.values() if t.whole_major},
        tails={normal(tail): t.id for t in types.values() for tail in t.tails},
        rebound_groups=_rebound_groups(types, reading.plain(Term, merged["rebound_group"])),
    )


def _one_kind_of_types(
    own: dict[str, reading.Table], local: dict[str, reading.Table]
) -> tuple[dict[str, reading.Table], dict[str, reading.Table]]:
    """Events and components in one table ``type``, each with its kind; a county's new rows marked local."""
    ours, theirs = dict(own), dict(local)
    component = {"kind": "component", "family": "component"}
    ours["type"] = {
        **own["type"],
        **{key: {**component, **row} for key, row in ours.pop("component").items()},
    }
    theirs["type"] = {
        key: row if key in ours["type"] else {**extra, **row, "local": True}
        for table, extra in (("type", {}), ("component", component))
        for key, row in local.get(table, {}).items()
    }
    theirs.pop("component", None)
    return ours, theirs


def _type_words(ours: Mapping[str, ProblemType], unclear: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Our own words for types; an event's word goes before a component's with an ending (道路破损)."""
    components = [t for t in ours.values() if t.kind == "component"]
    return {
        **matching.word_map(components, matching.TYPE_ENDINGS),
        **matching.word_map(ours.values()),
        **{word: ids[0] for word, ids in unclear.items()},
    }


def _words(
    kind: type[Term], own: reading.Table, local: reading.Table, endings: tuple[str, ...] = ()
) -> dict[str, str]:
    """Normal word → id of one table, the county's words before ours."""
    ours = matching.word_map(reading.plain(kind, own).values(), endings)
    return {**ours, **{normal(key): key for key in local}, **matching.local_words(local)}


def _rebound_groups(types: Mapping[str, ProblemType], named: Mapping[str, Term]) -> dict[str, Term]:
    """Each group in use: a named one, or one type's id. Errors: Fault for a group that is neither."""
    out: dict[str, Term] = {}
    for row in types.values():
        group = named.get(row.rebound_group) or types.get(row.rebound_group)
        if group is None:
            raise reading.Fault(f"{row.id}: rebound_group = {row.rebound_group}")
        out[group.id] = Term(group.id, group.zh, group.en)
    return out


def _version(tables: Mapping[str, object]) -> str:
    text = json.dumps(tables, sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
