"""Counts by grid of several sets in one pass equal those of each set's own selection."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.filters import Filters
from gis.select import by_grid, select
from gis.select.tally import grid_spans, tally_by_grid
from tests.frames import random_frame

TZ = ZoneInfo("Asia/Shanghai")


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 5), st.sampled_from([None, 1, 30, 400]), st.booleans())
def test_one_pass_counts_what_each_selection_counts(seed: int, days: int | None, one_grid: bool) -> None:
    frame = random_frame(2000, seed)
    now = datetime.fromtimestamp(int(np.median(np.asarray(frame.found))), UTC)
    asked = Filters(days=days, grids=frame.grids[:1] if one_grid else ())
    totals = tally_by_grid(frame, asked, grid_spans(asked, as_of=now, tz=TZ))
    for name in ("open", "overdue", "suspended", "new", "closed"):
        want = by_grid(select(frame, asked.but(set=name), as_of=now, tz=TZ))
        assert (totals[name] == want).all()
    week = by_grid(select(frame, asked.but(set="new", days=7), as_of=now, tz=TZ))
    assert (totals["new_week"] == week).all()
