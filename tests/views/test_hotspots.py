"""热点 of a county that was last heard of long ago, and of one that has land alone to expect by."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from gis.filters import Filters
from gis.hotspots.windows import known_until
from gis.live import load
from gis.views.hotspot_more import blind_of, heard, heating_of
from gis.views.hotspot_words import method, sentence
from gis.views.hotspots import hotspots_of
from gis.views.question import Question

LATE = timedelta(days=70)


@pytest.fixture(scope="module")
def asked(demo_data: Path) -> Question:
    today = date(2026, 11, 22)
    loaded = load(demo_data, today)
    now = loaded.county.present(datetime(2026, 11, 22, tzinfo=loaded.county.tz))
    return Question(demo_data, today, loaded.version, Filters(), now)


def test_weeks_nobody_was_heard_in_are_not_quiet_weeks(asked: Question) -> None:
    """Seventy days after the last export the window, the places and their history are those of its last week."""
    now, late = (hotspots_of(q, "grid", 26, "zh") for q in (asked, replace(asked, as_of=asked.as_of + LATE)))
    assert now.behind is None and late.behind == date(2026, 11, 21)
    assert (now.last, now.newest) == (late.last, late.newest) == (date(2026, 11, 15), date(2026, 11, 15))
    assert [(s.id, s.why, s.series) for s in now.spots] == [(s.id, s.why, s.series) for s in late.spots]
    assert "数据截至 2026-11-21，此后的周不计" in sentence(late, "zh") and "数据截至" not in sentence(
        now, "zh"
    )


def test_silence_is_counted_up_to_the_last_export(asked: Question) -> None:
    late = replace(asked, as_of=asked.as_of + LATE)
    assert heard(late) == heard(asked) < asked.as_of
    assert blind_of(late).spots == blind_of(asked).spots


def test_only_the_sources_asked_for_say_up_to_when(asked: Question) -> None:
    loaded = asked.loaded
    all_of, one = (
        known_until(loaded, f, as_of=asked.as_of)
        for f in (Filters(), Filters(sources=("covert_inspection",)))
    )
    assert one <= all_of <= asked.as_of
    assert known_until(loaded, Filters(sources=("nobody",)), as_of=asked.as_of) == asked.as_of


def test_the_last_inspection_of_a_place_is_a_case_it_listed(asked: Question) -> None:
    view = hotspots_of(asked, "cell", 26, "zh")
    days = [s.inspected for s in view.spots if s.number]
    assert any(day is not None and date(2026, 9, 17) <= day <= date(2026, 9, 19) for day in days)
    assert all(day is None or day <= date(2026, 11, 22) for day in days)


@pytest.mark.parametrize("kind", ["cell", "grid"])
def test_the_order_of_the_places_is_that_of_the_figures_told_of_them(asked: Question, kind: str) -> None:
    for weeks in (4, 26):
        told = hotspots_of(asked, kind, weeks, "zh").spots
        more = [s.near_count - s.near_expected for s in told if s.number]
        assert more == sorted(more, reverse=True) and min(more, default=1) > 0


def test_a_line_of_the_heating_list_has_a_name_people_know(asked: Question) -> None:
    grids = heating_of(asked, "grid", "", "zh")
    assert grids.names == tuple(asked_name(asked, r.unit_id) for r in grids.heating.rises) and grids.names


def asked_name(asked: Question, code: str) -> str:
    table = asked.loaded.registers.grids
    return str(table.loc[table["grid_code"] == code, "name"].iloc[0])


def test_land_alone_is_said_to_be_little_to_expect_by(asked: Question) -> None:
    view = hotspots_of(asked, "grid", 26, "zh")
    bare = replace(view, method=replace(view.method, basis="area_km2"))
    assert "土地面积" in sentence(bare, "zh") and "人多、街多的地方自然显得偏热" in method(bare, "zh")[-1]
    assert not any("自然显得偏热" in line for line in method(view, "zh"))
