"""Cases found in the period that came back to a closed one."""

from __future__ import annotations

import pandas as pd

from gis.measures import Measure
from gis.words import N_


def of(counts: pd.DataFrame) -> pd.Series[float]:
    """Cases, at the radius and window of the question."""
    return counts["rebound"].rename("rebound_cases")


MEASURE = Measure(key="rebound_cases", order=5, name=N_("反弹"), unit=N_("件"), digits=0, of=of)
