"""Daily counts a source and group, on the days the source is known to have been heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from gis.campaign.events import SIDE_DAYS, Days, Windows, length
from gis.cases.frame import NONE_S, NOT_COUNTED, Frame
from gis.filters import Filters
from gis.select import daily

I64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
DAY = timedelta(days=1)

INSPECTORS = ("covert_inspection", "open_inspection", "technical_assessment", "re_review")
"""Kinds of source that are the inspection itself: what it lists is no outcome of it."""
INSPECTION, SHORT = "inspection", "short"
"""Why a source is left out: it is the inspection; it was heard on fewer than 28 days of a side."""


@dataclass(frozen=True, eq=False)
class DailyCounts:
    """Cases found by local day, source and group."""

    days: tuple[date, ...]
    sources: tuple[str, ...]
    groups: tuple[str, ...]
    """The last is "": types without a group, and cases without a type."""
    counts: I64
    """int64[days, sources, groups]; nothing outside the coverage."""
    covered: Bools
    """bool[days, sources]"""


def coverage_days(frame: Frame, ends: Mapping[str, int], *, as_of: datetime, tz: ZoneInfo) -> dict[str, Days]:
    """The whole local days each source was heard: from the day after its first counted case (that day may have
    begun unheard) to the day before the earlier of ``as_of`` and its newest export (``ends``, seconds UTC; ``as_of``
    stands in for a source without). A source without a whole day is not in the answer."""
    now = int(as_of.timestamp())
    dated = (np.asarray(frame.found) != NONE_S) & ((np.asarray(frame.flags) & NOT_COUNTED) == 0)
    out = {}
    for code, source in enumerate(frame.sources):
        found = np.asarray(frame.found)[dated & (np.asarray(frame.source) == code)]
        if len(found):
            first = datetime.fromtimestamp(int(found.min()), tz).date() + DAY
            last = datetime.fromtimestamp(min(now, ends.get(source, now)), tz).date() - DAY
            if first <= last:
                out[source] = (first, last)
    return out


def comparable(
    coverage: Mapping[str, Days], kinds: Mapping[str, str], span: Windows, asked: Sequence[str] = ()
) -> tuple[tuple[str, ...], dict[str, str]]:
    """(sources that can be compared across the end of an event, source → why it cannot).

    ``kinds``: source → its kind; a source without stands for itself. ``asked``: only these, where there are any.
    """
    need = min(SIDE_DAYS, length(span.after))  # where the days themselves are too few no source is to blame
    kept, left_out = [], {}
    for source, days in sorted(coverage.items()):
        if asked and source not in asked:
            continue
        if kinds.get(source, source) in INSPECTORS:
            left_out[source] = INSPECTION
        elif _shared(days, span.during, span.before) < SIDE_DAYS or _shared(days, span.after) < need:
            left_out[source] = SHORT
        else:
            kept.append(source)
    return tuple(kept), left_out


def daily_counts(
    frame: Frame,
    filters: Filters,
    *,
    as_of: datetime,
    tz: ZoneInfo,
    group_of: Mapping[str, str],
    coverage: Mapping[str, Days],
    span: Days,
) -> DailyCounts:
    """Counted cases found on each local day of ``span``, by source of ``coverage`` and by ``group_of`` (type →
    group). Days, set and states of ``filters`` do not matter. Void, duplicate and undated cases, and those found
    outside the coverage of their source, are left out. Errors: bad-time.
    """
    days = tuple(span[0] + i * DAY for i in range((span[1] - span[0]).days + 1))
    sources = tuple(coverage)
    pieces = [
        daily(
            frame, filters.but(start=span[0], end=span[1], days=None, sources=(source,)),
            as_of=as_of, tz=tz, group_of=group_of,
        )
        for source in sources
    ]  # fmt: skip
    groups = pieces[0].groups if pieces else ("",)
    covered = np.array([[a <= day <= b for a, b in coverage.values()] for day in days], np.bool_)
    counts = np.zeros((len(days), len(sources), len(groups)), np.int64)
    for at, piece in enumerate(pieces):
        counts[: len(piece.days), at] = piece.counts
    covered = covered.reshape(len(days), len(sources))
    return DailyCounts(days, sources, groups, counts * covered[:, :, None], covered)


def _shared(days: Days, *others: Days | None) -> int:
    """How many of ``days`` lie in the others, which do not overlap."""
    spans = [(max(days[0], o[0]), min(days[1], o[1])) for o in others if o is not None]
    return sum(max(0, (b - a).days + 1) for a, b in spans)
