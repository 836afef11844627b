"""The seventeen classes of emerging hot spots: eight of hot spots, the same eight of cold ones, and none.

The rules are the published ones (Esri, ArcGIS Pro, "How Emerging Hot Spot Analysis works"), in our words and as a
table; the first row that fits names the class. Where the published rules overlap, this is how it is read:

- who was often (90 % of the steps) significant and is not in the last step is *historical*, whatever the trend;
- *new* and *consecutive* ask only whether it was ever significant on the same side before: a place that was cold
  once and is hot for the first time is new. *Oscillating* is what was hot before, and cold at some time;
- rules of hot spots go before those of cold ones: nine hot steps of ten and a cold last one are a historical hot spot.

The trend is that of the neighbourhood's rate (see ``cube``), not of overlapping z. For a cold spot it counts
mirrored: a cold spot intensifies where the rate falls.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gis.hotspots.trend import Trend

Bools = npt.NDArray[np.bool_]
I64 = npt.NDArray[np.int64]

OFTEN = (9, 10)
"""Nine of ten steps, compared as whole numbers."""
ALPHA = 0.05
"""A trend is one below this p."""
ONCE, RUN, BROKEN = 1, 2, 3
"""The steps significant up to the last: it alone; a run of two or more and nothing before; more, with gaps."""


@dataclass(frozen=True)
class Rule:
    """One row of the table; None: it does not matter."""

    name: str
    last: bool
    """Significant in the last step."""
    often: bool
    """Significant in at least nine of ten steps."""
    pattern: int | None = None
    other: bool | None = None
    """Whether any step was significant on the other side."""
    trend: int | None = None
    """1 stronger overall, −1 weaker, 0 neither."""


RULES = (
    Rule("new", last=True, often=False, pattern=ONCE),
    Rule("consecutive", last=True, often=False, pattern=RUN),
    Rule("intensifying", last=True, often=True, trend=1),
    Rule("persistent", last=True, often=True, trend=0),
    Rule("diminishing", last=True, often=True, trend=-1),
    Rule("sporadic", last=True, often=False, pattern=BROKEN, other=False),
    Rule("oscillating", last=True, often=False, pattern=BROKEN, other=True),
    Rule("historical", last=False, often=True),
)
NAMES = tuple(r.name for r in RULES)
NONE = "none"
CLASSES = (*(f"{name}_hot" for name in NAMES), *(f"{name}_cold" for name in NAMES), NONE)
"""Class codes index this."""


@dataclass(frozen=True, eq=False)
class Classes:
    """One entry a unit. Steps count from 0, the oldest."""

    code: npt.NDArray[np.int8]
    """Index into CLASSES."""
    hot_steps: I64
    cold_steps: I64
    """Steps in which it was significant."""
    run: I64
    """Length of the run of significant steps of one side that ends with the last step; 0 without one."""
    seen: I64
    """The last step it was significant on either side; −1: never."""

    def is_hot(self) -> Bools:
        """Of a class of hot spots."""
        return np.asarray(self.code < len(NAMES))


def classify(hot: Bools, cold: Bools, trend: Trend) -> Classes:
    """The class of each unit.

    ``hot``, ``cold``: bool[m, steps], oldest step first, at least one step, never both; ``trend``: of the m rates.
    Asks for no minimum of steps: the cube refuses short histories.
    """
    rising = np.where(trend.p < ALPHA, np.sign(trend.s), 0)
    code = np.full(len(hot), len(CLASSES) - 1, np.int8)
    for first, mine, others, drift in ((len(NAMES), cold, hot, -rising), (0, hot, cold, rising)):
        fits = _fits(mine, others, drift)
        for k in reversed(range(len(RULES))):
            code[fits[k]] = first + k
    either = hot | cold
    seen = np.where(either.any(axis=1), hot.shape[1] - 1 - np.argmax(either[:, ::-1], axis=1), -1)
    run = np.where(hot[:, -1], last_run(hot), last_run(cold))
    return Classes(code, hot.sum(axis=1), cold.sum(axis=1), run, seen)


def last_run(mine: Bools) -> I64:
    """How many steps up to the last are True without a gap: int64[m] of bool[m, steps]."""
    ended = ~mine[:, ::-1]
    return np.where(ended.any(axis=1), np.argmax(ended, axis=1), mine.shape[1]).astype(np.int64)


def _fits(mine: Bools, others: Bools, drift: I64) -> list[Bools]:
    """Which units fit each of RULES: bool[m] a rule."""
    times, run = mine.sum(axis=1), last_run(mine)
    often = times * OFTEN[1] >= OFTEN[0] * mine.shape[1]
    pattern = np.select([run == 0, times > run, run == 1], [0, BROKEN, ONCE], RUN)
    facts = {"last": run > 0, "often": often, "pattern": pattern, "other": others.any(axis=1), "trend": drift}
    return [
        np.logical_and.reduce([
            facts[name] == wanted for name in facts if (wanted := getattr(rule, name)) is not None
        ])
        for rule in RULES
    ]  # fmt: skip
