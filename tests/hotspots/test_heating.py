"""The 升温清单: ratios and tails counted by hand, weeks and runs, what is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from scipy.stats import betabinom, binom

from gis.errors import GisError
from gis.filters import Filters
from gis.hotspots.heating import ALL, Heating, heating
from gis.hotspots.units import Units
from gis.hotspots.wavering import Noise, by_week, noise_of, p_of, pairs_of
from gis.hotspots.weekly import Weekly, weekly_of
from tests.frames import frame_of
from tests.hotspots.cubes import MONDAY, TZ, instant, line, weeks

GROUPS = ("exposed_waste", "street_vending", "")


def weekly(counts: object, *, spans: int = 52) -> Weekly:
    """Cases from counts[units, groups, weeks]; groups of GROUPS from the first on."""
    table = np.asarray(counts, np.int64)
    unit, group, week = (np.repeat(v.ravel(), table.ravel()) for v in np.indices(table.shape))
    return Weekly(weeks(spans), GROUPS, unit, group, week, elsewhere=0)


def even(units: int, each: int, spans: int = 52) -> np.ndarray:
    """The same number of cases of the first group in every unit and week."""
    table = np.zeros((units, 3, spans), np.int64)
    table[:, 0] = each
    return table


def listed(counts: object, spans: int = 52) -> Heating:
    found = weekly(counts, spans=spans)
    return heating(line(len(np.asarray(counts))), found, area="清岚县")


def test_one_unit_heats_up() -> None:
    """Twenty units of one case a week; one has four a week in the last four. County: 92 of 1052 cases are recent."""
    counts = even(20, 1)
    counts[7, 0, -4:] = 4
    found = listed(counts)
    assert [(r.unit, r.unit_id, r.group) for r in found.rises] == [(7, line(20).ids[7], ALL)]
    rise = found.rises[0]
    assert (rise.recent, rise.before) == (16, 48)
    assert rise.expected == pytest.approx(48 * 92 / 960)
    assert rise.ratio == pytest.approx(16 / (48 * 92 / 960))
    assert rise.p == pytest.approx(binom.sf(15, 64, 92 / 1052))
    assert rise.low < rise.ratio < (rise.high or 0)
    method = found.method
    assert (method.turn, method.end) == (date(2026, 10, 19), date(2026, 11, 16))
    assert (method.first, method.before_weeks, method.cases) == (date(2025, 11, 17), 48, 1052)
    assert (method.tested, method.noise[ALL]) == (20, (0.0, 0.0))


def test_a_rise_of_the_whole_county_is_nobodys() -> None:
    counts = even(20, 1)
    counts[:, 0, -4:] = 5
    assert listed(counts).rises == ()


def test_a_season_of_one_group_heats_no_unit() -> None:
    """Half of the units have a second group, which comes in the last four weeks everywhere it is."""
    counts = even(40, 2)
    counts[:20, 1] = 1
    counts[:20, 1, -4:] = 8
    found = listed(counts)
    assert found.rises == ()
    pairs = pairs_of(weekly(counts), by_week(weekly(counts)), end=52, before=48)
    whole = pairs.group == 3
    assert (pairs.total * pairs.share)[whole & (pairs.unit < 20)] == pytest.approx(40)
    assert pairs.blocks[whole & (pairs.unit < 20), -1].tolist() == [40] * 20


def test_a_group_is_found_within_its_unit() -> None:
    counts = even(30, 3)
    counts[:, 1] = 1
    counts[4, 1, -4:] = 8
    assert "street_vending" in {r.group for r in listed(counts).rises if r.unit == 4}


def test_types_without_a_group_count_among_all_only() -> None:
    counts = even(30, 1)
    counts[:, 2] = 1
    counts[3, 2, -4:] = 9
    found = listed(counts)
    assert [(r.unit, r.group) for r in found.rises] == [(3, ALL)]
    assert found.method.cases == counts.sum()


def test_nothing_before() -> None:
    counts = even(20, 1)
    counts[5, 0, :-4] = 0
    counts[5, 0, -4:] = 8
    rise = listed(counts).rises[0]
    assert (rise.unit, rise.before, rise.expected, rise.ratio, rise.high) == (5, 0, 0, None, None)
    assert rise.low > 3


def test_for_how_long_it_has_been_listed() -> None:
    """Ten a week instead of one from the third week before the end: listed at the end of each of these weeks."""
    counts = even(30, 1, spans=60)
    counts[2, 0, -3:] = 10
    rise = listed(counts, spans=60).rises[0]
    assert (rise.weeks_listed, rise.since) == (3, date(2026, 10, 26))


def test_fewer_weeks_before_where_there_are_no_more() -> None:
    counts = even(20, 1, spans=19)
    assert listed(counts, spans=19).method.before_weeks == 12
    with pytest.raises(GisError, match="few-steps"):
        listed(even(20, 1, spans=15), spans=15)


def test_no_case_at_all() -> None:
    assert listed(even(3, 0)).rises == ()
    assert heating(line(0), replace(weekly(even(3, 0)), elsewhere=4), area="清岚县").method.elsewhere == 4


def test_the_order_of_the_cases_does_not_matter() -> None:
    counts = np.random.default_rng(3).poisson(1.5, (12, 3, 60))
    counts[4, 0, -4:] += 9
    one = weekly(counts, spans=60)
    turn = np.random.default_rng(4).permutation(len(one.unit))
    assert heating(line(12), one, area="") == heating(line(12), one.at(turn), area="")


def test_noise_is_found_again() -> None:
    """Cases in pairs: κ = 1. A level that wavers by blocks of four weeks with variance 0.25: α = 0.25."""
    rng = np.random.default_rng(11)
    level = rng.uniform(0.1, 4, (300, 1, 1))
    clumped = 2 * rng.poisson(level, (300, 1, 52))
    pairs = pairs_of(_one(clumped), by_week(_one(clumped)), end=52, before=48)
    assert noise_of(pairs).clump[-1] == pytest.approx(1, abs=0.25)
    wavy = rng.poisson(np.repeat(level * rng.gamma(4, 0.25, (300, 1, 13)), 4, axis=2))
    pairs = pairs_of(_one(wavy), by_week(_one(wavy)), end=52, before=48)
    assert noise_of(pairs).waver[-1] == pytest.approx(0.25, abs=0.06)


def _one(counts: np.ndarray) -> Weekly:
    return weekly(np.concatenate([counts, np.zeros((len(counts), 2, counts.shape[2]), np.int64)], axis=1))


def test_noise_widens_the_tail() -> None:
    """n = 64 and π = 92/1052 with κ = 0.5: ρ = 0.5/63."""
    counts = even(20, 1)
    counts[7, 0, -4:] = 4
    pairs = pairs_of(weekly(counts), by_week(weekly(counts)), end=52, before=48)
    noise = Noise(np.full(4, 0.5), np.zeros(4))
    share, scale = 92 / 1052, 63 / 0.5 - 1
    expected = betabinom.sf(15, 64, share * scale, (1 - share) * scale)
    row = (pairs.unit == 7) & (pairs.group == 3)
    assert p_of(pairs, noise)[row] == pytest.approx(expected)


def test_weeks_of_a_frame() -> None:
    """The running week, void cases and cases in no unit stay out; another type stays in one group of no name."""
    day = {"lon": 111.02, "lat": 34.51}
    found = [MONDAY.date() - timedelta(days=d) for d in (0, 1, 7, 8)]
    frame = frame_of([
        *({**day, "found": instant(d, 3), "type": "exposed_waste"} for d in found),
        {**day, "found": instant(found[1], 3), "type": "dust"},
        {**day, "found": instant(found[1], 3), "type": "dust", "flags": 1},
    ])  # fmt: skip
    units: Units = replace(line(2), unit_of=np.array([0, 1, 0, -1, 1, 1], np.int32))
    held = weekly_of(
        units, frame, Filters(), as_of=MONDAY, tz=TZ, group_of={"exposed_waste": "exposed_waste"}
    )
    assert held.groups == ("exposed_waste", "")
    assert len(held.steps) == 1
    assert sorted(zip(held.unit.tolist(), held.group.tolist(), held.week.tolist(), strict=True)) == [
        (0, 0, 0), (1, 0, 0), (1, 1, 0),
    ]  # fmt: skip
