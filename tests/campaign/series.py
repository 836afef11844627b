"""Simulated days around the end of a campaign, with the truth of what was put into them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from gis.campaign.answer import CampaignAnswer, Ground, answer, ground, with_turn
from gis.campaign.events import Windows
from gis.campaign.report import adjusted

END = date(2026, 6, 30)
DAY = timedelta(days=1)
WEEK = np.array([1.1, 1.05, 1.0, 1.0, 1.05, 0.9, 0.8])
MARKET, OVERDISPERSION, RHO, LOW = 1.28, 0.1, 0.5, 0.75


@dataclass(frozen=True)
class Plan:
    """``until`` days up to the end, of them ``campaign`` of the campaign, ``after`` days after it; cases a day."""

    until: int = 365
    campaign: int = 90
    after: int = 90
    cases: float = 6.0


SHORT = Plan(until=28, campaign=28, after=28)


@cache
def ground_of(plan: Plan) -> Ground:
    """The design of a plan: one source, a market every fifth day."""
    first = END - (plan.until - 1) * DAY
    days = [first + i * DAY for i in range(plan.until + plan.after)]
    start = END - (plan.campaign - 1) * DAY
    calendar = pd.DataFrame(
        [{"day": d, "kind": "market_day", "zh": "集", "en": ""} for d in days if d.toordinal() % 5 == 0]
    )
    windows = Windows(
        before=(first, start - DAY) if first < start else None, during=(start, END), after=(END + DAY, days[-1]),
        reference="campaign", others=(), next_event=None,
    )  # fmt: skip
    return ground(days, np.ones((len(days), 1), np.bool_), windows, calendar)


def series(rng: np.random.Generator, plan: Plan, rise: float = 1.0, turn: int = 1) -> tuple[Any, float]:
    """(counts float64[days, 1], true level change): Poisson counts around a log-normal AR(1) level; from day ``turn``
    after the end ``rise`` times the level of the campaign. The truth is expected cases after the end ÷ those at the
    level of the campaign."""
    shared = ground_of(plan)
    n = len(shared.days)
    usual = plan.cases * WEEK[[d.weekday() for d in shared.days]]
    usual = usual * np.where([d.toordinal() % 5 == 0 for d in shared.days], MARKET, 1.0)
    usual = usual * np.where(shared.before, 1.0, LOW)
    mean = usual * np.where(np.arange(n) >= plan.until + turn - 1, rise, 1.0)
    scale = np.log1p(OVERDISPERSION)
    level = rng.normal(size=n) * np.sqrt(scale)
    for t in range(1, n):
        level[t] = RHO * level[t - 1] + np.sqrt(1 - RHO**2) * level[t]
    counts = rng.poisson(mean * np.exp(level - scale / 2)).astype(np.float64)
    return counts[:, None], float(mean[shared.after].sum() / usual[shared.after].sum())


def answered(counts: Any, plan: Plan, *, turn: bool = False) -> CampaignAnswer:
    """The answer for a series tested alone; its turning day only when asked for."""
    shared = ground_of(plan)
    (found,) = adjusted([answer(counts, shared)])
    return with_turn(counts, shared, found) if turn else found
