"""The smooth density: every case counts as one, and where."""

from __future__ import annotations

import numpy as np
import pytest

from gis.hotspots.density import density


def test_the_cases_add_up_and_the_top_is_where_they_are() -> None:
    x, y = np.array([1010.0, 1012.0, 3000.0, np.nan]), np.array([-40.0, -41.0, 500.0, 7.0])
    found = density(x, y)
    assert found.per_km2.sum() * found.pixel_m**2 / 1e6 == pytest.approx(3)
    row, column = np.unravel_index(found.per_km2.argmax(), found.per_km2.shape)
    assert (found.west_m + column * 25, found.south_m + row * 25) == (1000, -50)


def test_one_case_by_hand() -> None:
    """The middle of a quartic kernel of 250 m is 3 / (π 0.25²) per km², half a radius out (1 − 1/4)² of it."""
    found = density(np.array([12.5]), np.array([12.5]), pixel_m=5)
    middle = found.per_km2.max()
    assert middle == pytest.approx(3 / (np.pi * 0.25**2), rel=0.002)
    row, column = np.unravel_index(found.per_km2.argmax(), found.per_km2.shape)
    assert found.per_km2[row, column + 25] == pytest.approx(middle * 0.75**2)
    assert found.per_km2[row, column + 51 :].sum() == 0


def test_no_case() -> None:
    assert density(np.array([np.nan]), np.array([0.0])).per_km2.tolist() == [[0]]
