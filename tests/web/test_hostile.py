"""Whatever an address holds, the answer is 200, 304 or a refusal in the one shape; never 500."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.client import get

VALUES = st.one_of(
    st.sampled_from([
        "", "0", "-1", "99", "1e9", "nan", "inf", "-inf", "null", "../..", "%00", "<script>", "' OR 1=1 --",
        "{{7*7}}", "9" * 400, "١٢", "²", "2026-11-22", "2026-13-45", "0001-01-01", "9999-12-31", "open",
        "111,34.5,100", "111,34.5,nan", "0,0,0.001", "179.9999,84.9,99999", "111,34,112,35",
        "all", "-360,-90,360,90", "0,0,1e-9,1e-9", "2026-11-22T08:00",
        "0001-01-01T00:00Z", "9999-12-31T23:59:59+00:00",
        "2026-11-22T08:00:00.123456-23:59",
    ]),
    st.text(max_size=20),
    st.floats().map(str),
    st.lists(st.floats(), min_size=3, max_size=4).map(lambda v: ",".join(map(str, v))),
    st.integers().map(str),
)  # fmt: skip
NAMES = st.sampled_from([
    "start", "end", "days", "set", "types", "states", "sources", "units", "grids", "zone_kinds", "zones",
    "place", "as_of", "bbox", "z", "limit", "v", "theme", "scale", "draw", "kind", "lang", "nonsense",
])  # fmt: skip
QUERIES = st.lists(st.tuples(NAMES, VALUES), max_size=5)
PARTS = st.one_of(
    st.sampled_from(
        ["0", "1", "12", "22", "23", "99", "-1", "1.5", "nan", "x", "4294967295", "9" * 50, "%2e%2e", "٣"]
    ),
    st.integers(-5, 5000).map(str),
)
KINDS = st.sampled_from(["cases", "basemap", "zones"])


def written(pairs: list[tuple[str, str]]) -> str:
    return urlencode(pairs, errors="replace")


def polite(found) -> None:
    assert found.status in (200, 304, 400, 404), (found.status, found.body[:300])
    if found.status == 400:
        assert set(found.json) == {"error", "sentence"}
        assert found.json["sentence"]


LONG = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


@LONG
@given(KINDS, PARTS, PARTS, PARTS, QUERIES)
def test_tiles(app, kind, z, x, y, query):
    polite(get(app, f"/tiles/{kind}/any/{z}/{x}/{y}.png?{written(query)}"))


@LONG
@given(KINDS, st.integers(0, 22), QUERIES)
def test_tiles_that_exist(app, live, kind, z, query):
    frame = live.loaded.frame
    x, y = int(frame.mx[3]) >> (32 - z), int(frame.my[3]) >> (32 - z)
    polite(get(app, f"/tiles/{kind}/{frame.version}/{z}/{x}/{y}.png?{written(query)}"))


@LONG
@given(QUERIES)
def test_points(app, query):
    polite(get(app, f"/points/any?{written(query)}"))
    polite(get(app, f"/api/points?{written([('bbox', '111,34,112,35'), *query])}"))


@LONG
@given(st.one_of(PARTS, st.text(alphabet="abcgrids_.é<", max_size=12)), QUERIES)
def test_geometry(app, name, query):
    polite(get(app, f"/geometry/any/{name}.geojson?{written(query)}"))


@pytest.mark.parametrize("tag", ['"x"', "*", "W/", ",,,", "\x7f", '"' + "a" * 5000])
def test_tags(app, tag):
    polite(get(app, "/tiles/cases/any/3/6/3.png", if_none_match=tag))
