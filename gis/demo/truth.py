"""truth.json: what was planted, with the numbers a later statistic can be held against."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from gis.demo import days, zones
from gis.demo.draw import (
    HEAT_FACTOR,
    HEATING,
    PATROL,
    PATROL_FACTOR,
    RETURN,
    RISE,
    SOURCES,
    Span,
    special_grids,
)  # fmt: skip
from gis.demo.exports import Texts
from gis.demo.ground import make_ground
from gis.demo.kinds import KINDS
from gis.demo.layers import road_km
from gis.demo.life import IDLE_UNIT, NEVER
from gis.demo.plant import RADIUS_M, WINDOW_S, Story


def make_truth(story: Story, texts: Texts, span: Span, seed: int) -> dict[str, Any]:
    """Everything planted, switch by switch; what is off is there with ``planted`` false."""
    on = story.switches
    return {
        "synthetic": True,
        "seed": seed, "cases": len(story.cases), "tiles": story.tiles, "start": span.start.isoformat(),
        "end": span.end.isoformat(), "switches": dict(vars(on)),
        "note": "Road-km counts half of a street on a grid border to either side. With tiles > 1 grids and zones are "
                "those of the first tile; every further tile has its own copies.",
        "road_km": road_km(make_ground()),
        "hot_zones": {"planted": on.hot_zones, "zones": zone_rows(story)},
        "returns": {"planted": on.returns, **return_rows(story, texts)},
        "inspection_rise": {"planted": on.inspection_rise, **rise_rows(span)},
        "heating_grid": {"planted": on.heating_grid, **heat_rows(story)},
        "patrolled_grid": {"planted": on.patrolled_grid, **patrol_rows(story)},
        "idle_unit": {"planted": on.idle_unit, **idle_rows(story, span)},
    }  # fmt: skip


def zone_rows(story: Story) -> list[dict[str, Any]]:
    """Each zone but the built-up ones: planted ratio, and the ratio expected of its road-km against the reference.

    The reference is the built-up part of the streets and towns the zone lies in, less all weak-link zones.
    """
    ground, every = make_ground(), zones.make_zones()
    s = ground.sites
    inside = zones.inside(every, s.x, s.y)
    kinds = np.array([z.kind for z in every])
    weak = inside[np.isin(kinds, zones.WEAK)].any(axis=0)
    built = inside[kinds == zones.BUILT].any(axis=0)
    office = ground.grids.office[s.grid]
    rate = story.chances.ratio
    out = []
    for z, mine in zip(every, inside, strict=True):
        if z.kind == zones.BUILT or not mine.any():
            continue
        reference = built & ~weak & np.isin(office, np.unique(office[mine]))
        ratio = _mean(rate, s.km, mine) / _mean(rate, s.km, reference)
        out.append({
            "zone_id": z.zone_id, "name": z.name, "kind": z.kind,
            "planted_ratio": z.ratio if story.switches.hot_zones else 1.0, "expected_ratio": round(ratio, 4),
            "road_km": round(float(s.km[mine].sum()), 4), "reference_road_km": round(float(s.km[reference].sum()), 4),
            "grids": [ground.grids.code[i] for i in np.unique(s.grid[mine])],
        })  # fmt: skip
    return out


def _mean(rate: npt.NDArray[np.float64], km: npt.NDArray[np.float64], of: npt.NDArray[np.bool_]) -> float:
    return float((rate[of] * km[of]).sum() / km[of].sum())


def return_rows(story: Story, texts: Texts) -> dict[str, Any]:
    """Planted returns: the closure each came back to, and every pair within R and W along its chain."""
    c, w = story.cases, story.life
    group = np.array([k.rebound_group for k in KINDS])[c.kind]
    back = np.flatnonzero(c.why == RETURN)
    names = case_ids(story, texts)
    pairs: list[list[str]] = []
    for i in back.tolist():
        up, step = int(c.parent[i]), "direct"
        while up >= 0:
            near = np.hypot(c.x[i] - c.x[up], c.y[i] - c.y[up]) <= RADIUS_M - 1
            if near and group[i] == group[up] and 0 < c.found[i] - w.closed[up] <= WINDOW_S:
                pairs.append([names[up], names[i], step])
            up, step = int(c.parent[up]), "chain"
    return {"radius_m": RADIUS_M, "window_days": WINDOW_S // 86400, "count": len(back), "pair_count": len(pairs),
            "columns": ["closed_case", "return_case", "step"], "pairs": pairs}  # fmt: skip


def case_ids(story: Story, texts: Texts) -> list[str]:
    """``source/number`` of every case."""
    return [
        f"{SOURCES[s]}/{n}" for s, n in zip(story.cases.source.tolist(), texts.id.to_pylist(), strict=True)
    ]


def rise_rows(span: Span) -> dict[str, Any]:
    """The campaign's level against before, and the rise after the inspection against the campaign, by group."""
    groups = sorted({k.rebound_group for k in KINDS})
    return {
        "campaign": [d.isoformat() for d in span.campaign], "inspection": [d.isoformat() for d in span.inspection],
        "from": span.turn.isoformat(), "days_after_inspection": (span.turn - span.inspection[1]).days,
        "level_from": span.campaign[0].isoformat(),
        "groups": {g: {"campaign_level": RISE.get(g, (1.0, 1.0))[0], "rise": RISE.get(g, (1.0, 1.0))[1]} for g in groups},
    }  # fmt: skip


def heat_rows(story: Story) -> dict[str, Any]:
    """The grid that heats up: natural cases a week expected from that week on, and the factor on them."""
    grids, at = make_ground().grids, story.chances.heat_grid
    extra = int((story.cases.why == HEATING).sum())
    return {"grid_code": grids.code[at], "name": grids.name[at], "from": story.chances.span.heat.isoformat(),
            "factor": HEAT_FACTOR, "expected_per_week": round(story.expected_heat, 3), "extra_cases": extra}  # fmt: skip


def patrol_rows(story: Story) -> dict[str, Any]:
    """The grid patrolled twice: what patrols find there is doubled, and so are their hours."""
    grids = make_ground().grids
    at = special_grids(make_ground())[1]
    extra = int((story.cases.why == PATROL).sum())
    return {"grid_code": grids.code[at], "name": grids.name[at], "factor": PATROL_FACTOR, "source": "collector",
            "expected_found_by_patrol": round(story.expected_patrol, 2), "extra_cases": extra}  # fmt: skip


def idle_rows(story: Story, span: Span) -> dict[str, Any]:
    """The unit that closes nothing since a day, and how many of its cases lie open at the end."""
    c, w = story.cases, story.life
    end = ((span.end - days.EPOCH) + timedelta(days=1)).days * 86400
    mine = np.array([k.unit == IDLE_UNIT for k in KINDS])[c.kind] & (c.found < end)
    open_ = mine & (w.closed >= end) & (w.voided >= end)
    closures = w.closed[mine & (w.closed < NEVER)]
    last = datetime(1970, 1, 1) + timedelta(seconds=int(closures.max())) if len(closures) else None  # noqa: DTZ001 - wall clock
    return {"unit_id": IDLE_UNIT, "since": span.idle.isoformat(), "open_at_end": int(open_.sum()),
            "last_closure": last.isoformat() if last else None}  # fmt: skip
