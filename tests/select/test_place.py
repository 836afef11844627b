"""Metres on the ground, against the geodesic of pyproj."""

from __future__ import annotations

import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.filters import Place
from gis.select.place import ground_m

GEOD = pyproj.Geod(ellps="WGS84")


@given(
    st.floats(-179, 179), st.floats(-70, 70), st.floats(0, 360), st.floats(1, 100_000),
)  # fmt: skip
def test_a_distance_is_that_of_the_ellipsoid(lon, lat, bearing, metres):
    x, y, _ = GEOD.fwd(lon, lat, bearing, metres)
    assert float(ground_m(x, y, Place(lon, lat, 1.0))) == pytest.approx(metres, rel=4e-4, abs=1e-3)


def test_in_a_county_it_is_right_to_the_millimetre_at_a_kilometre():
    for bearing in range(0, 360, 30):
        x, y, _ = GEOD.fwd(111.0, 34.5, bearing, 1000.0)
        assert float(ground_m(x, y, Place(111.0, 34.5, 1.0))) == pytest.approx(1000.0, abs=1e-3)
