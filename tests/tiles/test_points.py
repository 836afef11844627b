"""Points by viewport: half-open boxes, true counts, all features or none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.crs import from_world_fraction
from gis.errors import GisError
from gis.tiles.points import Bbox, points_in, read_bbox
from tests.frames import CENTRE, TYPES, frame_of, random_frame
from tests.tiles.made import NOW, chosen

FRAME = random_frame(1500, 12)
LON = st.floats(CENTRE[0] - 0.3, CENTRE[0] + 0.3)
LAT = st.floats(CENTRE[1] - 0.3, CENTRE[1] + 0.3)


@settings(max_examples=60)
@given(LON, LON, LAT, LAT)
def test_the_count_is_that_of_each_case_looked_at(a, b, c, d):
    (west, east), (south, north) = sorted((a, b)), sorted((c, d))
    if west == east or south == north:
        return
    selection = chosen(FRAME, set="all")
    n = FRAME.located
    lon, lat = from_world_fraction(FRAME.mx[:n] / 2.0**32, FRAME.my[:n] / 2.0**32)
    inside = (lon >= west) & (lon < east) & (lat <= north) & (lat > south) & selection.mask[:n]
    count, features = points_in(selection, Bbox(west, south, east, north), limit=10_000)
    assert count == len(features)
    assert abs(count - int(inside.sum())) <= 1  # a float on the very edge may fall either way


@settings(max_examples=30)
@given(LON, LAT)
def test_four_boxes_that_meet_hold_each_case_once(lon, lat):
    selection = chosen(FRAME)
    boxes = [
        Bbox(w, s, e, n) for w, e in ((-180.0, lon), (lon, 180.0)) for s, n in ((-85.0, lat), (lat, 85.0))
    ]
    assert sum(points_in(selection, box, limit=0)[0] for box in boxes) == selection.located


def test_more_than_the_limit_gives_none_and_still_counts():
    selection = chosen(FRAME, set="all")
    world = Bbox(-180, -90, 180, 90)
    count, features = points_in(selection, world, limit=selection.located - 1)
    assert (count, features) == (selection.located, None)
    assert len(points_in(selection, world, limit=selection.located)[1]) == selection.located


def test_a_feature_says_what_a_map_must_know():
    found = datetime(2026, 11, 1, tzinfo=UTC)
    case = {
        "lon": CENTRE[0], "lat": CENTRE[1], "found": found, "state": "filed", "type": TYPES[2],
        "grid": "g_007", "ckey": 2**64 - 3, "deadline": NOW - timedelta(days=1),
    }  # fmt: skip
    bare = {"lon": CENTRE[0] + 0.01, "lat": CENTRE[1], "found": found, "ckey": 5}
    _, features = points_in(chosen(frame_of([case, bare])), Bbox(111, 34, 112, 35), limit=9)
    full, empty = sorted(features, key=lambda f: f["geometry"]["coordinates"][0])
    assert full["properties"] == {
        "id": "18446744073709551613", "type": TYPES[2], "state": "filed", "grid": "g_007", "overdue": True,
    }  # fmt: skip
    assert empty["properties"] == {"id": "5", "type": "", "state": "", "grid": "", "overdue": False}
    assert np.allclose(full["geometry"]["coordinates"], CENTRE, atol=1e-6)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1,2,3",
        "a,b,c,d",
        "nan,0,1,1",
        "0,0,inf,1",
        "2,0,1,1",
        "0,1,1,1",
        "0,0,999,1",
        "0,-91,1,1",
        "1,2,3,4,5",
    ],
)
def test_what_is_no_box_is_refused(text):
    with pytest.raises(GisError) as refused:
        read_bbox(text)
    assert refused.value.code == "bad-value"
