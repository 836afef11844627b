"""What every map of ours is made of: where it looks, its classes, hatches and marks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from gis.crs import from_world_fraction
from gis.live import Loaded
from gis.render.model import Bounds, Choropleth, ClassBreak, MapModel, Mark, ZoneKind
from gis.select import Selection, by
from gis.style import DESK, ClassRange, breaks, class_ranges, ramp
from gis.views.names import Names
from gis.words import N_, SOURCE_LANGUAGE, say

CLASSES = 5
ALWAYS_DRAWN = ("market", "old_compound")
CHINA: Bounds = (103.0, 28.0, 118.0, 38.0)
"""Shown where there is nothing to show."""


def model_of(
    loaded: Loaded, selection: Selection, words: Names, *, choropleth: Choropleth, title: str, **more: Any
) -> MapModel:
    """What the maps of all pages share; ``title`` has a blank for the county, ``more`` are further fields."""
    county, lang, at = loaded.county, words.lang, selection.as_of
    usual: dict[str, Any] = {
        "bounds": bounds(loaded), "query": selection.filters.to_query(), "as_of": at, "version": loaded.version,
        "fingerprint": selection.fingerprint, "lang": lang, "basemap": county.basemap, "choropleth": choropleth,
        "zones": zones(loaded, words, selection.filters.zone_kinds), "marks": marks(loaded, selection, words),
        "total": selection.count, "located": selection.located, "demo": county.demo, "density": density(lang),
        "data_time": f"{at.astimezone(county.tz):%Y-%m-%d %H:%M}",
        "title": say(title, lang).format(county=county.zh if lang == SOURCE_LANGUAGE else county.en),
    }  # fmt: skip
    return MapModel(**usual | more)


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


def classes(values: pd.Series[float], digits: int) -> tuple[ClassBreak, ...]:
    """Classes of about equal shares; the words are the smallest and largest value that fell in, without the
    decimals that none of the values has."""
    given = values.round(digits).to_numpy(dtype=float)
    shown_digits = digits_of(values, digits)
    edges = breaks(given, CLASSES)
    if not edges:
        return ()
    ranges = [r or ClassRange(edges[i], edges[i], 0) for i, r in enumerate(class_ranges(given, edges))]
    # Nothing anywhere is as pale as nothing somewhere, not the ramp's middle.
    colours = ramp(len(ranges)) if ranges[-1].high > 0 else ramp(2)[: len(ranges)]
    out = []
    for i, (shown, colour) in enumerate(zip(ranges, colours)):
        low, high = (_figure(value, shown_digits) for value in (shown.low, shown.high))
        bottom = -np.inf if i == 0 else edges[i] - 0.5 * 10.0**-digits
        top = None if i == len(ranges) - 1 else edges[i + 1] - 0.5 * 10.0**-digits
        out.append(ClassBreak(float(bottom), top, colour, low if low == high else f"{low}–{high}"))
    return tuple(out)


def digits_of(values: pd.Series[float], digits: int) -> int:
    """Decimals to show ``values`` with: none where all are whole."""
    given = values.dropna().round(digits)
    return digits if (given % 1).any() else 0


def _figure(value: float, digits: int) -> str:
    """A value in a legend; nothing at all is 0, not 0.0."""
    return f"{value:,.{digits}f}" if value else "0"


def zones(loaded: Loaded, words: Names, asked: tuple[str, ...]) -> tuple[ZoneKind, ...]:
    """The kinds asked for; unasked, the weak links and what lies among them."""
    there = set(loaded.registers.zones["kind"])
    kinds = there & (set(asked) or {*loaded.vocabulary.weak_links(), *ALWAYS_DRAWN})
    return tuple(
        ZoneKind(kind, area.hatch, area.colour, words.zone_kinds.get(kind, kind))
        for kind, area in loaded.vocabulary.area_types.items()
        if kind in kinds
    )


def marks(loaded: Loaded, selection: Selection, words: Names) -> tuple[Mark, ...]:
    """One mark a type that occurs; the legend adds up the types of a family."""
    frame, types = loaded.frame, loaded.vocabulary.types
    counted = by(selection, "type")
    out = []
    for i, name in enumerate((*frame.types, "")):
        known = types.get(name)
        family = loaded.vocabulary.families[known.family if known else "other"]
        shape, colour = (known.mark, known.colour) if known else (family.mark, family.colour)
        out.append(Mark(name, shape, colour, words.families.get(family.id, family.id), int(counted[i])))
    return tuple(out)


def density(lang: str) -> tuple[tuple[str, str], ...]:
    ends = {0: say(N_("少"), lang), len(DESK.density) - 1: say(N_("多"), lang)}
    return tuple((colour, ends.get(i, "")) for i, colour in enumerate(DESK.density))
