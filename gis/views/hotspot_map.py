"""The map of 热点: significant places outlined and numbered over the zones, with the cases of the window."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from gis.filters import Filters
from gis.hotspots.units import CELL, GRID
from gis.live import Loaded
from gis.render.model import Bounds, Choropleth, HotPlace, MapModel
from gis.select import Selection
from gis.views.hot_places import Spot
from gis.views.hotspots import Hotspots
from gis.views.map_parts import classes, model_of
from gis.views.names import Names
from gis.words import N_, say

HEADLINES = {
    CELL: N_("{name}最突出的 300 米见方内 {n} 件，为预期 {m} 件的 {ratio} 倍"),
    GRID: N_("{name}及相邻网格 {n} 件，为预期 {m} 件的 {ratio} 倍"),
}
"""What a place's figures are of: its surest square and the eight around it, or its surest grid and those it touches."""


def map_filters(view: Hotspots, question: Filters) -> Filters:
    """The cases the window is made of; as in the tests, places do not narrow them."""
    return question.but(
        set="new", start=view.first, end=view.last, days=None, grids=(), zones=(), zone_kinds=(), place=None
    )


def map_model(
    loaded: Loaded,
    view: Hotspots,
    selection: Selection,
    words: Names,
    *,
    focus: Bounds | None = None,
    basemap_key: str = "",
) -> MapModel:
    """``selection``: that of ``map_filters``; ``focus``: where a view command looks."""
    kind: Literal["grid", "cell"] = "grid" if view.kind == GRID else "cell"
    hot = (
        HotPlace(s.number, s.id, kind, s.rings, headline(view, s, words.lang), cold=not s.number)
        for s in view.spots
    )
    return model_of(
        loaded, selection, words, choropleth=_choropleth(loaded, view, words), title=N_("{county}问题热点"),
        basemap_key=basemap_key, fingerprint=view.fingerprint, hot=tuple(hot),
        focus=focus,
    )  # fmt: skip


def headline(view: Hotspots, spot: Spot, lang: str) -> str:
    """What is said of a place in a line: how many, how many were to be expected."""
    ratio = f"{spot.near_count / spot.near_expected:.1f}" if spot.near_expected else "—"
    return say(HEADLINES[view.kind], lang).format(
        name=spot.name, n=f"{spot.near_count:,}", m=f"{spot.near_expected:,.0f}", ratio=ratio
    )


def _choropleth(loaded: Loaded, view: Hotspots, words: Names) -> Choropleth:
    """Grids by their neighbourhood's cases by expectation; nothing but names where squares are looked at."""
    lang = words.lang
    on = loaded.registers.grids_on(view.as_of.astimezone(loaded.county.tz).date())
    values: pd.Series[float] = pd.Series(view.ratios, dtype=float)
    names, tips = {}, {}
    for row in on.to_dict("records"):
        code = str(row["grid_code"])
        lead = words.units.get(row["lead_unit"], row["lead_unit"]) or say(N_("无牵头单位"), lang)
        names[code] = (str(row["name"] or code), lead)
        if code in values.index:
            tips[code] = (str(row["name"] or code), lead, f"{values[code]:.2f}")
    return Choropleth(
        title=say(N_("网格及相邻网格：实际÷预期"), lang) if len(values) else "", unit="",
        classes=classes(values, 2) if len(values) else (), values={str(k): float(v) for k, v in values.items()},
        tip_labels=(say(N_("牵头单位"), lang), say(N_("实际÷预期"), lang)) if len(values) else (), tips=tips, names=names,
    )  # fmt: skip
