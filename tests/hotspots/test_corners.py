"""卫生死角 counted by hand, and against the rule taken word by word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.cases.frame import NONE_S
from gis.hotspots.corners import Corner, corners, faces
from gis.hotspots.episodes import Rule, episodes
from gis.hotspots.looks import Patrols
from gis.live import Loaded, load
from gis.rebounds.ground import open_ground, points_of
from gis.rebounds.links import DAY_S, Points
from tests.hotspots.cubes import MONDAY

RULE = Rule(least=5, radius_m=50, days=90)


def points(cases: list[tuple[float, float, float]], group: Any = 0) -> Points:
    """Cases by metres east, metres north, day found; never closed."""
    x, y, day = (np.array(v, np.float64) for v in zip(*cases))
    n = len(cases)
    return Points(
        (x * 1000).astype(np.int32), (y * 1000).astype(np.int32), (day * DAY_S).astype(np.uint32),
        np.full(n, NONE_S), np.broadcast_to(np.asarray(group, np.int16), n), np.arange(n, dtype=np.uint64),
        np.ones(n, bool), np.zeros(n, bool),
    )  # fmt: skip


def found(p: Points, rule: Rule = RULE, order: Any = None) -> list[list[int]]:
    rows = np.arange(len(p)) if order is None else np.asarray(order)
    return [e.tolist() for e in episodes(p, rows, rule)]


def test_five_within_the_radius_and_the_days_of_the_first() -> None:
    ring = [(0, 0, 10), (50, 0, 20), (0, -50, 30), (30, 40, 40), (-30, -40, 100)]
    assert found(points(ring)) == [[0, 1, 2, 3, 4]]
    assert found(points([*ring[:4], (-30, -40, 100.00002)])) == []  # two seconds after the ninety days
    assert found(points([*ring[:4], (-30, -40.001, 100)])) == []  # a millimetre too far
    assert found(points(ring[:4])) == []
    assert found(points(ring), Rule(6, 50, 90)) == [] and found(points(ring), Rule(5, 49, 90)) == []
    assert found(points(ring, group=[0, 0, 0, 0, 1])) == []


def test_a_street_is_no_corner() -> None:
    """A case every forty metres: within fifty of any lie its two neighbours, so three at most."""
    street = points([(40.0 * k, 0, k) for k in range(20)])
    assert found(street) == []
    assert all(len(e) <= 3 and np.ptp(street.x_mm[e]) <= 100_000 for e in found(street, Rule(3, 50, 90)))


def test_the_fullest_window_of_a_spot_whatever_came_before() -> None:
    """A lone case on day 0; six on days 80 to 110: the lone one's ninety days would cut them."""
    p = points([(0, 0, d) for d in (0, 80, 95, 100, 105, 110, 110)])
    assert found(p) == [[1, 2, 3, 4, 5, 6]]
    # equally full: the one begun last
    assert found(points([(0, 0, d) for d in (0, 50, 60, 70, 80, 95)])) == [[1, 2, 3, 4, 5]]


def test_episodes_of_a_spot_are_one_corner_told_by_the_latest() -> None:
    first = [(0, 0, d) for d in range(6)]
    later, beside = [(30, 0, 200 + d) for d in range(5)], [(90, 0, 300 + d) for d in range(5)]
    p = points([*first, *later, *beside])
    told = faces(p, episodes(p, np.arange(len(p)), RULE), 50)
    assert [(m.tolist(), times) for m, times in told] == [([6, 7, 8, 9, 10], 2), ([11, 12, 13, 14, 15], 1)]


spots = st.lists(
    st.tuples(st.integers(0, 6).map(lambda v: v * 25.0), st.integers(0, 2).map(lambda v: v * 25.0), st.integers(0, 30)),
    min_size=1, max_size=40,
)  # fmt: skip


@given(spots, st.integers(2, 4), st.randoms())
def test_the_rule_word_by_word(cases: list[tuple[float, float, float]], least: int, shuffler: Any) -> None:
    """Every episode keeps the rule, no case is in two, and what is left over holds no episode. The order of the rows
    changes nothing."""
    p, rule = points(cases, [k % 2 for k in range(len(cases))]), Rule(least, 50, 10)
    told = found(p, rule)
    x, y, day, group = p.x_mm.astype(float), p.y_mm.astype(float), p.found.astype(float), p.group

    def near(first: int) -> set[int]:
        later = (day > day[first]) | ((day == day[first]) & (p.ckey >= p.ckey[first]))
        close = np.hypot(x - x[first], y - y[first]) <= 50_000
        return set(
            np.flatnonzero(
                (group == group[first]) & later & close & (day - day[first] <= 10 * DAY_S)
            ).tolist()
        )

    assert all(len(e) >= least and set(e) <= near(e[0]) for e in told)
    taken = [i for e in told for i in e]
    assert len(taken) == len(set(taken))
    assert all(len(near(i) - set(taken)) < least for i in range(len(p)) if i not in taken)
    assert [len(e) for e in told] == sorted((len(e) for e in told), reverse=True)
    order = list(range(len(p)))
    shuffler.shuffle(order)
    assert found(p, rule, order) == told


