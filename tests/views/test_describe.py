"""The sentence over the figures, word for word: where, then what, then which days flows are counted over."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from gis.filters import Filters, Place
from gis.live import Loaded, load
from gis.views.describe import describe, period_words
from gis.views.names import names

TZ = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 8, 42, tzinfo=TZ)


@pytest.fixture(scope="module")
def loaded(demo_data: Path) -> Loaded:
    return load(demo_data, NOW.date())


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (
            Filters(days=30),
            "全县，截至11月22日08:42尚未销号的案卷（不论何时发现）；新增、销号按10月24日至11月22日统计。",
        ),
        (
            Filters(days=365, set="new", types=("on_road_vending",)),
            "问题：占道经营，2025年11月23日至2026年11月22日发现的案卷；新增、销号按2025年11月23日至2026年11月22日统计。",
        ),
        (
            Filters(
                start=date(2026, 11, 1), end=date(2026, 11, 1), set="closed", place=Place(112.9, 34.0, 150)
            ),
            "150 米范围内，11月1日销号的案卷；新增、销号按11月1日统计。",
        ),
        (
            Filters(start=date(2025, 3, 1), end=date(2025, 3, 31), set="new"),
            "全县，2025年3月1日至2025年3月31日发现的案卷；新增、销号按2025年3月1日至2025年3月31日统计。",
        ),
    ],
)
def test_in_chinese(loaded: Loaded, asked: Filters, sentence: str) -> None:
    assert describe(asked, names(loaded, "zh"), as_of=NOW, tz=TZ) == sentence


def test_in_english(loaded: Loaded) -> None:
    said = describe(Filters(days=365, set="all"), names(loaded, "en"), as_of=NOW, tz=TZ)
    assert "Nov 23, 2025–Nov 22, 2026" in said and said.endswith(".")


def test_the_period_on_its_button() -> None:
    assert [period_words(f, "zh") for f in (Filters(days=7), Filters(days=None))] == ["近 7 天", "全部时间"]
