"""The question: one frozen, canonical value, carried in the address and described in a sentence."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Self
from urllib.parse import urlencode

from gis.errors import GisError

SETS = ("open", "overdue", "suspended", "new", "rebound", "closed", "all")
"""Which cases map, table, points, tiles and `gis cases` show; a set's count equals the KPI of its name."""

RADIUS_M, WINDOW_DAYS = 50, 30
"""What a rebound is unless asked otherwise: as near and as soon."""
LIMITS = {"days": (1, 36_500), "radius": (5, 1000), "window": (1, 730)}

MANY = ("types", "states", "sources", "units", "grids", "zone_kinds", "zones")


@dataclass(frozen=True)
class Place:
    """A point and a radius: WGS 84 degrees and metres on the ground."""

    lon: float
    lat: float
    radius_m: float

    def __str__(self) -> str:
        return f"{self.lon:.6f},{self.lat:.6f},{self.radius_m:.0f}"


@dataclass(frozen=True)
class Filters:
    """What is asked. Values are codes, sorted and without repeats; empty means no restriction.

    ``start``..``end`` are local days, both included; None for ``end`` means the day of ``as_of``.
    ``states`` narrows the set only, never a KPI or a rate. ``units`` asks for the responsible unit.
    """

    start: date | None = None
    end: date | None = None
    days: int | None = None
    """The last so many local days up to the day of ``as_of``; stands in for ``start`` where that is None."""
    set: str = "open"
    types: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    grids: tuple[str, ...] = ()
    zone_kinds: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    place: Place | None = None
    radius: int = RADIUS_M
    """Metres within which a case of the same rebound group came back to a closed one."""
    window: int = WINDOW_DAYS
    """Days of 24 hours within which it did."""

    def __post_init__(self) -> None:
        if self.set not in SETS:
            raise GisError("bad-value", name="set", value=self.set, known=", ".join(SETS))
        for name in MANY:
            object.__setattr__(self, name, tuple(sorted(set(getattr(self, name)))))

    def to_pairs(self) -> list[tuple[str, str]]:
        """The canonical query: (name, value) in a fixed order; defaults are left out."""
        out: list[tuple[str, str]] = []
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in MANY:
                out += [(field.name, v) for v in value]
            elif value is not None and value != field.default:
                out.append((field.name, str(value)))
        return out

    def to_query(self) -> str:
        """The canonical query string; ``from_pairs`` gives the same Filters back."""
        return urlencode(self.to_pairs())

    @classmethod
    def from_pairs(cls, pairs: list[tuple[str, str]]) -> Self:
        """Filters from (name, value) pairs of an address; unknown names are left out.

        Errors: bad-value, bad-time — a value that cannot be read is refused, never ignored.
        """
        given: dict[str, object] = {}
        for name, value in pairs:
            if name in MANY:
                given[name] = (*given.get(name, ()), value)  # type: ignore[misc]
            elif name in ("start", "end"):
                given[name] = _day(value)
            elif name in LIMITS:
                given[name] = _count(name, value)
            elif name == "set":
                given[name] = value
            elif name == "place":
                given[name] = _place(value)
        return cls(**given)  # type: ignore[arg-type]

    def but(self, **changes: object) -> Self:
        """A copy with ``changes``."""
        return replace(self, **changes)  # type: ignore[arg-type]


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as bad:
        raise GisError("bad-time", value=value) from bad


def _count(name: str, value: str) -> int:
    low, high = LIMITS[name]
    if not value.isdecimal() or len(value) > 5 or not low <= int(value) <= high:
        raise GisError("bad-value", name=name, value=value, known=f"{low}–{high}")
    return int(value)


def _place(value: str) -> Place:
    try:
        lon, lat, radius = (float(v) for v in value.split(","))
    except ValueError as bad:
        raise GisError("bad-value", name="place", value=value, known="lon,lat,radius_m") from bad
    if not (-180 <= lon <= 180 and -85 <= lat <= 85 and 0 < radius <= 100_000):
        raise GisError("bad-value", name="place", value=value, known="lon,lat,radius_m")
    return Place(lon, lat, radius)
