"""Campaign burst, counted by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from gis.cases.frame import NOT_COUNTED, UNDATED_CLOSURE, Frame
from gis.filters import Filters
from gis.rebounds.burst import Burst, burst
from gis.select.period import period
from tests.frames import frame_of

TZ = ZoneInfo("Asia/Shanghai")
VISIT = date(2026, 9, 1)
AS_OF = datetime(2026, 10, 1, 4, 0, tzinfo=UTC)


def closed_at(day: date, hour: int = 12, minute: int = 0, **more: Any) -> dict[str, Any]:
    at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=TZ)
    return {"found": at - timedelta(days=1), "closed": at, "state": "closed", "unit": "u_01", **more}


def asked(
    frame: Frame, first: date | None = date(2026, 7, 1), last: date = date(2026, 9, 30), **more: Any
) -> Burst:
    span = period(Filters(start=first, end=last), AS_OF, TZ)
    return burst(frame, frame.unit, inspection=VISIT, span=span, tz=TZ, **more)


def test_the_fourteen_days_before_and_not_the_day_itself() -> None:
    """First second of 18 August and last of 31 August are in; the second before and the day of the visit are not."""
    frame = frame_of([
        closed_at(date(2026, 8, 18), 0), closed_at(date(2026, 8, 31), 23, 59), closed_at(date(2026, 8, 17), 23, 59),
        closed_at(VISIT, 0), closed_at(date(2026, 7, 1), 0), closed_at(date(2026, 6, 30), 23, 59),
        closed_at(date(2026, 8, 20), flags=NOT_COUNTED), closed_at(date(2026, 8, 20), flags=UNDATED_CLOSURE),
        {"found": AS_OF, "state": "filed"},
    ])  # fmt: skip
    said = asked(frame)
    assert (said.all.burst, said.all.closures, said.all.share) == (2, 5, 0.4)
    assert said.burst_days == (date(2026, 8, 18), date(2026, 8, 31))
    assert said.period_days == (date(2026, 7, 1), date(2026, 9, 30))
    assert said.even == pytest.approx(14 / 92) and said.undated == 1
    week = asked(frame, days=7)
    assert (week.all.burst, week.even) == (1, pytest.approx(7 / 92))


def test_the_window_is_cut_to_the_period() -> None:
    frame = frame_of([closed_at(date(2026, 8, d)) for d in (18, 19, 20, 31)])
    late = asked(frame, first=date(2026, 8, 20))
    assert (late.burst_days, late.all.burst, late.all.closures) == (
        (date(2026, 8, 20), date(2026, 8, 31)),
        2,
        2,
    )
    assert late.even == pytest.approx(12 / 42)
    assert asked(frame, first=None).period_days == (date(2026, 8, 18), date(2026, 9, 30))
    never = asked(frame, first=VISIT)
    assert never.burst_days is never.even is never.all.share is None and never.all.closures == 0
    early = asked(frame, last=date(2026, 7, 31))
    assert (early.all.closures, early.all.share, early.even, early.units) == (0, None, None, ())


def test_units_under_twenty_closures_are_shown_last_and_not_ranked() -> None:
    cases = [closed_at(date(2026, 8, 20), unit="u_00") for _ in range(19)]
    cases += [closed_at(date(2026, 7, 20), unit="u_01") for _ in range(18)]
    cases += [closed_at(date(2026, 8, 20), unit="u_01") for _ in range(2)]
    cases += [closed_at(date(2026, 8, 20), unit="u_02") for _ in range(30)]
    cases += [closed_at(date(2026, 8, 20)) for _ in range(25)]
    for case in cases[-25:]:
        del case["unit"]
    said = asked(frame_of(cases))
    rows = [(u.unit, u.burst, u.closures, u.share, u.ranked) for u in said.units]
    assert rows == [
        (2, 30, 30, 1.0, True), (1, 2, 20, 0.1, True), (-1, 25, 25, 1.0, False), (0, 19, 19, 1.0, False),
    ]  # fmt: skip
    assert sum(u.closures for u in said.units) == said.all.closures == 94
    assert sum(u.burst for u in said.units) == said.all.burst == 76


def test_nothing_closed_is_no_share() -> None:
    said = asked(frame_of([{"found": AS_OF, "state": "filed"}]))
    assert said.all.share is None and said.all.closures == 0 and said.even == pytest.approx(14 / 92)
    assert asked(frame_of([]), first=None).period_days is None


def test_only_the_cases_asked_for_are_counted() -> None:
    frame = frame_of(
        [closed_at(date(2026, 8, 20)), closed_at(date(2026, 8, 21)), closed_at(date(2026, 7, 2))]
    )
    said = asked(frame, chosen=np.array([True, False, True]))
    assert (said.all.burst, said.all.closures) == (1, 2)
