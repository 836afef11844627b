"""What is planted, each with its switch, and the truth about it for those who check a statistic."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis.synthetic import flow
from gis.synthetic.flow import TYPE_IDS, Rng, Span
from gis.synthetic.ground import Ground

F64 = npt.NDArray[np.float64]

HOT = (
    ("杜家村城中村", 3.0),
    ("柳家庄城中村", 2.0),
    ("上官庄城中村", 2.5),
    ("苗家庄城中村", 1.8),
    ("南郊城乡结合部", 1.5),
)
"""Zone and rate ratio per road-km against the built-up rest of its streets/towns less weak-link zones."""
CAMPAIGN_DAYS, INSPECTION_DAYS, ASSESSMENT_DAYS = (140, 72), (69, 65), (250, 246)
"""First and last day, counted back from the end."""
CAMPAIGN_FACTOR, ONSET_DAYS = 0.6, 9
CAMPAIGN_TYPES = {
    "street_vending": ("on_road_vending", "shopfront_overflow", "itinerant_vendor"),
    "illegal_parking_motor": ("illegal_parking_motor",),
    "exposed_waste": ("exposed_waste",),
}
RISE = {"street_vending": 2.1, "illegal_parking_motor": 1.6, "exposed_waste": 1.4}
"""From the onset day after the inspection on, against the level of the campaign."""
RETURN_SHARE, RETURN_DAYS, RETURN_METRES = 0.03, 28.0, 35.0
HEATING_WEEKS, HEATING_FACTOR = 10, 3.0
WEAK = ("urban_village", "fringe_area", "back_lane")


@dataclass(frozen=True)
class Switches:
    """Each truth on or off; all off is a cold county."""

    hot_zones: bool = True
    returns: bool = True
    inspection: bool = True
    heating: bool = True
    patrolled: bool = True
    idle_unit: bool = True

    @classmethod
    def without(cls, names: list[str]) -> Switches:
        """All on but these; ``all`` turns every one off. Raises KeyError for an unknown name."""
        known = {f.name for f in fields(cls)}
        if unknown := set(names) - known - {"all"}:
            raise KeyError(sorted(unknown))
        return cls(**{n: n not in names and "all" not in names for n in known})


def hot_weights(
    zones: pd.DataFrame, rows: list[npt.NDArray[np.int64]], ground: Ground, *, on: bool
) -> tuple[F64, dict[str, Any]]:
    """Weight of each piece (km × factor) and the truth: ratio, exposure and reference exposure of each hot zone."""
    km = ground.pieces["km"].to_numpy()
    factor = np.ones(len(km))
    truth: dict[str, Any] = {}
    names = zones["name"].tolist()
    weak, built = np.zeros(len(km), bool), np.zeros(len(km), bool)
    for kind, at in zip(zones["kind"], rows, strict=True):
        if kind in WEAK:
            weak[at] = True
        if kind == "built_up_area":
            built[at] = True
    office = ground.grids["office"].to_numpy()[ground.pieces["grid"].to_numpy()]
    for name, ratio in HOT:
        at = rows[names.index(name)]
        if on:
            factor[at] = np.maximum(factor[at], ratio)
        beside = built & ~weak & np.isin(office, np.unique(office[at]))
        truth[zones["zone_id"].iloc[names.index(name)]] = {
            "name": name, "ratio": ratio if on else 1.0, "road_km": round(float(km[at].sum()), 4),
            "reference_road_km": round(float(km[beside].sum()), 4),
        }  # fmt: skip
    return km * factor, truth


def rises(span: Span, *, on: bool) -> F64:
    """types × days: below one while the campaign lasts and until the onset, then the level times its rise."""
    out = np.ones((len(TYPE_IDS), flow.SPAN_DAYS))
    if not on:
        return out
    last = flow.SPAN_DAYS - 1
    begin, onset = last - CAMPAIGN_DAYS[0], last - INSPECTION_DAYS[1] + ONSET_DAYS
    for group, members in CAMPAIGN_TYPES.items():
        for kind in members:
            out[TYPE_IDS.index(kind), begin:onset] = CAMPAIGN_FACTOR
            out[TYPE_IDS.index(kind), onset:] = CAMPAIGN_FACTOR * RISE[group]
    return out


def heating_grid(ground: Ground, weight: F64, count: int) -> tuple[int, float]:
    """The grid with the fewest cases a week of those with at least four, outside hot ground; and that number."""
    pieces = ground.pieces
    grid = pieces["grid"].to_numpy()
    size = len(ground.grids)
    km = np.bincount(grid, pieces["km"], size)
    heavy = np.bincount(grid, weight, size) > km * 1.0001
    weekly = np.bincount(grid, weight, size) / weight.sum() * count / (flow.SPAN_DAYS / 7)
    fit = np.flatnonzero((weekly >= 4.5) & ~heavy & (ground.grids["office"].to_numpy() < 4))
    chosen = int(fit[np.argmin(weekly[fit])])
    return chosen, float(weekly[chosen])


def extra_in_grid(
    rng: Rng, ground: Ground, grid: int, expected: float, days: F64, span: Span, first_day: int
) -> pd.DataFrame:
    """Poisson(``expected``) more cases in one grid from ``first_day`` on, along its roads."""
    at = np.flatnonzero(ground.pieces["grid"].to_numpy() == grid)
    km = ground.pieces["km"].to_numpy()[at]
    n = int(rng.poisson(expected))
    piece = rng.choice(at, n, p=km / km.sum())
    window = days[:, first_day:]
    kind, day = np.divmod(rng.choice(window.size, n, p=(window / window.sum()).ravel()), window.shape[1])
    return flow.told(rng, flow.dated(rng, piece, kind, day + first_day, span))


def returns(
    rng: Rng, cases: pd.DataFrame, count: int, span: Span
) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """New cases of the same type within metres and days of chosen closures; and the row of each closure."""
    end = np.datetime64(span.end.isoformat(), "s") + np.timedelta64(86_399, "s")
    closed = cases["closed"].to_numpy().astype("datetime64[s]")
    usable = np.flatnonzero(
        ~np.isnat(closed) & (closed < end - np.timedelta64(3 * 86_400, "s")) & ~cases["duplicate"].to_numpy()
    )
    of = np.sort(rng.choice(usable, min(count, len(usable)), replace=False))
    room = np.minimum((end - closed[of]).astype("timedelta64[s]").astype(float), RETURN_DAYS * 86_400)
    after = rng.uniform(3600, np.maximum(room - 60, 3601))
    back = cases.iloc[of][["piece", "type", "source", "x", "y"]].copy()
    angle, far = rng.uniform(0, 2 * np.pi, len(of)), RETURN_METRES * np.sqrt(rng.random(len(of)))
    back["x"] += far * np.cos(angle)
    back["y"] += far * np.sin(angle)
    back["found"] = closed[of] + after.astype("timedelta64[s]")
    return back, of
