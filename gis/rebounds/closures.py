"""The closures a question means: how long each was watched, and how soon something came back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np

from gis.cases.frame import NONE_S, U32, U64, UNDATED_CLOSURE, Frame
from gis.filters import Filters
from gis.ledger.batches import Batch
from gis.rebounds.interval import Blocks, blocks_of
from gis.rebounds.kaplan import I64
from gis.rebounds.links import DAY_S, Bools, Links
from gis.select.dimensions import all_of, asked, chunks, counted
from gis.select.period import Period, period
from gis.select.selection import closed_in
from gis.words import N_

REASONS = {
    "duplicate": N_("重复上报"),
    "unusable": N_("没有类别、发现时间或足够准确的位置"),
    "undated": N_("没有可用的销号时间"),
    "unwatched": N_("销号晚于来源数据截止时间"),
    "busy": N_("销号时附近还有同类未结案卷"),
}
"""Why a closure of the question is not measured; the first that applies is counted."""


@dataclass(frozen=True, eq=False)
class Closures:
    """One entry a closure: dated, usable, no duplicate, watched, not busy. Read only."""

    rows: I64
    """Row of the case in its Frame."""
    follow_s: U32
    """Seconds from the closure to the end of its observation: the earlier of as_of and its source's coverage."""
    return_s: U32
    """Seconds from the closure to its return; NONE_S where none had come by the end of its observation."""
    place: U64
    """Which place it lies at: the ``ckey`` of the first case there."""
    left_out: Mapping[str, int]
    """Closures of the question that are not here, by reason; every key of REASONS is there."""

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, chosen: Bools | I64) -> Closures:
        """Some of them, by mask or by index; what was left out is said of the whole and not repeated."""
        return Closures(
            self.rows[chosen], self.follow_s[chosen], self.return_s[chosen], self.place[chosen],
            dict.fromkeys(REASONS, 0),
        )  # fmt: skip

    @cached_property
    def came(self) -> Bools:
        """Whether a return was seen."""
        return self.return_s != NONE_S

    @cached_property
    def time_s(self) -> U32:
        """Seconds to the return or to the end of the observation, whichever came first."""
        return np.where(self.came, self.return_s, self.follow_s)

    def in_order(self) -> Closures:
        """The same by ``time_s``, ascending: ordered keys are looked up ten times faster, and sums come out the same
        to the last bit however the rows lay."""
        times = self.time_s
        return self if bool((times[1:] >= times[:-1]).all()) else self.take(np.argsort(times))

    @cached_property
    def blocks(self) -> Blocks:
        """Their places, as they are drawn for an interval."""
        return blocks_of(self.place)

    def judged(self, window_days: int) -> Bools:
        """Watched for at least ``window_days`` × 24 h."""
        enough: Bools = self.follow_s >= np.uint32(window_days * DAY_S)
        return enough

    def returned(self, window_days: int) -> Bools:
        """Came back within ``window_days`` × 24 h."""
        back: Bools = self.return_s <= np.uint32(window_days * DAY_S)
        return back


def coverage_of(batches: Iterable[Batch]) -> dict[str, int]:
    """Until when each source was heard: newest export time of its ``batches`` (the active ones), seconds UTC."""
    ends: dict[str, int] = {}
    for batch in batches:
        if batch.kind == "manual":  # a click is no export
            continue
        ends[batch.source] = max(ends.get(batch.source, 0), batch.exported_us // 1_000_000)
    return ends


def heard_until(batches: Iterable[Batch], sources: Collection[str] = ()) -> datetime | None:
    """The newest export (aware UTC) of these sources, of all where none is named; None where there was none."""
    ends = [end for source, end in coverage_of(batches).items() if not sources or source in sources]
    return datetime.fromtimestamp(max(ends), UTC) if ends else None


def closures(
    frame: Frame,
    links: Links,
    filters: Filters,
    *,
    as_of: datetime,
    tz: ZoneInfo,
    coverage: Mapping[str, int],
) -> Closures:
    """The closures of the period (by time closed) that ``filters`` ask for, seen at ``as_of`` (aware, to the
    minute).

    ``links`` are of the radius asked; ``coverage`` as from ``coverage_of``, as_of standing in for a source
    without an entry. Filters choose closures only: what counts as their return is settled in ``links``, whoever
    it concerns. Set and states do not matter. Void and duplicate_of cases are no closures and are not counted
    as left out. Errors: bad-time.
    """
    span = period(filters, as_of, tz)
    tests = [counted(frame), closed_in(frame, span), *asked(frame, filters, states=False)]
    found = [np.flatnonzero(all_of(tests, piece)) + piece.start for piece in chunks(len(frame))]
    rows = np.concatenate([np.zeros(0, np.int64), *found])
    closed, end = np.asarray(frame.closed)[rows], _ends(frame, span, coverage)[np.asarray(frame.source)[rows]]
    left_out: dict[str, int] = {}
    kept = np.ones(len(rows), np.bool_)
    for reason, bad in _excuses(frame, links, rows, late=closed > end).items():
        left_out[reason] = int(np.count_nonzero(kept & bad))
        kept &= ~bad
    rows, follow = rows[kept], (end[kept] - closed[kept]).astype(np.uint32)
    back = np.asarray(links.return_s)[rows]
    return Closures(
        rows=rows, follow_s=follow, return_s=np.where(back <= follow, back, NONE_S).astype(np.uint32),
        place=np.asarray(frame.ckey)[np.asarray(links.place)[rows]], left_out=left_out,
    )  # fmt: skip


def _ends(frame: Frame, span: Period, coverage: Mapping[str, int]) -> I64:
    """End of observation by source code, 255 (no source) included: int64[256]."""
    now = int(span.as_of.timestamp())
    ends = np.full(256, now, np.int64)
    ends[: len(frame.sources)] = [min(now, coverage.get(source, now)) for source in frame.sources]
    return ends


def _excuses(frame: Frame, links: Links, rows: I64, late: Bools) -> dict[str, Bools]:
    """For each reason which of ``rows`` it applies to."""
    double = np.asarray(links.duplicate)[rows]
    flags = np.asarray(frame.flags)[rows]
    found, closed = np.asarray(frame.found)[rows], np.asarray(frame.closed)[rows]
    return {
        "duplicate": double,
        "unusable": np.asarray(links.place)[rows] < 0,
        "undated": ((flags & UNDATED_CLOSURE) != 0) | (closed < found),
        "unwatched": late,
        "busy": np.asarray(links.busy)[rows],
    }
