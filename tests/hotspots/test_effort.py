"""Patrol hours beside counts, and blind spots."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from math import comb
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from gis.cases.frame import NOT_COUNTED
from gis.hotspots.blind import blind, patches
from gis.hotspots.effort import MORE_LOOKING, NO_HOURS, NOT_RED, WHY, above, effort, hours_of, whole_rows, why
from gis.hotspots.looks import Patrols
from gis.hotspots.units import Units, units_of
from gis.live import Loaded, load
from tests.hotspots.cubes import MONDAY, line, squares

AS_OF = MONDAY - timedelta(days=1)
DAY_S = 86400


def test_above_is_binomial_given_both_together() -> None:
    """Four of six cases in a quarter of the hours: P(X ≥ 4), X binomial (6, 1/4)."""
    wanted = sum(comb(6, k) * 0.25**k * 0.75 ** (6 - k) for k in (4, 5, 6))
    p = above(np.array([4, 2, 9]), np.array([1.0, 3, 0]))
    assert p[0] == pytest.approx(wanted) and np.isnan(p[2])
    assert above(np.array([0, 6]), np.array([1.0, 3]))[0] == 1
    assert np.isnan(above(np.array([5]), np.array([2.0]))).all()  # no other unit to hold it against


def register(*rows: tuple[date, str, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [(d, g, "collector", h) for d, g, h in rows], columns=["day", "grid_code", "source", "hours"]
    )


def test_days_and_hours_by_whole_weeks() -> None:
    a, b = date(2026, 11, 2), date(2026, 11, 9)
    weekly = Patrols.of(register((a, "g_1", 2), (a, "g_2", 3), (b, "g_1", 4)))
    assert whole_rows(weekly, date(2026, 1, 1), date(2026, 12, 31)) == (a, date(2026, 11, 15))
    assert whole_rows(weekly, a, date(2026, 11, 14)) == (a, date(2026, 11, 8))
    assert whole_rows(weekly, a + timedelta(days=1), date(2026, 11, 14)) is None
    assert hours_of(weekly, ("g_1", "g_2", "g_3"), (a, date(2026, 11, 15))).tolist() == [6, 3, 0]
    assert hours_of(weekly, ("g_1", "g_2", "g_3"), (a, date(2026, 11, 8))).tolist() == [2, 3, 0]
    daily = Patrols.of(register((a, "g_1", 2), (a + timedelta(days=1), "g_1", 2)))
    assert whole_rows(daily, date(2026, 1, 1), date(2026, 12, 31)) == (a, a + timedelta(days=1))
    assert whole_rows(Patrols.of(register()), a, b) is None


@pytest.fixture(scope="module")
def demo(demo_data: Path) -> Loaded:
    return load(demo_data, date(2026, 11, 22))


@pytest.fixture(scope="module")
def grids(demo: Loaded) -> Units:
    return units_of(demo, "grid")


def patrols(demo: Loaded, table: pd.DataFrame) -> Loaded:
    return replace(demo, registers=replace(demo.registers, patrols=table))


def test_the_grid_patrolled_twice_is_red_and_explained(demo: Loaded, grids: Units) -> None:
    """Acceptance 1: red in raw counts, flagged when corrected; and it alone."""
    truth = json.loads((demo.county.root / "truth.json").read_text(encoding="utf-8"))["patrolled_grid"]
    frame, every = demo.frame, np.ones(len(demo.frame), bool)
    days = {"first": date(2024, 11, 22), "last": date(2026, 11, 21)}
    found = effort(demo, grids, chosen=every, **days)
    assert found is not None and found.sources == ("collector",)
    assert (found.first, found.last) == (date(2024, 11, 25), date(2026, 11, 15))
    at = grids.ids.index(truth["grid_code"])
    assert found.red[at] and found.effort[at] == pytest.approx(truth["factor"], abs=0.1)
    assert [grids.ids[i] for i in np.flatnonzero(found.verdict == MORE_LOOKING)] == [truth["grid_code"]]
    assert found.per_hour[at] == pytest.approx(found.found[at] / found.hours[at]) and found.p_above[at] > 0.05
    assert why(found, at).startswith("巡查更勤：单位街路的巡查工时是全县的 2.0 倍")
    assert why(found, int(np.flatnonzero(~found.red)[0])) == ""
    collected = np.asarray(frame.source) == frame.sources.index("collector")
    only = effort(demo, grids, chosen=collected, **days)
    assert only is not None and (only.found == found.found).all() and (only.counts == found.found).all()
    shown = effort(demo, grids, chosen=every, **days, red=np.arange(len(grids.ids)) == at)
    assert shown is not None and (shown.verdict != NOT_RED).sum() == 1


def test_without_hours_nothing_is_said(demo: Loaded, grids: Units) -> None:
    table, every = demo.registers.patrols, np.ones(len(demo.frame), bool)
    days = {"first": date(2024, 11, 22), "last": date(2026, 11, 21)}
    found = effort(demo, grids, chosen=every, **days)
    assert found is not None
    red = int(np.flatnonzero(found.red)[0])
    less = effort(patrols(demo, table[table["grid_code"] != grids.ids[red]]), grids, chosen=every, **days)
    assert less is not None and less.verdict[red] == NO_HOURS and np.isnan(less.per_hour[red])
    assert why(less, red) == WHY[NO_HOURS] and less.hours[red] == 0
    assert effort(patrols(demo, table.iloc[:0]), grids, chosen=every, **days) is None


def test_squares_that_touch_are_one_patch_and_grids_are_not() -> None:
    units = squares(4, 3)  # numbers: column by column, northwards
    some = np.isin(np.arange(12), [0, 4, 9, 11])  # 0 and 4 touch at a corner; 9 and 11 lie two columns on
    assert [p.tolist() for p in patches(units, some)] == [[0, 4], [9], [11]]
    assert [p.tolist() for p in patches(line(5), np.arange(5) % 2 == 0)] == [[0], [2], [4]]
    assert [p.tolist() for p in patches(replace(units, kind="grid"), some)] == [[0], [4], [9], [11]]


def silenced(demo: Loaded, rows: np.ndarray) -> Loaded:
    flags = np.asarray(demo.frame.flags) | np.where(rows, NOT_COUNTED, 0).astype(np.uint8)
    return replace(demo, frame=replace(demo.frame, flags=flags))


def test_a_grid_nobody_reported_from_or_went_to(demo: Loaded, grids: Units) -> None:
    at, now = 5, int(AS_OF.timestamp())
    code, table = grids.ids[at], demo.registers.patrols
    old = table[(table["grid_code"] != code) | (table["day"] <= date(2026, 9, 28))]
    here, found = grids.unit_of == at, np.asarray(demo.frame.found)
    quiet = silenced(demo, here & (found > now - 35 * DAY_S))
    assert blind(quiet, grids, as_of=AS_OF).spots == ()  # patrolled every week
    last = int(found[here & (found <= now - 35 * DAY_S)].max())
    told = blind(patrols(quiet, old), grids, as_of=AS_OF)
    assert told.patrols_known and [(s.grid, s.days) for s in told.spots] == [(code, (now - last) // DAY_S)]
    assert told.spots[0].exposure == grids.exposure[at] and told.spots[0].expected > 5
    assert blind(patrols(demo, old), grids, as_of=AS_OF).spots == ()  # reported from
    bare = patrols(silenced(demo, here), table[table["grid_code"] != code])
    assert [s.days for s in blind(bare, grids, as_of=AS_OF).spots] == [None]
    assert blind(bare, grids, as_of=AS_OF, days=1000).spots == ()  # the store is not that old


def test_a_weekly_patrol_counts_to_the_end_of_its_week(demo: Loaded, grids: Units) -> None:
    """Nothing reported; the week of Monday 12 October ends at midnight after the 18th: 28 days before 15 November."""
    code, table = grids.ids[5], demo.registers.patrols
    old = table[(table["grid_code"] != code) | (table["day"] <= date(2026, 10, 12))]
    bare = patrols(silenced(demo, grids.unit_of == 5), old)
    assert [s.days for s in blind(bare, grids, as_of=AS_OF, days=27).spots] == [27]
    assert blind(bare, grids, as_of=AS_OF, days=28).spots == ()


def test_silent_squares(demo: Loaded) -> None:
    """No patrols: squares in which, and around which, nothing was found for a month."""
    cells, now = units_of(demo, "cell"), int(AS_OF.timestamp())
    told = blind(patrols(demo, demo.registers.patrols.iloc[:0]), cells, as_of=AS_OF)
    assert not told.patrols_known and len(told.spots) > 10
    frame, found = demo.frame, np.asarray(demo.frame.found)
    late = ((np.asarray(frame.flags) & 1) == 0) & (found <= now) & (found > now - 30 * DAY_S)
    loud = set(cells.unit_of[late].tolist())
    for spot in told.spots:
        around = {
            int(n) for u in spot.units for n in cells.near[cells.near_start[u] : cells.near_start[u + 1]]
        }
        assert not loud & (around | set(spot.units)) and spot.exposure > 0
    assert [s.exposure for s in told.spots] == sorted((s.exposure for s in told.spots), reverse=True)
