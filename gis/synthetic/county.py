"""All cases of one copy of the county: the natural flow, what is planted, and the blemishes of real exports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis.synthetic import flow, stories
from gis.synthetic.flow import TYPE_IDS, Span
from gis.synthetic.ground import Ground
from gis.synthetic.stories import Switches

PREFIX = {"collector": "CG", "public_report": "RX", "patrol": "XC", "covert_inspection": "AF"}


@dataclass(frozen=True)
class Made:
    """Cases in order of ``number``: found, closed, deadline (local, NaT for none), type, source, number, unit, grid,
    segment, house, x, y (local metres, NaN for none), paused, void, duplicate_of; and the truth."""

    cases: pd.DataFrame
    truth: dict[str, Any]


def make_cases(
    ground: Ground, zones: pd.DataFrame, rows: list[npt.NDArray[np.int64]], *, count: int, seed: tuple[int, ...],
    span: Span, switches: Switches,
) -> Made:  # fmt: skip
    """``count`` cases; equal seeds give equal cases."""
    rng = np.random.default_rng(seed)
    weight, hot = stories.hot_weights(zones, rows, ground, on=switches.hot_zones)
    days = flow.day_weights(span, stories.rises(span, on=switches.inspection))
    truth: dict[str, Any] = {"hot_zones": hot}
    extra: list[pd.DataFrame] = []
    heating, weekly = stories.heating_grid(ground, weight, count)
    first = flow.SPAN_DAYS - 7 * stories.HEATING_WEEKS
    code = ground.grids["grid_code"]
    truth["heating"] = {
        "grid_code": code.iloc[heating], "factor": stories.HEATING_FACTOR if switches.heating else 1.0,
        "weekly_before": round(weekly, 3), "from": span.days[first].isoformat(),
    }  # fmt: skip
    if switches.heating:
        expected = weekly * stories.HEATING_WEEKS * (stories.HEATING_FACTOR - 1)
        extra.append(stories.extra_in_grid(rng, ground, heating, expected, days, span, first))
    patrolled = _patrolled_grid(ground, weight, heating)
    truth["patrolled"] = {
        "grid_code": code.iloc[patrolled],
        "hours_factor": 2.0 if switches.patrolled else 1.0,
    }
    if switches.patrolled:
        share = weight[ground.pieces["grid"].to_numpy() == patrolled].sum() / weight.sum()
        more = stories.extra_in_grid(
            rng, ground, patrolled, share * count * flow.SOURCE_SHARE[0], days, span, 0
        )
        extra.append(more.assign(source="collector"))
    extra.append(_inspected(rng, weight, days, span, count))
    back = int(count * stories.RETURN_SHARE) if switches.returns else 0
    base = flow.natural(rng, count - back - sum(map(len, extra)), weight, days, span)
    cases = pd.concat([base, *extra], ignore_index=True)
    cases = flow.handled(rng, flow.placed(rng, cases, ground.pieces), span, idle=switches.idle_unit)
    cases["duplicate"] = rng.random(len(cases)) < 0.004
    cases["return_of"] = -1
    if back:
        came, of = stories.returns(rng, cases, back, span)
        came = flow.handled(rng, came, span, idle=switches.idle_unit).assign(
            duplicate=False, void=False, return_of=of
        )
        cases = pd.concat([cases, came], ignore_index=True)
    truth |= {
        "idle_unit": flow.IDLE_UNIT if switches.idle_unit else None,
        "inspection": _inspection_truth(span, switches),
    }
    return _numbered(rng, cases, ground, truth)


def _patrolled_grid(ground: Ground, weight: npt.NDArray[np.float64], heating: int) -> int:
    """A grid of middling length of road, far in code from the heating one, on ground that is not hot."""
    km = np.bincount(ground.pieces["grid"], ground.pieces["km"], len(ground.grids))
    heavy = np.bincount(ground.pieces["grid"], weight, len(ground.grids)) > km * 1.0001
    fit = [i for i in np.argsort(-km) if not heavy[i] and i != heating and ground.grids["office"].iloc[i] < 4]
    return int(fit[len(fit) // 3])


def _inspected(
    rng: flow.Rng, weight: npt.NDArray[np.float64], days: npt.NDArray[np.float64], span: Span, count: int
) -> pd.DataFrame:
    """Findings of the covert inspection, within its days."""
    n = max(20, count // 500)
    last = flow.SPAN_DAYS - 1
    day = rng.integers(last - stories.INSPECTION_DAYS[0], last - stories.INSPECTION_DAYS[1] + 1, n)
    kind = rng.choice(len(TYPE_IDS), n, p=days.sum(axis=1) / days.sum())
    piece = rng.choice(len(weight), n, p=weight / weight.sum())
    return flow.dated(rng, piece, kind, day, span).assign(source="covert_inspection")


def _inspection_truth(span: Span, switches: Switches) -> dict[str, Any]:
    on = switches.inspection
    return {
        "campaign": [span.ago(d).isoformat() for d in stories.CAMPAIGN_DAYS],
        "inspection": [span.ago(d).isoformat() for d in stories.INSPECTION_DAYS],
        "onset": span.ago(stories.INSPECTION_DAYS[1] - stories.ONSET_DAYS).isoformat(),
        "campaign_factor": stories.CAMPAIGN_FACTOR if on else 1.0,
        "rise_by_group": {g: r if on else 1.0 for g, r in stories.RISE.items()},
    }


def _numbered(rng: flow.Rng, cases: pd.DataFrame, ground: Ground, truth: dict[str, Any]) -> Made:
    """Order by time, give numbers, lose some coordinates, and tell the planted returns by their numbers."""
    order = np.lexsort((np.arange(len(cases)), cases["found"].to_numpy()))
    place = np.empty(len(cases), dtype=np.int64)
    place[order] = np.arange(len(cases))
    out = cases.iloc[order].reset_index(drop=True)
    sequence = out.groupby("source").cumcount() + 1
    day = pd.to_datetime(out["found"]).dt.strftime("%y%m%d")
    out["number"] = out["source"].map(PREFIX) + day + "-" + sequence.astype(str).str.zfill(6)
    piece = ground.pieces.iloc[out["piece"].to_numpy()]
    for name in ("segment", "house", "grid"):
        out[name] = piece[name].to_numpy()
    doubled = np.flatnonzero(out["duplicate"].to_numpy() & (np.arange(len(out)) > 0))
    out["duplicate_of"] = ""
    earlier = out["source"].to_numpy()[doubled - 1] + "/" + out["number"].to_numpy()[doubled - 1]
    out.loc[doubled, "duplicate_of"] = earlier
    pairs = np.flatnonzero(out["return_of"].to_numpy() >= 0)
    of = place[out["return_of"].to_numpy()[pairs]]
    lost = rng.random(len(out))
    lost[np.r_[pairs, of]] = 0.5  # a planted pair keeps its place
    out.loc[lost < 0.012, ["x", "y"]] = np.nan
    out["null_island"], out["far"] = (lost > 0.012) & (lost < 0.014), (lost > 0.9995)
    ids = (out["source"] + "/" + out["number"]).to_numpy()
    truth["returns"] = [[str(ids[a]), str(ids[b])] for a, b in zip(of, pairs, strict=True)]
    return Made(out, truth)
