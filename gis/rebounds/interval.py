"""How sure a share is: exact for few events, else on the log-log scale with an error resampled by place.

Closures at one stall are not independent: what came back there once comes back again. So whole places are drawn
with replacement (cluster bootstrap: Davison and Hinkley 1997, Bootstrap Methods and their Application, §3.8;
Field and Welsh 2007, J. R. Statist. Soc. B 69), and the quantile is Student's t with places − 1 degrees of freedom.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, stdtrit

from gis.cases.frame import U32, U64
from gis.rebounds.kaplan import F64, I64, Km, distinct_of
from gis.rebounds.links import Bools

F32 = npt.NDArray[np.float32]

LEVEL = 0.95
REPLICATES = 1000
BLOCKS = 500
"""More places than this are thrown into so many blocks at random (by ``ckey``, which is a hash): the error of a
standard error from 500 blocks is 1/√(2·499) = 3 %."""
BINS = 64
"""More distinct times than this are put together for the error, never for the estimate."""


def exact(hits: npt.ArrayLike, of: npt.ArrayLike) -> tuple[F64, F64]:
    """Clopper–Pearson interval of ``hits`` / ``of`` (Biometrika 26, 1934); [0, 1] of nothing."""
    k, n = np.asarray(hits, np.float64), np.asarray(of, np.float64)
    tail = (1 - LEVEL) / 2
    low = np.where(k > 0, betaincinv(np.maximum(k, 1), n - k + 1, tail), 0.0)
    high = np.where(k < n, betaincinv(k + 1, np.maximum(n - k, 1), 1 - tail), 1.0)
    return low, high


def on_log_log(share: F64, error: F64, places: int) -> tuple[F64, F64]:
    """Interval of a share strictly between 0 and 1 with a standard error, held within them.

    share ** exp(± t · error / (share · |ln share|)), t with ``places`` − 1 degrees of freedom (Kalbfleisch and
    Prentice 1980, The Statistical Analysis of Failure Time Data, §1.3). Two places or more.
    """
    t = stdtrit(places - 1, 1 - (1 - LEVEL) / 2)
    step = np.exp(t * error / (share * -np.log(share)))
    return share**step, share ** (1 / step)


@dataclass(frozen=True, eq=False)
class Blocks:
    """Which place each closure lies at: numbers below ``count``; past BLOCKS places these are put together."""

    number: I64
    count: int

    def of(self, chosen: Bools) -> Blocks:
        """The same for some of the closures; blocks that have none left are gone."""
        number = self.number[chosen]
        used = np.bincount(number, minlength=self.count) > 0
        return Blocks((used.cumsum() - 1)[number], int(np.count_nonzero(used)))


def blocks_of(place: U64) -> Blocks:
    """Blocks of closures at ``place`` (a hash each), numbered in the order of these."""
    distinct = distinct_of(np.sort(place))
    if len(distinct) > BLOCKS:
        return Blocks((place % np.uint64(BLOCKS)).astype(np.int64), BLOCKS)
    return Blocks(np.searchsorted(distinct, place).astype(np.int64), len(distinct))


@lru_cache(maxsize=4)
def weights(blocks: int) -> F32:
    """How often each block is drawn in each replicate: float32[REPLICATES, blocks], rows add up to ``blocks``.

    Seeded by ``blocks`` alone, so that the same closures always give the same figures.
    """
    drawn = np.random.default_rng(blocks).integers(0, blocks, (REPLICATES, blocks))
    drawn += np.arange(REPLICATES)[:, None] * blocks
    counted = np.bincount(drawn.ravel(), minlength=REPLICATES * blocks)
    return counted.reshape(REPLICATES, blocks).astype(np.float32)


def place_error(time_s: U32, came: Bools, blocks: Blocks, km: Km, at_s: I64) -> F64:
    """Standard error of ``km`` at ``at_s`` (ascending), resampled by place; NaN where there is but one.

    ``time_s``: seconds to the return (``came``) or to the end of the observation; ``km`` is their estimate. Times
    are put together into bins; a replicate's factor of a bin that is one time is that of its own product-limit
    estimate, of others the bin's own to the power of returns / expected (the hazard of the bin summed over those
    at risk), which is right to 1–3 %. The variance is not taken times places / (places − 1), by which
    drawing n of n understates it: Student's quantile alone covers nearer to 95 % (8,000 simulations: 95.7 against
    96.3 % at 20 places × 5, 95.1 against 95.2 at 50 clustered × 6).
    """
    last = km.before(at_s)
    if blocks.count < 2 or last[-1] == 0:
        return np.full(len(at_s), np.nan if blocks.count < 2 else 0.0)
    bounds = _bounds(km, last)
    returns, expected = _tables(km, km.before(time_s), came, blocks, bounds)
    drawn = weights(blocks.count)
    due = drawn @ expected
    ratio = np.divide(drawn @ returns, due, out=np.zeros_like(due), where=due > 0)
    held = np.ones((REPLICATES, len(bounds)), np.float32)
    np.cumprod(_factors(km, bounds, ratio), axis=1, out=held[:, 1:])
    spread: F64 = held[:, np.searchsorted(bounds, last)].std(axis=0, dtype=np.float64, ddof=1)
    return spread


def _factors(km: Km, bounds: I64, ratio: F32) -> F32:
    """Share that holds through each bin in each replicate, from returns over expected there."""
    share = np.r_[1.0, km.hold][bounds]
    kept = np.divide(share[1:], share[:-1], out=np.zeros(len(share) - 1), where=share[:-1] > 0)
    lone = np.diff(bounds) == 1
    out = np.exp(ratio * np.log(np.maximum(kept, 1e-9)).astype(np.float32))
    out[:, lone] = np.clip(1 - (1 - kept[lone]).astype(np.float32) * ratio[:, lone], 0, 1)
    return out


def _bounds(km: Km, last: I64) -> I64:
    """Bins of distinct times as bounds of their indices: one each where these are no more than BINS, else evenly
    by their number and by the hazard, with bounds at ``last``."""
    most = int(last[-1])
    if most <= BINS:
        return np.arange(most + 1)
    hazard = (km.returns[:most] / km.at_risk[:most]).cumsum()
    by_hazard = np.searchsorted(hazard, np.linspace(0, hazard[-1], BINS // 2))
    return np.unique(np.r_[0, np.linspace(0, most, BINS // 2).astype(np.int64), by_hazard, last])


def _tables(km: Km, passed: I64, came: Bools, blocks: Blocks, bounds: I64) -> tuple[F32, F32]:
    """Returns, and returns expected of those at risk, by block and bin: float32[blocks, bins].

    ``passed``: how many distinct times each closure has seen, its own return included.
    """
    bins, count, most = len(bounds) - 1, blocks.count, int(bounds[-1])
    hazard = np.r_[0.0, (km.returns[:most] / km.at_risk[:most]).cumsum()]
    bin_of = np.repeat(np.arange(bins), np.diff(bounds))
    watched = passed > 0
    seen = np.minimum(passed, most)[watched]
    at = bin_of[seen - 1]
    cell = blocks.number[watched] * bins + at
    returns = np.bincount(cell[(came & (passed <= most))[watched]], minlength=count * bins)
    partly = np.bincount(cell, hazard[seen] - hazard[bounds][at], minlength=count * bins)
    ends = np.bincount(cell, minlength=count * bins).reshape(count, bins)
    past = ends[:, ::-1].cumsum(axis=1)[:, ::-1] - ends
    expected = past * np.diff(hazard[bounds]) + partly.reshape(count, bins)
    return returns.reshape(count, bins).astype(np.float32), expected.astype(np.float32)
