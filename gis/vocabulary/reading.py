"""TOML tables → rows. A mistake in a county's file is refused with its place in it, never guessed at."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from gis.errors import GisError
from gis.style.colour import is_colour
from gis.style.marks import MARKS
from gis.style.tokens import HATCHES
from gis.vocabulary.rows import Family, Group, Member, ProblemType, Scheme, Term

Row = dict[str, Any]
Table = dict[str, Row]
T = TypeVar("T", bound=Term)

FILES = {
    "type": "types",
    "component": "components",
    "family": "families",
    "state": "states",
    "source": "sources",
    "area_type": "area_types",
    "limit_unit": "limit_units",
    "group": "groups",
    "rebound_group": "rebound_groups",
    "scheme": "schemes",
}
"""Name of a table in a county's vocabulary.toml → our own file of that table."""

HERE = Path(__file__).parent
SNAKE = re.compile(r"[a-z][a-z0-9_]*")
CHOICES: dict[str, tuple[str, ...]] = {
    "kind": ("event", "component"),
    "set": ("open", "closed", "void"),
    "clock": ("work", "natural"),
    "span": ("day", "hour"),
    "hatch": HATCHES,
    "mark": tuple(MARKS),
}


class Fault(Exception):
    """Something wrong in a table; ``str`` says where and what."""


def read_own() -> tuple[dict[str, Table], dict[str, tuple[str, ...]]]:
    """Our own tables, and the ambiguous words with the types each may mean."""
    tables = {name: _toml(HERE / f"{file}.toml") for name, file in FILES.items()}
    words = {word: tuple(ids) for word, ids in _toml(HERE / "ambiguous.toml").items()}
    return tables, words


def read_local(path: Path) -> dict[str, Table]:
    """A county's tables. Errors: bad-vocabulary when it is not TOML or holds an unknown table."""
    try:
        tables = _toml(path)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as bad:
        raise GisError("bad-vocabulary", path=path, detail=bad) from bad
    for name, table in tables.items():
        if name not in FILES:
            raise GisError("bad-vocabulary", path=path, detail=f"[{name}]")
        for key, row in table.items() if isinstance(table, dict) else [("", None)]:
            if not isinstance(row, dict) or not _fits("words", row.get("words", [])) or not _is_id(name, key):
                raise GisError("bad-vocabulary", path=path, detail=f"[{name}.{key}]")
    return tables


def _is_id(table: str, key: str) -> bool:
    return table == "scheme" or SNAKE.fullmatch(key) is not None


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8-sig"))


def merge(own: Table, local: Table) -> Table:
    """``local`` over ``own``: given keys replace, ``words`` are added, new ids come last."""
    out = {key: dict(row) for key, row in own.items()}
    for key, row in local.items():
        was = out.get(key, {})
        out[key] = {**was, **row, "words": [*was.get("words", []), *row.get("words", [])]}
    return out


def plain(kind: type[T], table: Table) -> dict[str, T]:
    """Rows of a table that refers to no other. Errors: Fault."""
    return {key: _row(kind, key, row) for key, row in table.items()}


def coloured(kind: type[T], table: Table, colours: Mapping[str, str]) -> dict[str, T]:
    """The same for rows that are drawn; ``colours`` stand where a county's row names none. Errors: Fault."""
    return plain(kind, {key: {**colours, **row} for key, row in table.items()})


def types(table: Table, known: Mapping[str, Family], schemes: Mapping[str, Scheme]) -> dict[str, ProblemType]:
    """Rows of problem types; colour and mark come from the family unless given. Errors: Fault."""
    out = {}
    for key, row in table.items():
        given = dict(row)
        family = known.get(str(given.setdefault("family", "other")))
        if family is None:
            raise Fault(f"{key}: family = {given['family']}")
        for name in ("colour", "colour_wall", "mark"):
            given.setdefault(name, getattr(family, name))
        given.setdefault("rebound_group", key)
        given["codes"] = _codes(key, given.get("codes", {}), schemes)
        given["is_local_extension"] = bool(given.pop("local", False))
        out[key] = _row(ProblemType, key, given)
    return out


def groups(table: Table, known: Mapping[str, ProblemType]) -> dict[str, Group]:
    """Rows of groups; a member's families become their types. ``types`` beside members is one more member."""
    out = {}
    for key, row in table.items():
        given = dict(row)
        listed = given.pop("members", [])
        if not isinstance(listed, list):
            raise Fault(f"{key}: members = {listed}")
        if "types" in given:
            listed = [*listed, {"zh": given.get("zh", key), "types": given.pop("types")}]
        members = tuple(_member(f"{key}.members", item, known) for item in listed)
        out[key] = _row(Group, key, {**given, "members": members})
    return out


def _member(where: str, item: object, known: Mapping[str, ProblemType]) -> Member:
    if not isinstance(item, dict):
        raise Fault(f"{where}: {item}")
    given = dict(item)
    asked, named = given.pop("families", []), given.pop("types", [])
    if not (_fits("types", asked) and _fits("types", named)):
        raise Fault(f"{where}: {item}")
    wanted = {*named, *(t.id for t in known.values() if t.family in asked)}
    if unknown := sorted(wanted - set(known)):
        raise Fault(f"{where}: types = {', '.join(unknown)}")
    return _row(Member, where, {**given, "types": sorted(wanted)})


def _codes(key: str, given: object, schemes: Mapping[str, Scheme]) -> dict[str, tuple[str, ...]]:
    if not isinstance(given, dict):
        raise Fault(f"{key}: codes = {given}")
    out = {}
    for scheme, codes in given.items():
        listed = tuple(codes) if isinstance(codes, list) else (codes,)
        if scheme not in schemes or not all(_is_code(c, schemes[scheme]) for c in listed):
            raise Fault(f"{key}: codes = {scheme}: {', '.join(map(str, listed))}")
        out[scheme] = listed
    return out


def _is_code(code: object, scheme: Scheme) -> bool:
    return isinstance(code, str) and code.isdigit() and len(code) == scheme.digits


def _row(kind: type[T], key: str, given: Mapping[str, Any]) -> T:
    """One row, each of its values checked. Errors: Fault, with the key and the value."""
    clean: dict[str, Any] = {"id": key}
    known = {f.name for f in fields(kind)}
    for name, value in given.items():
        if name not in known or name == "id":
            raise Fault(f"{key}: {name}")
        if not _fits(name, value):
            raise Fault(f"{key}: {name} = {value}")
        clean[name] = tuple(value) if isinstance(value, list) else value
    if kind is not Scheme and not clean.get("zh"):
        raise Fault(f"{key}: zh")
    clean.setdefault("zh", key)
    clean["en"] = clean.get("en") or clean["zh"]
    return kind(**clean)


def _fits(name: str, value: object) -> bool:
    """Whether ``value`` may stand under ``name``."""
    if name in CHOICES:
        return value in CHOICES[name]
    if name in ("colour", "colour_wall"):
        return isinstance(value, str) and is_colour(value)
    if name in ("words", "tails", "urban_rural_codes", "types"):
        return isinstance(value, (list, tuple)) and all(isinstance(v, str) for v in value)
    if name in ("suspended", "weak_link", "whole_major", "is_local_extension"):
        return isinstance(value, bool)
    if name in ("digits", "events", "components"):
        return isinstance(value, int)
    return name in ("codes", "members") or isinstance(value, str)
