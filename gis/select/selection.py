"""The rows a question means: one mask over the Frame, its counts and its fingerprint."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from zoneinfo import ZoneInfo

import numpy as np

import gis
from gis.cases.frame import U32, Frame
from gis.filters import Filters
from gis.select.dimensions import Bools, Test, all_of, asked, chunks, codes, counted, one_of
from gis.select.memo import Memo
from gis.select.period import Period, minute, period

DAY_S = 86400


@dataclass(frozen=True, eq=False)
class Selection:
    """The cases of one set, of one question, at one moment. Shared between threads, read only."""

    frame: Frame
    filters: Filters
    as_of: datetime
    """UTC, whole minutes."""
    period: Period
    mask: Bools
    """One bool a row of the Frame, rows without coordinates included."""
    count: int
    located: int
    """How many of them have coordinates: what the tiles of one zoom add up to."""
    fingerprint: str
    memo: Memo = field(default_factory=Memo, repr=False)
    """What was worked out from this selection: rasters, counts by grid."""
    ground: Memo = field(default_factory=Memo, repr=False)
    """What was worked out from its Frame; ``Selections`` shares it between all selections of one Frame."""


def select(
    frame: Frame, filters: Filters, *, as_of: datetime, tz: ZoneInfo, ground: Memo | None = None
) -> Selection:
    """The cases of ``filters.set`` at the end of the period, seen at ``as_of`` (aware), days of ``tz``.

    open: found and not closed by then; overdue: of these, deadline passed and not suspended; suspended: of
    these, in a suspended state; new: found in the period; rebound: of these, come back to a closed one; closed:
    closed in the period; all: found by its end. A case without ``found`` is in no set but ``closed``. Void and
    duplicate cases are left out. Errors: bad-time.
    """
    span = period(filters, as_of, tz)
    tests = [counted(frame), in_set(frame, filters, span), *asked(frame, filters, states=True)]
    mask = np.empty(len(frame), np.bool_)
    for rows in chunks(len(frame)):
        mask[rows] = all_of(tests, rows)
    mask.flags.writeable = False
    return Selection(
        frame=frame,
        filters=filters,
        as_of=span.as_of,
        period=span,
        mask=mask,
        count=int(np.count_nonzero(mask)),
        located=int(np.count_nonzero(mask[: frame.located])),
        fingerprint=fingerprint(frame.version, filters, as_of),
        ground=ground or Memo(),
    )


def fingerprint(version: str, filters: Filters, as_of: datetime) -> str:
    """Eight hex digits of code, data, question and moment: equal on everything made from one selection."""
    parts = (getattr(gis, "__version__", ""), version, filters.to_query(), minute(as_of).isoformat())
    return blake2b("\x1f".join(parts).encode(), digest_size=4).hexdigest()


def found_by(frame: Frame, span: Period) -> Test:
    """Found before the end of the period, whenever that was."""
    found, until = np.asarray(frame.found), np.uint32(span.until)
    return lambda s: found[s] < until


def found_in(frame: Frame, span: Period) -> Test:
    """Found within the period."""
    return _between(frame.found, span)


def closed_in(frame: Frame, span: Period) -> Test:
    """Closed within the period."""
    return _between(frame.closed, span)


def open_at(frame: Frame, span: Period) -> Test:
    """Found and not closed by the end of the period."""
    found, closed, until = np.asarray(frame.found), np.asarray(frame.closed), np.uint32(span.until)
    return lambda s: (found[s] < until) & (closed[s] >= until)


def paused(frame: Frame) -> Test:
    """In a suspended state today; the Frame holds no earlier states."""
    return one_of(frame.state, codes(frame.states, frame.suspended_states), len(frame.states))


def late(frame: Frame, span: Period) -> Test:
    """The deadline has passed at the end of the period; without one, never."""
    deadline, instant = np.asarray(frame.deadline), np.uint32(span.instant)
    return lambda s: deadline[s] < instant


def overdue(frame: Frame, span: Period) -> Test:
    """Open, past the deadline, and the clock not stopped."""
    is_open, is_late, is_paused = open_at(frame, span), late(frame, span), paused(frame)

    def test(rows: slice) -> Bools:
        mask = is_open(rows)
        mask &= is_late(rows)
        mask &= ~is_paused(rows)
        return mask

    return test


def suspended(frame: Frame, span: Period) -> Test:
    """Open and in a suspended state."""
    is_open, is_paused = open_at(frame, span), paused(frame)
    return lambda s: is_open(s) & is_paused(s)


def came_back(frame: Frame, filters: Filters, span: Period) -> Test:
    """Found within the period, near and soon after a closure: 0 < found − closed ≤ window, within the radius."""
    found, gaps, most = (
        found_in(frame, span),
        np.asarray(frame.gap_s(filters.radius)),
        np.uint32(filters.window * DAY_S),
    )
    return lambda s: found(s) & (gaps[s] <= most)


def _between(column: U32, span: Period) -> Test:
    times, start, until = np.asarray(column), np.uint32(span.start), np.uint32(span.until)
    return lambda s: (times[s] >= start) & (times[s] < until)


def in_set(frame: Frame, filters: Filters, span: Period, name: str = "") -> Test:
    """The test of a set (that of ``filters`` unless ``name`` is given) over ``span``."""
    which = name or filters.set
    return came_back(frame, filters, span) if which == "rebound" else SETS[which](frame, span)


SETS: dict[str, Callable[[Frame, Period], Test]] = {
    "open": open_at,
    "overdue": overdue,
    "suspended": suspended,
    "new": found_in,
    "closed": closed_in,
    "all": found_by,
}
"""Every set but ``rebound``, which also needs radius and window."""
