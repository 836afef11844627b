"""folium.Map → the specs of the live component: what stands in folium is what is drawn."""

from __future__ import annotations

from collections import Counter
from typing import Any

import folium

from gis.render.folium_map import build_map
from gis.render.model import MapModel
from gis.render.words import map_words
from gis.style import MARKS

Spec = dict[str, Any]


def from_folium(made: folium.Map) -> list[Spec]:
    """Specs of every layer of ``made`` that has one, bottom to top, with name and whether it starts on."""
    out: list[Spec] = []
    for child in made._children.values():
        tell = getattr(child, "spec", None)
        if tell is None:
            continue
        spec: Spec = {**tell(), "name": child.layer_name}
        if not child.show:
            spec["on"] = False
        out.append(spec)
    return out


def legend(model: MapModel) -> Spec:
    """The legend of the model: classes, density ramp, marks with counts, zone kinds present, notes."""
    words = map_words(model.lang)
    counts = Counter[tuple[str, str, str]]()
    for m in model.marks:  # types drawn and named alike (those of a family) are one entry
        counts[(m.shape, m.colour, m.words)] += m.count
    marks: list[Spec] = [
        {"path": MARKS[shape].svg, "colour": colour, "words": text, "count": count}
        for (shape, colour, text), count in counts.most_common()
        if count
    ]
    if model.overdue:
        marks.append({"ring": True, "words": words["overdue"], "count": model.overdue})
    notes = list(model.notes)
    if model.unlocated:
        notes.append(words["unlocated"].format(n=f"{model.unlocated:,}"))
    back = model.rebounds
    ring = {} if back is None else {
        "words": words["rebound_ring"].format(radius=back.filters.radius, window=back.filters.window), "count": back.count,
        "note": words["rebound_arc"],
    }  # fmt: skip
    return {
        "title": model.choropleth.title,
        "unit": model.choropleth.unit,
        "classes": [{"colour": c.colour, "words": c.words} for c in model.choropleth.classes],
        "density": [{"colour": colour, "words": text} for colour, text in model.density],
        "marks": marks,
        "zones": [{"pattern": z.pattern, "colour": z.colour, "words": z.words} for z in model.zones],
        "rebounds": ring,
        "hot": hot_legend(model, words),
        "notes": notes,
    }


def hot_legend(model: MapModel, words: dict[str, str]) -> list[Spec]:
    """Hot and cold places with their counts; neither has an entry where there is none."""
    counts = Counter(place.cold for place in model.hot)
    entries: list[Spec] = []
    if counts[False]:
        entries.append({"words": words["hot_place"], "count": counts[False]})
    if counts[True]:
        entries.append({"cold": True, "words": words["cold_place"], "count": counts[True]})
    return entries


def frame(model: MapModel) -> Spec:
    """Everything of the component's spec but its layers, its height and its view number."""
    west, south, east, north = model.bounds
    return {
        "lang": model.lang,
        "words": map_words(model.lang),
        "version": model.version,
        "fingerprint": model.fingerprint,
        "demo": model.demo,
        "crs": "gcj02" if model.basemap.kind == "xyz" and model.basemap.crs == "gcj02" else "wgs84",
        "credit": model.basemap.credited(model.lang),
        "total": model.total,
        "bounds": [[south, west], [north, east]],
        "legend": legend(model),
    }


def to_spec(model: MapModel, *, base_url: str = "", height: int | str = 640, view_seq: int = 0) -> Spec:
    """What ``ui.map.show_map`` takes. Only a new ``view_seq`` moves the map (to the model's focus, else bounds)."""
    spec = frame(model)
    view: Spec = {"seq": view_seq, "bounds": spec.pop("bounds")}
    if model.focus is not None:
        west, south, east, north = model.focus
        view["focus"] = [[south, west], [north, east]]
    if model.chosen is not None:
        spec["chosen"] = [model.chosen[1], model.chosen[0]]
    return {
        **spec,
        "height": height,
        "view": view,
        "layers": from_folium(build_map(model, base_url=base_url)),
    }