def test_patrols_of_a_weekly_register() -> None:
    rows = [(date(2026, 11, 2), "g_1", "", 3.0), (date(2026, 11, 9), "g_1", "", 0.0), (None, "g_1", "", 3.0)]
    held = Patrols.of(pd.DataFrame(rows, columns=["day", "grid_code", "source", "hours"]))
    assert held.weekly and held.span == (date(2026, 11, 2), date(2026, 11, 8))
    assert held.last(date(2026, 11, 30)) == {"g_1": date(2026, 11, 2)} and held.last(date(2026, 11, 1)) == {}
    daily = Patrols.of(pd.DataFrame([(date(2026, 11, 3), *rows[0][1:])], columns=held.rows.columns))
    assert not daily.weekly and daily.span == (date(2026, 11, 3), date(2026, 11, 3))


@pytest.fixture(scope="module")
def demo(demo_data: Path) -> Loaded:
    return load(demo_data, date(2026, 11, 22))


AS_OF = MONDAY - timedelta(days=1)


def with_patrols(demo: Loaded, rows: list[tuple[date, str]]) -> Loaded:
    table = pd.DataFrame(
        [(d, g, "collector", 2.0) for d, g in rows], columns=["day", "grid_code", "source", "hours"]
    )
    return replace(demo, registers=replace(demo.registers, patrols=table))


def test_corners_of_the_demo_county(demo: Loaded) -> None:
    """Each against the columns of the Frame; then whether anyone looked since, by patrols of the day before and after."""
    frame, every = demo.frame, np.ones(len(demo.frame), bool)
    told = corners(demo, chosen=every, as_of=AS_OF, top=1000)
    assert told.count == len(told.corners) > 50
    now, grids = int(AS_OF.timestamp()), demo.vocabulary.group_of()
    ground = open_ground(demo.parts, frame, demo.registers.metric)
    p, _ = points_of(frame, ground, grids, 50)
    for c in told.corners:
        rows = list(c.place.members)
        first = rows[0]
        far = np.hypot(*(a[rows].astype(float) - float(a[first]) for a in (p.x_mm, p.y_mm)))
        assert c.place.cases == len(rows) >= 5 and far.max() <= 50_000
        assert 0 <= c.place.last_s - c.place.first_s <= 90 * DAY_S and c.place.last_s <= now
        assert {grids[frame.types[frame.type_[r]]] for r in rows} == {c.group}
        assert c.open_now == (frame.closed[rows] > now).sum()
    assert [c.place.cases for c in told.corners] == sorted(
        (c.place.cases for c in told.corners), reverse=True
    )
    assert max(c.open_now for c in told.corners) > 0 and max(c.episodes for c in told.corners) >= 1


def test_whether_anyone_has_looked_since(demo: Loaded) -> None:
    every = np.ones(len(demo.frame), bool)

    def of(loaded: Loaded, row: int) -> Corner:
        told = corners(loaded, chosen=every, as_of=AS_OF, top=1000).corners
        return next(c for c in told if c.place.row == row)

    told = corners(demo, chosen=every, as_of=AS_OF, top=1000).corners
    quiet = next(c for c in told if c.seen_s is None and AS_OF.timestamp() - c.place.last_s > 3 * DAY_S)
    row, grid = quiet.place.row, demo.frame.grids[quiet.place.grid]
    ended = datetime.fromtimestamp(quiet.place.last_s, demo.county.tz).date()
    assert of(with_patrols(demo, []), row).looked is None
    same = of(with_patrols(demo, [(ended, grid)]), row)
    assert (same.looked, same.patrolled) == (False, None)
    after = of(with_patrols(demo, [(ended + timedelta(days=1), grid)]), row)
    assert (after.looked, after.patrolled) == (True, ended + timedelta(days=1))
    elsewhere = of(with_patrols(demo, [(ended + timedelta(days=1), "g_elsewhere")]), row)
    assert elsewhere.looked is None
    seen = next(c for c in told if c.seen_s is not None)
    assert seen.seen_s > seen.place.last_s and of(with_patrols(demo, []), seen.place.row).looked is True
