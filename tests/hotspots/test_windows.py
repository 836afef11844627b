"""Up to when the county was heard, source by source."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from gis.filters import Filters
from gis.hotspots.windows import lagging, last_weeks
from gis.live import Loaded, load

ENDED = date(2026, 11, 21)
"""The local day of every source's newest export in the demo county."""


@pytest.fixture(scope="module")
def demo(demo_data: Path) -> Loaded:
    return load(demo_data, date(2026, 11, 22))


@pytest.mark.parametrize(
    ("as_of", "asked", "silent"),
    [
        (datetime(2026, 11, 22, tzinfo=UTC), (), ()),
        (datetime(2026, 11, 23, tzinfo=UTC), ("hotline",), ("hotline",)),
        (datetime(2026, 12, 10, tzinfo=UTC), (), ("citizen", "collector", "hotline")),
        (datetime(2026, 12, 10, tzinfo=UTC), ("nobody",), ()),
        (datetime(2029, 12, 10, tzinfo=UTC), (), ()),
    ],
)
def test_a_source_that_fell_silent_is_named(
    demo: Loaded, as_of: datetime, asked: tuple[str, ...], silent: tuple[str, ...]
) -> None:
    """Its silence is no quiet week; of one forgotten for two years nothing needs to be said."""
    filters = Filters(sources=asked)
    steps = last_weeks(filters, 4, as_of=as_of, tz=demo.county.tz)
    assert lagging(demo, filters, steps, tz=demo.county.tz) == dict.fromkeys(silent, ENDED)
