"""The time axis of 反弹: what came back and what was closed day by day, and what happened in the county meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis.filters import Filters
from gis.live import Loaded
from gis.select import daily
from gis.words import N_, SOURCE_LANGUAGE, say

I64 = npt.NDArray[np.int64]
WEEKS_FROM = 190
"""A span of more days than this is counted by week, Monday to Sunday."""


@dataclass(frozen=True)
class Happening:
    """Something with a name that lasted from ``start`` to ``end``, both days included."""

    kind: str
    """inspection, campaign or festival"""
    id: str
    name: str
    start: date
    end: date


@dataclass(frozen=True, eq=False)
class Timeline:
    """Counts by step: a day, or a week named by its Monday. The last step may be unfinished."""

    steps: tuple[date, ...]
    days: int
    """Days of a step: 1 or 7."""
    rebound: I64
    """Cases found that came back to a closed one; they add up to the KPI."""
    new: I64
    closed: I64
    happenings: tuple[Happening, ...]


def timeline(loaded: Loaded, filters: Filters, *, as_of: datetime, lang: str) -> Timeline:
    """The axis over the period of ``filters`` (local days of the county). Void and duplicate cases are left out.

    Errors: bad-time.
    """
    tz = loaded.county.tz
    flows = {
        name: daily(loaded.frame, filters, as_of=as_of, tz=tz, column=name)
        for name in ("found", "rebound", "closed")
    }
    days = sorted({d for flow in flows.values() for d in flow.days})
    first, last = (days[0], days[-1]) if days else (as_of.astimezone(tz).date(),) * 2
    wide = 7 if (last - first).days >= WEEKS_FROM else 1
    start = first - timedelta(days=first.weekday()) if wide == 7 else first
    steps = tuple(start + timedelta(days=i) for i in range(0, (last - start).days + 1, wide))
    counts = {}
    for name, flow in flows.items():
        total = np.zeros(len(steps), np.int64)
        at = np.array([(d - start).days // wide for d in flow.days], np.int64)
        np.add.at(total, at, flow.counts.sum(axis=1))
        counts[name] = total
    return Timeline(
        steps,
        wide,
        counts["rebound"],
        counts["found"],
        counts["closed"],
        happenings(loaded, first, last, lang),
    )


def happenings(loaded: Loaded, first: date, last: date, lang: str) -> tuple[Happening, ...]:
    """Inspections, campaigns and festivals that touch these days, in order of their beginning."""
    registers = loaded.registers
    out: list[Happening] = []
    for kind, table, key in (
        ("inspection", registers.inspections, "inspection_id"),
        ("campaign", registers.campaigns, "campaign_id"),
    ):
        for row in table.to_dict("records"):
            start, end = row["start"], row["end"] or row["start"]
            if start and start <= last and end >= first:
                out.append(
                    Happening(kind, str(row[key]), _name(row, lang), max(start, first), min(end, last))
                )
    return tuple(
        sorted([*out, *_festivals(registers.calendar, first, last, lang)], key=lambda h: (h.start, h.id))
    )


def _festivals(calendar: pd.DataFrame, first: date, last: date, lang: str) -> list[Happening]:
    """Runs of festival or holiday days of one name."""
    rows = sorted(
        (r["day"], r["zh"], _name(r, lang))
        for r in calendar.to_dict("records")
        if r["kind"] in ("festival", "holiday") and r["day"] and first <= r["day"] <= last
    )
    runs: list[Happening] = []
    for day, key, name in rows:
        same = next((i for i, h in enumerate(runs) if h.id == key and (day - h.end).days <= 1), None)
        if same is None:
            runs.append(Happening("festival", key, name, day, day))
        else:
            held = runs[same]
            runs[same] = Happening("festival", key, name, held.start, day)
    return runs


def _name(row: Mapping[Any, Any], lang: str) -> str:
    zh, en = str(row.get("zh") or ""), str(row.get("en") or "")
    return (zh if lang == SOURCE_LANGUAGE else en or zh) or say(N_("未命名"), lang)
