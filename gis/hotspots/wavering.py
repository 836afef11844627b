"""The test behind the 升温清单: a unit's cases of the last four weeks against its cases of the weeks before.

Given the a + b cases of a unit and group, a in the last weeks and b before, a is binomial with the share π = A/(A + B)
of the county's cases of the group: the conditional exact test of two rates (Przyborowski & Wilenski, Biometrika 31,
1940). So season and campaigns, which move the whole county, heat no place. All groups together are held against each
group's own π (Σ n_g π_g / n), or a summer's barbecues would heat every place that has barbecues.

Cases come in clumps (κ), and a place's level wavers of itself (α): in blocks of four weeks before, var(c) = (1 + κ) v +
α m² with v the variance by chance alone; both are taken by least squares over all units and blocks, weighted by what v
lets expect. Then a is beta-binomial with var(a) = nπ(1 − π)(1 + κ + α (1 + 1/blocks) nπ(1 − π)): the last term is the
variance of the log ratio of one block to the mean of the others, carried over to a share (delta method).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
from scipy.stats import betabinom, binom

from gis.hotspots.weekly import Weekly

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

RECENT = 4
"""Weeks of a block; the last block is held against those before."""
LEAST = 1.0
"""Cases a unit and group must expect in the last block to be tested."""


MOST = 0.99
"""Intra-class correlation is less than 1."""


@dataclass(frozen=True, eq=False)
class Noise:
    """How counts scatter beyond chance; one entry a group, that of all cases last."""

    clump: F64
    """κ"""
    waver: F64
    """α"""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Units × groups with a case; the group past the last of Weekly is all of them, the last is "" and not tested."""

    unit: I64
    group: I64
    blocks: I64
    """int64[pairs, blocks + 1]: cases in each block of four weeks, the last the recent one."""
    fair: F64
    """Likewise by the county's: of the pair's cases before, and in the last block of all its cases."""
    spread: F64
    """Variance of each block before by chance alone: float64[pairs, blocks]."""
    named: int
    """Groups from here on to the one of all cases have no name."""

    def at(self, rows: I64) -> Pairs:
        """Some of them."""
        cut = {f.name: getattr(self, f.name)[rows] for f in fields(self) if f.name != "named"}
        return Pairs(**cut, named=self.named)

    @property
    def total(self) -> I64:
        """n: cases in all blocks."""
        return np.asarray(self.blocks.sum(axis=1), np.int64)

    @property
    def share(self) -> F64:
        """π: the last block's part of all cases by the county's."""
        return self.fair[:, -1] / self.total

    @property
    def expected(self) -> F64:
        """Cases of the last block by the cases before."""
        return self.blocks[:, :-1].sum(axis=1) * self.share / (1 - self.share)

    @property
    def ratio(self) -> F64:
        """Found in the last block / expected; infinite or NaN where nothing was found before."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(self.blocks[:, -1] / self.expected, np.float64)

    def rho(self, noise: Noise) -> F64:
        """Intra-class correlation of the last block's share among n cases: the variance is nπ(1 − π)(1 + (n − 1)ρ)."""
        chance = self.total * self.share * (1 - self.share)
        wide = noise.waver[self.group] * (1 + 1 / (self.blocks.shape[1] - 1)) * chance
        return np.minimum((noise.clump[self.group] + wide) / np.maximum(self.total - 1, 1), MOST)


def by_week(weekly: Weekly) -> I64:
    """Cases of all units: int64[groups, weeks]."""
    shape = len(weekly.groups), len(weekly.steps)
    return np.bincount(weekly.group * shape[1] + weekly.week, minlength=shape[0] * shape[1]).reshape(shape)


