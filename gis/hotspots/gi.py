"""Local G statistics: where high or low values lie together.

Getis & Ord, The Analysis of Spatial Association by Use of Distance Statistics, Geographical Analysis 24 (1992);
Ord & Getis, Local Spatial Autocorrelation Statistics: Distributional Issues and an Application, ibid. 27 (1995).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
I32 = npt.NDArray[np.int32]


def near_sum(
    values: npt.NDArray[np.generic], near_start: I64, near: I32, *, own: bool = True, of: I64 | None = None
) -> F64:
    """The sum of ``values`` [m] or [m, k] over each unit's neighbours, with the unit itself unless ``own`` is False;
    with ``of`` only for the units with these numbers.

    ``near_start`` [m + 1] and ``near``: neighbours of each unit without itself, as CSR. A sum of whole numbers is
    exact.
    """
    weights = csr_array((np.ones(len(near)), near, near_start), shape=(len(near_start) - 1, len(values)))
    numbers = np.asarray(values, np.float64)
    total = np.asarray((weights if of is None else weights[of]) @ numbers, np.float64)
    return total + (numbers if of is None else numbers[of]) if own else total


def local_g(
    values: F64, near_start: I64, near: I32, *, star: bool = True, row_standardised: bool = False
) -> F64:
    """z of Gi* (``star``: the unit counts among its neighbours) or of Gi, with binary weights: float64[m].

    ``values`` [m]: one a unit, in any measure; a unit of NaN is left out, as if it were not there, and has NaN. So
    has every unit where z has no meaning: all values alike, fewer than three units, no neighbour, or all of them.
    ``row_standardised`` puts weights 1/k into the variance of binary weights, as PySAL does; the variance of 1995
    gives the z of binary weights whatever the scale of a row.
    """
    there = np.isfinite(values)
    y = np.where(there, values, 0.0)
    n = int(there.sum())
    k = near_sum(there, near_start, near, own=star)
    total = near_sum(y, near_start, near, own=star)
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = 1 / k if row_standardised else 1.0
        others, left = (n, 0.0) if star else (n - 1, y)
        mean = (y.sum() - left) / others
        spread = np.sqrt((y @ y - np.square(left)) / others - mean**2)
        share = k * weight
        z = (total * weight - share * mean) / (spread * np.sqrt((others * share - share**2) / (others - 1)))
    known = there & (k > 0) & (k < others) & (spread > 1e-9 * np.abs(mean)) & (n > 2)
    return np.where(known, z, np.nan)
