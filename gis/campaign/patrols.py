"""Hours of patrol around the end of an event: who looks more, finds more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import pandas as pd

from gis.campaign.events import SIDE_DAYS, Days, Windows, length

WEEK = timedelta(days=6)


@dataclass(frozen=True)
class Patrols:
    """Hours a week of each window; None where the register does not cover at least 28 days of it."""

    before: float | None
    during: float | None
    after: float | None

    @property
    def change(self) -> float | None:
        """After ÷ during − 1; None without both, or without an hour during."""
        return self.after / self.during - 1 if self.after is not None and self.during else None


def patrol_hours(patrols: pd.DataFrame, windows: Windows, grids: Sequence[str] = ()) -> Patrols:
    """Hours of the register ``patrols``, of all sources, in ``grids`` (all, where none is named).

    Registers kept by the week carry its first day: the register is taken to reach to the sixth day after its last.
    """
    known = patrols[patrols["day"].notna() & patrols["hours"].notna()]
    if grids:
        known = known[known["grid_code"].isin(list(grids))]
    if known.empty:
        return Patrols(None, None, None)
    first, last = known["day"].min(), known["day"].max() + WEEK

    def weekly(span: Days | None) -> float | None:
        if span is None or span[1] < first or span[0] > last:
            return None
        held = (max(span[0], first), min(span[1], last))
        if length(held) < SIDE_DAYS:
            return None
        hours = known.loc[(known["day"] >= held[0]) & (known["day"] <= held[1]), "hours"].sum()
        return float(hours) / length(held) * 7

    return Patrols(weekly(windows.before), weekly(windows.during), weekly(windows.after))
