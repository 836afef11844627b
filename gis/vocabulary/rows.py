"""The rows of the vocabulary: frozen values, each with its id and its name in every language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gis.words import SOURCE_LANGUAGE


@dataclass(frozen=True)
class Term:
    """Anything that has a name. ``words`` are what foreign files call it besides its names."""

    id: str
    zh: str
    en: str
    words: tuple[str, ...] = ()

    def name(self, lang: str = SOURCE_LANGUAGE) -> str:
        """The name in ``lang``: Chinese for the source language, English for every other."""
        return self.zh if lang == SOURCE_LANGUAGE else self.en


@dataclass(frozen=True)
class Family(Term):
    """Problem types that share colour, mark and chart line."""

    colour: str = ""
    colour_wall: str = ""
    mark: str = "circle"


@dataclass(frozen=True)
class ProblemType(Term):
    """One kind of problem: an event 事件 or a component 部件."""

    kind: str = "event"
    family: str = "other"
    rebound_group: str = ""
    """A new case of this group near a closed one is a rebound; default the type itself."""
    colour: str = ""
    colour_wall: str = ""
    mark: str = "circle"
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """Class codes by scheme; never a code without its scheme."""
    major: str = ""
    """Of a component: its 2026 major class, 01 to 05."""
    whole_major: bool = False
    """Of a component: stands for every code of its major class that no other row claims."""
    tails: tuple[str, ...] = ()
    """An unknown word ending in one of these is this type."""
    is_local_extension: bool = False
    """No national code list has it: ours or the county's own."""


@dataclass(frozen=True)
class State(Term):
    """Where a case stands."""

    set: str = "open"
    """open, closed or void."""
    suspended: bool = False
    """The clock of the deadline stands still."""


@dataclass(frozen=True)
class SourceKind(Term):
    """How a report came in."""


@dataclass(frozen=True)
class AreaType(Term):
    """A kind of zone."""

    hatch: str = "outline"
    colour: str = ""
    colour_wall: str = ""
    weak_link: bool = False
    urban_rural_codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class LimitUnit(Term):
    """A unit of time limits."""

    clock: str = "work"
    """work: the county's working time; natural: round the clock."""
    span: str = "day"
    """day or hour: what one unit is."""


@dataclass(frozen=True)
class Member(Term):
    """One item of a group and the problem types it means; none where the item is not about types."""

    types: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group(Term):
    """A named, editable list: 十乱, 五小, 四治."""

    note: str = ""
    members: tuple[Member, ...] = ()

    @property
    def types(self) -> tuple[str, ...]:
        """The ids of all problem types of the group, sorted, each once."""
        return tuple(sorted({t for member in self.members for t in member.types}))


@dataclass(frozen=True)
class Scheme(Term):
    """A code list. Lengths are in digits."""

    digits: int = 5
    events: int = 11
    components: int = 17
