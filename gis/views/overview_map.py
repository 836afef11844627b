"""The overview's map: one MapModel from which the live map, the saved file and later the sheet are drawn."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd

from gis.crs import from_world_fraction
from gis.live import Loaded
from gis.render.model import Bounds, Choropleth, ClassBreak, MapModel, Mark, ZoneKind
from gis.select import by
from gis.style import DESK, ClassRange, breaks, class_ranges, ramp
from gis.views.names import Names
from gis.views.overview import Overview
from gis.words import N_, say

CLASSES = 5
ALWAYS_DRAWN = ("market", "old_compound")
CHINA: Bounds = (103.0, 28.0, 118.0, 38.0)
"""Shown where there is nothing to show."""


def map_model(loaded: Loaded, view: Overview, *, selected: str = "", basemap_key: str = "") -> MapModel:
    """The map of an overview. ``selected``: code of the outlined grid, empty for none."""
    words, lang, county = view.names, view.names.lang, loaded.county
    stamp = f"{view.as_of.astimezone(county.tz):%Y-%m-%d %H:%M}"
    selection = view.selection
    return MapModel(
        bounds=bounds(loaded), query=view.filters.to_query(), as_of=view.as_of, version=view.version,
        fingerprint=view.fingerprint, lang=lang, basemap=county.basemap, basemap_key=basemap_key,
        choropleth=_choropleth(view), zones=_zones(loaded, words, view.filters.zone_kinds), marks=_marks(loaded, view),
        total=selection.count, located=selection.located, overdue=_overdue(view), selected=selected or None,
        demo=county.demo, density=_density(lang), notes=_notes(loaded, view), sentence=view.sentence, data_time=stamp,
        title=say(N_("{county}网格治理总览"), lang).format(county=county.zh if lang == "zh" else county.en),
    )  # fmt: skip


def bounds(loaded: Loaded) -> Bounds:
    """Where the map looks first: the largest built-up area, else the grids, else the cases, else a part of China."""
    zones = loaded.registers.zones
    built = zones[(zones["kind"] == "built_up_area") & ~zones.geometry.is_empty] if len(zones) else zones
    if len(built):
        boxes = built.geometry.bounds
        widest = (boxes["maxx"] - boxes["minx"]).idxmax()
        west, south, east, north = (float(v) for v in boxes.loc[widest])
        return west, south, east, north
    for layer in (loaded.registers.grids, loaded.registers.boundary):
        if len(layer):
            west, south, east, north = (float(v) for v in layer.total_bounds)
            if np.isfinite([west, south, east, north]).all():
                return west, south, east, north
    frame = loaded.frame
    if frame.located:
        mx, my = np.asarray(frame.mx[: frame.located]), np.asarray(frame.my[: frame.located])
        lon, lat = from_world_fraction(
            np.array([mx.min(), mx.max()]) / 2.0**32, np.array([my.max(), my.min()]) / 2.0**32
        )
        return float(lon[0]), float(lat[0]), float(lon[1]), float(lat[1])
    return CHINA


def _choropleth(view: Overview) -> Choropleth:
    lang, counts, units = view.names.lang, view.counts, view.names.units
    values = {str(k): float(v) for k, v in view.values.items() if v == v}
    labels = tuple(say(w, lang) for w in (N_("牵头单位"), N_("未销号"), N_("超期"), N_("近 7 天新增")))
    tips, names = {}, {}
    for code, row in zip(counts.index.astype(str), counts.to_dict("records")):
        lead = units.get(row["lead_unit"], row["lead_unit"]) or say(N_("无牵头单位"), lang)
        week = say(N_("{n}（前 7 天 {m}）"), lang).format(
            n=int(row["new_week"]), m=int(row["new_week_before"])
        )
        name = str(row["name"] or code)
        tips[code] = (name, lead, f"{int(row['open']):,}", f"{int(row['overdue']):,}", week)
        names[code] = (name, lead)
    return Choropleth(
        title=say(view.measure.name, lang), unit=say(view.measure.unit, lang),
        classes=_classes(view.values, view.measure.digits), values=values, tip_labels=labels, tips=tips, names=names,
    )  # fmt: skip


def _classes(values: pd.Series[float], digits: int) -> tuple[ClassBreak, ...]:
    """Classes of about equal shares; the words are the smallest and largest value that fell in."""
    given = values.round(digits).to_numpy(dtype=float)
    edges = breaks(given, CLASSES)
    if not edges:
        return ()
    ranges = [r or ClassRange(edges[i], edges[i], 0) for i, r in enumerate(class_ranges(given, edges))]
    # Nothing anywhere is as pale as nothing somewhere, not the ramp's middle.
    colours = ramp(len(ranges)) if ranges[-1].high > 0 else ramp(2)[: len(ranges)]
    out = []
    for i, (shown, colour) in enumerate(zip(ranges, colours)):
        low, high = f"{shown.low:,.{digits}f}", f"{shown.high:,.{digits}f}"
        bottom = -np.inf if i == 0 else edges[i] - 0.5 * 10.0**-digits
        top = None if i == len(ranges) - 1 else edges[i + 1] - 0.5 * 10.0**-digits
        out.append(ClassBreak(float(bottom), top, colour, low if low == high else f"{low}–{high}"))
    return tuple(out)


def _zones(loaded: Loaded, words: Names, asked: tuple[str, ...]) -> tuple[ZoneKind, ...]:
    """The kinds asked for; unasked, the weak links and what lies among them."""
    there = set(loaded.registers.zones["kind"])
    kinds = there & (set(asked) or {*loaded.vocabulary.weak_links(), *ALWAYS_DRAWN})
    return tuple(
        ZoneKind(kind, area.hatch, area.colour, words.zone_kinds.get(kind, kind))
        for kind, area in loaded.vocabulary.area_types.items()
        if kind in kinds
    )


def _marks(loaded: Loaded, view: Overview) -> tuple[Mark, ...]:
    """One mark a type that occurs; the legend adds up the types of a family."""
    frame, types = loaded.frame, loaded.vocabulary.types
    counted = by(view.selection, "type")
    out = []
    for i, name in enumerate((*frame.types, "")):
        known = types.get(name)
        family = loaded.vocabulary.families[known.family if known else "other"]
        shape, colour = (known.mark, known.colour) if known else (family.mark, family.colour)
        out.append(Mark(name, shape, colour, view.names.families.get(family.id, family.id), int(counted[i])))
    return tuple(out)


def _overdue(view: Overview) -> int:
    return (
        view.selection.count
        if view.filters.set == "overdue"
        else view.kpis.overdue
        if view.filters.set == "open"
        else 0
    )


def _density(lang: str) -> tuple[tuple[str, str], ...]:
    ends = {0: say(N_("少"), lang), len(DESK.density) - 1: say(N_("多"), lang)}
    return tuple((colour, ends.get(i, "")) for i, colour in enumerate(DESK.density))


def _notes(loaded: Loaded, view: Overview) -> tuple[str, ...]:
    lang = view.names.lang
    notes = []
    if view.outside:
        notes.append(say(N_("{n} 件不在任何网格内"), lang).format(n=f"{view.outside:,}"))
    if loaded.registers.faults:
        notes.append(say(N_("网格有 {n} 处缺陷，见数据体检"), lang).format(n=len(loaded.registers.faults)))
    return tuple(notes)


def shown_at(moment: datetime, loaded: Loaded) -> str:
    """A moment in the county's zone, to the minute."""
    return f"{moment.astimezone(loaded.county.tz):%Y-%m-%d %H:%M}"