def pairs_of(weekly: Weekly, county: I64, *, end: int, before: int) -> Pairs:
    """The pairs of the four weeks up to ``end`` (index, not included) and the ``before`` weeks before them.

    ``county``: ``by_week`` of all units, of which ``weekly`` may hold a part.
    """
    start, groups = end - RECENT - before, len(weekly.groups)
    whole = county[:, start:end].reshape(groups, -1, RECENT).sum(axis=2)
    size = whole.shape[1]
    inside = (weekly.week >= start) & (weekly.week < end)
    key, place = np.unique(weekly.unit[inside] * groups + weekly.group[inside], return_inverse=True)
    block = (weekly.week[inside] - start) // RECENT
    blocks = np.bincount(place * size + block, minlength=len(key) * size).reshape(-1, size)
    unit, group = key // groups, key % groups
    fair, spread = _fair(blocks, whole[group])
    first = np.flatnonzero(np.diff(unit, prepend=-1))
    all_of = [np.add.reduceat(v, first, axis=0) if len(key) else v for v in (blocks, fair, spread)]
    blocks, fair, spread = (np.concatenate(both) for both in zip((blocks, fair, spread), all_of, strict=True))
    return Pairs(
        np.concatenate([unit, unit[first]]), np.concatenate([group, np.full(len(first), groups)]),
        blocks, fair, spread, groups - 1,
    )  # fmt: skip


def _fair(blocks: I64, whole: I64) -> tuple[F64, F64]:
    """(``Pairs.fair``, ``Pairs.spread``) of pairs of one group each; ``whole``: the county's blocks of that group."""
    mine, theirs = blocks[:, :-1].sum(axis=1), whole[:, :-1].sum(axis=1)
    part = whole[:, :-1] / np.maximum(theirs, 1)[:, None]
    before = mine[:, None] * part
    last = blocks.sum(axis=1) * whole[:, -1] / whole.sum(axis=1)
    spread = before * (1 - part) * (1 - mine / np.maximum(theirs, 1))[:, None]
    return np.column_stack([before, last]), spread


def noise_of(pairs: Pairs) -> Noise:
    """κ and α by group and of all cases, neither below 0; no group has less than all groups pooled, because of one
    alone there may be too few cases to tell."""
    fits = [_fitted(pairs, pairs.group == g) for g in range(pairs.named + 2)]
    pooled = _fitted(pairs, pairs.group <= pairs.named)
    clump, waver = np.array([np.maximum(fit, pooled) for fit in fits[:-1]] + [fits[-1]]).T
    return Noise(clump, waver)


def _fitted(pairs: Pairs, rows: npt.NDArray[np.bool_]) -> F64:
    """(κ, α) over these pairs: the blocks' squared errors beyond v against v and m², by weighted least squares."""
    v, mean = pairs.spread[rows].ravel(), pairs.fair[rows, :-1].ravel()
    more = np.square(pairs.blocks[rows, :-1].ravel() - mean) - v
    weight = 1 / np.maximum(v + 2 * v**2, 1e-300) * (v > 0)
    sides = np.stack([v, mean**2 * (1 - 1 / pairs.spread.shape[1])], axis=1)
    squares, products = (sides * weight[:, None]).T @ sides, (sides * weight[:, None]).T @ more
    alone = np.maximum(products / np.maximum(np.diag(squares), 1e-300), 0.0)
    less = squares[0, 0] * squares[1, 1] - squares[0, 1] ** 2
    if less > 1e-9 * squares[0, 0] * squares[1, 1]:
        both = np.linalg.solve(squares, products)
        if (both >= 0).all():
            return np.asarray(both, np.float64)
    gain = alone * products
    return np.where(np.arange(2) == int(gain.argmax()), alone, 0.0)


def p_of(pairs: Pairs, noise: Noise) -> F64:
    """P(at least so many in the last block); NaN for pairs not tested: fewer than LEAST expected, or no name."""
    share, n, last = pairs.share, pairs.total, pairs.blocks[:, -1]
    tested = (n * share >= LEAST) & (share < 1) & (pairs.group != pairs.named)
    with np.errstate(divide="ignore"):
        weight = 1 / pairs.rho(noise) - 1
    free = tested & ~np.isfinite(weight)
    held = tested & np.isfinite(weight)
    p = np.full(len(n), np.nan)
    p[free] = binom.sf(last[free] - 1, n[free], share[free])
    one, other = share[held] * weight[held], (1 - share[held]) * weight[held]
    p[held] = betabinom.sf(last[held] - 1, n[held], one, other)
    return p
