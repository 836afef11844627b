"""What nobody reported is not nothing: an overview of a county last heard of long ago says so."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from gis.filters import Filters
from gis.live import Loaded, load
from gis.select import Selections
from gis.views.heard import heard
from gis.views.overview import Overview, overview
from gis.views.overview_map import map_model

NOW = datetime.fromisoformat("2026-11-22T08:42+08:00")
LATE = NOW + timedelta(days=35)


@pytest.fixture(scope="module")
def loaded(demo_data: Path) -> Loaded:
    return load(demo_data, NOW.date())


def answer(loaded: Loaded, moment: datetime, **asked: object) -> Overview:
    question = Filters(days=30).but(**asked)
    return overview(loaded, question, as_of=moment, lang="zh", measure="new_cases", held=Selections())


def test_nothing_is_said_of_data_that_are_up_to_date(loaded: Loaded) -> None:
    view = answer(loaded, NOW)
    assert view.heard is None
    assert view.values.notna().all() and view.values.sum() > 0


def test_a_period_after_the_last_export_has_no_figures(loaded: Loaded) -> None:
    view = answer(loaded, LATE)
    assert view.heard is not None
    assert (view.heard.period, view.heard.week, view.heard.day) == (False, False, "11月21日")
    assert view.values.isna().all()
    tips = map_model(loaded, view).choropleth.tips
    assert {tip[-1] for tip in tips.values()} == {"暂无"}


@pytest.mark.parametrize(
    ("moment", "asked", "said"),
    [
        (LATE, {"days": 90}, (True, False)),
        (NOW + timedelta(days=3), {}, (True, True)),
        (LATE, {"days": None, "end": date(2026, 11, 20)}, None),
        (LATE, {"sources": ("nobody",)}, None),
    ],
)
def test_how_far_it_reaches(
    loaded: Loaded, moment: datetime, asked: dict[str, object], said: tuple[bool, bool] | None
) -> None:
    found = heard(loaded, Filters(days=30).but(**asked), as_of=moment, lang="zh")
    assert (found and (found.period, found.week)) == said
