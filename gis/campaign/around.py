"""Plain counts before and after: equal windows on both sides of an event, by grid, nothing adjusted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis.campaign.events import Days, Event, length
from gis.cases.frame import Frame
from gis.errors import GisError
from gis.filters import Filters
from gis.select import period
from gis.select.tally import tally_by_grid

I64 = npt.NDArray[np.int64]
DAY = timedelta(days=1)


@dataclass(frozen=True, eq=False)
class BeforeAfter:
    """Cases found in equal windows before and after an event; both windows None where none is possible yet."""

    event: Event
    before: Days | None
    after: Days | None
    days: int
    """Length of each window; less than asked for where the event is too recent."""
    cases_before: int
    cases_after: int
    grids: pd.DataFrame
    """grid_code, before, after, before_per_day, after_per_day, change (after − before): a row a grid with a case, in
    order of the codes; "" for cases outside all grids."""

    @property
    def per_day(self) -> tuple[float | None, float | None]:
        """Cases a day before and after; None without a day."""
        if not self.days:
            return None, None
        return self.cases_before / self.days, self.cases_after / self.days


def before_after(
    frame: Frame, filters: Filters, event: Event, days: int, *, as_of: datetime, tz: ZoneInfo
) -> BeforeAfter:
    """Cases of ``filters`` found in the ``days`` local days before the first day of ``event`` and in as many after its
    last, by grid of the day found. Only whole days before ``as_of`` count; both windows are cut to what there is.

    Days, set and states of ``filters`` do not matter; its sources should be those that can be compared
    (``CampaignReport.sources``). Void, duplicate and undated cases are left out. Errors: bad-value, bad-time.
    """
    if days < 1:
        raise GisError("bad-value", name="days", value=days, known="1–")
    last_day = as_of.astimezone(tz).date() - DAY
    held = max(0, min(days, (last_day - event.end).days))
    if not held:
        none = np.zeros(len(frame.grids) + 1, np.int64)
        return BeforeAfter(event, None, None, 0, 0, 0, _table(frame, none, none))
    before = (event.start - held * DAY, event.start - DAY)
    after = (event.end + DAY, event.end + held * DAY)
    spans = {
        name: ("new", period(filters.but(start=span[0], end=span[1], days=None), as_of, tz))
        for name, span in (("before", before), ("after", after))
    }
    counts = tally_by_grid(frame, filters, spans)
    return BeforeAfter(
        event, before, after, length(after), int(counts["before"].sum()), int(counts["after"].sum()),
        _table(frame, counts["before"], counts["after"], held),
    )  # fmt: skip


def _table(frame: Frame, before: I64, after: I64, days: int = 1) -> pd.DataFrame:
    table = pd.DataFrame({"grid_code": [*frame.grids, ""], "before": before, "after": after})
    table = table[(table["before"] > 0) | (table["after"] > 0)]
    return table.assign(
        before_per_day=table["before"] / days, after_per_day=table["after"] / days,
        change=table["after"] - table["before"],
    ).sort_values("grid_code", kind="stable", ignore_index=True)  # fmt: skip
