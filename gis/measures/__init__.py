"""What a grid can be coloured by: one module a measure, found by the registry. Pure: counts in, a Series out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Measure:
    """One choice of colour.

    ``of`` takes GridCounts (float columns open, overdue, suspended, new, rebound, closed, km2; index grid_code)
    and gives one value a grid, same index, NaN where there is no evidence.
    """

    key: str
    order: int
    name: str
    """Chinese source words, marked with N_."""
    unit: str
    digits: int
    of: Callable[[pd.DataFrame], pd.Series[float]]
    heat: bool = True
    """More is worse: the ramp runs that way."""
