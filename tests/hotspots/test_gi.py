"""Gi and Gi*: the published values, a table counted by hand, and what must always hold."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.hotspots.gi import local_g, near_sum
from tests.hotspots.cubes import squares

PUBLISHED = Path(__file__).resolve().parents[3] / "shared" / "data" / "reference" / "expected_values.json"

# Four units in a row: 0–1–2–3.
START, NEAR = np.array([0, 1, 3, 5, 6]), np.array([1, 0, 2, 1, 3, 2], np.int32)


def test_a_row_of_four_by_hand() -> None:
    """y = 1, 2, 3, 6: mean 3, Σy²/4 − 9 = 3.5. Unit 0 with its neighbour: (3 − 2·3) / √(3.5·(4·2 − 4)/3)."""
    z = local_g(np.array([1.0, 2.0, 3.0, 6.0]), START, NEAR)
    assert z == pytest.approx(
        [-3 / (3.5 * 4 / 3) ** 0.5, -3 / 3.5**0.5, 2 / 3.5**0.5, 3 / (3.5 * 4 / 3) ** 0.5]
    )


def test_without_itself_by_hand() -> None:
    """Gi of unit 0: the others 2, 3, 6 have mean 11/3 and Σy²/3 − mean² = 26/9; its one neighbour is 2."""
    z = local_g(np.array([1.0, 2.0, 3.0, 6.0]), START, NEAR, star=False)
    assert z[0] == pytest.approx((2 - 11 / 3) / (26 / 9 * (3 * 1 - 1) / 2) ** 0.5)


def test_sums_with_and_without_the_unit() -> None:
    y = np.array([1, 2, 3, 6])
    assert near_sum(y, START, NEAR).tolist() == [3, 6, 11, 9]
    assert near_sum(y, START, NEAR, own=False).tolist() == [2, 4, 8, 3]


def test_a_unit_of_nan_is_as_if_it_were_not_there() -> None:
    short = local_g(np.array([1.0, 2.0, 6.0]), np.array([0, 1, 2, 2]), np.array([1, 0], np.int32))
    held = local_g(np.array([1.0, 2.0, np.nan, 6.0]), START, NEAR)
    assert np.isnan(held[2])
    assert held[[0, 1, 3]] == pytest.approx(short, nan_ok=True)


@pytest.mark.parametrize("values", [[2.0, 2.0, 2.0, 2.0], [np.nan] * 4, [1.0, 2.0, np.nan, np.nan]])
def test_no_z_where_it_has_no_meaning(values: list[float]) -> None:
    assert np.isnan(local_g(np.array(values), START, NEAR)).all()


@given(st.lists(st.integers(0, 50), min_size=12, max_size=12), st.floats(0.01, 100), st.integers(-20, 20))
def test_the_measure_of_the_values_does_not_matter(values: list[int], scale: float, shift: int) -> None:
    units, y = squares(4, 3), np.array(values, np.float64)
    z = local_g(y, units.near_start, units.near)
    again = local_g(y * scale + shift * scale, units.near_start, units.near)
    both = np.isfinite(z) & np.isfinite(again)
    assert again[both] == pytest.approx(z[both], abs=1e-5)


@pytest.mark.real
@pytest.mark.skipif(not PUBLISHED.is_file(), reason="no reference values beside the checkout")
def test_equal_to_the_published_values() -> None:
    known = json.loads(PUBLISHED.read_text(encoding="utf-8"))["getis_ord"]
    at, y = np.array(known["points"], np.float64), np.array(known["y"], np.float64)
    near = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1)) <= 15
    np.fill_diagonal(near, False)
    rows = np.concatenate([[0], near.sum(axis=1).cumsum()]), np.nonzero(near)[1].astype(np.int32)
    every = known["recomputed_here_all_Z"]
    assert local_g(y, *rows, star=False) == pytest.approx(every["Gi_binary"], abs=1e-6)
    assert local_g(y, *rows) == pytest.approx(every["Gi_star_binary"], abs=1e-6)
    assert local_g(y, *rows)[0] == pytest.approx(known["Gi_star_binary_Z0"], abs=1e-6)
    standard = [local_g(y, *rows, star=star, row_standardised=True)[0] for star in (False, True)]
    assert standard == pytest.approx([known["Gi_rowstd_Z0"], known["Gi_star_rowstd_Z0"]], abs=1e-6)
