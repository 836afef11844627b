"""The space-time cube: steps, what is counted, what is tested, and the sentence why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from gis.errors import GisError
from gis.hotspots.classes import CLASSES
from gis.hotspots.cube import Cube, cube_of, make_cube, z_of
from gis.hotspots.gi import local_g
from gis.hotspots.sentences import reason
from gis.hotspots.steps import steps_of
from gis.hotspots.units import Units
from tests.hotspots.cubes import MONDAY, TZ, instant, line, squares, weeks
from tests.rebounds.held import frame_of


def test_steps_are_complete_weeks_fortnights_or_months() -> None:
    sunday = MONDAY - timedelta(minutes=1)
    first = date(2026, 10, 6)  # a Tuesday
    assert weeks(2).days == (date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16))
    assert steps_of("week", first, as_of=sunday, tz=TZ).days[-1] == date(2026, 11, 9)
    assert steps_of("week", first, as_of=MONDAY, tz=TZ).days[0] == date(2026, 10, 12)
    assert steps_of("week", date(2026, 10, 5), as_of=MONDAY, tz=TZ).days[0] == date(2026, 10, 5)
    two = steps_of("fortnight", first, as_of=MONDAY, tz=TZ)
    assert two.days == (date(2026, 10, 19), date(2026, 11, 2), date(2026, 11, 16)) and len(two) == 2
    months = steps_of("month", date(2026, 8, 1), as_of=MONDAY, tz=TZ)
    assert months.days == (date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1))
    long = [len(steps_of(k, date(1999, 1, 1), as_of=MONDAY, tz=TZ)) for k in ("week", "fortnight", "month")]
    assert long == [104, 52, 23]
    assert len(steps_of("week", date(2027, 1, 1), as_of=MONDAY, tz=TZ)) == 0
    # the first second of a week is its own; the midnight that ends the last is none
    edge = [instant(d).timestamp() for d in (date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16))]
    seconds = np.array([edge[0] - 1, edge[0], edge[1] - 1, edge[1], edge[2] - 1, edge[2]], np.uint32)
    assert weeks(2).of(seconds).tolist() == [-1, 0, 0, 1, 1, -1]


def quiet(n: int = 30, steps: int = 12, each: int = 20) -> Any:
    """``each`` cases a unit and step."""
    return np.full((n, steps), each)


def test_a_unit_that_was_hot_in_the_last_two_weeks() -> None:
    counts = quiet()
    counts[3, -2:] = 60
    counts[7, -1] = 60
    counts[9, 4] = 0
    cube = cube_of(line(30), counts, weeks(12))
    assert np.argwhere(cube.hot).tolist() == [[3, 10], [3, 11], [7, 11]]
    assert np.argwhere(cube.cold).tolist() == [[9, 4]]
    names = [CLASSES[c] for c in cube.classes.code]
    assert (names[3], names[7], names[9], names[0]) == ("consecutive_hot", "new_hot", "none", "none")
    assert cube.expected()[:, 0].tolist() == [20] * 30 and cube.expected(0)[11] == pytest.approx(680 / 30)
    assert reason(cube, 3) == (
        "连续 2 周显著偏多（2026-11-02 起），此前没有过，最近 4 周增强：由全县同期水平的 1.0 倍升到 1.9 倍。"
    )
    assert (
        reason(cube, 7)
        == "最近 1 周首次显著偏多（2026-11-09 起），最近 4 周增强：由全县同期水平的 1.0 倍升到 1.4 倍。"
    )
    assert reason(cube, 9) == "近 12 周中有 1 周显著偏少，最近 1 周不显著。"
    assert reason(cube, 0) == "近 12 周都不显著。"


def test_what_moves_the_whole_county_is_neither_hot_nor_a_trend() -> None:
    counts = quiet(30, 20) * np.array([1, 1, 2, 3, 4] * 3 + [5, 6, 7, 8, 9])
    cube = cube_of(line(30), counts, weeks(20))
    assert not cube.hot.any() and not cube.cold.any() and (cube.trend.p == 1).all()
    assert cube.rate() == pytest.approx(np.ones((30, 20)))


def test_an_intensifying_place_among_others() -> None:
    counts = quiet(60, 20)
    counts[5] = 60 + 4 * np.arange(20)
    cube = cube_of(line(60), counts, weeks(20))
    assert CLASSES[cube.classes.code[5]] == "intensifying_hot" and cube.trend.s[5] == 190
    assert reason(cube, 5).startswith(f"近 20 周中有 {cube.hot[5].sum()} 周显著偏多，总体在增强，最近 4 周")


def test_neighbours_count_and_those_that_expect_little_are_not_tested() -> None:
    exposure = np.ones(25)
    exposure[20:] = 0.01  # the eastern column
    units = squares(5, 5, exposure)
    counts = np.zeros((25, 12), np.int64)
    counts[:20] = 1
    cube = cube_of(units, counts, weeks(12))
    corner, middle, eastern = 0, 12, 22
    assert cube.near_counts[[corner, middle, eastern], 0].tolist() == [4, 9, 3]
    assert cube.expected(corner)[0] == pytest.approx(4 * 20 / 20.05)
    assert cube.tested.all()
    poor = cube_of(units, np.where(np.arange(25)[:, None] < 5, counts, 0), weeks(12))
    assert poor.tested[middle] and not poor.tested[corner] and poor.trend.n[corner] == 0
    assert reason(poor, corner) == "每段平均预期不足 1 件，不分段检验。"


def test_a_threefold_rise_is_new_in_its_first_week_and_then_consecutive() -> None:
    """The class as it would have been told at the end of each week since; the week it began is told with it."""
    r, units = np.random.default_rng(5), line(100)
    mean = np.full((100, 30), 60.0)
    mean[44, -4:] *= 3
    counts = r.poisson(mean)
    for end, wanted in ((26, "none"), (27, "new_hot"), (28, "consecutive_hot"), (30, "consecutive_hot")):
        steps = steps_of("week", date(2026, 4, 20), as_of=MONDAY - timedelta(weeks=30 - end), tz=TZ)
        cube = cube_of(units, counts[:, :end], steps)
        assert CLASSES[cube.classes.code[44]] == wanted
        assert wanted == "none" or "（2026-10-19 起）" in reason(cube, 44)


def test_a_far_unit_changes_no_count() -> None:
    r, few, many = np.random.default_rng(6), line(8), line(9)
    counts = r.poisson(9, (9, 12))
    without, beside = cube_of(few, counts[:8], weeks(12)), cube_of(many, counts, weeks(12))
    np.testing.assert_array_equal(without.counts, beside.counts[:8])
    np.testing.assert_array_equal(without.near_counts, beside.near_counts[:8])


def test_z_is_gi_star_of_the_rates_step_by_step() -> None:
    r = np.random.default_rng(1)
    units = squares(6, 6, r.integers(0, 3, 36))
    counts = r.poisson(3, (36, 11))
    z = z_of(units, counts)
    rate = np.where(units.exposure > 0, counts[:, 4] / np.maximum(units.exposure, 1), np.nan)
    assert np.isnan(z[units.exposure == 0]).all()
    np.testing.assert_array_equal(z[:, 4], local_g(rate, units.near_start, units.near))


def framed(
    rows: int, span_days: int, seed: int = 1, n: int = 30, shuffle: int | None = None
) -> tuple[Units, Any]:
    """Cases drawn over units and days up to MONDAY, in an order that ``shuffle`` decides."""
    r = np.random.default_rng(seed)
    end = int(MONDAY.timestamp())
    found = np.r_[end - span_days * 86400, end - 1 - r.integers(0, span_days * 86400, rows - 1)]
    unit = r.integers(-1, n, rows)
    at = np.arange(rows) if shuffle is None else np.random.default_rng(shuffle).permutation(rows)
    frame = frame_of(
        found[at].tolist(), (found[at] + 9).tolist(), flags=(np.arange(rows) % 7 == 0)[at].tolist()
    )
    return replace(line(n), unit_of=unit[at].astype(np.int32)), frame


def made(units: Units, frame: Any, as_of: datetime = MONDAY, **more: Any) -> Cube:
    return make_cube(units, frame, chosen=np.ones(len(frame), bool), as_of=as_of, tz=TZ, **more)


def test_what_a_cube_counts() -> None:
    """Void cases, those in no unit and those before the first complete week are left out."""
    units, frame = framed(6000, 20 * 7 + 3)
    cube = made(units, frame)
    held = (units.unit_of >= 0) & ((frame.flags & 1) == 0) & (frame.found >= cube.steps.edges[0])
    assert (cube.steps.kind, len(cube.steps)) == ("week", 20) and cube.counts.sum() == held.sum() > 4000
    later = made(units, frame, first_day=date(2026, 8, 20))
    assert later.steps.days[0] == date(2026, 8, 24) and (later.counts == cube.counts[:, -12:]).all()
    one = make_cube(units, frame, chosen=frame.found % 2 == 0, as_of=MONDAY, tz=TZ)
    assert one.counts.sum() == (held & (frame.found % 2 == 0)).sum()


def test_the_order_of_rows_changes_nothing() -> None:
    """Acceptance 6."""
    ours, other = (made(*framed(5000, 140, shuffle=s)) for s in (None, 7))
    for name in ("counts", "near_counts", "near_share", "near_more", "hot", "cold", "tested"):
        np.testing.assert_array_equal(getattr(ours, name), getattr(other, name))
    np.testing.assert_array_equal(ours.trend.p, other.trend.p)
    np.testing.assert_array_equal(ours.classes.code, other.classes.code)


@pytest.mark.parametrize(
    ("rows", "kind", "steps"), [(6000, "week", 52), (1500, "fortnight", 26), (750, "month", 11)]
)
def test_steps_are_lengthened_until_the_middle_unit_expects_a_case(rows: int, kind: str, steps: int) -> None:
    cube = made(*framed(rows, 364))
    assert (cube.steps.kind, len(cube.steps)) == (kind, steps) and cube.median_expected > 1


@pytest.mark.parametrize(("rows", "span", "days"), [(6000, 69, 7), (600, 139, 14), (300, 200, 30)])
def test_short_histories_are_refused_in_words(rows: int, span: int, days: int) -> None:
    with pytest.raises(GisError) as refused:
        made(*framed(rows, span))
    assert refused.value.code == "few-steps"
    assert refused.value.facts["days"] == days and refused.value.facts["count"] < 10
    assert f"每段约 {days} 天" in refused.value.sentence()


def test_a_county_without_cases_is_refused() -> None:
    units, frame = framed(10, 300)
    with pytest.raises(GisError):
        make_cube(units, frame, chosen=np.zeros(10, bool), as_of=datetime(2026, 1, 1, tzinfo=UTC), tz=TZ)


@pytest.mark.slow
@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_nothing_is_found_where_nothing_is(noise: float) -> None:
    """Counties with season and rhythm but no hot place, units of very unequal exposure, Poisson and more scattered:
    any significant unit-step in at most 8 % of them, trends in about 5 % of the units."""
    r, any_hot, trends = np.random.default_rng(11), [], []
    level = 1 + 0.5 * np.sin(np.arange(52) / 52 * 2 * np.pi)
    for _ in range(200):
        units = squares(15, 15, r.gamma(0.8, 1, 225))
        mean = units.exposure[:, None] * level * 3
        scatter = r.gamma(1 / noise, noise, mean.shape) if noise else 1.0
        cube = cube_of(units, r.poisson(mean * scatter), weeks(52))
        any_hot.append(cube.hot.any())
        trends.append((cube.trend.p[cube.tested] < 0.05).mean())
    assert np.mean(any_hot) <= 0.08 and 0.03 < np.mean(trends) < 0.065
