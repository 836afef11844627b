"""Open cases."""

from __future__ import annotations

import pandas as pd

from gis.measures import Measure
from gis.words import N_


def of(counts: pd.DataFrame) -> pd.Series[float]:
    """Cases."""
    return counts["open"].rename("open_cases")


MEASURE = Measure(key="open_cases", order=2, name=N_("未销号"), unit=N_("件"), digits=0, of=of)
