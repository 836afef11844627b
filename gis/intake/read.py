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


def read_raw(path: Path, profile: Profile | str | Path | None = None, local: Path | None = None) -> Raw:
    """The cells of a file.

    ``profile`` (itself, its name or its file) tells encoding, delimiter and header line; None: that of the
    one profile among the shipped ones and those of ``local`` that takes the file, else found out.
    Errors: no-such-file, no-reader, empty-file, not-text, not-geojson, unreadable; bad-profile, bad-value.
    """
    path = Path(path)
    reader = reader_of(path)
    if profile is None:
        takers = _takers(path, local)
        chosen = takers[0] if len(takers) == 1 else None
    else:
        chosen = profile if isinstance(profile, Profile) else profiles.load(profile, local)
    return _checked(lambda: reader.read(path, chosen), path)


def _takers(path: Path, local: Path | None) -> list[Profile]:
    """The profiles that take this file when its header is looked for where each of them says it is."""
    look = reader_of(path).header
    if look is None:
        return []
    seen: dict[tuple[object, ...], tuple[str, ...]] = {}
    takers: list[Profile] = []
    for profile in profiles.every(local):
        layout = (profile.encoding, profile.delimiter, profile.header_row)
        if layout not in seen:
            try:
                seen[layout] = _checked(lambda p=profile: look(path, p), path)  # type: ignore[misc]
            except GisError:
                seen[layout] = ()  # unreadable in this way; read_raw itself says so if it is so in every way
        if seen[layout] and profile.takes(path, seen[layout]):
            takers.append(profile)
    return takers


def _checked(read: Callable[[], T], path: Path) -> T:
    try:
        return read()
    except (OSError, pa.ArrowException, MemoryError, RecursionError, ValueError) as bad:
        raise GisError("unreadable", path=path, detail=str(bad)[:200]) from bad
