"""MapModel → folium.Map. The live component and the saved file are both made from what this returns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import folium
from folium.map import CustomPane

from gis.render import addresses
from gis.render import model as models
from gis.render.elements import Cases, Grids, Hot, Labels, Rebounds, Tiles, inert
from gis.render.model import CASES, GRIDS, GROUND, HOT, LABELS, REBOUNDS, ZONES, MapModel
from gis.render.words import map_words
from gis.style import DESK, MARKS

PANES = {
    GROUND: 200, GRIDS: 300, ZONES: 320, "density": 340, "marks": 400, REBOUNDS: 410, HOT: 415, "labels": 420,
}  # fmt: skip
EMPTY_FILL = DESK.no_data
LINE, CHOSEN_LINE = DESK.grid_line, DESK.ink
LONGEST = 200
"""Longest text of a hover card, in characters."""
DIGITS = 6
"""Decimals of a degree in the spec: a tenth of a metre."""


def empty_map(model: MapModel) -> folium.Map:
    """A folium.Map at the model's bounds without any link to another machine."""
    west, south, east, north = model.bounds
    made = folium.Map(
        location=((south + north) / 2, (west + east) / 2),
        tiles=None,
        zoom_start=12,
        prefer_canvas=True,
        zoom_control=False,
        attributionControl=False,
        maxZoom=20,
        zoomSnap=0.5,
    )
    made.default_js, made.default_css = [], []
    for name, z_index in PANES.items():
        made.add_child(CustomPane(f"cg-{name}", z_index=z_index, pointer_events=name == GRIDS))
    made.fit_bounds([[south, west], [north, east]])
    return made


def build_map(model: MapModel, *, base_url: str = "") -> folium.Map:
    """The live map: tiles, points and geometry by address under ``base_url``; no geometry inside."""
    words, made = map_words(model.lang), empty_map(model)
    shown = {layer: layer not in model.off for layer in (GROUND, GRIDS, ZONES, CASES, LABELS)}
    own_ground = model.basemap.kind != "xyz"
    made.add_child(
        Tiles(
            GROUND, addresses.ground(model, base_url), name=words[GROUND], show=shown[GROUND], own=own_ground
        )
    )
    made.add_child(grid_layer(model, None, url=addresses.grids(model, base_url)))
    if model.zones:
        made.add_child(Tiles(ZONES, addresses.zones(model, base_url), name=words[ZONES], show=shown[ZONES]))
    live = {"tiles": addresses.cases(model, base_url), "points": addresses.points(model, base_url)}
    made.add_child(Cases({**live, "marks": mark_specs(model)}, name=words[CASES], show=shown[CASES]))
    if model.rebounds is not None:
        back = rebound_spec(model.rebounds, addresses.rebounds(model.rebounds, model, base_url))
        made.add_child(Rebounds(back, name=words[REBOUNDS], show=REBOUNDS not in model.off))
    if model.hot:
        places = {"places": hot_specs(model.hot)}
        made.add_child(Hot(places, name=words[HOT], show=HOT not in model.off))
    named = {"url": addresses.names(model, base_url), "names": name_specs(model)}
    made.add_child(Labels(named, name=words[LABELS], show=shown[LABELS]))
    made.add_child(folium.LayerControl(collapsed=False))
    return made


def mark_specs(model: MapModel) -> dict[str, dict[str, str]]:
    """Type id → outline (an SVG path in units of half the size), colour and words."""
    return {
        m.type_id: {"path": MARKS[m.shape].svg, "colour": m.colour, "words": m.words} for m in model.marks
    }


def rebound_spec(asked: models.Rebounds, url: str) -> dict[str, Any]:
    """Where the component asks, and the local days it plays."""
    spec: dict[str, Any] = {"url": url}
    if asked.play and asked.first and asked.last:
        spec["play"] = {"first": asked.first.isoformat(), "last": asked.last.isoformat()}
    return spec


def hot_specs(places: Iterable[models.HotPlace]) -> list[dict[str, Any]]:
    """Each place with its number, outline and sentence, the smallest number first."""
    return [
        {
            "number": p.number,
            "id": p.id,
            "words": p.words,
            "rings": [[[round(x, DIGITS), round(y, DIGITS)] for x, y in ring] for ring in p.rings],
            **({"cold": True} if p.cold else {}),
        }
        for p in sorted(places, key=lambda p: (p.cold, p.number, p.id))
    ]


def name_specs(model: MapModel) -> dict[str, list[str]]:
    """Grid code → [name, lead unit]."""
    return {code: list(pair) for code, pair in model.choropleth.names.items()}


def grid_layer(model: MapModel, geometry: dict[str, Any] | None, *, url: str = "") -> Grids:
    """The choropleth layer; ``geometry`` (GeoJSON, WGS 84, ``grid_code``) lies inside, else is at ``url``.

    Without geometry the features carry properties alone: the colours by code are what the component needs.
    """
    choropleth = model.choropleth
    codes = {*choropleth.values, *choropleth.names, *choropleth.tips}
    features = geometry["features"] if geometry else [_feature({"grid_code": c}, None) for c in sorted(codes)]
    given = [str(f["properties"]["grid_code"]) for f in features]
    names = file_codes(given) if geometry else {code: code for code in given}
    real = {name: code for code, name in names.items()}
    kept = [
        _feature(_hover(model, c) | {"grid_code": names[c]}, f["geometry"]) for c, f in zip(given, features)
    ]
    kept.sort(key=lambda f: real[f["properties"]["grid_code"]] == model.selected)  # its outline on top
    labels = [inert(text) for text in choropleth.tip_labels]
    tooltip = folium.GeoJsonTooltip(
        fields=["t0", *(f"t{i + 1}" for i in range(len(labels)))],
        aliases=["", *labels],
        class_name="cg-folium-tip",
    )
    live = {
        "selected": model.selected,
        "tip": {
            "labels": list(choropleth.tip_labels),
            "values": {c: list(t) for c, t in choropleth.tips.items()},
        },
    }
    return Grids(
        {"type": "FeatureCollection", "features": kept},
        url=url,
        live=live,
        name=map_words(model.lang)[GRIDS],
        show=GRIDS not in model.off,
        style_function=lambda feature: _style(model, real[feature["properties"]["grid_code"]]),
        tooltip=tooltip if kept and geometry else None,
        pane="cg-grids",
    )


def file_codes(codes: Iterable[str]) -> dict[str, str]:
    """Grid code → what stands for it in a file, where a brace in a code would be read as folium's own."""
    return {code: f"g{number}" for number, code in enumerate(sorted(set(codes)))}


def _feature(properties: dict[str, Any], geometry: dict[str, Any] | None) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _hover(model: MapModel, code: str) -> dict[str, str]:
    """Hover texts of a grid, inert: folium writes them as raw HTML, through a template."""
    wanted = 1 + len(model.choropleth.tip_labels)
    texts = [*model.choropleth.tips.get(code, (code,)), *([""] * wanted)][:wanted]
    return {f"t{i}": inert(clip(text)) for i, text in enumerate(texts)}


def clip(text: str) -> str:
    """``text`` cut to a length that fits a hover card."""
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _style(model: MapModel, code: str) -> dict[str, Any]:
    chosen = code == model.selected
    return {
        "color": CHOSEN_LINE if chosen else LINE,
        "weight": 3.5 if chosen else 1,
        "fillColor": model.choropleth.colour(code) or EMPTY_FILL,
        "fillOpacity": 1,
    }
