"""What a day's count depends on besides campaigns: columns of a regression made from the calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

F64 = npt.NDArray[np.float64]
SEASON_DAYS = 548
"""An annual wave is fitted from eighteen months on: with less it cannot be told from a level."""
TWO_YEARS = 700
"""From here on a half-yearly wave as well: many problems have two peaks a year (building sites rest in winter and in
the heat), and a yearly wave alone would take the second for a rebound."""
TREND_DAYS = 365
"""A trend is fitted when the days up to the end are a year or more."""
YEAR_DAYS = 365.2425
OWN_DAYS = 7
ALIKE = 1e-6
WEEKDAYS = ("tue", "wed", "thu", "fri", "sat", "sun")


def rhythm(calendar: pd.DataFrame, days: Sequence[date]) -> dict[str, F64]:
    """Name → column of 0 and 1, float64[days]: weekdays against Monday, public holidays, make-up workdays, market
    days, and each festival window by its name. ``calendar`` is the register.

    Of the holidays those of OWN_DAYS or more within ``days`` stand for themselves (Spring Festival is not National Day),
    the others for each other. Columns the same on all days are left out.
    """
    week = np.array([d.weekday() for d in days])
    columns = {name: (week == k).astype(np.float64) for k, name in enumerate(WEEKDAYS, 1)}
    marked: dict[str, set[date]] = {"workday": set(), "market_day": set(), "holiday": set()}
    named: dict[str, set[date]] = {}
    for row in calendar.to_dict("records"):
        if row["day"] and row["kind"] in ("festival", "holiday"):
            named.setdefault(f"{row['kind']} {row['zh']}", set()).add(row["day"])
        elif row["day"] and row["kind"] in marked:
            marked[row["kind"]].add(row["day"])
    for name, on in named.items():
        own = name.startswith("festival") or len(on.intersection(days)) >= OWN_DAYS
        marked.setdefault(name if own else "holiday", set()).update(on)
    columns |= {name: np.array([d in on for d in days], np.float64) for name, on in marked.items()}
    return {name: column for name, column in columns.items() if np.ptp(column) > 0}


def drift(days: Sequence[date], until_end: int) -> dict[str, F64]:
    """Columns of the slow change over ``days``, of which the first ``until_end`` are up to the end of the event:
    an annual harmonic (from SEASON_DAYS days on), a half-yearly one (from TWO_YEARS on)
    and a trend (from TREND_DAYS days up to the end on)."""
    t = np.array([d.toordinal() for d in days], np.float64)
    columns: dict[str, F64] = {}
    if len(days) >= SEASON_DAYS:
        wave = 2 * np.pi * t / YEAR_DAYS
        columns |= {"year_sin": np.sin(wave), "year_cos": np.cos(wave)}
    if len(days) >= TWO_YEARS:
        columns |= {"half_sin": np.sin(2 * wave), "half_cos": np.cos(2 * wave)}
    if until_end >= TREND_DAYS:
        columns["trend"] = (t - t.mean()) / YEAR_DAYS
    return columns


def estimable(columns: Mapping[str, F64]) -> list[str]:
    """The names whose columns are no combination of those before them."""
    size = {name: float(np.linalg.norm(column)) for name, column in columns.items()}
    names = [name for name in columns if size[name] > 0]
    unit = np.array([columns[name] / size[name] for name in names]).T
    if names and np.abs(np.diag(np.linalg.qr(unit, mode="r"))).min() > ALIKE:
        return names
    kept: list[str] = []
    basis: list[F64] = []
    for name, rest in zip(names, unit.T, strict=True):
        for _ in range(2):  # Gram–Schmidt, twice for the rounding
            for b in basis:
                rest = rest - b * float(b @ rest)
        if (left := float(np.linalg.norm(rest))) > ALIKE:
            kept.append(name)
            basis.append(rest / left)
    return kept
