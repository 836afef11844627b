"""The route of the rebounds: the question's own count, the days asked for, cached and refused as the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.frames import CENTRE
from tests.tiles.linked import came_back
from tests.web.client import get

BOX = "bbox=-180,-89,180,89"
AS_OF = "as_of=2026-11-22T00:42:00Z"


@pytest.fixture
def linked(live):
    """Six cases that came back, found on the 1st to the 6th of November."""
    frame, links = came_back(6, datetime(2026, 11, 1, 4, tzinfo=UTC), CENTRE)
    live.loaded = replace(live.loaded, frame=frame, links=lambda radius: links)
    return f"/rebounds/{frame.version}?{BOX}&{AS_OF}"


def test_whatever_set_is_asked_it_tells_what_came_back(app, live, linked):
    for asked in ("", "&set=open", "&set=closed"):
        answer = get(app, linked + asked)
        assert (answer.status, answer.json["total"], answer.json["drawn"]) == (200, 6, 6)
        assert answer.headers["x-case-count"] == "6"
        assert answer.json["tz"] == "Asia/Shanghai"
        assert (answer.json["radius"], answer.json["window"]) == (50, 30)
    shown = get(app, f"/points/{live.loaded.version}?{BOX}&{AS_OF}&set=rebound")
    assert shown.json["total"] == shown.json["count"] == answer.json["count"] == 6
    assert shown.headers["x-fingerprint"] == answer.headers["x-fingerprint"]


def test_types_window_and_days_narrow_it(app, linked):
    def total(asked: str) -> int:
        return get(app, linked + asked).json["total"]

    assert total("&types=dust") == 3
    assert total("&window=9") == 0
    assert total("&start=2026-11-03") == 4
    assert total("&from=2026-11-02&to=2026-11-03") == 2
    assert total("&start=2026-11-03&from=2026-11-02&to=2026-11-03") == 1
    narrowed = get(app, linked + "&from=2026-11-02&to=2026-11-03").json
    assert (narrowed["total"], narrowed["count"], len(narrowed["lon"])) == (2, 6, 2)


def test_more_than_the_limit_are_thinned_and_said(app, linked, monkeypatch):
    monkeypatch.setattr("web.rebounds.LIMIT", 2)
    told = get(app, linked).json
    assert (told["total"], told["drawn"], told["ckey"], sum(told["per_day"])) == (6, 2, ["1", "3"], 6)


def test_a_pinned_address_is_kept_and_its_tag_knows_box_and_days(app, linked):
    first = get(app, linked)
    assert "immutable" in first.headers["cache-control"]
    assert get(app, linked, if_none_match=first.headers["etag"]).status == 304
    others = [linked + "&from=2026-11-02", linked + "&to=2026-11-02", linked.replace("180,89", "179,89")]
    assert len({get(app, other).headers["etag"] for other in others} | {first.headers["etag"]}) == 4
    assert get(app, linked.replace("by-hand", "another")).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("asked", "code"),
    [("bbox=1,2,3", "bad-value"), (f"{BOX}&from=soon", "bad-time"), (f"{BOX}&to=2026-13-01", "bad-time"),
     (f"{BOX}&radius=0", "bad-value"), (f"{BOX}&window=x", "bad-value"), ("", "bad-value")],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(app, live, linked, asked, code):
    answer = get(app, f"/rebounds/{live.loaded.version}?{asked}")
    assert (answer.status, answer.json["error"]) == (400, code)
