"""One module a file format; each defines ``READER``. A new format is a new module and nothing else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from gis import registry
from gis.errors import GisError
from gis.intake.profile import Profile
from gis.intake.raw import Raw


@dataclass(frozen=True)
class Reader:
    """One input format."""

    key: str
    suffixes: tuple[str, ...]
    """Lower case, with the dot."""
    read: Callable[[Path, Profile | None], Raw]
    """Path and profile (None: find everything out) → Raw. What is raised but GisError: unreadable."""
    header: Callable[[Path, Profile | None], tuple[str, ...]] | None = None
    """A quick look at the header alone, where a profile can say how to find it."""


def known() -> Mapping[str, Reader]:
    """Every reader by its key."""
    return registry.collect(sys.modules[__name__], "READER")


def suffixes() -> tuple[str, ...]:
    """Every suffix that can be read, lower case, with the dot."""
    return tuple(sorted(s for reader in known().values() for s in reader.suffixes))


def reader_of(path: Path) -> Reader:
    """The reader of files of this suffix. Errors: no-such-file, no-reader."""
    if not path.is_file():
        raise GisError("no-such-file", path=path)
    for reader in known().values():
        if path.suffix.lower() in reader.suffixes:
            return reader
    raise GisError("no-reader", path=path, formats=", ".join(suffixes()))
