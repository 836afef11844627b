"""Class breaks: ties stay together, zero stands alone, a legend says what is there."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.style import NO_CLASS, ClassRange, breaks, class_ranges, classify

COUNTS = st.lists(st.integers(0, 40).map(float), min_size=1, max_size=120)
ANY = st.lists(
    st.one_of(st.floats(-1e6, 1e6), st.just(float("nan")), st.integers(-3, 3).map(float)), max_size=80
)


def test_hand_counted() -> None:
    grids = [0, 0, 0, 0, 1, 1, 2, 3, 5, 9]
    edges = breaks(grids, 5)
    assert edges == (0, 1, 2, 5, 9, 9)
    assert class_ranges(grids, edges) == (
        ClassRange(0, 0, 4),
        ClassRange(1, 1, 2),
        ClassRange(2, 3, 2),
        ClassRange(5, 5, 1),
        ClassRange(9, 9, 1),
    )


def test_equal_shares_where_nothing_is_tied() -> None:
    assert [r.count for r in class_ranges(range(1, 101), breaks(range(1, 101), 5)) if r] == [20] * 5


def test_a_large_tie_costs_its_own_class_only() -> None:
    values = [0] * 90 + [1] * 8 + [2, 50]
    assert [r.count for r in class_ranges(values, breaks(values, 5)) if r] == [90, 8, 1, 1]


def test_nothing_one_value_and_no_evidence() -> None:
    assert breaks([], 5) == ()
    assert breaks([float("nan")], 5) == ()
    assert breaks([3, 3], 5) == (3, 3)
    assert classify([3, float("nan")], (3, 3)).tolist() == [0, NO_CLASS]
    assert classify([3.0], ()).tolist() == [NO_CLASS]
    assert class_ranges([3.0], ()) == ()
    with pytest.raises(ValueError, match="class"):
        breaks([1], 0)


def test_newer_figures_fall_into_the_outer_classes_of_older_edges() -> None:
    assert classify([-5, 0, 4, 100], (0, 3, 9)).tolist() == [0, 0, 1, 1]


@given(values=ANY, n=st.integers(1, 7))
def test_every_figure_has_one_class_and_ties_stay_together(values: list[float], n: int) -> None:
    edges = breaks(values, n)
    kind = classify(values, edges)
    finite = np.isfinite(values)
    assert len(edges) - 1 <= n
    assert ((kind >= 0) == finite).all()
    assert (kind < max(len(edges) - 1, 1)).all()
    ranges = class_ranges(values, edges)
    assert None not in ranges, "a legend has no empty class"
    assert sum(r.count for r in ranges if r) == int(finite.sum())
    shown = [r for r in ranges if r]
    assert all(a.high < b.low for a, b in pairwise(shown))


@given(values=COUNTS, n=st.integers(2, 7))
def test_zero_is_a_class_of_its_own(values: list[float], n: int) -> None:
    zeros = values.count(0.0)
    ranges = class_ranges(values, breaks(values, n))
    assert (ranges[0] == ClassRange(0, 0, zeros)) == (zeros > 0)


@given(values=ANY, n=st.integers(1, 7), seed=st.randoms())
def test_the_order_of_the_grids_does_not_matter(values: list[float], n: int, seed: object) -> None:
    shuffled = list(values)
    seed.shuffle(shuffled)  # type: ignore[attr-defined]
    assert breaks(values, n) == breaks(shuffled, n)
