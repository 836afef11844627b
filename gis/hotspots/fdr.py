"""Many tests at once: the false discovery rate of Benjamini & Hochberg (J. R. Statist. Soc. B 57, 1995)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.stats import false_discovery_control

F64 = npt.NDArray[np.float64]

LEVEL = 0.05
"""Share of false findings accepted among all findings of one map or list."""


def adjusted(p: F64, weight: F64 | None = None) -> F64:
    """q of each p: the smallest level at which it would still be found. NaN is no test and stays NaN.

    Holds for independent tests and for those that rise and fall together, as sums over overlapping neighbourhoods do
    (Benjamini & Yekutieli, Ann. Statist. 29, 2001, theorem 1.2). Any shape; all of it is one family. ``weight``: how
    much of the error each test may have, 1 on the mean of those tested (Genovese, Roeder & Wasserman, Biometrika 93,
    2006).
    """
    q = np.full(p.shape, np.nan)
    tested = np.isfinite(p)
    if tested.any():
        shared = p[tested] if weight is None else p[tested] / weight[tested]
        q[tested] = false_discovery_control(np.minimum(shared, 1.0), method="bh")
    return q


def found(p: F64, level: float = LEVEL) -> npt.NDArray[np.bool_]:
    """Where ``adjusted(p) <= level``, without the q of everything else: a step of millions sorts only the few below
    ``level``. NaN is no test and never found."""
    low = np.sort(p[p <= level])
    bar = np.arange(1, len(low) + 1) / max(int(np.isfinite(p).sum()), 1) * level
    held = np.flatnonzero(low <= bar)
    return np.asarray(p <= low[held[-1]] if len(held) else np.zeros(p.shape, np.bool_))
