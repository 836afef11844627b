"""A file and, where it is known, a profile → the raw cells; whatever goes wrong is one sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pyarrow as pa

from gis.errors import GisError
from gis.intake import profile as profiles
from gis.intake.profile import Profile
from gis.intake.raw import Raw
from gis.intake.readers import reader_of

T = TypeVar("T")
USUAL = ("", "", 1)
"""Encoding, delimiter and header line where nobody names them."""
Look = Callable[[Path, Profile | None], tuple[str, ...]]


def choose(path: Path, local: Path | None = None) -> Profile:
    """The one profile, shipped or of ``local``, that takes this file, its header read its own way.

    Errors: no-such-file, no-reader, no-profile, many-profiles, bad-profile; those of ``read_raw``.
    """
    path = Path(path)
    takers = _takers(path, local)
    if not takers:
        raise GisError("no-profile", path=path, known=", ".join(p.name for p in profiles.every(local)))
    if len(takers) > 1:
        raise GisError("many-profiles", path=path, found=", ".join(p.name for p in takers))
    return takers[0]


def read_raw(path: Path, profile: Profile | str | Path | None = None, local: Path | None = None) -> Raw:
    """The cells of a file.

    ``profile`` (itself, its name or its file) tells encoding, delimiter and header line; None: that of the
    one profile among the shipped ones and those of ``local`` that takes the file, else found out.
    Errors: no-such-file, no-reader, empty-file, not-text, not-geojson, unreadable; bad-profile, bad-value.
    """
    path = Path(path)
    reader = reader_of(path)
    chosen: Profile | None = None
    if isinstance(profile, Profile):
        chosen = profile
    elif profile is not None:
        chosen = profiles.load(profile, local)
    elif reader.header is not None:
        takers = _takers(path, local)
        chosen = takers[0] if len(takers) == 1 else None
    return _checked(lambda: reader.read(path, chosen), path)


def _takers(path: Path, local: Path | None) -> list[Profile]:
    """The profiles that take this file when its header is looked for where each of them says it is.

    Errors: those of reading, where no profile takes the file and it cannot be read the usual way either.
    """
    reader = reader_of(path)
    look = reader.header or (lambda file, by: reader.read(file, by).header)
    seen: dict[tuple[object, ...], tuple[str, ...] | GisError] = {}
    takers: list[Profile] = []
    for profile in (None, *profiles.every(local)):
        layout: tuple[object, ...] = USUAL
        if profile is not None and reader.header is not None:
            layout = (profile.encoding, profile.delimiter, profile.header_row)
        if layout not in seen:
            seen[layout] = _header(look, path, profile)
        header = seen[layout]
        if profile is not None and not isinstance(header, GisError) and profile.takes(path, header):
            takers.append(profile)
    usual = seen[USUAL]
    if not takers and isinstance(usual, GisError):
        raise usual
    return takers


def _header(look: Look, path: Path, profile: Profile | None) -> tuple[str, ...] | GisError:
    try:
        return _checked(lambda: look(path, profile), path)
    except GisError as bad:
        return bad


def _checked(read: Callable[[], T], path: Path) -> T:
    try:
        return read()
    except (OSError, pa.ArrowException, MemoryError, RecursionError, ValueError, KeyError) as bad:
        raise GisError("unreadable", path=path, detail=str(bad)[:200]) from bad
