"""How often the answers are right: seeded simulations with overdispersion 0.1 and autocorrelation 0.5.

Acceptance of the issue: the 95 % interval holds the truth in 93–97 %, without a change at most 6.4 % false alarms of
1,000, and a printed turning-day interval holds the day in 90 % or more. 28 + 28 days are measured and printed.
"""

from __future__ import annotations

import numpy as np
import pytest

from tests.campaign.series import SHORT, Plan, answered, series

pytestmark = pytest.mark.slow
RUNS = 1000
YEAR = Plan()
BUSY = Plan(cases=20)


def share(plan: Plan, seed: int, *, rising: bool, runs: int = RUNS) -> tuple[float, float, int]:
    """(share of intervals that hold the true level change, share with p < 5 %, answers given)."""
    rng, held, alarms = np.random.default_rng(seed), [], []
    for _ in range(runs):
        rise, turn = (float(rng.uniform(1.3, 2.5)), int(rng.integers(3, 21))) if rising else (1.0, 1)
        counts, truth = series(rng, plan, rise, turn)
        ratio = answered(counts, plan).vs_during
        if ratio is not None:
            held.append(ratio.low <= truth <= ratio.high)
            alarms.append(ratio.p < 0.05)
    return float(np.mean(held)), float(np.mean(alarms)), len(held)


def turned(plan: Plan, seed: int, runs: int = 500) -> tuple[float, int]:
    """(share of printed turning-day intervals that hold the day, how many were printed)."""
    rng, held = np.random.default_rng(seed), []
    for _ in range(runs):
        rise, turn = float(rng.uniform(1.3, 2.5)), int(rng.integers(3, 21))
        found = answered(series(rng, plan, rise, turn)[0], plan, turn=True)
        if found.turn is not None:
            held.append(found.turn.low <= turn <= found.turn.high)
    return float(np.mean(held)), len(held)


@pytest.mark.parametrize("plan", [YEAR, BUSY], ids=["6 a day", "20 a day"])
def test_without_a_change_alarms_are_few(plan):
    held, alarms, given = share(plan, 1, rising=False)
    print(f"no change, {plan}: interval holds {held:.3f}, alarms {alarms:.3f} of {given}")
    assert given == RUNS and 0.93 <= held <= 0.97 and alarms <= 0.064


@pytest.mark.parametrize("plan", [YEAR, BUSY], ids=["6 a day", "20 a day"])
def test_the_interval_holds_the_level_change(plan):
    held, power, given = share(plan, 2, rising=True)
    print(f"rises 1.3-2.5 from day 3-20, {plan}: interval holds {held:.3f}, seen {power:.3f} of {given}")
    assert given == RUNS and 0.93 <= held <= 0.97


@pytest.mark.parametrize("plan", [Plan(cases=2), YEAR, BUSY], ids=["2 a day", "6 a day", "20 a day"])
def test_a_printed_turning_day_is_right(plan):
    held, printed = turned(plan, 3)
    print(f"turning day, {plan}: interval holds {held:.3f} of {printed} printed")
    assert printed >= 300 and held >= 0.90


def test_four_weeks_on_each_side_measured_not_required():
    still, rising, turn = share(SHORT, 1, rising=False), share(SHORT, 2, rising=True), turned(SHORT, 3)
    print(f"28 + 28: no change {still}, rises {rising}, turning day {turn}")
    assert still[2] == rising[2] == RUNS
