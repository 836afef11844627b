"""The routes: right answers, equal counts, honest caching, one shape of error, a loop never held up."""

from __future__ import annotations

import asyncio
import gzip
import json
import time
from urllib.parse import quote

import pytest

from gis.crs import world_fraction
from gis.filters import SETS, Filters
from gis.select import kpis, select
from tests.frames import CENTRE, TYPES, random_frame
from tests.tiles.made import pixels, tiles_of
from tests.web.client import get, request
from tests.web.conftest import HOSTILE, NOW

AS_OF = "as_of=2026-11-22T00:42:00Z"
Z = 12
WORLD = "bbox=-180,-89,180,89&limit=5000"


def tile(live, query: str = "", z: int = Z, kind: str = "cases", version: str = "") -> str:
    x, y = middle(live, z)
    return f"/tiles/{kind}/{version or live.loaded.version}/{z}/{x}/{y}.png?{query}"


def middle(live, z: int) -> tuple[int, int]:
    frame = live.loaded.frame
    i = frame.located // 2
    return int(frame.mx[i]) >> (32 - z), int(frame.my[i]) >> (32 - z)


def test_health_answers_without_touching_the_data(app, live):
    first = get(app, "/healthz")
    assert first.status == 200 and first.json["ok"] and live.opened == 0
    assert "data_version" not in first.json
    live.now()
    then = get(app, "/healthz").json
    assert then["data_version"] == live.loaded.version
    assert (then["boot"], then["pid"]) == (first.json["boot"], first.json["pid"])
    assert live.opened == 1


@pytest.mark.parametrize("name", SETS)
def test_one_question_has_one_count_and_one_fingerprint_everywhere(app, live, name):
    asked = Filters(set=name, types=(TYPES[0], TYPES[3]))
    frame, tz = live.loaded.frame, live.loaded.county.tz
    selection = select(frame, asked, as_of=NOW, tz=tz)
    query = f"{asked.to_query()}&{AS_OF}"
    found = get(app, f"/points/{frame.version}?{query}&{WORLD}")
    tiles = [
        get(app, f"/tiles/cases/{frame.version}/{Z}/{x}/{y}.png?{query}") for x, y in tiles_of(selection, Z)
    ]
    counts = {
        kpis(frame, asked, as_of=NOW, tz=tz).of(name) - (selection.count - selection.located),
        selection.located,
        found.json["total"],
        len(found.json["features"]),
        int(found.headers["x-case-count"]),
        sum(int(t.headers["x-case-count"]) for t in tiles),
    }
    assert len(counts) == 1
    prints = {t.headers["x-fingerprint"] for t in tiles} | {
        found.headers["x-fingerprint"],
        found.json["fingerprint"],
    }
    assert prints == {selection.fingerprint}
    assert found.json["count"] == selection.count


