"""Names of coordinate systems, the metric zone of a place, web-Mercator fractions."""

from __future__ import annotations

import csv
import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis import crs
from gis.errors import GisError

ZONES = Path(__file__).resolve().parents[3] / "shared" / "domain" / "cgcs2000_gk3_epsg.csv"

ESRI_117E = (
    'PROJCS["CGCS2000_3_Degree_GK_CM_117E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",'
    'SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
    'PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",117.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],'
    'UNIT["Meter",1.0]]'
)
"""What a county's .prj holds."""


@pytest.mark.parametrize(
    ("given_as", "name"),
    [
        ("wgs84", "wgs84"), ("WGS84", "wgs84"), ("EPSG:4326", "wgs84"), ("OGC:CRS84", "wgs84"),
        ("CGCS2000", "cgcs2000"), ("EPSG:4490", "cgcs2000"), ("GCJ-02", "gcj02"), ("gcj_02", "gcj02"),
        ("BD-09", "bd09"), ("bd09mc", "bd09mc"), ("BD09_MC", "bd09mc"), ("EPSG:3857", "epsg3857"),
        ("epsg:4545", "EPSG:4545"), ("EPSG:4525", "EPSG:4525"), (ESRI_117E, "EPSG:4548"),
    ],
)  # fmt: skip
def test_one_spelling_for_each_system(given_as: str, name: str) -> None:
    assert crs.canonical(given_as) == name


@pytest.mark.parametrize("name", ["", "火星", "EPSG:99999", "EPSG:abc", "+proj=nonsense", "PROJCS[broken"])
def test_an_unknown_system_is_refused_with_the_known_ones(name: str) -> None:
    for turn in (crs.to_wgs84, crs.from_wgs84):
        with pytest.raises(GisError) as refused:
            turn(109.5, 34.5, name)
        assert refused.value.code == "unknown-crs"
        assert "bd09mc" in str(refused.value.facts["known"])


def test_cgcs2000_degrees_are_wgs84_degrees() -> None:
    assert crs.to_wgs84(109.5, 34.5, "cgcs2000") == (109.5, 34.5)
    through = crs.from_wgs84(*crs.to_wgs84(637_766.0, 3_820_146.0, "EPSG:4545"), "EPSG:4545")
    np.testing.assert_allclose(through, (637_766.0, 3_820_146.0), atol=1e-6)


def test_easting_comes_first_although_the_authority_says_otherwise() -> None:
    x, y = crs.from_wgs84(109.5, 34.5, "EPSG:4545")
    assert (round(float(x)), round(float(y))) == (637_766, 3_820_146)
    prefixed = crs.from_wgs84(109.5, 34.5, "EPSG:4524")
    assert float(prefixed[0]) == pytest.approx(float(x) + 36_000_000)


def test_a_prj_of_a_county_is_read_as_it_is() -> None:
    np.testing.assert_allclose(
        crs.from_wgs84(117.3, 34.5, ESRI_117E), crs.from_wgs84(117.3, 34.5, "EPSG:4548"), atol=1e-6
    )


def test_what_is_nowhere_is_nan_and_spoils_nothing() -> None:
    x, y = crs.to_wgs84([637_766.0, np.nan, 1e300], [3_820_146.0, 1.0, 1.0], "EPSG:4545")
    assert np.isfinite([x[0], y[0]]).all()
    assert np.isnan([x[1:], y[1:]]).all()


@pytest.mark.real
@pytest.mark.skipif(not ZONES.is_file(), reason="no shared facts beside the checkout")
def test_every_zone_of_the_published_table() -> None:
    with ZONES.open(encoding="utf-8-sig") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) == 21
    for row in rows:
        middle, code = float(row["central_meridian_e"]), int(row["epsg_without_prefix"])
        for lon in (middle, float(row["lon_from"]) + 1e-6, float(row["lon_to"]) - 1e-6):
            assert crs.metric_for(lon, 34.5) == crs.Metric(f"EPSG:{code}", code)
        for column, epsg in (
            ("false_easting_with_prefix", "epsg_with_zone_prefix"),
            ("false_easting_without_prefix", "epsg_without_prefix"),
        ):
            x, _ = crs.from_wgs84(middle, 34.5, f"EPSG:{row[epsg]}")
            assert float(x) == pytest.approx(float(row[column]), abs=1e-6)


