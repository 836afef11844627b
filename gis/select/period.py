"""Which seconds a question means: local days made into instants, once, for all who count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from gis.errors import GisError
from gis.filters import Filters

LAST_S = 0xFFFFFFFE
"""The last second a Frame can hold; the one after it means none."""

MINUTE_S = 60
EPOCH_DAY = date(1970, 1, 1)


@dataclass(frozen=True)
class Period:
    """Half-open seconds since 1970 UTC. A time t lies in the period when start ≤ t < until."""

    start: int
    """First second of the first local day; 0 when there is no lower bound."""
    until: int
    """First second that no longer counts: the midnight after the last day, or the end of as_of's minute."""
    instant: int
    """The moment deadlines are held against: that midnight, or the beginning of the minute of as_of."""
    first_day: date | None
    last_day: date
    """The last day asked for, never later than the day of as_of."""
    as_of: datetime
    """UTC, whole minutes: the moment the answer holds for."""

    def back(self, days: int, tz: ZoneInfo) -> Period:
        """The same period ``days`` local days earlier, at the same time of day."""
        gap = timedelta(days=days)

        def shift(second: int) -> int:
            wall = datetime.fromtimestamp(second, tz).replace(tzinfo=None) - gap
            return _clamp(wall.replace(tzinfo=tz).timestamp())

        first = None if self.first_day is None else self.first_day - gap
        start = 0 if first is None else midnight(first, tz)
        return Period(
            start, shift(self.until), shift(self.instant), first, self.last_day - gap, self.as_of - gap
        )


def period(filters: Filters, as_of: datetime, tz: ZoneInfo) -> Period:
    """The period of ``filters`` seen at ``as_of`` (aware) in the county's zone ``tz``.

    ``as_of`` counts to the minute, times within it included: all who ask within one minute agree.
    No end means the day of ``as_of``; an end after ``as_of`` stops there. Days before 1970 are its first.
    Errors: bad-time for a naive moment or one outside 1970–2105.
    """
    moment = minute(as_of)
    today = moment.astimezone(tz).date()
    last = max(min(filters.end or today, today), EPOCH_DAY - timedelta(days=1))
    first = _first_day(filters, today)
    if first is None and filters.days is not None:
        first = max(last - timedelta(days=filters.days - 1), EPOCH_DAY)
    now, night = int(moment.timestamp()), midnight(last + timedelta(days=1), tz)
    start = 0 if first is None else midnight(first, tz)
    until, instant = min(night, now + MINUTE_S), min(night, now)
    return Period(start, until, instant, first, last, moment)


def _first_day(filters: Filters, today: date) -> date | None:
    """The day asked for, else the first of the last ``days``; never before the epoch."""
    if filters.start is not None:
        return max(filters.start, EPOCH_DAY)
    if filters.days is None:
        return None
    return today - timedelta(days=min(filters.days - 1, (today - EPOCH_DAY).days))


def minute(as_of: datetime) -> datetime:
    """``as_of`` in UTC, down to the whole minute. Errors: bad-time."""
    if as_of.tzinfo is None or not (1970 < as_of.year < 2106):
        raise GisError("bad-time", value=as_of.isoformat())
    return as_of.astimezone(UTC).replace(second=0, microsecond=0)


def midnight(day: date, tz: ZoneInfo) -> int:
    """The first second of a local day, held within what a Frame can hold."""
    if not (1970 <= day.year < 2107):
        return 0 if day.year < 1970 else LAST_S
    return _clamp(datetime.combine(day, time(), tz).timestamp())


def _clamp(second: float) -> int:
    return max(0, min(int(second), LAST_S))
