"""Did the level of one group jump when the campaign or inspection was over?

*The level change* is: cases found in the days after ÷ cases the same days would have brought at the level of the
campaign, days of the week, markets, holidays, festivals, season, trend and coverage of the sources being equal. It is
the mean over all days after, whether the rise came at once, late or slowly; so it is asked and tested without having
looked for a turning day first. (An interrupted time series: Wagner et al., J. Clin. Pharm. Ther. 27, 2002; Bernal,
Cummins & Gasparrini, Int. J. Epidemiol. 46, 2017. Their slope after the interruption is fitted beside it, centred so
that it does not move the level.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis.campaign import turn as turning
from gis.campaign.counts import Bools
from gis.campaign.events import SIDE_DAYS, Days, Windows, length, within
from gis.campaign.noise import Draws
from gis.campaign.regression import Ratio, Rows, fit
from gis.campaign.rhythm import drift, rhythm
from gis.campaign.turn import Turn

F64 = npt.NDArray[np.float64]
MIN_CASES = 20
"""Fewer cases than this in the campaign and after it together and nothing is said."""
CONFIDENT = 0.05
LEVELS = ("const", "after", "before", "other")
"""Columns of the level of a day; the campaign's own is the constant."""

NO_EVENT, NO_SOURCE, NEXT_EVENT, SHORT_AFTER, SHORT_DURING, FEW_CASES, ONE_SIDE, NO_FIT = (
    "no_event", "no_source", "next_event", "short_after", "short_during", "few_cases", "one_side", "no_fit",
)  # fmt: skip
"""Why nothing is said; the sentences are in ``gis.campaign.sentences``."""


@dataclass(frozen=True)
class Level:
    """Plain counts of a window, nothing adjusted."""

    cases: int
    days: int
    """Days on which at least one source was heard."""
    per_day: float | None
    """Sum over the sources of their cases ÷ their days; None without a day."""


@dataclass(frozen=True, eq=False)
class CampaignAnswer:
    """The answer for one group. Ratios are adjusted; levels are plain."""

    group: str | None
    """None: all groups together."""
    before: Level
    during: Level
    after: Level
    refusal: str = ""
    """Empty, or why there is no ratio."""
    vs_during: Ratio | None = None
    """The level change: after ÷ during."""
    vs_before: Ratio | None = None
    """After ÷ before; None also where fewer than 28 days are known before, or nothing was found there."""
    slope_week: Ratio | None = None
    """How the level went on after the end, a week over the week before, against the trend up to it."""
    q: float | None = None
    """p of the level change after Benjamini–Hochberg over the groups tested; of all groups together p itself."""
    turn: Turn | None = None
    """Only of a group whose level rose (``rose``), never of all together."""
    targeted: bool = False
    """The campaign aimed at a type of this group."""
    dispersion: float | None = None
    """Pearson's χ² over its degrees of freedom."""
    observed: F64 = field(default_factory=lambda: np.zeros(0))
    """float64[days of the report], cases found."""
    expected: F64 = field(default_factory=lambda: np.zeros(0))
    """float64[days of the report], cases at the level of the campaign; empty when refused."""

    @property
    def significant(self) -> bool:
        """The level changed, up or down, also after BH."""
        return self.q is not None and self.q < CONFIDENT

    @property
    def rose(self) -> bool:
        """Significant, and up: what may be a headline."""
        return self.significant and self.vs_during is not None and self.vs_during.value > 1


@dataclass(frozen=True, eq=False)
class Ground:
    """What all groups of one question share."""

    days: tuple[date, ...]
    covered: Bools
    """bool[days, sources]"""
    windows: Windows
    before: Bools
    """bool[days], as ``during`` and ``after``: which days lie in the window."""
    during: Bools
    after: Bools
    columns: Mapping[str, F64]
    """Name → float64[days]: levels first, then rhythm and drift."""
    draws: Draws

    @cached_property
    def late(self) -> Bools:
        """The days of the campaign and after it."""
        return self.during | self.after


def ground(days: Sequence[date], covered: Bools, windows: Windows, calendar: pd.DataFrame) -> Ground:
    """The design of a question over ``days``, from the first of ``windows`` to the last."""

    def mask(span: Days | None) -> Bools:
        return np.array([within(day, span) for day in days], np.bool_)

    before, during, after = mask(windows.before), mask(windows.during), mask(windows.after)
    other = np.zeros(len(days), np.bool_)
    for span in windows.others:
        other |= mask(span)
    slow = drift(days, int((covered.any(axis=1) & ~after).sum()))
    levels = dict(zip(LEVELS, (np.ones(len(days)), after, before, other & before), strict=True))
    columns = {
        name: np.asarray(c, np.float64) for name, c in (levels | rhythm(calendar, days) | slow).items()
    }
    return Ground(tuple(days), covered, windows, before, during, after, columns, Draws.of(len(days)))


