"""Import profiles: a small TOML that says how one kind of file speaks.

Shipped ones lie in ``gis/intake/profiles``, a county's own in ``<data>/profiles``; one of the county's with
the same name replaces a shipped one. Every key is a field of ``Profile`` and is explained there and in
``profiles/README.md``.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from gis.errors import GisError
from gis.intake import profile_check

SHIPPED = Path(__file__).with_name("profiles")


@dataclass(frozen=True)
class Accepts:
    """Which files a profile is for: those with all these columns and a name like this pattern."""

    columns: tuple[str, ...] = ()
    """Header cells that must be there; none: the columns the profile cannot do without."""
    name: str = "*"
    """Pattern of the file name: * and ? stand for anything."""


@dataclass(frozen=True)
class Profile:
    """How one kind of file speaks. Picklable; equal content means an equal ``digest``."""

    name: str
    """The profile's own name: the TOML's file name without ``.toml``."""
    source: str
    """Source id whose cases the rows are; also who says it."""
    kind: str = "delta"
    """A file of kind ``full`` holds every case, ``delta`` some, ``flags`` only marks on known ones."""
    id: tuple[str, ...] = ()
    """Column of the source's own case number; several are joined by ``-``. Either this or ``identity``."""
    identity: tuple[str, ...] = ()
    """For a source without numbers: the columns whose exact (trimmed) text together tell a case."""
    resight_days: int | None = None
    """Rows are sightings; up to so many days (of 24 h) after the previous one it is the same case."""
    rank: int | None = None
    """Of changes of one instant the higher rank wins; the register of sources goes before it."""
    zone: str = ""
    """IANA zone of local times in the file; empty: the county's."""
    crs: str = "wgs84"
    """Coordinate system of x and y, a name ``gis.crs`` knows: wgs84, gcj02, bd09, bd09mc, EPSG:4545 …"""
    encoding: str = ""
    """Text encoding; empty: found out (UTF-8 with or without BOM, UTF-16 with BOM, GB18030)."""
    delimiter: str = ""
    """Between cells of a CSV; empty: comma, semicolon, tab or bar, whichever the header has most of."""
    header_row: int = 1
    """Line of the header; lines above it are titles and left out."""
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """field = "column", or a list of alternatives of which the first one present counts; also x, y,
    stated_at.
    """
    constants: Mapping[str, str] = field(default_factory=dict)
    """field = "text" that every row says, as if the file had such a column."""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Additions to the vocabulary by field, e.g. problem_type; looked up before it."""
    problem_type_default: str = ""
    """Problem type of a row whose words say none; empty: it stays unmapped and is listed."""
    state_default: str = "reported"
    """State of a row that says none and is not closed."""
    scheme: str = ""
    """The code list of a ``standard_code`` column where the file itself names none."""
    empty: str = "empty"
    """An empty cell says ``empty`` (there is no value) or ``nothing`` (the last value stands)."""
    blanks: tuple[str, ...] = ()
    """Cells that mean empty: "-", "NULL" …"""
    times: tuple[str, ...] = ()
    """Extra time formats (%Y %m %d %H %M %S %f %p %z), tried before the known ones: "%d.%m.%Y %H:%M"."""
    exported_at: str = ""
    """Regular expression on the file name; digits of its first group are yyyymmdd[hh[mm[ss]]]."""
    coordinate_digits: int = 7
    """Decimals of a degree that are kept."""
    location_method: str = "stated"
    """How the file came by its coordinates, where it does not say."""
    accepts: Accepts = field(default_factory=Accepts)

    @property
    def required(self) -> tuple[str, ...]:
        """Fields without which a row is nothing: the time it was found, unless the file only holds marks."""
        return ("found_at",) if "found_at" in self.columns and self.kind != "flags" else ()

    def tz(self, county: ZoneInfo) -> ZoneInfo:
        """The zone of local times in the file."""
        return ZoneInfo(self.zone) if self.zone else county

    @property
    def digest(self) -> str:
        """32 hex digits that change when and only when the profile says something else."""
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def takes(self, path: Path, header: Sequence[str]) -> bool:
        """Whether a file of this name with this header is for this profile."""
        there = set(header)
        if not fnmatchcase(path.name.casefold(), self.accepts.name.casefold()):
            return False
        if self.accepts.columns:
            return there.issuperset(self.accepts.columns)
        return there.issuperset(self.id + self.identity) and all(
            there.intersection(self.columns[name]) for name in self.required
        )


def load(path_or_name: str | Path, local: Path | None = None) -> Profile:
    """The profile of this TOML file, or of this name among the county's own (``local``) and the shipped ones.

    Errors: no-such-file, bad-profile, unknown-crs.
    """
    path = Path(path_or_name)
    if path.suffix == ".toml":
        return _read(path)
    known = _paths(local)
    if str(path_or_name) not in known:
        raise GisError("bad-value", name="profile", value=path_or_name, known=", ".join(sorted(known)))
    return _read(known[str(path_or_name)])


def find(path: Path, header: Sequence[str], local: Path | None = None) -> Profile:
    """The one profile that takes a file of this name with this header.

    A broken profile of the county is an error here too: leaving it out could choose the wrong one.
    Errors: no-profile (none takes it), many-profiles, bad-profile.
    """
    everyone = list(every(local))
    takers = [p for p in everyone if p.takes(path, header)]
    if not takers:
        raise GisError("no-profile", path=path, known=", ".join(p.name for p in everyone))
    if len(takers) > 1:
        raise GisError("many-profiles", path=path, found=", ".join(p.name for p in takers))
    return takers[0]


def every(local: Path | None = None) -> Iterator[Profile]:
    """All profiles a county can use, in order of name. Errors: bad-profile."""
    return (_read(path) for _, path in sorted(_paths(local).items()))


def _paths(local: Path | None) -> dict[str, Path]:
    folders = [SHIPPED, *([local] if local else [])]
    return {path.stem: path for folder in folders for path in sorted(folder.glob("*.toml"))}


def _read(path: Path) -> Profile:
    try:
        raw: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as bad:
        raise GisError("no-such-file", path=path) from bad
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as bad:
        raise GisError("bad-profile", path=path, detail=bad) from bad
    profile_check.keys(path, raw, {f.name for f in fields(Profile)} - {"name"})
    profile_check.keys(path, raw.get("accepts", {}), set(Accepts.__dataclass_fields__), "accepts.")
    values = {key: profile_check.value(path, key, raw[key]) for key in raw if key != "accepts"}
    where = {key: profile_check.value(path, f"accepts.{key}", v) for key, v in raw.get("accepts", {}).items()}
    if "source" not in values:
        raise GisError("bad-profile", path=path, detail=GisError("profile-needs", keys="source"))
    profile = Profile(name=path.stem, accepts=Accepts(**where), **values)
    profile_check.whole(path, profile)
    return profile
