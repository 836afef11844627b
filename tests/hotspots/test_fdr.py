"""The false discovery rate: a table by hand, and its weights."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.hotspots.fdr import adjusted, found

NAN = float("nan")


def test_a_table_by_hand() -> None:
    """Four tests: p·4/rank is 0.04, 0.04, 0.16/3, 0.5; each takes the smallest from its rank on."""
    assert adjusted(np.array([0.02, NAN, 0.5, 0.01, 0.04])) == pytest.approx(
        [0.04, NAN, 0.5, 0.04, 0.16 / 3], nan_ok=True
    )


def test_nothing_tested() -> None:
    assert np.isnan(adjusted(np.array([NAN, NAN]))).all()
    assert adjusted(np.zeros(0)).shape == (0,)


def test_a_table_of_tests_is_one_family() -> None:
    p = np.array([[0.01, 0.02], [0.04, 0.5]])
    assert adjusted(p).ravel() == pytest.approx(adjusted(p.ravel()))


def test_weights_move_the_error_not_its_size() -> None:
    p = np.array([0.02, 0.02])
    assert adjusted(p, np.array([1.6, 0.4])) == pytest.approx([0.025, 0.05])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_never_smaller_than_p_and_in_its_order(p: list[float]) -> None:
    given_p = np.array(p)
    q = adjusted(given_p)
    assert (q >= given_p - 1e-12).all()
    assert (np.diff(q[np.argsort(given_p)]) >= -1e-12).all()


@given(st.lists(st.one_of(st.floats(0, 1), st.floats(0, 0.1), st.just(NAN)), max_size=40))
def test_what_is_found_is_what_its_q_says(p: list[float]) -> None:
    given_p = np.array(p, np.float64)
    assert (found(given_p, 0.05) == (adjusted(given_p) <= 0.05)).all()
