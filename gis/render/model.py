"""What a map shows, as one frozen value: live map, saved file and sheet are made from the same one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from gis.county import Basemap
from gis.filters import Filters

Bounds = tuple[float, float, float, float]
"""west, south, east, north in WGS 84 degrees."""

GROUND, GRIDS, ZONES, CASES, LABELS = "ground", "grids", "zones", "cases", "labels"
REBOUNDS, HOT = "rebounds", "hot"
LAYERS = (GROUND, GRIDS, ZONES, CASES, REBOUNDS, HOT, LABELS)
"""Ids of a map's layers, bottom to top."""


@dataclass(frozen=True)
class ClassBreak:
    """One class of a choropleth: low ≤ value < high (None: no upper end), its colour and its words."""

    low: float
    high: float | None
    colour: str
    words: str

    def holds(self, value: float) -> bool:
        """Whether ``value`` lies in this class."""
        return value >= self.low and (self.high is None or value < self.high)


@dataclass(frozen=True)
class Choropleth:
    """A measure of each grid. ``values`` by grid code; a grid without one is drawn in the ground colour."""

    title: str = ""
    unit: str = ""
    classes: tuple[ClassBreak, ...] = ()
    values: Mapping[str, float] = field(default_factory=dict)
    tip_labels: tuple[str, ...] = ()
    tips: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Grid code → (title of the hover card, one text a label)."""
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Grid code → (name, lead unit): the label in the middle of the grid."""

    def colour(self, code: str) -> str | None:
        """Colour of a grid's class; None without a value or where no class holds it."""
        value = self.values.get(code)
        if value is None:
            return None
        return next((c.colour for c in self.classes if c.holds(value)), None)


@dataclass(frozen=True)
class Mark:
    """How cases of one type are drawn and named; ``count`` located cases of the set are of it."""

    type_id: str
    shape: str
    """A key of ``gis.style.MARKS``."""
    colour: str
    words: str
    count: int = 0


@dataclass(frozen=True)
class ZoneKind:
    """How zones of one kind are filled and named."""

    kind: str
    pattern: str
    """One of ``gis.style.HATCHES``: the same filling as on the zone tiles."""
    colour: str
    words: str


@dataclass(frozen=True)
class Rebounds:
    """Cases that came back: a red ring round each, an arc from the closed case it came back to."""

    filters: Filters
    """The question with its radius and window; its set and the map's do not matter."""
    count: int = 0
    """Located cases of the set ``rebound``, within the days below where they are given."""
    first: date | None = None
    last: date | None = None
    """Local days, both included, that narrow the question (a brush); the days that are played."""
    play: bool = False
    """Offer to play the days one by one or week by week; takes ``first`` and ``last``."""


@dataclass(frozen=True)
class HotPlace:
    """A significant place: outlined and numbered by need; a cold one is a dashed outline without a number."""

    number: int
    """Its place in the list; where two numbers would touch on the map, the smaller one stands."""
    id: str
    """What a click on it gives."""
    kind: Literal["grid", "cell"]
    rings: tuple[tuple[tuple[float, float], ...], ...]
    """Closed rings of WGS 84 (lon, lat): several for parts and for holes, told apart by even and odd."""
    words: str
    """Why, in one sentence."""
    cold: bool = False


@dataclass(frozen=True)
class MapModel:
    """Everything a map needs but geometry and tiles, which it names by address.

    ``total`` counts the cases of the set, ``located`` those with coordinates, ``overdue`` the overdue ones.
    ``as_of`` is aware; ``query`` is ``Filters.to_query()``. ``off``: ids of LAYERS that start switched off.
    """

    bounds: Bounds
    query: str
    as_of: datetime
    version: str
    fingerprint: str
    lang: str = "zh"
    basemap: Basemap = field(default_factory=Basemap)
    basemap_key: str = field(default="", repr=False)
    choropleth: Choropleth = field(default_factory=Choropleth)
    zones: tuple[ZoneKind, ...] = ()
    marks: tuple[Mark, ...] = ()
    rebounds: Rebounds | None = None
    """None: the map does not offer them. With REBOUNDS in ``off`` they are offered, switched off."""
    hot: tuple[HotPlace, ...] = ()
    """Some two hundred at most: they lie in the spec itself. None: the map does not offer the layer."""
    focus: Bounds | None = None
    """Where a new view number moves the map, no nearer than zoom 16; None: to ``bounds``, as the home button does."""
    chosen: tuple[float, float] | None = None
    """WGS 84 (lon, lat) of the chosen case, which is ringed whatever set is shown."""
    total: int = 0
    located: int = 0
    overdue: int = 0
    selected: str | None = None
    demo: bool = False
    off: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """Sentences at the foot of the legend."""
    density: tuple[tuple[str, str], ...] = ()
    """Ramp of the density tiles, low → high: (colour, words)."""
    title: str = ""
    sentence: str = ""
    """The filters in words, for the saved file."""
    data_time: str = ""
    """Data time in words, for the saved file."""

    @property
    def unlocated(self) -> int:
        """Cases of the set that have no coordinates and are on no map."""
        return self.total - self.located
