"""Filters and a moment → which rows of the Frame: the sets, the KPI line, the trend, counts by grid.

Small lookup tables over the Frame's codes, in chunks that stay in the processor's cache; no row leaves NumPy.
"""

from gis.select.cache import Selections
from gis.select.counts import Daily, by, by_grid, daily
from gis.select.kpis import Kpis, kpis
from gis.select.memo import Memo
from gis.select.period import Period, period
from gis.select.selection import Selection, fingerprint, overdue, select

__all__ = [
    "Daily",
    "Kpis",
    "Memo",
    "Period",
    "Selection",
    "Selections",
    "by",
    "by_grid",
    "daily",
    "fingerprint",
    "kpis",
    "overdue",
    "period",
    "select",
]
