"""What ended when: inspections and campaigns, and the days before, during and after one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gis.registers import Registers
from gis.words import SOURCE_LANGUAGE

DAY = timedelta(days=1)
SIDE_DAYS = 28
"""Fewer days than this on a side and nothing is said: four whole weeks."""
AFTER_DAYS = 90
"""So many days after the end are looked at: what comes later is another story."""
HISTORY_DAYS = 730
"""So many days up to the end stand for what was usual: two years hold every season twice."""
LINKED_DAYS = 28
"""A campaign that ended no longer than this before an inspection was made for it: both are one push."""

Days = tuple[date, date]
"""First and last day, both included."""


@dataclass(frozen=True)
class Event:
    """An inspection or a campaign of the registers; both days included."""

    id: str
    kind: str
    """inspection or campaign"""
    zh: str
    en: str
    start: date
    end: date
    types: tuple[str, ...] = ()
    """Problem types a campaign aims at; none for all."""

    def name(self, lang: str = SOURCE_LANGUAGE) -> str:
        """The name in ``lang``; the Chinese one, else the id, where there is none."""
        return (self.zh if lang == SOURCE_LANGUAGE else self.en or self.zh) or self.id


@dataclass(frozen=True)
class Windows:
    """The local days compared. ``during`` runs up to the end of the event."""

    before: Days | None
    during: Days
    after: Days | None
    """None: the event has not ended, or another begins the day after."""
    reference: str
    """What ``during`` is: ``campaign``, or ``run_up``: the four weeks up to the end of an inspection without one."""
    others: tuple[Days, ...]
    """Earlier campaigns within ``before``: their days are told apart from it."""
    next_event: Event | None
    """The event whose beginning cut ``after`` short."""


def events(registers: Registers) -> tuple[Event, ...]:
    """Every inspection and campaign with a beginning, in order of their end. Without an end it lasted a day."""
    found = []
    for kind, table in (("inspection", registers.inspections), ("campaign", registers.campaigns)):
        for row in table.to_dict("records"):
            if row["start"] and row[f"{kind}_id"]:
                end = max(row["end"] or row["start"], row["start"])
                types = tuple(row.get("types") or ())
                found.append(
                    Event(
                        str(row[f"{kind}_id"]), kind, str(row["zh"]), str(row["en"]), row["start"], end, types
                    )
                )
    return tuple(sorted(found, key=lambda e: (e.end, e.start, e.id)))


def newest(known: Sequence[Event], last_day: date) -> Event | None:
    """The event to ask about unless told otherwise: the newest with four weeks after it, else the newest that has
    ended by ``last_day``, else none."""
    ended = [e for e in known if e.end < last_day]
    long = [e for e in ended if length(windows(e, known, last_day).after) >= SIDE_DAYS]
    return next(reversed(long or ended), None)


def windows(event: Event, known: Sequence[Event], last_day: date) -> Windows:
    """The days before, during and after ``event`` up to ``last_day``, the last that is known as a whole.

    An inspection ends the push it belongs to: *during* begins with the campaign that was running or had ended no
    more than LINKED_DAYS before it. *After* ends AFTER_DAYS later, or where the next event begins.
    """
    push = [
        e.start for e in known
        if e.kind == "campaign" and e.start <= event.start <= e.end + LINKED_DAYS * DAY and e.id != event.id
    ]  # fmt: skip
    reference = "campaign" if push or event.kind == "campaign" else "run_up"
    start = min([event.start, *push])
    if reference == "run_up":
        start = min(start, event.end - (SIDE_DAYS - 1) * DAY)
    following = [e for e in known if e.start > event.end]
    next_event = min(following, key=lambda e: (e.start, e.id), default=None)
    last = min(event.end + AFTER_DAYS * DAY, last_day)
    if next_event is not None and next_event.start <= last:
        last = next_event.start - DAY
    else:
        next_event = None
    first = event.end - (HISTORY_DAYS - 1) * DAY
    others = tuple(
        (max(e.start, first), min(e.end, start - DAY)) for e in known
        if e.kind == "campaign" and e.start < start and e.end >= first
    )  # fmt: skip
    return Windows(
        before=(first, start - DAY) if first < start else None,
        during=(max(start, first), event.end),
        after=(event.end + DAY, last) if last > event.end else None,
        reference=reference, others=others, next_event=next_event,
    )  # fmt: skip


def length(days: Days | None) -> int:
    """Number of days."""
    return 0 if days is None else (days[1] - days[0]).days + 1


def within(day: date, days: Days | None) -> bool:
    """Whether ``day`` is one of them."""
    return days is not None and days[0] <= day <= days[1]
