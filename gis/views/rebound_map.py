"""The map of 反弹: grids by rebound rate, the cases that came back, and what they came back to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from gis.filters import Filters
from gis.live import Loaded
from gis.render import model as models
from gis.render.model import Choropleth, MapModel
from gis.select import Selection
from gis.views.describe import describe
from gis.views.map_parts import classes, model_of
from gis.views.names import Names
from gis.views.rebounds import Rebounds
from gis.words import N_, say

DIGITS = 1


def map_filters(view: Rebounds, span: tuple[date, date] | None) -> Filters:
    """What the map and the register show: the cases of the period that came back, of the brushed days only."""
    return view.filters if span is None else view.filters.but(start=span[0], end=span[1], days=None)


def map_model(
    loaded: Loaded,
    view: Rebounds,
    selection: Selection,
    words: Names,
    *,
    selected: str = "",
    basemap_key: str = "",
) -> MapModel:
    """``selection``: that of ``map_filters``. The choropleth is of the whole period: a rate needs its cohort."""
    span = selection.period
    first = span.first_day or next(iter(view.timeline.steps), span.last_day)
    back = models.Rebounds(
        selection.filters, count=selection.located, first=first, last=span.last_day, play=True
    )
    return model_of(
        loaded, selection, words, choropleth=_choropleth(loaded, view, words), title=N_("{county}问题反弹分布"),
        basemap_key=basemap_key, rebounds=back, selected=selected or None,
        sentence=sentence(loaded, selection, words),
    )  # fmt: skip


def sentence(loaded: Loaded, selection: Selection, words: Names) -> str:
    """What map and register show."""
    return describe(selection.filters, words, as_of=selection.as_of, tz=loaded.county.tz)


def _choropleth(loaded: Loaded, view: Rebounds, words: Names) -> Choropleth:
    lang = words.lang
    table = view.tables["grid"].set_index("key")
    on = loaded.registers.grids_on(view.as_of.astimezone(loaded.county.tz).date())
    ranked = table[table["ranked"].astype(bool)]
    percent: pd.Series[float] = ranked["rate"].astype(float) * 100
    window = view.filters.window
    labels = (
        say(N_("牵头单位"), lang), say(N_("反弹率"), lang), say(N_("95% 区间"), lang), say(N_("30 天保持率"), lang),
    )  # fmt: skip
    tips, names = {}, {}
    for row in on.to_dict("records"):
        code = str(row["grid_code"])
        lead = words.units.get(row["lead_unit"], row["lead_unit"]) or say(N_("无牵头单位"), lang)
        name = str(row["name"] or code)
        names[code] = (name, lead)
        tips[code] = (name, lead, *figures(table.loc[code].to_dict() if code in table.index else {}, lang))
    return Choropleth(
        title=say(N_("反弹率（{n} 天内）"), lang).format(n=window), unit="%", classes=classes(percent, DIGITS),
        values={str(k): float(v) for k, v in percent.items()}, tip_labels=labels, tips=tips, names=names,
    )  # fmt: skip


def figures(row: Mapping[Any, Any], lang: str) -> tuple[str, str, str]:
    """Rate with its numbers, its interval, the hold rate; 暂无 where there is none."""
    none = say(N_("暂无"), lang)
    if not row or not row["judged"]:
        return none, none, none
    counts = f"{int(row['returned']):,}/{int(row['judged']):,}"
    few = say(N_("样本不足（{counts}）"), lang).format(counts=counts)
    given = say(N_("{rate}（{counts}）"), lang)
    rate = given.format(rate=f"{row['rate']:.1%}", counts=counts) if row["rate"] == row["rate"] else few
    return rate, between(row["rate_low"], row["rate_high"], lang), percent(row["hold_30"], lang)


def percent(value: float | None, lang: str) -> str:
    """``12.3%``; 暂无 where there is no number."""
    return say(N_("暂无"), lang) if value is None or value != value else f"{value:.1%}"


def between(low: float | None, high: float | None, lang: str) -> str:
    """``10.1%–14.9%``; 暂无 where there is no interval."""
    if low is None or high is None or low != low or high != high:
        return say(N_("暂无"), lang)
    return f"{low:.1%}–{high:.1%}"
