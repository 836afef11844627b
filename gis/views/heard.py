"""Up to when the county was heard. What nobody reported is not nothing: a period after the last export is unknown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gis.filters import Filters
from gis.live import Loaded
from gis.rebounds.closures import heard_until
from gis.select import period
from gis.views.describe import day_words
from gis.views.health import STALE_HOURS


@dataclass(frozen=True)
class Heard:
    """The newest export of the sources asked for, of a question that reaches beyond it."""

    until: datetime
    """Aware, in the county's zone."""
    day: str
    """Its day in words."""
    hours: float
    """From then to the moment looked from."""
    period: bool
    """Whether it reaches into the period asked for; where not, nothing is known of the period."""
    week: bool
    """Whether it reaches into the last seven days."""


def heard(loaded: Loaded, filters: Filters, *, as_of: datetime, lang: str) -> Heard | None:
    """What is to be said of a question whose data are older than ``STALE_HOURS``; None where they are not, where
    the period ends before the last export, and where there was none. Errors: bad-time."""
    newest, tz = heard_until(loaded.store.active, filters.sources), loaded.county.tz
    if newest is None:
        return None
    until = newest.astimezone(tz)
    hours = (as_of - until).total_seconds() / 3600
    span, week = (period(f, as_of, tz) for f in (filters, filters.but(start=None, end=None, days=7)))
    if hours <= STALE_HOURS or until.date() >= span.last_day:
        return None
    return Heard(
        until, day_words(until, lang, now=as_of.astimezone(tz)), hours,
        period=span.start < until.timestamp(), week=week.start < until.timestamp(),
    )  # fmt: skip