def answer(
    counts: F64, shared: Ground, *, group: str | None = None, targeted: bool = False
) -> CampaignAnswer:
    """The answer for ``counts`` float64[days, sources], without BH and turning day (see ``with_turn``)."""
    masks = (shared.before, shared.during, shared.after)
    before, during, after = (_level(counts, shared.covered, inside) for inside in masks)
    plain = CampaignAnswer(
        group, before, during, after, targeted=targeted, observed=counts.sum(axis=1),
        refusal=_refusal(during, after),
    )  # fmt: skip
    found = None if plain.refusal else fit(rows_of(counts, shared), shared.draws)
    sloping = found and fit(rows_of(counts, shared, **_bend(shared)), shared.draws)
    change = found.ratio("after", spread=sloping) if found else None
    if found is None or change is None:
        return replace(plain, refusal=plain.refusal or NO_FIT)
    enough = before.days >= SIDE_DAYS and before.cases > 0
    return replace(
        plain, vs_during=change, vs_before=found.ratio("after", "before", sloping) if enough else None,
        slope_week=sloping.ratio("slope_week") if sloping else None, dispersion=found.dispersion,
        expected=found.without("after", "before", "other"),
    )  # fmt: skip


def with_turn(counts: F64, shared: Ground, given: CampaignAnswer) -> CampaignAnswer:
    """The answer with its turning day, if the level rose significantly."""
    if not given.rose:
        return given
    late, until_end = shared.late, int(shared.during.sum())
    seen = given.observed[late]
    day = turning.best_day(seen, given.expected[late], until_end)
    step = shared.after & (np.cumsum(shared.after) >= day)
    stepped = fit(rows_of(counts, shared, after=step.astype(np.float64)), shared.draws)
    if stepped is None:
        return given
    usual = stepped.without("after", "before", "other")[late]
    low, high = turning.interval(seen, usual, until_end, day, stepped.noise)
    return replace(given, turn=Turn(day, low, high, stepped.ratio("after")))


def rows_of(counts: F64, shared: Ground, **changed: F64) -> Rows:
    """One row a day and source heard; each source but the first has a level of its own.

    Sources heard on the same days are one: how Poisson counts of equal rhythm split among them says nothing about
    the rhythm, so the fit is the same. Sources that found nothing are left out. Columns named in ``changed``
    (float64[days]) replace or join those of the question.
    """
    used = [s for s in range(counts.shape[1]) if (counts[:, s] * shared.covered[:, s]).any()]
    alike: dict[bytes, list[int]] = {}
    for s in used:
        alike.setdefault(shared.covered[:, s].tobytes(), []).append(s)
    merged = np.column_stack([counts[:, members].sum(axis=1) for members in alike.values()])
    day, source = np.nonzero(shared.covered[:, [members[0] for members in alike.values()]])
    of_source = {f"source {k}": (source == k) * 1.0 for k in range(1, len(alike))}
    columns = {name: column[day] for name, column in (dict(shared.columns) | changed).items()}
    levels = {name: columns.pop(name) for name in LEVELS}
    return Rows(merged[day, source].astype(np.float64), day, len(shared.days), levels | of_source | columns)


def _level(counts: F64, covered: Bools, inside: Bools) -> Level:
    heard = covered[inside].sum(axis=0)
    cases = counts[inside].sum(axis=0)
    rate = float((cases[heard > 0] / heard[heard > 0]).sum()) if heard.any() else None
    return Level(int(cases.sum()), int(covered[inside].any(axis=1).sum()), rate)


def _refusal(during: Level, after: Level) -> str:
    if during.cases + after.cases < MIN_CASES:
        return FEW_CASES
    return "" if during.cases and after.cases else ONE_SIDE


def _bend(shared: Ground) -> dict[str, F64]:
    """Weeks from the middle of the days after, and their square about its mean; 0 before the end. With both a late rise
    is followed well enough not to pass for noise; without them intervals hold in 97 % instead of 96 %."""
    slope, curve, n = np.zeros(len(shared.days)), np.zeros(len(shared.days)), int(shared.after.sum())
    weeks = (np.arange(n) - (n - 1) / 2) / 7
    slope[shared.after], curve[shared.after] = weeks, weeks**2 - np.mean(weeks**2)
    return {"slope_week": slope, "curve": curve}


def window_refusal(shared: Ground) -> str:
    """Why no group can be answered: too few days on a side, or too few of them heard; empty when all is well."""
    windows, heard = shared.windows, shared.covered.any(axis=1)
    if length(windows.after) < SIDE_DAYS:
        return NEXT_EVENT if windows.next_event else SHORT_AFTER
    if length(windows.during) < SIDE_DAYS:
        return SHORT_DURING
    if not shared.covered.shape[1]:
        return NO_SOURCE
    if int((heard & shared.after).sum()) < SIDE_DAYS:
        return SHORT_AFTER
    return SHORT_DURING if int((heard & shared.during).sum()) < SIDE_DAYS else ""
