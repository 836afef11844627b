"""What a profile's TOML may say: every mistake is named with its key, none is passed over."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gis import crs
from gis.errors import GisError
from gis.intake import times
from gis.schema import FIELDS

if TYPE_CHECKING:
    from gis.intake.profile import Profile

COLUMNS = (*(name for name in FIELDS if name != "geometry"), "x", "y", "stated_at")
"""What a column of a file can be."""
CONSTANTS = tuple(name for name in COLUMNS if name not in ("x", "y", "stated_at"))
WORDS = ("problem_type", "state", "channel", "responsible_unit", "check", "supervised")
CHOICES = {"kind": ("full", "delta", "flags"), "empty": ("empty", "nothing")}
LISTS = ("id", "identity", "blanks", "times", "accepts.columns")
NUMBERS = {"resight_days": (0, 365), "rank": (0, 999), "header_row": (1, 1000), "coordinate_digits": (0, 9)}


def keys(path: Path, table: object, known: set[str], prefix: str = "") -> None:
    """Refuse what is not a table of ``known`` keys. Errors: bad-profile."""
    if not isinstance(table, dict):
        raise _wrong(path, prefix.rstrip("."), table, "[…]")
    strange = sorted(set(table) - known)
    if strange:
        listed = ", ".join(prefix + key for key in strange)
        raise GisError(
            "bad-profile",
            path=path,
            detail=GisError("profile-unknown", keys=listed, known=", ".join(sorted(known))),
        )


def value(path: Path, key: str, given: Any) -> Any:
    """The value of ``key`` in the shape ``Profile`` wants. Errors: bad-profile."""
    if key in LISTS:
        return _texts(path, key, given)
    if key in NUMBERS:
        low, high = NUMBERS[key]
        if type(given) is not int or not low <= given <= high:
            raise _wrong(path, key, given, f"{low}–{high}")
        return given
    if key == "columns":
        keys(path, given, set(COLUMNS), "columns.")
        return {name: _texts(path, f"columns.{name}", v) for name, v in given.items()}
    if key == "constants":
        keys(path, given, set(CONSTANTS), "constants.")
        return {name: _text(path, f"constants.{name}", v) for name, v in given.items()}
    if key == "words":
        keys(path, given, set(WORDS), "words.")
        for name, table in given.items():
            keys(path, table, set(table) if isinstance(table, dict) else set(), f"words.{name}.")
        return {n: {w: _text(path, f"words.{n}.{w}", v) for w, v in t.items()} for n, t in given.items()}
    text = _text(path, key, given)
    if key in CHOICES and text not in CHOICES[key]:
        raise _wrong(path, key, text, ", ".join(CHOICES[key]))
    return text


def whole(path: Path, profile: Profile) -> None:
    """What must hold between keys. Errors: bad-profile, unknown-crs."""
    crs.canonical(profile.crs)
    if bool(profile.id) == bool(profile.identity):
        raise GisError("bad-profile", path=path, detail=GisError("profile-one-of", keys="id, identity"))
    for have, need in (("x", "y"), ("y", "x")):
        if have in profile.columns and need not in profile.columns:
            raise GisError("bad-profile", path=path, detail=GisError("profile-needs", keys=f"columns.{need}"))
    if profile.resight_days is not None and "found_at" not in profile.columns:
        raise GisError("bad-profile", path=path, detail=GisError("profile-needs", keys="columns.found_at"))
    said = {*profile.columns, *profile.constants}
    if "standard_code" in said and not (profile.scheme or "scheme" in said):
        raise GisError("bad-profile", path=path, detail=GisError("profile-needs", keys="scheme"))
    both = sorted(set(profile.columns) & set(profile.constants))
    if both:
        raise _wrong(path, f"constants.{both[0]}", profile.constants[both[0]], "columns")
    _readable(path, profile)


def _readable(path: Path, profile: Profile) -> None:
    """Zone, encoding, pattern and time formats mean something."""
    try:
        if profile.zone:
            ZoneInfo(profile.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as bad:
        raise _wrong(path, "zone", profile.zone, "Asia/Shanghai, Europe/Berlin …") from bad
    try:
        codecs.lookup(profile.encoding or "utf-8")
    except LookupError as bad:
        raise _wrong(path, "encoding", profile.encoding, "utf-8, gb18030, utf-16 …") from bad
    try:
        re.compile(profile.exported_at)
    except re.error as bad:
        raise _wrong(path, "exported_at", profile.exported_at, str(bad)) from bad
    for form in profile.times:
        if not times.readable(form):
            raise _wrong(path, "times", form, "%Y %m %d %H %M %S %f %p %z")
    if len(profile.delimiter) > 1:
        raise _wrong(path, "delimiter", profile.delimiter, ", ; | \\t")


def _texts(path: Path, key: str, given: Any) -> tuple[str, ...]:
    items = [given] if isinstance(given, str) else given
    if not isinstance(items, list) or not items or not all(isinstance(v, str) for v in items):
        raise _wrong(path, key, given, '"…", ["…", "…"]')
    return tuple(v if key in ("blanks", "times") else v.strip() for v in items)


def _text(path: Path, key: str, given: Any) -> str:
    if not isinstance(given, str):
        raise _wrong(path, key, given, '"…"')
    return given


def _wrong(path: Path, key: str, given: object, known: str) -> GisError:
    return GisError(
        "bad-profile", path=path, detail=GisError("profile-value", key=key, value=given, known=known)
    )
