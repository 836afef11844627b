"""The cases: a cold county is even, what is planted can be found again, each switch stands alone."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

import numpy as np
import pytest

from gis.demo import days, zones
from gis.demo.draw import HEATING, NATURAL, PATROL, REPEAT, RETURN, RISE, Switches
from gis.demo.exports import make_texts
from gis.demo.ground import make_ground
from gis.demo.kinds import KINDS
from gis.demo.life import IDLE_UNIT, NEVER
from gis.demo.plant import Story, _end, tell
from gis.demo.truth import zone_rows
from gis.vocabulary import load
from tests.demo.conftest import SPAN

GROUP = np.array([k.rebound_group for k in KINDS])


def counts(story: Story) -> np.ndarray:
    return np.bincount(make_ground().sites.grid[story.cases.site], minlength=len(make_ground().grids.code))


def test_every_kind_is_in_the_vocabulary_with_its_group() -> None:
    types = load().types
    for kind in KINDS:
        assert load().type_of(word=kind.zh) == kind.id
        assert types[kind.id].rebound_group == kind.rebound_group


@pytest.mark.parametrize("seed", range(4))
def test_a_cold_county_has_equal_cases_per_road_km(seed: int) -> None:
    ground = make_ground()
    seen = counts(tell(SPAN, 20_000, seed, Switches.without("all"), 1))
    km = np.bincount(ground.sites.grid, ground.sites.km)
    expected = km / km.sum() * seen.sum()
    chi, free = float(((seen - expected) ** 2 / expected).sum()), len(km) - 1
    assert abs(chi - free) < 4.5 * np.sqrt(2 * free)


def test_planted_ratios_come_back(story: Story) -> None:
    ground = make_ground()
    every, s = zones.make_zones(), make_ground().sites
    inside = zones.inside(every, s.x, s.y)
    weak = inside[[z.kind in zones.WEAK for z in every]].any(axis=0)
    built = inside[[z.kind == zones.BUILT for z in every]].any(axis=0)
    office = ground.grids.office[s.grid]
    at = np.bincount(story.cases.site, minlength=len(s.km))
    rows = {r["zone_id"]: r for r in zone_rows(story)}
    for zone, mine in zip(every, inside, strict=True):
        if zone.ratio == 1.0:
            continue
        beside = built & ~weak & np.isin(office, np.unique(office[mine]))
        ratio = (at[mine].sum() / s.km[mine].sum()) / (at[beside].sum() / s.km[beside].sum())
        spread = 4 / np.sqrt(at[mine].sum()) + 0.04
        assert rows[zone.zone_id]["expected_ratio"] == pytest.approx(zone.ratio, rel=1e-9)
        assert ratio == pytest.approx(zone.ratio, rel=spread), zone.name


def test_returns_come_back_within_r_and_w(story: Story) -> None:
    c, w = story.cases, story.life
    back = np.flatnonzero(c.why == RETURN)
    up = c.parent[back]
    after = c.found[back] - w.closed[up]
    assert len(back) == 5100
    assert ((after > 0) & (after <= 30 * 86400)).all()
    assert (np.hypot(c.x[back] - c.x[up], c.y[back] - c.y[up]) < 45).all()
    assert (GROUP[c.kind[back]] == GROUP[c.kind[up]]).all()
    assert (story.place[back] == 0).all() and (story.place[up] == 0).all()
    assert (w.voided[back] == NEVER).all()
    assert len(np.unique(up)) == len(up)


def test_the_heating_grid_heats_threefold_from_its_week(story: Story) -> None:
    ground, c = make_ground(), story.cases
    here = ground.sites.grid[c.site] == story.chances.heat_grid
    since = c.found >= (SPAN.heat - days.EPOCH).days * 86400
    weeks = ((SPAN.end - SPAN.heat).days + 1) / 7
    assert SPAN.heat.weekday() == 0 and story.expected_heat >= 4
    drawn = int((here & since & np.isin(c.why, (NATURAL, HEATING))).sum())
    assert drawn == pytest.approx(
        3 * story.expected_heat * weeks, abs=4.5 * np.sqrt(3 * story.expected_heat * weeks)
    )
    assert (here & since)[c.why == HEATING].all()


def test_the_twice_patrolled_grid_doubles_what_patrols_find(story: Story) -> None:
    extra = story.cases.why == PATROL
    assert (story.cases.source[extra] == 0).all()
    assert extra.sum() == pytest.approx(story.expected_patrol, abs=4.5 * np.sqrt(story.expected_patrol))
    assert story.chances.heat_grid != story.chances.patrol_grid


def test_the_rise_after_the_inspection_is_as_told(story: Story, cold: Story) -> None:
    first = [(d - SPAN.start).days for d in (SPAN.campaign[0], SPAN.turn)]
    for group, (low, rise) in RISE.items():
        k = int(np.flatnonzero(group == GROUP)[0])
        raw = story.chances.day[k] / cold.chances.day[k]
        before, campaign, after = raw[: first[0]], raw[first[0] : first[1]], raw[first[1] :]
        assert np.ptp(before) < 1e-9 and np.ptp(campaign) < 1e-9 and np.ptp(after) < 1e-9
        assert campaign[0] / before[0] == pytest.approx(low) and after[0] / campaign[0] == pytest.approx(rise)


def test_the_idle_unit_closes_nothing(story: Story, cold: Story) -> None:
    since = (SPAN.idle - days.EPOCH).days * 86400
    mine = np.array([k.unit == IDLE_UNIT for k in KINDS])
    for told, idle in ((story, True), (cold, False)):
        closed = told.life.closed[mine[told.cases.kind]]
        assert ((closed >= since) & (closed < NEVER)).any() != idle


def test_each_switch_stands_alone() -> None:
    whys = {"returns": RETURN, "heating_grid": HEATING, "patrolled_grid": PATROL}
    base = tell(SPAN, 3000, 5, Switches.without("all"), 1)
    assert set(np.unique(base.cases.why)) <= {NATURAL, REPEAT} and (base.chances.ratio == 1).all()
    for name in (f.name for f in fields(Switches)):
        one = tell(SPAN, 3000, 5, Switches(**{f.name: f.name == name for f in fields(Switches)}), 1)
        assert len(one.cases) == 3000
        for other, why in whys.items():
            if other != name:
                assert not (one.cases.why == why).any()
        assert (one.chances.ratio > 1).any() == (name == "hot_zones")
        assert (one.chances.day != base.chances.day).any() == (name == "inspection_rise")


def test_the_overview_is_alive(story: Story) -> None:
    end, c, w = _end(SPAN), story.cases, story.life
    open_ = (c.found <= end) & (w.closed > end) & (w.voided > end)
    paused = (w.suspended <= end) & (w.resumed > end)
    overdue = open_ & ~paused & (w.deadline < end)
    assert 650 <= open_.sum() <= 1300
    assert 0.04 <= overdue.sum() / open_.sum() <= 0.16
    assert 10 < paused[open_].sum() < 300


def test_all_cases_are_found_within_the_span(story: Story) -> None:
    first = (SPAN.start - days.EPOCH).days * 86400
    assert story.cases.found.min() >= first
    assert story.cases.found.max() < first + 730 * 86400
    assert (SPAN.end - SPAN.start) == timedelta(days=729)


def test_case_numbers_are_unique_in_their_source(story: Story) -> None:
    ids = make_texts(story, 1).id.to_pylist()
    assert len(set(ids)) == len(ids)
