"""Who looks more, finds more: what patrols found by the hours they were out, beside the raw counts.

Held against the rest of the county by the conditional exact test of two Poisson rates (Przyborowski & Wilenski,
Biometrika 31, 1940): given the cases of both together, those of a unit are binomial with its share of the hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
from scipy.special import bdtrc

from gis.cases.frame import NOT_COUNTED
from gis.hotspots.fdr import LEVEL, adjusted
from gis.hotspots.looks import Patrols
from gis.hotspots.units import Units
from gis.live import Loaded
from gis.select.period import midnight
from gis.words import N_, SOURCE_LANGUAGE, say

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Text = npt.NDArray[np.str_]

ALPHA = 0.05
COLLECTOR = "collector"
"""The kind of source that patrols, where the register of patrols names none."""
NOT_RED, MORE_LOOKING, MORE_FOUND, OTHERWISE, NO_HOURS = (
    "", "more_looking", "more_found", "otherwise", "no_hours",
)  # fmt: skip
WHY: dict[str, str] = {
    MORE_LOOKING: N_(
        "巡查更勤：单位街路的巡查工时是全县的 {effort} 倍，每小时发现 {rate} 件，未明显高于全县的 {county} 件。"
    ),
    MORE_FOUND: N_("巡查多不足以解释：每小时发现 {rate} 件，高于全县的 {county} 件。"),
    OTHERWISE: N_(
        "看不出与巡查有关：单位街路的巡查工时是全县的 {effort} 倍，每小时发现 {rate} 件，未明显高于全县的 {county} 件。"
    ),
    NO_HOURS: N_("没有巡查工时记录，不能判断是否因巡查多而偏多。"),
}
"""What is said of a unit that is red in raw counts."""


@dataclass(frozen=True, eq=False)
class Effort:
    """One entry a unit. NaN is 暂无: no hours, or no exposure."""

    first: date
    last: date
    """The days compared, both included: those asked for that the register of patrols tells of."""
    sources: tuple[str, ...]
    """Whose cases are patrols'."""
    counts: I64
    """All chosen cases of these days: the raw count."""
    found: I64
    """Of these the patrols'."""
    hours: F64
    per_hour: F64
    """found / hours; NaN at 0 hours."""
    county_per_hour: float | None
    """All units that have hours together."""
    p_above: F64
    """Of finding so many an hour or more at the rate of all other units; NaN at 0 hours, and where no other has any."""
    effort: F64
    """Hours a unit of exposure by the county's; NaN without exposure."""
    red: Bools
    """Red in raw counts."""
    verdict: Text
    """Of a red unit: MORE_LOOKING: its patrols find no more an hour than elsewhere, and are out more than elsewhere;
    MORE_FOUND: they find more an hour; OTHERWISE: neither; NO_HOURS. NOT_RED of the others."""


def effort(
    loaded: Loaded, units: Units, *, chosen: Bools, first: date, last: date, red: Bools | None = None
) -> Effort | None:
    """Cases by patrol-hours of grids (``units`` of kind grid), local days ``first`` to ``last``.

    ``chosen``: bool[n], the filters without days; ``red``: bool[m], what the map shows as hot; None: units whose own
    count is above the rest of the county by exposure, the exact test under BH. A register kept by the week is taken by
    whole weeks. Void and undated cases are left out. None: the register tells of none of these days.
    """
    patrols = Patrols.of(loaded.registers.patrols)
    span = whole_rows(patrols, first, last)
    if span is None:
        return None
    sources = patrol_sources(loaded, patrols)
    frame, tz, size = loaded.frame, loaded.county.tz, len(units.ids)
    at = np.asarray(frame.found)
    held = chosen & (units.unit_of >= 0) & ((np.asarray(frame.flags) & NOT_COUNTED) == 0)
    held &= (at >= midnight(span[0], tz)) & (at < midnight(span[1] + timedelta(days=1), tz))
    theirs = held & np.isin(
        np.asarray(frame.source), [i for i, s in enumerate(frame.sources) if s in sources]
    )
    counts, found = (np.bincount(units.unit_of[rows], minlength=size) for rows in (held, theirs))
    hours = hours_of(patrols, units.ids, span)
    if red is None:
        red = adjusted(above(counts, units.exposure)) <= LEVEL
    p_above, total = above(found, hours), float(hours.sum())
    relative = _by(hours * units.exposure.sum(), units.exposure * total)
    on = hours > 0
    verdict = np.select(
        [~red, ~on, p_above <= ALPHA, relative > 1], [NOT_RED, NO_HOURS, MORE_FOUND, MORE_LOOKING], OTHERWISE
    )
    return Effort(
        *span, sources, counts, found, hours, _by(found, hours), float(found[on].sum() / total) if total else None,
        p_above, relative, red, verdict,
    )  # fmt: skip


def why(found: Effort, unit: int, lang: str = SOURCE_LANGUAGE) -> str:
    """What effort says of a red unit; "" of one that is not red."""
    if not (verdict := str(found.verdict[unit])):
        return ""
    county = found.county_per_hour or 0.0
    return say(WHY[verdict], lang).format(
        effort=f"{found.effort[unit]:.1f}", rate=f"{found.per_hour[unit]:.2f}", county=f"{county:.2f}"
    )


def above(count: I64, base: F64) -> F64:
    """P of ``count`` or more in each unit at the rate of all others together: float64[m].

    ``base``: hours or exposure. Only units with a base take part; NaN for those without, and where no other has one.
    """
    on = base > 0
    n, total = int(count[on].sum()), float(base.sum())
    usable = on & (base < total)
    share = np.divide(base, total, out=np.full(len(base), np.nan), where=usable)
    p = np.where(count > 0, bdtrc(np.maximum(count - 1.0, 0.0), n, share), 1.0)
    return np.where(usable, p, np.nan)


def whole_rows(patrols: Patrols, first: date, last: date) -> tuple[date, date] | None:
    """The days from ``first`` to ``last`` that the register tells of, by whole weeks where it is kept by the week."""
    if patrols.span is None:
        return None
    a, b = max(first, patrols.span[0]), min(last, patrols.span[1])
    if patrols.weekly:
        a += timedelta(days=-a.weekday() % 7)
        b -= timedelta(days=(b.weekday() + 1) % 7)
    return (a, b) if a <= b else None


def hours_of(patrols: Patrols, grids: tuple[str, ...], span: tuple[date, date]) -> F64:
    """Hours of each grid in the span: float64[m]; 0 without a row."""
    rows = patrols.rows[(patrols.rows["day"] >= span[0]) & (patrols.rows["day"] <= span[1])]
    by_grid = rows.groupby("grid_code")["hours"].sum()
    return by_grid.reindex(list(grids), fill_value=0.0).to_numpy(np.float64)


def patrol_sources(loaded: Loaded, patrols: Patrols) -> tuple[str, ...]:
    """The sources the register of patrols names; those of kind collector where a row names none."""
    named = set(patrols.rows["source"])
    if "" in named:
        table = loaded.registers.sources
        named |= set(table.loc[table["kind"] == COLLECTOR, "source"])
    return tuple(sorted(str(s) for s in named if s))


def _by(amount: F64 | I64, base: F64) -> F64:
    return np.divide(amount, base, out=np.full(len(base), np.nan), where=base > 0)
