"""Open cases per square kilometre of the grid."""

from __future__ import annotations

import pandas as pd

from gis.measures import Measure
from gis.words import N_


def of(counts: pd.DataFrame) -> pd.Series[float]:
    """Cases a km² (ground measured in the metric CRS); NaN for a grid without area."""
    return (counts["open"] / counts["km2"].where(counts["km2"] > 0)).rename("open_per_km2")


MEASURE = Measure(key="open_per_km2", order=1, name=N_("未销号密度"), unit=N_("件/km²"), digits=1, of=of)