@pytest.mark.parametrize("lon", [73.5, 136.5])
def test_the_outermost_zones_reach_their_edge(lon: float) -> None:
    epsg = crs.metric_for(lon, 40.0).epsg
    assert epsg in (4534, 4554)


@given(lon=st.floats(-180, 180), lat=st.floats(-80, 80))
def test_metres_are_metres_everywhere(lon: float, lat: float) -> None:
    metric = crs.metric_for(lon, lat)
    x, y = metric.forward(np.array([lon, lon]), np.array([lat, lat + 0.001]))
    back = metric.inverse(x, y)
    east = (float(back[0][0]) - lon + 180) % 360 - 180
    assert abs(east) * 111_320 < 0.5
    assert abs(float(back[1][0]) - lat) * 111_320 < 0.5
    # A thousandth of a degree of the meridian is 110.57 m at the equator and 111.69 m at the pole; the
    # scale at the edge of a 3° zone is at most 1.00035.
    assert 110.5 < float(np.hypot(x[1] - x[0], y[1] - y[0])) < 111.8


def test_outside_china_it_is_the_same_projection_about_the_nearest_meridian() -> None:
    stuttgart = crs.metric_for(9.18, 48.78)
    assert stuttgart.epsg is None
    assert "lon_0=9" in stuttgart.definition
    weinan, like_it = crs.metric_for(108.2, 34.5), crs.metric_for(18.2, 34.5)
    np.testing.assert_allclose(weinan.forward(108.2, 34.5), like_it.forward(18.2, 34.5), atol=1e-6)


def test_a_county_names_its_own_zone_but_not_a_system_nothing_can_be_measured_in() -> None:
    assert crs.metric_for(109.5, 34.5, 4546).epsg == 4546
    for epsg in (3857, 4326, 4490, 99_999):
        with pytest.raises(GisError) as refused:
            crs.metric_for(109.5, 34.5, epsg)
        assert refused.value.code == "unknown-crs"
    with pytest.raises(GisError):
        crs.metric_for(float("nan"), 34.5)


def test_a_metric_travels_to_another_process() -> None:
    metric = crs.metric_for(109.4, 34.5)
    assert pickle.loads(pickle.dumps(metric)) == metric


def test_threads_share_a_transformer() -> None:
    metric = crs.metric_for(109.4, 34.5)
    rng = np.random.default_rng(2)
    places = [(rng.uniform(108, 111, 2000), rng.uniform(33, 36, 2000)) for _ in range(32)]
    alone = [metric.forward(*place) for place in places]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda place: metric.forward(*place), places))
    np.testing.assert_array_equal(alone, together)


@given(lon=st.floats(-180, 180), lat=st.floats(-85, 85))
def test_fractions_of_the_world_there_and_back(lon: float, lat: float) -> None:
    fx, fy = crs.world_fraction(lon, lat)
    assert 0 <= fx <= 1
    assert 0 <= fy <= 1
    back = crs.from_world_fraction(fx, fy)
    assert abs(float(back[0]) - lon) < 1e-9
    assert abs(float(back[1]) - lat) < 1e-9


def test_fractions_run_east_and_south_and_stop_at_the_edge() -> None:
    fx, fy = crs.world_fraction([-180, 0, 180], [90, 0, -90])
    np.testing.assert_allclose(fx, [0, 0.5, 1])
    np.testing.assert_allclose(fy, [0, 0.5, 1], atol=1e-12)
    # Tile 12/3293/1629 holds Weinan: the tile every XYZ server numbers so.
    fx, fy = crs.world_fraction(109.5, 34.5)
    assert (int(fx * 4096), int(fy * 4096)) == (3293, 1629)
    mx, my = crs.from_wgs84(109.5, 34.5, "EPSG:3857")
    assert float(mx) == pytest.approx((fx - 0.5) * 2 * np.pi * crs.EARTH_M)
    assert float(my) == pytest.approx((0.5 - fy) * 2 * np.pi * crs.EARTH_M)
