"""The product-limit estimate (Kaplan and Meier 1958, J. Amer. Statist. Assoc. 53), exact to the second."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gis.cases.frame import U32
from gis.rebounds.links import Bools

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Km:
    """The estimate at each distinct time of a return, ascending; arrays of one length."""

    seconds: U32
    returns: I64
    at_risk: I64
    hold: F64

    def at(self, seconds: I64) -> F64:
        """The share still holding after ``seconds``, a return at that very second included."""
        return np.r_[1.0, self.hold][self.before(seconds)]

    def returned(self, seconds: I64) -> I64:
        """Returns by then."""
        return np.r_[0, self.returns.cumsum()][self.before(seconds)]

    def before(self, seconds: U32 | I64) -> I64:
        """How many of the distinct times have come by then."""
        return np.searchsorted(self.seconds, np.asarray(seconds).astype(np.uint32), side="right")


def kaplan_meier(time_s: U32, came: Bools) -> Km:
    """The estimate from seconds to a return (``came``) or to the end of the observation; at one instant a return
    comes before an end."""
    back = np.sort(time_s[came])
    seconds = distinct_of(back)
    returns = np.diff(np.searchsorted(back, seconds), append=len(back))
    at_risk = len(time_s) - np.searchsorted(np.sort(time_s), seconds)
    hold: F64 = np.cumprod(1 - returns / at_risk, dtype=np.float64)
    return Km(seconds, returns, at_risk, hold)


def distinct_of(ascending: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Each value once. Sorting first is several times faster than ``np.unique``, which hashes."""
    return ascending[np.r_[True, ascending[1:] != ascending[:-1]]] if len(ascending) else ascending
