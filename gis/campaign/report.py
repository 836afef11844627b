"""One question about one event, answered for all groups: headlines are chosen after BH over the groups tested."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np
from scipy.stats import false_discovery_control

from gis.campaign.answer import NO_EVENT, CampaignAnswer, Ground, answer, ground, window_refusal, with_turn
from gis.campaign.counts import DailyCounts, comparable, coverage_days, daily_counts
from gis.campaign.events import Event, Windows, events, newest, windows
from gis.campaign.patrols import Patrols, patrol_hours
from gis.errors import GisError
from gis.filters import Filters
from gis.live import Loaded
from gis.rebounds.closures import coverage_of

DAY = timedelta(days=1)


@dataclass(frozen=True, eq=False)
class CampaignReport:
    """Everything said about one event. Small: it may come from another process."""

    event: Event | None
    refusal: str
    """Empty, or why no group is answered."""
    windows: Windows | None
    days: tuple[date, ...]
    heard: Mapping[str, int]
    """Days of ``before``, ``during`` and ``after`` on which at least one source counted was heard."""
    sources: tuple[str, ...]
    """The sources counted."""
    left_out: Mapping[str, str]
    """Source → why it is not counted: ``inspection`` or ``short``."""
    cases_left_out: Mapping[str, int]
    """Cases of the sources left out, found in the campaign and after it."""
    patrols: Patrols
    total: CampaignAnswer | None
    groups: tuple[CampaignAnswer, ...]
    """Every group with a case in the campaign or after it; largest first. "" holds what has no group."""

    @property
    def tested(self) -> int:
        """Number of groups with a p-value: BH goes over these."""
        return sum(a.vs_during is not None for a in self.groups)

    @property
    def headlines(self) -> tuple[CampaignAnswer, ...]:
        """Groups whose level rose, also after BH; the surest rise first (by the lower end of the interval)."""
        risen = [a for a in self.groups if a.rose]
        return tuple(sorted(risen, key=lambda a: -(a.vs_during.low if a.vs_during else 0.0)))


def campaigns(
    loaded: Loaded, filters: Filters, *, as_of: datetime, event_id: str | None = None
) -> CampaignReport:
    """Whether the level of each rebound group, and of all together, jumped when an inspection or campaign was over.

    ``event_id``: of the registers of inspections and campaigns; without one the newest that ended at least four weeks
    ago. ``as_of`` is aware; only whole days before it count. Type, source, unit, grid, zone and place of ``filters``
    narrow the cases; its days, set and states do not matter. Left out: void, duplicate and undated cases, sources that
    are an inspection themselves, sources not heard on 28 days of each side. Errors: bad-value (no such event), bad-time.
    """
    known = events(loaded.registers)
    tz = loaded.county.tz
    last_day = as_of.astimezone(tz).date() - DAY
    event = newest(known, last_day) if event_id is None else _named(known, event_id)
    if event is None:
        return CampaignReport(None, NO_EVENT, None, (), {}, (), {}, {}, Patrols(None, None, None), None, ())
    span = windows(event, known, last_day)
    patrols = patrol_hours(loaded.registers.patrols, span, filters.grids)
    coverage = coverage_days(loaded.frame, coverage_of(loaded.store.active), as_of=as_of, tz=tz)
    sources, left_out = comparable(coverage, _kinds(loaded), span, filters.sources)
    group_of = loaded.vocabulary.group_of()
    first = max([span.before[0] if span.before else span.during[0], *_first(coverage, sources)])
    whole = (min(first, span.during[0]), span.after[1] if span.after else event.end)

    def counted(names: tuple[str, ...]) -> DailyCounts:
        return daily_counts(
            loaded.frame, filters, as_of=as_of, tz=tz, group_of=group_of,
            coverage={s: coverage[s] for s in names}, span=whole,
        )  # fmt: skip

    daily, other = counted(sources), counted(tuple(left_out))
    late = np.array([d >= span.during[0] for d in daily.days])
    unheard = dict(zip(other.sources, other.counts[late].sum(axis=(0, 2)).tolist(), strict=True))
    span = replace(
        span, before=(whole[0], span.before[1]) if span.before and whole[0] < span.during[0] else None
    )
    shared = ground(daily.days, daily.covered, span, loaded.registers.calendar)
    refusal = window_refusal(shared)
    some = daily.covered.any(axis=1)
    heard = {name: int((some & getattr(shared, name)).sum()) for name in ("before", "during", "after")}
    report = CampaignReport(
        event, refusal, span, daily.days, heard, sources, left_out, unheard, patrols, None, ()
    )  # fmt: skip
    if refusal:
        return report
    total, groups = _answers(daily, shared, {group_of.get(t, "") for t in event.types})
    return replace(report, total=total, groups=groups)


def adjusted(answers: list[CampaignAnswer]) -> list[CampaignAnswer]:
    """The answers with ``q``: Benjamini & Hochberg (J. R. Stat. Soc. B 57, 1995) over those with a p-value."""
    ps = [a.vs_during.p for a in answers if a.vs_during is not None]
    qs = iter(false_discovery_control(ps, method="bh").tolist() if ps else [])
    return [a if a.vs_during is None else replace(a, q=next(qs)) for a in answers]


def _answers(
    daily: DailyCounts, shared: Ground, aimed: set[str]
) -> tuple[CampaignAnswer, tuple[CampaignAnswer, ...]]:
    counts = daily.counts.astype(np.float64)
    all_of = answer(counts.sum(axis=2), shared, targeted=bool(aimed))
    all_of = replace(all_of, q=all_of.vs_during.p if all_of.vs_during else None)
    size = Counter({k: int(counts[shared.late][:, :, k].sum()) for k in range(len(daily.groups))})
    order = [k for k, n in size.most_common() if n]
    found = [
        answer(counts[:, :, k], shared, group=daily.groups[k], targeted=daily.groups[k] in aimed)
        for k in order
    ]
    turned = [with_turn(counts[:, :, k], shared, a) for k, a in zip(order, adjusted(found), strict=True)]
    return all_of, tuple(turned)  # a sum of groups that turned on different days has no day of its own


def _named(known: tuple[Event, ...], event_id: str) -> Event:
    for event in known:
        if event.id == event_id:
            return event
    raise GisError("bad-value", name="event", value=event_id, known=", ".join(e.id for e in known))


def _kinds(loaded: Loaded) -> dict[str, str]:
    table = loaded.registers.sources
    return {str(s): str(k) for s, k in zip(table["source"], table["kind"], strict=True) if k}


def _first(coverage: Mapping[str, tuple[date, date]], sources: tuple[str, ...]) -> list[date]:
    """The first day any of the sources was heard."""
    return [min(coverage[s][0] for s in sources)] if sources else []
