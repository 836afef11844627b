"""The layer of rebounds: its address is its own question, its words are its radius and window."""

from __future__ import annotations

from datetime import date

from gis.filters import Filters
from gis.render.model import REBOUNDS, Rebounds
from gis.render.saved import page
from gis.render.specs import legend, to_spec
from tests.render.made import CONTENTS, model

DAYS = {"first": date(2026, 11, 1), "last": date(2026, 11, 10)}


def layer(spec):
    return next((each for each in spec["layers"] if each["id"] == REBOUNDS), None)


def test_it_asks_its_own_question_whatever_set_the_map_shows():
    asked = Rebounds(Filters(set="open", radius=80, types=("a&b",)), **DAYS, play=True)
    assert layer(to_spec(model(rebounds=asked), base_url="/base")) == {
        "type": "rebounds", "id": "rebounds", "name": "反弹",
        "url": "/base/rebounds/v1?set=rebound&types=a%26b&radius=80&as_of=2026-11-21T16%3A00%3A00Z"
        "&from=2026-11-01&to=2026-11-10",
        "play": {"first": "2026-11-01", "last": "2026-11-10"},
    }  # fmt: skip


def test_offered_without_days_it_is_off_and_plays_nothing():
    told = layer(to_spec(model(rebounds=Rebounds(Filters(), play=True), off=(REBOUNDS,))))
    assert told["on"] is False
    assert "play" not in told
    assert "from=" not in told["url"]
    assert layer(to_spec(model())) is None


def test_the_legend_names_radius_window_and_count():
    told = legend(model(rebounds=Rebounds(Filters(radius=80, window=15), count=7)))["rebounds"]
    assert (told["words"], told["count"]) == ("反弹（80 米、15 天内）", 7)
    assert legend(model())["rebounds"] == {}


def test_a_saved_map_is_whole_without_it():
    assert "/rebounds/" not in page(model(rebounds=Rebounds(Filters(), count=7)), CONTENTS)
