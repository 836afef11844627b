"""A chain told step by step."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gis.rebounds.linking import chains, link
from gis.rebounds.links import DAY_S, NONE_S, Points
from gis.rebounds.strip import strip

NOW = 200 * DAY_S


def points_of(*cases: tuple[float, float, float | None]) -> Points:
    """(metres east, day found, day closed or None) of each case, all of one group."""
    x, found, closed = zip(*cases)
    shut = np.array([NONE_S if c is None else c * DAY_S for c in closed], np.uint32)
    n = len(cases)
    return Points(
        np.rint(np.array(x) * 1000).astype(np.int32), np.zeros(n, np.int32),
        np.array([f * DAY_S for f in found], np.uint32), shut, np.zeros(n, np.int16),
        np.arange(n, dtype=np.uint64), np.ones(n, bool), shut != NONE_S,
    )  # fmt: skip


def told(points: Points, row: int, as_of_s: int = NOW) -> list[tuple[Any, ...]]:
    links = link(points, 50)
    chain = chains(links, points, 30)
    steps = strip(row, links, points=points, chain=chain, window_days=30, as_of_s=as_of_s)
    return [(s.kind, s.at_s / DAY_S, s.row, s.days, s.metres) for s in steps]


def test_found_closed_rebound_closed_rebound() -> None:
    """发现–销号–反弹–销号–反弹, the same from whichever case one asks."""
    points = points_of((0, 1, 3), (30, 10, 12.5), (10, 20, None))
    want = [
        ("found", 1, 0, None, None), ("closed", 3, 0, 2, None), ("rebound", 10, 1, 7, 30),
        ("closed", 12.5, 1, 2.5, None), ("rebound", 20, 2, 7.5, 20), ("open", 200, 2, 180, None),
    ]  # fmt: skip
    assert told(points, 0) == told(points, 1) == told(points, 2) == want


def test_what_lies_after_as_of_is_not_told() -> None:
    points = points_of((0, 1, 3), (30, 10, 12.5), (10, 20, 21))
    assert told(points, 0, 11 * DAY_S) == [
        ("found", 1, 0, None, None), ("closed", 3, 0, 2, None), ("rebound", 10, 1, 7, 30), ("open", 11, 1, 1, None),
    ]  # fmt: skip
    assert told(points, 2, 11 * DAY_S) == []


def test_a_case_of_no_chain_and_a_closure_without_a_date() -> None:
    points = points_of((0, 1, 3), (500, 2, None))
    assert told(points, 0) == [("found", 1, 0, None, None), ("closed", 3, 0, 2, None)]
    points.dated[0] = False
    assert told(points, 0) == [("found", 1, 0, None, None)]


def test_other_branches_are_left_out() -> None:
    """Two cases came back to one closure: each one's strip shows the closure and itself, the closure's shows both."""
    points = points_of((0, 1, 3), (10, 10, None), (20, 11, None))
    assert [s[2] for s in told(points, 1)] == [0, 0, 1, 1]
    assert [s[2] for s in told(points, 2)] == [0, 0, 2, 2]
    assert [s[2] for s in told(points, 0)] == [0, 0, 1, 2, 1, 2]


def test_beyond_the_radius_of_the_first_another_chain_begins() -> None:
    """A(0)–B(40)–C(80 m): C came back to B, but begins its own strip, as a rebound 40 m from what it came back to."""
    points = points_of((0, 1, 3), (40, 10, 12), (80, 20, 22), (80, 30, None))
    assert [s[2] for s in told(points, 1)] == [0, 0, 1, 1]
    steps = told(points, 2)
    assert steps[0] == ("rebound", 20, 2, None, pytest.approx(40)) and [s[2] for s in steps] == [2, 2, 3, 3]
