"""What becomes of a case: filed, dispatched, handled, closed, or suspended, voided, left lying."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from gis.demo import days
from gis.demo.draw import SOURCES, Cases, Span
from gis.demo.ground import make_ground
from gis.demo.kinds import KINDS

I64 = npt.NDArray[np.int64]
NEVER = np.int64(2**62)
"""A time that does not come."""
IDLE_UNIT = "shuili"
CLOCK_SPARE = 500
"""Days after the last day that the working clock knows."""


@dataclass(frozen=True)
class Life:
    """The times of each case in local seconds since 1970; NEVER where a step does not happen."""

    filed: I64
    dispatched: I64
    handled: I64
    closed: I64
    deadline: I64
    """NEVER: without a limit."""
    voided: I64
    suspended: I64
    resumed: I64
    reworked: I64
    """0 or 1 times sent back."""
    extended: I64


def live(rng: np.random.Generator, cases: Cases, span: Span, *, idle: bool, voids: bool = True) -> Life:
    """The life of each case; delays are a share of its limit, some 8 in 100 longer than it."""
    n = len(cases)
    clock = days.make_clock(span.start, span.end + timedelta(days=CLOCK_SPARE))
    public = cases.source > 0
    filed = cases.found + np.where(public, rng.integers(20, 190, n), rng.integers(3, 45, n)) * 60
    dispatched = filed + rng.integers(4, 55, n) * 60
    deadline = limits(cases, filed, clock)
    room = np.maximum(deadline - dispatched, 3600)
    share = rng.lognormal(np.log(0.64), 0.38, n) * np.where(rng.random(n) < 0.004, 6.0, 1.0)
    reworked = (rng.random(n) < 0.035).astype(np.int64)
    took = (room * share * (1 + 0.35 * reworked)).astype(np.int64)
    long = np.array([k.limit_unit == "work_day" and k.limit >= 3 for k in KINDS])[cases.kind]
    rests = long & (rng.random(n) < 0.10)
    suspended = np.where(rests, dispatched + took // 3, NEVER)
    pause = (rng.gamma(2.2, 28.0, n) * 86400).astype(np.int64)
    resumed = np.where(rests, suspended + pause, NEVER)
    extended = ((share > 0.95) & ~rests & (rng.random(n) < 0.3)).astype(np.int64)
    closed = dispatched + took + np.where(rests, pause, 0)
    deadline = np.where(rests, deadline + pause, deadline) + np.where(extended == 1, room // 2, 0)
    void = rng.random(n) < (0.02 if voids else 0.0)
    voided = np.where(void, filed + rng.integers(40, 1200, n) * 60, NEVER)
    voided = np.where(cases.why == 4, filed + rng.integers(5, 90, n) * 60, voided)
    closed = np.where(voided < NEVER, NEVER, closed)
    deadline = np.where(cases.source == SOURCES.index("citizen"), NEVER, deadline)
    if idle:
        first = (span.idle - days.EPOCH).days * 86400
        units = np.array([k.unit == IDLE_UNIT for k in KINDS])[cases.kind]
        closed = np.where(units & (closed >= first), NEVER, closed)
    handled = np.where(closed < NEVER, dispatched + (closed - dispatched) * 17 // 20, NEVER)
    return Life(filed, dispatched, handled, closed, deadline, voided, suspended, resumed, reworked, extended)


def limits(cases: Cases, filed: I64, clock: days.Clock) -> I64:
    """The second each case is due: its kind's limit, half as long again outside the seat's and towns' streets."""
    ground = make_ground()
    grade = np.where(ground.grids.inner[ground.sites.grid[cases.site]], 1.0, 1.5)
    value = np.array([k.limit for k in KINDS])[cases.kind] * grade
    unit = np.array([k.limit_unit for k in KINDS])[cases.kind]
    work = value * np.where(unit == "work_day", days.WORK_DAY_MIN, 60.0)
    return np.where(unit == "urgent_hour", filed + (value * 3600).astype(np.int64), clock.due(filed, work))


def put(life: Life, more: Life) -> Life:
    """Both, one after the other."""
    return Life(
        **{f.name: np.concatenate([getattr(life, f.name), getattr(more, f.name)]) for f in fields(Life)}
    )
