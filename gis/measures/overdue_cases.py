"""Open cases past their deadline, the clock not stopped."""

from __future__ import annotations

import pandas as pd

from gis.measures import Measure
from gis.words import N_


def of(counts: pd.DataFrame) -> pd.Series[float]:
    """Cases; those without a deadline are never overdue."""
    return counts["overdue"].rename("overdue_cases")


MEASURE = Measure(key="overdue_cases", order=3, name=N_("超期"), unit=N_("件"), digits=0, of=of)
