"""Cases found in the period."""

from __future__ import annotations

import pandas as pd

from gis.measures import Measure
from gis.words import N_


def of(counts: pd.DataFrame) -> pd.Series[float]:
    """Cases."""
    return counts["new"].rename("new_cases")


MEASURE = Measure(key="new_cases", order=4, name=N_("本期新增"), unit=N_("件"), digits=0, of=of)