def test_a_tile_of_a_pinned_address_is_kept_for_ever_and_asked_again_costs_nothing(app, live):
    first = get(app, tile(live, AS_OF))
    assert first.status == 200 and first.headers["content-type"] == "image/png"
    assert "immutable" in first.headers["cache-control"]
    again = get(app, tile(live, AS_OF), if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert pixels(first.body).shape == (256, 256, 4)


def test_without_a_moment_the_browser_has_to_ask_and_of_an_older_version_nothing_is_kept(app, live):
    assert get(app, tile(live)).headers["cache-control"] == "private, no-cache"
    old = tile(live, AS_OF)
    live.show(random_frame(500, 22))
    found = get(app, old)
    assert found.status == 200
    assert found.headers["cache-control"] == "no-store"
    assert found.headers["x-data-version"] == live.loaded.version


def test_the_etag_tells_questions_apart(app, live):
    queries = ["", "set=all", "grids=g_001", "grids=g_007", "theme=wall", "scale=2", "draw=marks"]
    tags = {get(app, tile(live, f"{q}&{AS_OF}")).headers["etag"] for q in queries}
    assert len(tags) == len(queries)


def test_basemap_and_zones_are_drawn(app, live):
    x, y = CENTRE
    ground = get(app, tile(live, kind="basemap"))
    assert pixels(ground.body)[..., 3].min() == 255
    assert "immutable" in ground.headers["cache-control"]
    z = 15
    at = f"{int((x + 0.005 + 180) / 360 * 2**z)}/{middle_y(y + 0.005, z)}"
    zone = f"/tiles/zones/{live.loaded.version}/{z}/{at}.png"
    assert pixels(get(app, f"{zone}?kind=urban_village").body)[..., 3].max() > 0
    assert pixels(get(app, zone).body)[..., 3].max() > 0
    assert pixels(get(app, f"{zone}?kind=market&kind={quote(HOSTILE)}").body)[..., 3].max() == 0


def middle_y(lat: float, z: int) -> int:
    return int(float(world_fraction(0.0, lat)[1]) * 2**z)


def test_geometry_is_taken_once(app, live):
    version = live.loaded.version
    plain = get(app, f"/geometry/{version}/grids.geojson")
    packed = get(app, f"/geometry/{version}/grids.geojson", accept_encoding="gzip, br")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    codes = {f["properties"]["grid_code"]: f["properties"]["name"] for f in plain.json["features"]}
    assert codes == {"g_000": HOSTILE, "g_001": "东关"}
    etag = packed.headers["etag"]
    again = get(app, f"/geometry/{version}/grids.geojson", accept_encoding="gzip", if_none_match=etag)
    assert again.status == 304
    assert get(app, f"/api/geometry/grids.json?v={version}").body == plain.body


def test_only_zones_of_today_and_every_name(app, live):
    zones = get(app, "/api/geometry/zones.json").json["features"]
    assert [f["properties"]["zone_id"] for f in zones] == ["uv_1"]
    names = {f["properties"]["name"]: f for f in get(app, "/api/geometry/names.json").json["features"]}
    assert {n: f["properties"]["kind"] for n, f in names.items()} == {
        "城关": "place",
        "洛河": "water",
        "环城路": "road",
    }
    assert names["城关"]["properties"]["rank"] == 1
    assert names["环城路"]["properties"]["class"] == "ring"
    assert names["洛河"]["geometry"]["type"] == "Point"


def test_an_unknown_collection_is_refused_in_the_one_shape(app):
    found = get(app, "/api/geometry/secrets.json")
    assert found.status == 400
    assert found.json["error"] == "bad-value"
    assert "secrets" in found.json["sentence"]
    assert found.headers["cache-control"] == "no-store"


def test_a_plus_in_an_address_is_a_space_and_still_an_offset(app, live):
    same = {
        get(app, tile(live, f"as_of={stamp}")).headers["x-fingerprint"]
        for stamp in (
            "2026-11-22T00:42:00Z",
            "2026-11-22T08:42:00+08:00",
            "2026-11-22T08:42:00%2B08:00",
            "2026-11-22T08:42",
        )
    }
    assert len(same) == 1


def test_no_limit_can_be_lifted(app, live):
    live.show(random_frame(7000, 3))
    found = get(app, f"/points/{live.loaded.version}?set=all&bbox=-180,-89,180,89&limit=999999").json
    assert found["total"] > 5000
    assert (found["drawn"], found["features"]) == (0, [])


def test_what_no_one_expected_is_one_sentence_and_no_traceback(app, live, caplog):
    def broken():
        raise RuntimeError("secret path /srv/x")

    live.now = broken
    found = get(app, tile(live, AS_OF))
    assert found.status == 500
    assert found.json["error"] == "internal"
    assert "secret" not in found.body.decode()
    assert "secret" in caplog.text


def test_the_loop_goes_on_while_tiles_are_drawn(app, live, monkeypatch):
    import web.tiles

    def slow(*_args, **_kwargs):
        time.sleep(0.4)
        raise RuntimeError("late")

    monkeypatch.setattr(web.tiles, "case_tile", slow)

    async def scene() -> float:
        drawing = asyncio.create_task(request(app, tile(live, AS_OF)))
        await asyncio.sleep(0.05)
        began = time.perf_counter()
        await request(app, "/healthz")
        waited = time.perf_counter() - began
        await drawing
        return waited

    assert asyncio.run(scene()) < 0.2


def test_answers_are_text_of_their_kind(app, live):
    found = get(app, f"/points/{live.loaded.version}?{WORLD}")
    assert found.headers["content-type"].startswith("application/json")
    json.loads(found.body)
