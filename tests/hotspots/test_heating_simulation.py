"""How often nothing is called something, and something planted is found: the maps and lists of simulated counties.

The counties are the demo's: its streets, its densities, its rhythms of day, week, season, holiday and campaign.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest
import shapely

from gis.cases.frame import Frame
from gis.crs import Metric
from gis.demo import zones
from gis.demo.draw import Switches, special_grids
from gis.demo.frame import to_wgs84
from gis.demo.ground import make_ground
from gis.filters import Filters
from gis.hotspots.cluster import HOT, Clusters, cluster
from gis.hotspots.heating import Heating, heating
from gis.hotspots.units import Units
from gis.hotspots.weekly import weekly_of
from gis.hotspots.windows import asked_rows, by_unit, last_weeks
from gis.vocabulary import load
from tests.hotspots.stories import AS_OF, TZ, frame_of_story, ground, story, units_for

pytestmark = pytest.mark.slow

MOST = 0.08
"""Share of counties without anything planted in which something may be found."""
SUNDAY = date(2026, 11, 22)
"""Ends a story with the fourth week of the heating grid."""


def clusters_of(units: Units, frame: Frame, weeks: int) -> Clusters:
    steps = last_weeks(Filters(), weeks, as_of=AS_OF, tz=TZ)
    count, elsewhere = by_unit(units, asked_rows(frame, Filters(), steps))
    return cluster(units, count, area="清岚县", weeks=weeks, elsewhere=elsewhere)


def heating_of(units: Units, frame: Frame, as_of: datetime = AS_OF) -> Heating:
    groups = load().group_of()
    return heating(
        units, weekly_of(units, frame, Filters(), as_of=as_of, tz=TZ, group_of=groups), area="清岚县"
    )


def test_a_county_without_anything_planted_is_quiet() -> None:
    """Of 200 counties at most 8 % show a hot unit, and at most 8 % a unit on the 升温清单: grids and cells apart."""
    seeds = range(10_000, 10_200)
    found: dict[str, list[bool]] = {}
    for seed in seeds:
        frame = frame_of_story(story(seed))
        for kind in ("grid", "cell"):
            units = units_for(frame, kind)
            for weeks in (4, 12, 52):
                marks = clusters_of(units, frame, weeks).significant
                found.setdefault(f"hot {kind} {weeks}", []).append(bool((marks == HOT).any()))
            found.setdefault(f"heating {kind}", []).append(bool(heating_of(units, frame).rises))
    shares = {name: float(np.mean(hits)) for name, hits in found.items()}
    print(shares)
    assert max(shares.values()) <= MOST


def test_returns_are_not_heating() -> None:
    """Problems that come back make clumps. Of 50 demo counties without a heating grid few have anything listed."""
    shares = {"grid": 0.0, "cell": 0.0}
    for seed in range(11_000, 11_050):
        frame = frame_of_story(story(seed, Switches.without("heating_grid")))
        for kind in shares:
            shares[kind] += bool(heating_of(units_for(frame, kind), frame).rises) / 50
    print(shares)
    assert max(shares.values()) <= 0.16  # 8 % and twice the standard error of 50


def test_the_heating_grid_is_listed_by_its_fourth_week() -> None:
    """Cases in the grid are threefold for four weeks: listed at the end of one of them in at least 95 of 100."""
    grids = make_ground().grids
    hot = grids.code[special_grids(make_ground())[0]]
    weeks = [datetime(2026, 11, 2, 9, tzinfo=TZ) + timedelta(weeks=k) for k in range(4)]
    listed = np.zeros((100, 4), np.bool_)
    for i in range(100):
        frame = frame_of_story(story(12_000 + i, Switches(), SUNDAY))
        units = units_for(frame, "grid")
        for k, as_of in enumerate(weeks):
            listed[i, k] = hot in {r.unit_id for r in heating_of(units, frame, as_of).rises}
    print(
        "at the end of each week",
        listed.mean(axis=0),
        "by then",
        np.logical_or.accumulate(listed, 1).mean(axis=0),
    )
    assert listed.any(axis=1).mean() >= 0.95


def test_planted_zones_are_found_and_little_else() -> None:
    """Half a year of cells: each urban village with a planted ratio has a hot cell in 9 of 10 counties, and few hot
    cells have no planted ground around."""
    planted = [z for z in zones.make_zones() if z.kind == "urban_village" and z.ratio > 1]
    every = [z for z in zones.make_zones() if z.ratio > 1]
    metric = ground().registers.metric
    near = shapely.union_all([_in_metres(z.shape, metric) for z in every]).buffer(300)
    hits, false = np.zeros((20, len(planted))), []
    for i in range(20):
        frame = frame_of_story(story(13_000 + i, Switches()))
        units = units_for(frame, "cell")
        hot = clusters_of(units, frame, 26).significant == HOT
        for k, zone in enumerate(planted):
            hits[i, k] = (
                hot & shapely.contains_xy(_in_metres(zone.shape, metric), units.x_m, units.y_m)
            ).any()
        false.append(1 - shapely.contains_xy(near, units.x_m[hot], units.y_m[hot]).mean())
    print(dict(zip([z.name for z in planted], hits.mean(axis=0), strict=True)), "elsewhere", np.mean(false))
    assert hits.mean(axis=0).min() >= 0.9
    assert np.mean(false) <= 0.05


def _in_metres(shape: shapely.Geometry, metric: Metric) -> shapely.Geometry:
    """Of the demo's own metres in the county's."""
    return shapely.transform(shape, lambda xy: np.column_stack(metric.forward(*to_wgs84(xy[:, 0], xy[:, 1]))))
