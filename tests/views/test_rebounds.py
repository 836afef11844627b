"""What the page 反弹 may say of few closures, of none, and of the question it was asked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from gis.filters import Filters
from gis.live import load
from gis.views.question import Question
from gis.views.rebound_more import burst_of
from gis.views.rebound_words import why
from tests.browser import counties
from tests.export.office import asked, corner, county


def test_a_source_that_never_closes_has_no_rebounds_to_count(tmp_path: Path) -> None:
    rows = [counties.case(f"A{i}", 0.5, 发现时间=f"2026-03-0{i} 08:00") for i in range(1, 4)]
    view, _ = asked(county(tmp_path / "open", rows))
    assert view.unclosed and view.kpis.rebound == 0
    assert not asked(corner(tmp_path / "closed"))[0].unclosed
    assert not asked(county(tmp_path / "empty", []))[0].unclosed  # nobody was heard: that is another sentence


def test_a_missing_figure_has_its_reason() -> None:
    row = {"method": "place", "hold_30_method": "place"}
    assert why(row, "zh") == ""
    assert why(row | {"method": "small"}, "zh") == "样本不足，不排名"
    assert why(row | {"hold_30_method": "young"}, "zh") == "观察未满 30 天"


def test_last_minute_closing_is_of_the_types_asked_for(demo_data: Path) -> None:
    today = datetime(2026, 11, 22, tzinfo=UTC)
    loaded = load(demo_data, today.date())
    now = loaded.county.present(today)
    visit = now.date() - timedelta(days=60)

    def closed(*types: str) -> int:
        question = Question(
            demo_data, date(2026, 11, 22), loaded.version, Filters(days=180, types=types), now
        )
        return burst_of(question, visit).all.closures

    parts = [closed(name) for name in loaded.frame.types]
    assert 0 < max(parts) < closed()
    assert sum(parts) == closed()
