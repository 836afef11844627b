"""总览: what is open where, who answers for it, and how that differs from last week. One frozen model a question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

from gis import measures
from gis.filters import Filters
from gis.live import Loaded
from gis.measures import Measure
from gis.registry import collect
from gis.select import Daily, Kpis, Selection, Selections, by_grid, daily, kpis, period
from gis.select.tally import grid_spans, tally_by_grid
from gis.views.describe import describe
from gis.views.heard import Heard, heard
from gis.views.names import Names, names

SPARK_DAYS = 60
FLOWS = ("new", "rebound", "closed")


@dataclass(frozen=True, eq=False)
class Overview:
    """Everything the page shows, its map and table included; numbers and words, no widgets."""

    version: str
    fingerprint: str
    as_of: datetime
    filters: Filters
    sentence: str
    kpis: Kpis
    week: Kpis
    """The last seven days, up to now, against the seven before up to the same time of day."""
    trend: Daily
    """New cases by local day and family, over the period (at least ``SPARK_DAYS`` days)."""
    stock: tuple[tuple[date, int], ...]
    """Open cases at the end of each of the last ``SPARK_DAYS`` days of the period; void cases of today left out."""
    counts: pd.DataFrame
    """Index grid_code (grids valid today): name, lead_unit, street, open, overdue, suspended, new, closed, km2,
    new_week, new_week_before."""
    measure: Measure
    values: pd.Series[float]
    """The measure by grid_code; NaN where there is no evidence."""
    selection: Selection
    outside: int
    """Cases of the set that have coordinates and lie in no grid."""
    names: Names
    heard: Heard | None
    """None while the data are up to date."""


def measure_list() -> tuple[Measure, ...]:
    """Every measure a grid can be coloured by, in their order."""
    return tuple(sorted(collect(measures, "MEASURE").values(), key=lambda m: m.order))


def overview(
    loaded: Loaded, filters: Filters, *, as_of: datetime, lang: str, measure: str = "", held: Selections
) -> Overview:
    """Answer the page's question. ``held`` are the process's selections. Errors: bad-time, bad-value."""
    tz, frame = loaded.county.tz, loaded.frame
    chosen = {m.key: m for m in measure_list()}
    which = chosen.get(measure) or measure_list()[0]
    words = names(loaded, lang)
    selection = held.get(frame, filters, as_of=as_of, tz=tz)
    counts = grid_counts(loaded, filters, as_of=as_of)
    late = heard(loaded, filters, as_of=as_of, lang=lang)
    known = counts if late is None or late.period else counts.assign(**dict.fromkeys(FLOWS, np.nan))
    family_of = {t.id: t.family for t in loaded.vocabulary.types.values()}
    return Overview(
        version=frame.version, fingerprint=selection.fingerprint, as_of=as_of, filters=filters,
        sentence=describe(filters, words, as_of=as_of, tz=tz),
        kpis=kpis(frame, filters, as_of=as_of, tz=tz),
        week=kpis(frame, filters.but(start=None, end=None, days=7), as_of=as_of, tz=tz),
        trend=daily(frame, _long(filters), as_of=as_of, tz=tz, group_of=family_of),
        stock=_stock(loaded, filters, as_of=as_of),
        counts=counts, measure=which, values=which.of(known), selection=selection,
        outside=selection.located - int(by_grid(selection)[:-1].sum()), names=words,
        heard=late,
    )  # fmt: skip


def grid_counts(loaded: Loaded, filters: Filters, *, as_of: datetime) -> pd.DataFrame:
    """Counts of each grid valid today, of the grid of the day found; zero where nothing was found."""
    tz, frame = loaded.county.tz, loaded.frame
    grids = loaded.registers.grids_on(as_of.astimezone(tz).date())
    codes = grids["grid_code"].astype(str).tolist()
    place = {c: i for i, c in enumerate(frame.grids)}
    at = np.array([place.get(c, -1) for c in codes], dtype=np.int64)
    totals = tally_by_grid(frame, filters, grid_spans(filters, as_of=as_of, tz=tz))
    columns = {label: np.where(at >= 0, total[at], 0).astype(float) for label, total in totals.items()}
    table = pd.DataFrame(columns, index=codes)
    table["km2"] = grids["km2"].to_numpy()
    for name in ("name", "lead_unit", "street", "community"):
        table[name] = grids[name].astype(str).where(grids[name].notna(), "").to_numpy()
    return table


def _long(filters: Filters) -> Filters:
    """The trend needs a stretch to look back over: a shorter period is shown within the last 60 days."""
    if filters.start is None and filters.end is None and (filters.days or 0) < SPARK_DAYS:
        return filters.but(days=SPARK_DAYS)
    return filters


def _stock(loaded: Loaded, filters: Filters, *, as_of: datetime) -> tuple[tuple[date, int], ...]:
    """Open cases day by day: openings less closings, walked back from the stock at the end of the period."""
    tz, frame = loaded.county.tz, loaded.frame
    last = period(filters, as_of, tz).last_day
    days = [last - timedelta(days=SPARK_DAYS - 1 - i) for i in range(SPARK_DAYS)]
    flows = filters.but(start=days[0], days=None)
    found = daily(frame, flows, as_of=as_of, tz=tz).counts.sum(axis=1)
    shut = daily(frame, flows, as_of=as_of, tz=tz, column="closed").counts.sum(axis=1)
    now = kpis(frame, filters.but(start=None, days=None), as_of=as_of, tz=tz).open
    after = np.concatenate([np.cumsum((found - shut)[::-1])[::-1][1:], [0]])
    return tuple(zip(days, (now - after).astype(int).tolist()))
