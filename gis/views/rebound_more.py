"""The further questions of 反弹, each asked when it is looked at: chance, repeat places, one case's chain, the days
around an inspection, findings of earlier reviews. All small, all answered in a worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from gis.campaign.around import BeforeAfter, before_after
from gis.campaign.events import Event
from gis.campaign.report import CampaignReport, campaigns
from gis.ledger import tables
from gis.rebounds import review as reviews
from gis.rebounds.burst import Burst, burst
from gis.rebounds.chance import Chance, chance
from gis.rebounds.linking import chains
from gis.rebounds.repeats import Repeats, Whereabouts, repeats, whereabouts
from gis.rebounds.review import Review
from gis.rebounds.strip import Step, strip
from gis.select import dimensions, period
from gis.views.question import Question


def chance_of(asked: Question) -> Chance:
    """How many pairs of closures of the period and later cases there are, and how many chance alone would make."""
    loaded, f = asked.loaded, asked.filters
    return chance(
        asked.points(), loaded.links(f.radius), source=loaded.frame.source, window_days=f.window,
        as_of_s=int(asked.as_of.timestamp()), closures=asked.selection("closed").mask,
    )  # fmt: skip


@dataclass(frozen=True)
class Places:
    """Repeat places of the period with how people call them."""

    repeats: Repeats
    where: tuple[Whereabouts, ...]
    keys: tuple[int, ...]
    """ckey of the newest case of each."""


def places_of(asked: Question) -> Places:
    """Where the same thing was found five times or more in the period. Errors: damaged-file."""
    loaded, f = asked.loaded, asked.filters
    found = repeats(
        loaded.frame, loaded.links(f.radius), chosen=asked.selection("new").mask, window_days=f.window
    )
    newest = [int(loaded.frame.ckey[p.members[-1]]) for p in found.places]
    return Places(found, whereabouts(loaded.parts, loaded.frame, found.places), tuple(newest))


@dataclass(frozen=True)
class Chain:
    """The chain of one case: its steps, and number and ckey of each step's case."""

    steps: tuple[Step, ...]
    keys: tuple[int, ...]


def chain_of(asked: Question, ckey: int) -> Chain:
    """What the case came back to and what came back to it; no steps for a case nobody knows."""
    loaded, f = asked.loaded, asked.filters
    rows = np.flatnonzero(np.asarray(loaded.frame.ckey) == np.uint64(ckey))
    if not len(rows):
        return Chain((), ())
    links, points = loaded.links(f.radius), asked.points()
    steps = strip(
        int(rows[0]), links, points=points, chain=chains(links, points, f.window), window_days=f.window,
        as_of_s=int(asked.as_of.timestamp()),
    )  # fmt: skip
    return Chain(steps, tuple(int(loaded.frame.ckey[s.row]) for s in steps))


def campaign_of(asked: Question, event_id: str) -> CampaignReport:
    """What happened after an inspection or campaign was over. ``event_id`` empty: the newest. Errors: bad-value."""
    return campaigns(asked.loaded, asked.filters, as_of=asked.as_of, event_id=event_id or None)


def burst_of(asked: Question, start: date) -> Burst:
    """How much of the period's closing was done in the two weeks before an inspection began, by responsible unit;
    of the types, sources, units, grids, zones and place asked for."""
    frame, tz, f = asked.loaded.frame, asked.loaded.county.tz, asked.filters
    tests = [dimensions.counted(frame), *dimensions.asked(frame, f, states=False)]
    return burst(
        frame, frame.unit, inspection=start, span=period(f, asked.as_of, tz), tz=tz,
        chosen=dimensions.all_of(tests, slice(0, len(frame))),
    )  # fmt: skip


def review_of(asked: Question, inspection: str) -> Review:
    """回潮: which findings of earlier reviews are there again at this one. Errors: bad-value."""
    loaded = asked.loaded
    told = reviews.findings(
        loaded.frame, tables.read(loaded.store, "findings"), loaded.registers,
        group_of=loaded.vocabulary.group_of(), tz=loaded.county.tz,
    )  # fmt: skip
    return reviews.review(
        told, loaded.registers.inspections, inspection=inspection, radius_m=asked.filters.radius
    )


def around_of(asked: Question, event: Event, days: int, sources: tuple[str, ...]) -> BeforeAfter:
    """Plain counts in equal windows before and after an event, by grid; ``sources``: those that can be compared."""
    loaded, f = asked.loaded, asked.filters
    return before_after(
        loaded.frame, f.but(sources=sources or f.sources), event, days, as_of=asked.as_of, tz=loaded.county.tz
    )
