"""When and where patrols went, as their register tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from gis.campaign.counts import INSPECTORS
from gis.live import Loaded

WEEK = timedelta(days=6)


def inspections(loaded: Loaded) -> tuple[str, ...]:
    """The sources that are inspections: lists made once, of no coverage of their own."""
    sources = loaded.registers.sources
    kinds = dict(zip(sources["source"], sources["kind"], strict=True))
    return tuple(s for s in loaded.frame.sources if kinds.get(s, s) in INSPECTORS)


@dataclass(frozen=True)
class Patrols:
    """The rows that say something: a day, a grid, and hours above 0."""

    rows: pd.DataFrame
    """day, grid_code, source, hours"""
    weekly: bool
    """Kept by the week: every day is a Monday and stands for the seven days it begins."""

    @classmethod
    def of(cls, register: pd.DataFrame) -> Patrols:
        """``register``: ``Registers.patrols``. Rows without a day, a grid or hours are left out."""
        rows = register[register["day"].notna() & (register["grid_code"] != "") & (register["hours"] > 0)]
        return cls(rows, bool(len(rows)) and all(d.weekday() == 0 for d in rows["day"]))

    @property
    def span(self) -> tuple[date, date] | None:
        """The first and the last day the register tells of; None of an empty one."""
        if self.rows.empty:
            return None
        return self.rows["day"].min(), self.until(self.rows["day"].max())

    def until(self, day: date) -> date:
        """The last day a row of ``day`` stands for."""
        return day + WEEK if self.weekly else day

    def last(self, today: date) -> dict[str, date]:
        """Grid → ``day`` of its latest row that begins by ``today``."""
        known = self.rows[self.rows["day"] <= today]
        return {str(grid): day for grid, day in known.groupby("grid_code")["day"].max().items()}
