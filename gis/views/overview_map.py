"""The overview's map: one MapModel from which the live map, the saved file and later the sheet are drawn."""

from __future__ import annotations

from gis.live import Loaded
from gis.render.model import REBOUNDS, Choropleth, MapModel, Rebounds
from gis.views.focus import focus_of
from gis.views.map_parts import classes, model_of
from gis.views.overview import Overview
from gis.words import N_, say


def map_model(
    loaded: Loaded, view: Overview, *, selected: str = "", case: str = "", basemap_key: str = ""
) -> MapModel:
    """The map of an overview. ``selected``: code of the outlined grid, empty for none; ``case``: ckey of the chosen
    case, likewise. A view command looks at these, or at the one zone that is asked for."""
    zone = view.filters.zones[0] if len(view.filters.zones) == 1 else ""
    day = view.as_of.astimezone(loaded.county.tz).date()
    spot = focus_of(loaded, day=day, case=case)
    return model_of(
        loaded, view.selection, view.names, choropleth=_choropleth(view), title=N_("{county}网格治理总览"),
        basemap_key=basemap_key, rebounds=Rebounds(view.filters.but(states=()), count=view.kpis.rebound),
        off=() if view.filters.set == "rebound" else (REBOUNDS,), overdue=_overdue(view), selected=selected or None,
        notes=_notes(loaded, view), sentence=view.sentence,
        focus=spot or focus_of(loaded, day=day, grid=selected, zone=zone), chosen=spot and spot[:2],
    )  # fmt: skip


def _choropleth(view: Overview) -> Choropleth:
    lang, counts, units = view.names.lang, view.counts, view.names.units
    values = {str(k): float(v) for k, v in view.values.items() if v == v}
    labels = tuple(say(w, lang) for w in (N_("牵头单位"), N_("未销号"), N_("超期"), N_("近 7 天新增")))
    silent = view.heard is not None and not view.heard.week
    tips, names = {}, {}
    for code, row in zip(counts.index.astype(str), counts.to_dict("records")):
        lead = units.get(row["lead_unit"], row["lead_unit"]) or say(N_("无牵头单位"), lang)
        week = say(N_("暂无") if silent else N_("{n}（前 7 天 {m}）"), lang).format(
            n=int(row["new_week"]), m=int(row["new_week_before"])
        )
        name = str(row["name"] or code)
        tips[code] = (name, lead, f"{int(row['open']):,}", f"{int(row['overdue']):,}", week)
        names[code] = (name, lead)
    return Choropleth(
        title=say(view.measure.name, lang), unit=say(view.measure.unit, lang),
        classes=classes(view.values, view.measure.digits), values=values, tip_labels=labels, tips=tips, names=names,
    )  # fmt: skip


def _overdue(view: Overview) -> int:
    return (
        view.selection.count
        if view.filters.set == "overdue"
        else view.kpis.overdue
        if view.filters.set == "open"
        else 0
    )


def _notes(loaded: Loaded, view: Overview) -> tuple[str, ...]:
    lang = view.names.lang
    notes = []
    if view.outside:
        notes.append(say(N_("{n} 件不在任何网格内"), lang).format(n=f"{view.outside:,}"))
    if loaded.registers.faults:
        notes.append(say(N_("网格有 {n} 处缺陷，见数据体检"), lang).format(n=len(loaded.registers.faults)))
    return tuple(notes)
