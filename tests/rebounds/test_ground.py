"""Where cases lie in metres, and what of them is left out for which reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.cases import rows as case_rows
from gis.cases.frame import NOT_COUNTED, UNDATED_CLOSURE
from gis.crs import metric_for
from gis.live import load
from gis.rebounds.ground import NO_MM, NOT_STATED, left_out, open_ground, points_of
from gis.rebounds.linking import link
from tests.rebounds.kept import GROUP_OF, kept

METRIC = metric_for(111.0, 34.5)
DAY = datetime(2026, 5, 1, tzinfo=UTC)


def case(**more: Any) -> dict[str, Any]:
    return {"lon": 111.02, "lat": 34.51, "type": "exposed_waste", "found": DAY, **more}


def by_case(frame: Any, values: Any) -> list[Any]:
    """In the order the cases were given."""
    return np.asarray(values)[np.argsort(frame.ckey)].tolist()


def test_places_are_those_of_the_metric_crs(tmp_path: Path) -> None:
    parts, frame = kept(
        tmp_path, [case(), case(lon=111.021), case(lon=None, lat=None), case(lon=-70.0, lat=-30.0)]
    )
    ground = open_ground(parts, frame, METRIC)
    east, north = METRIC.forward([111.02, 111.021], [34.51, 34.51])
    assert ground.origin_m[0] % 1000 == ground.origin_m[1] % 1000 == 0
    x, y = by_case(frame, ground.x_mm), by_case(frame, ground.y_mm)
    assert x[:2] == np.rint((east - ground.origin_m[0]) * 1000).tolist()
    assert y[:2] == np.rint((north - ground.origin_m[1]) * 1000).tolist()
    assert x[2:] == y[2:] == [NO_MM, NO_MM], "none at all, and one across the world"
    assert abs(x[0]) < 1_000_000 > abs(y[0]), "the origin is within a kilometre of the middle case"


@pytest.mark.parametrize(
    ("metres", "dm"),
    [(None, NOT_STATED), (0.0, 0), (50.0, 500), (50.01, 501), (-1.0, NOT_STATED), (1e9, NOT_STATED - 1)],
)  # fmt: skip
def test_accuracy_is_rounded_up(tmp_path: Path, metres: float | None, dm: int) -> None:
    parts, frame = kept(tmp_path, [case(accuracy_m=metres)])
    assert open_ground(parts, frame, METRIC).accuracy_dm.tolist() == [dm]


def test_less_accurate_than_the_radius_is_left_out(tmp_path: Path) -> None:
    parts, frame = kept(tmp_path, [case(accuracy_m=a) for a in (50.0, 50.1, None)])
    ground = open_ground(parts, frame, METRIC)
    assert by_case(frame, points_of(frame, ground, GROUP_OF, 50)[0].usable) == [True, False, True]
    assert by_case(frame, points_of(frame, ground, GROUP_OF, 51)[0].usable) == [True, True, True]


def test_every_case_is_counted_once_under_its_first_reason(tmp_path: Path) -> None:
    later = DAY + timedelta(days=1)
    cases = [
        case(flags=NOT_COUNTED), case(lon=None, lat=None, type="dust"), case(type="dust", found=None), case(found=None),
        case(accuracy_m=99.0), case(), case(found=DAY + timedelta(minutes=9)),
        case(lon=111.1, closed=later), case(lon=111.2, closed=later, flags=UNDATED_CLOSURE),
        case(lon=111.3, closed=DAY - timedelta(days=1)),
    ]  # fmt: skip
    parts, frame = kept(tmp_path, cases)
    ground = open_ground(parts, frame, METRIC)
    points, names = points_of(frame, ground, GROUP_OF, 50)
    links = link(points, 50)
    assert names == ("exposed_waste", "street_vending")
    assert left_out(frame, ground, GROUP_OF, links).facts() == {
        "cases": 9, "no_place": 1, "no_group": 1, "no_time": 1, "inaccurate": 1, "duplicates": 1, "taken": 4,
        "undated": 1, "before_found": 1, "still_open": 1, "closures": 1,
    }  # fmt: skip
    assert by_case(frame, points.dated & points.usable) == [False] * 7 + [True, False, False]


kinds = st.fixed_dictionaries(
    {"lon": st.sampled_from([None, 111.0, 111.0001, 111.2]), "lat": st.just(34.5), "flags": st.integers(0, 7)},
    optional={
        "type": st.sampled_from(["exposed_waste", "itinerant_vendor", "dust"]),
        "found": st.sampled_from([None, DAY, DAY + timedelta(minutes=30)]),
        "closed": st.sampled_from([DAY - timedelta(days=1), DAY + timedelta(days=1)]),
        "accuracy_m": st.sampled_from([3.0, 300.0]),
    },
)  # fmt: skip


@given(st.lists(kinds, max_size=12), st.integers(0, 2**12 - 1))
def test_what_is_left_out_adds_up(tmp_path_factory: Any, cases: list[dict[str, Any]], chosen: int) -> None:
    parts, frame = kept(tmp_path_factory.mktemp("kept"), cases)
    ground = open_ground(parts, frame, METRIC)
    points, _ = points_of(frame, ground, GROUP_OF, 50)
    mask = np.array([chosen >> i & 1 for i in range(len(frame))], bool)
    links = link(points, 50)
    out = left_out(frame, ground, GROUP_OF, links, mask)
    assert (
        out.no_place + out.no_group + out.no_time + out.inaccurate + out.duplicates + out.taken == out.cases
    )
    assert out.undated + out.before_found + out.still_open + out.closures == out.taken
    assert out.cases == np.count_nonzero(((frame.flags & NOT_COUNTED) == 0) & mask)
    assert out.taken == np.count_nonzero(points.usable & ~links.duplicate & mask)
    assert out.closures == np.count_nonzero(points.usable & points.dated & ~links.duplicate & mask)


def test_the_demo_county_lies_where_its_case_files_say(demo_data: Path) -> None:
    loaded = load(demo_data, datetime(2026, 11, 22, tzinfo=UTC).date())
    metric = loaded.registers.metric
    ground = open_ground(loaded.parts, loaded.frame, metric)
    some = np.arange(0, len(loaded.frame), 97)
    table = case_rows.take(loaded.parts, loaded.frame.rows[some], ["lon", "lat"])
    lon, lat = (np.array(c.to_pylist(), float) for c in table.columns)
    east, north = metric.forward(lon, lat)
    has = np.isfinite(lon)
    np.testing.assert_array_equal(ground.x_mm[some] != NO_MM, has)
    np.testing.assert_allclose(
        ground.x_mm[some][has] / 1000 + ground.origin_m[0], east[has], rtol=0, atol=6e-4
    )
    np.testing.assert_allclose(
        ground.y_mm[some][has] / 1000 + ground.origin_m[1], north[has], rtol=0, atol=6e-4
    )
