"""The course of one group around the end of a campaign: found, and to be expected at the campaign's level, by week."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gis.campaign.answer import CampaignAnswer
from gis.campaign.report import CampaignReport

MOST_WEEKS = 60


def weeks_of(report: CampaignReport, given: CampaignAnswer) -> pd.DataFrame:
    """Whole weeks, the last MOST_WEEKS of them: day (ISO, the Monday, as a UTC instant for a chart), found, expected."""
    days = np.array(report.days, dtype="datetime64[D]")
    monday = days - ((days.astype(np.int64) + 3) % 7).astype("timedelta64[D]")  # 1970-01-01 was a Thursday
    starts, at, size = np.unique(monday, return_inverse=True, return_counts=True)
    table = pd.DataFrame({
        "day": [f"{d}T00:00:00Z" for d in starts.astype(str)],
        "found": np.bincount(at, given.observed), "expected": np.bincount(at, given.expected).round(1),
    })  # fmt: skip
    return table[size == 7].tail(MOST_WEEKS)
