"""Linking against a reading that compares all with all, and the borders of the words, counted by hand."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.cases.frame import NONE_S
from gis.rebounds.linking import chains, link
from gis.rebounds.links import FIELDS, Links, Points
from tests.rebounds import naive

START, MINUTE, HOUR, DAY = 1_780_000_000, 60, 3600, 86400
R = 50


def points(*cases: dict[str, Any]) -> Points:
    """Cases by hand: x, y in metres, found and closed in seconds after START (closed None: open), group, ckey, usable,
    dated."""

    def column(name: str, none: Any, kind: Any) -> Any:
        return np.array([c.get(name, none) for c in cases], kind)

    found = column("found", 0, np.int64) + START
    closed = np.array([NONE_S if c.get("closed") is None else c["closed"] + START for c in cases], np.uint32)
    dated = (closed != NONE_S) & (closed >= found) & column("dated", True, bool)
    return Points(
        np.rint(column("x", 0.0, float) * 1000).astype(np.int32), np.rint(column("y", 0.0, float) * 1000).astype(np.int32),
        found.astype(np.uint32), closed, column("group", 0, np.int16),
        np.array([c.get("ckey", i) for i, c in enumerate(cases)], np.uint64), column("usable", True, bool), dated,
    )  # fmt: skip


def drawn(seed: int, n: int, side_m: float, groups: int, days: float, step_s: int) -> Points:
    """``n`` cases on a small square, times in steps of ``step_s``: ties, equal instants, duplicates, chains abound."""
    r = np.random.default_rng(seed)
    steps = max(int(days * DAY / step_s), 1)
    grain = int(r.choice([1, 10_000, 25_000]))  # millimetres, or a lattice on which distances are equal
    x, y = (r.integers(0, max(int(side_m * 1000) // grain, 1), n) * grain for _ in range(2))
    found = START + r.integers(0, steps, n) * step_s
    closed = found + r.integers(-2, max(steps // 3, 2), n) * step_s
    undated = r.random(n) < 0.1
    stays_open = r.random(n) < 0.15
    closed = np.where(stays_open, NONE_S, closed)
    far = r.random(n) < 0.02
    x = np.where(far, r.choice([-(2**31), 2**31 - 1], n), x - int(side_m * 500))
    group = np.where(r.random(n) < 0.03, -1, r.integers(0, groups, n))
    group = np.where(group == groups - 1, r.choice([groups - 1, 32_000]), group)
    return Points(
        x.astype(np.int32), (y - int(side_m * 500)).astype(np.int32), found.astype(np.uint32), closed.astype(np.uint32),
        group.astype(np.int16), r.permutation(n).astype(np.uint64) << np.uint64(int(r.choice([0, 40]))),
        (group >= 0) & (r.random(n) < 0.95), ~undated & ~stays_open & (closed >= found),
    )  # fmt: skip


sets = st.builds(
    drawn, st.integers(0, 2**32), st.one_of(st.integers(0, 60), st.integers(1, 3000)),
    st.sampled_from([1.0, 60.0, 200.0, 1000.0, 4000.0]), st.integers(1, 4), st.sampled_from([0.1, 3.0, 60.0]),
    st.sampled_from([1, 60, 1800, 86400]),
)  # fmt: skip
radii = st.sampled_from([5, 20, 50, 1000])


def same(one: Links, other: Links) -> None:
    for name in FIELDS:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


def taken(p: Points, rows: Any) -> Points:
    return Points(**{f.name: getattr(p, f.name)[rows] for f in fields(Points)})


@given(sets, radii)
@settings(max_examples=40)
def test_equals_a_comparison_of_all_with_all(p: Points, radius: int) -> None:
    ours = link(p, radius)
    same(ours, naive.link(p, radius))
    for window in (1, 30):
        assert chains(ours, p, window).tolist() == naive.chains(ours, p, window)


@given(sets, radii, st.integers(0, 2**32))
@settings(max_examples=30)
def test_the_order_of_rows_does_not_matter(p: Points, radius: int, seed: int) -> None:
    at = np.random.default_rng(seed).permutation(len(p))
    whole, mixed = link(p, radius), link(taken(p, at), radius)
    for name in FIELDS:
        old, new = getattr(whole, name)[at], getattr(mixed, name)
        if name in ("return_row", "origin", "place"):
            new = np.where(new < 0, -1, at[new])
        np.testing.assert_array_equal(old, new, err_msg=name)


@given(sets, radii)
@settings(max_examples=30)
def test_other_groups_do_not_matter(p: Points, radius: int) -> None:
    rows = np.flatnonzero(p.group == 0)
    whole, alone = link(p, radius), link(taken(p, rows), radius)
    for name in FIELDS:
        new = getattr(alone, name)
        if name in ("return_row", "origin", "place"):
            new = np.where(new < 0, -1, rows[new]) if len(rows) else new
        np.testing.assert_array_equal(getattr(whole, name)[rows], new, err_msg=name)


@pytest.mark.parametrize(("x", "origin"), [(50.0, 0), (50.1, -1)])
def test_the_radius_itself_is_near(x: float, origin: int) -> None:
    found = link(points({"closed": HOUR}, {"x": x, "found": DAY}), R)
    assert found.origin.tolist() == [-1, origin]
    assert found.return_row.tolist() == [1 if origin == 0 else -1, -1]
    assert found.distance_mm[1] == (50_000 if origin == 0 else NONE_S)


@pytest.mark.parametrize(("late", "linked"), [(0, True), (1, False)])
def test_the_window_is_so_many_times_24_hours(late: int, linked: bool) -> None:
    found = link(points({"closed": HOUR}, {"found": HOUR + 30 * DAY + late}), R)
    assert found.rebound(30).tolist() == [False, linked]
    assert found.gap_s[1] == found.return_s[0] == 30 * DAY + late


@pytest.mark.parametrize(("after", "linked"), [(0, False), (1, True)])
def test_found_at_the_instant_of_closing_did_not_come_back(after: int, linked: bool) -> None:
    found = link(points({"closed": 2 * HOUR}, {"found": 2 * HOUR + after}), R)
    assert (found.origin[1] == 0) == linked == (found.return_row[0] == 1)
    assert found.busy[0] != linked, "a case found at that instant stood open"


def test_another_group_of_the_same_family_did_not_come_back() -> None:
    found = link(points({"closed": HOUR}, {"group": 1, "found": DAY}), R)
    assert found.origin.tolist() == found.return_row.tolist() == [-1, -1]


def test_a_chain_stays_within_reach_of_its_first_case() -> None:
    p = points(
        {"closed": HOUR}, {"x": 40, "found": DAY, "closed": DAY + HOUR}, {"x": 80, "found": 2 * DAY, "closed": 3 * DAY},
        {"x": 81, "found": 4 * DAY}, {"x": 500, "closed": HOUR},
    )  # fmt: skip
    found = link(p, R)
    assert found.origin.tolist() == [-1, 0, 1, 2, -1]
    assert chains(found, p, 30).tolist() == [0, 0, 2, 2, -1]
    assert chains(found, p, 1).tolist() == [0, 0, 2, 2, -1]


def test_two_closures_and_one_case_between_are_two_returns_and_one_link() -> None:
    found = link(
        points({"closed": HOUR}, {"x": 40, "closed": 2 * HOUR, "found": 30}, {"x": 20, "found": DAY}), R
    )
    assert found.duplicate.tolist() == [False, True, False], "told twice within the hour"
    found = link(
        points(
            {"closed": 5 * HOUR}, {"x": 40, "found": 2 * HOUR, "closed": 6 * HOUR}, {"x": 20, "found": DAY}
        ),
        R,
    )
    assert found.return_row.tolist() == [2, 2, -1]
    assert found.origin.tolist() == [-1, -1, 1]


def test_one_closure_and_three_later_cases_are_one_return_and_three_links() -> None:
    later = [{"found": k * DAY} for k in (1, 2, 3)]
    found = link(points({"closed": HOUR}, *later), R)
    assert found.return_row.tolist() == [1, -1, -1, -1]
    assert found.origin.tolist() == [-1, 0, 0, 0]


def test_a_case_opened_again_is_rework() -> None:
    """One case is one row with one time found: it never comes back to itself, whenever it was closed last."""
    found = link(points({"found": 0, "closed": 9 * DAY}), R)
    assert found.origin.tolist() == found.return_row.tolist() == [-1]
    assert not found.busy[0]


def test_duplicates_are_counted_from_the_first_of_their_set() -> None:
    p = points(*({"found": m * MINUTE} for m in (0, 50, 100, 160, 161)))
    assert link(p, R).duplicate.tolist() == [False, True, False, True, False]


def test_a_duplicate_stands_aside() -> None:
    found = link(points({"closed": 5 * HOUR}, {"found": 60 * MINUTE, "closed": 2 * HOUR}, {"found": DAY}), R)
    assert found.duplicate.tolist() == [False, True, False]
    assert found.origin.tolist() == [-1, -1, 0]
    assert found.return_row.tolist() == [2, -1, -1]
    assert found.place.tolist() == [0, -1, 0]
    assert not found.busy.any()


def test_a_case_still_open_makes_a_closure_busy() -> None:
    p = points(
        {"closed": DAY}, {"x": 30, "found": 2 * HOUR, "closed": DAY}, {"x": 60, "found": 4 * HOUR},
        {"x": 30, "found": DAY + 2 * HOUR},
    )  # fmt: skip
    assert link(p, R).busy.tolist() == [False, True, False, False]


def test_at_one_instant_the_nearer_then_the_smaller_ckey() -> None:
    p = points(
        {"x": 20, "closed": DAY, "ckey": 1}, {"x": -10, "found": 2 * HOUR, "closed": DAY, "ckey": 9},
        {"x": 10, "found": 4 * HOUR, "closed": DAY, "ckey": 3}, {"found": 2 * DAY, "ckey": 0},
    )  # fmt: skip
    assert link(p, R).origin.tolist() == [-1, -1, -1, 2]


def test_a_place_is_that_of_its_earliest_first_case() -> None:
    p = points({"x": 60}, {"x": 0, "found": DAY}, {"x": 30, "found": 2 * DAY}, {"x": -30, "found": 3 * DAY})
    assert link(p, R).place.tolist() == [0, 1, 0, 1]


@pytest.mark.parametrize("closed", [None, -HOUR, HOUR])
def test_only_a_dated_closure_can_be_come_back_to(closed: int | None) -> None:
    p = points({"closed": closed, "dated": False}, {"found": DAY})
    assert link(p, R).origin.tolist() == [-1, -1]


@pytest.mark.slow
def test_ten_thousand_cases_on_one_spot_are_linked_as_quickly_as_others() -> None:
    """A wrong default address: the newest closure is at hand, however many lie there."""
    n = 10_000
    pile = points(*({"found": k * 2 * HOUR, "closed": k * 2 * HOUR + HOUR} for k in range(n)))
    found = link(pile, R)
    assert found.origin.tolist() == [-1, *range(n - 1)]
    assert (found.place == 0).all()


def test_nothing_comes_of_nothing() -> None:
    assert len(link(points(), R).origin) == 0
    assert link(points({"usable": False}), R).place.tolist() == [-1]
