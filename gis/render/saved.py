"""The map as one HTML file that needs no network: folium's own page with everything it wants put inside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import folium

from gis.errors import GisError
from gis.render import bundle
from gis.render.elements import Cases, Dress, Dressed, Labels, Text, head
from gis.render.folium_map import empty_map, file_codes, grid_layer, mark_specs, name_specs
from gis.render.model import CASES, GROUND, LABELS, ZONES, MapModel
from gis.render.specs import frame
from gis.render.words import map_words
from gis.style import DESK, LINES

Collection = dict[str, Any]
EMPTY: Collection = {"type": "FeatureCollection", "features": []}
SAVED_LIMIT = 20_000
"""Most cases put into a file, at about 20 bytes each."""

DIGITS = 6


@dataclass(frozen=True)
class Spot:
    """One case for the file: WGS 84 degrees, its type, whether it is overdue; nothing else of it."""

    lon: float
    lat: float
    type_id: str
    overdue: bool = False


@dataclass(frozen=True)
class Contents:
    """What the file holds besides the model. GeoJSON in WGS 84; ``spots`` may be fewer than ``located``."""

    grids: Collection = field(default_factory=lambda: EMPTY)
    zones: Collection = field(default_factory=lambda: EMPTY)
    """Properties: kind."""
    built_up: Collection = field(default_factory=lambda: EMPTY)
    water: Collection = field(default_factory=lambda: EMPTY)
    roads: Collection = field(default_factory=lambda: EMPTY)
    """Properties: class."""
    names: Collection = field(default_factory=lambda: EMPTY)
    spots: Sequence[Spot] = ()


def packed(spots: Iterable[Spot], located: int) -> Collection:
    """Cases as one MultiPoint a type and state of lateness, with how many are drawn of how many located."""
    groups: dict[tuple[str, bool], list[list[float]]] = defaultdict(list)
    for s in spots:
        groups[(s.type_id, s.overdue)].append([round(s.lon, DIGITS), round(s.lat, DIGITS)])
    features = [
        {
            "type": "Feature",
            "properties": {"type": kind, "overdue": late},
            "geometry": {"type": "MultiPoint", "coordinates": at},
        }
        for (kind, late), at in sorted(groups.items())
    ]
    drawn = sum(len(at) for at in groups.values())
    return {"type": "FeatureCollection", "features": features, "drawn": drawn, "total": located}


def saved_map(model: MapModel, contents: Contents) -> folium.Map:
    """The folium.Map of the file: ground, grids, zones, cases, names, switched by folium's layer control."""
    words, made, dress = map_words(model.lang), empty_map(model), Dress()
    spots = contents.spots[:SAVED_LIMIT]
    for name, layer in _ground(model, contents, words[GROUND]):
        made.add_child(layer, name=name)
    grids = grid_layer(model, contents.grids)
    made.add_child(grids)
    zones = _zones(model, contents, words[ZONES])
    if zones is not None:
        made.add_child(zones)
    made.add_child(dress)
    made.add_child(Cases({}, name=words[CASES], show=CASES not in model.off, dress=dress))
    made.add_child(Labels({}, name=words[LABELS], show=LABELS not in model.off, dress=dress))
    made.add_child(Dressed(dress, grids, zones))
    made.add_child(folium.LayerControl(collapsed=False))
    spec = frame(model)
    if len(spots) < model.located:
        facts = {"limit": f"{SAVED_LIMIT:,}", "n": f"{len(spots):,}", "N": f"{model.located:,}"}
        spec["legend"]["notes"].append(words["saved_part"].format(**facts))
    dress.data = {
        **spec,
        "crs": "wgs84",  # the ground in the file is the county's own
        "credit": "",
        "view": {"seq": 0, "bounds": spec.pop("bounds")},
        "ownGrids": True,
        "ownZones": zones is not None,
        "layers": [
            {"type": "cases", "id": CASES, "data": packed(spots, model.located), "marks": mark_specs(model)},
            {"type": "labels", "id": LABELS, "data": contents.names, "names": _names(model, contents)},
        ],
    }
    made.get_root().html.add_child(_head(model), index=0)
    return made


def save_html(model: MapModel, contents: Contents, path: Path) -> int:
    """Write the file whole or not at all; gives its size in bytes. Errors: read-only."""
    text = page(model, contents)
    aside = path.with_name(f".{path.name}.tmp")
    try:
        aside.write_text(text, encoding="utf-8")
        aside.replace(path)
    except OSError as bad:
        aside.unlink(missing_ok=True)
        raise GisError("read-only", path=path) from bad
    return len(text.encode())


def page(model: MapModel, contents: Contents) -> str:
    """The file's text. It carries its own policy: only the scripts written here run, nothing is fetched."""
    made = saved_map(model, contents)
    root = made.get_root()
    words = map_words(model.lang)
    tag = {"zh": "zh-CN"}.get(model.lang, model.lang)
    root.title = None
    root.header.add_child(Text(f"<title>{escape(model.title or words['saved_title'])}</title>"))
    root.header.add_child(Text(f"<style>{bundle.style()}</style>"))
    root.header.add_child(Text(f"<script>{bundle.script()}</script>"))
    html = root.render()
    html = html.replace("<html>", f'<html lang="{escape(tag)}">', 1)
    guard = f'<meta http-equiv="content-security-policy" content="{bundle.policy(html)}">'
    guarded: str = html.replace("<head>", f'<head><meta charset="utf-8">{guard}', 1)
    return guarded


def _names(model: MapModel, contents: Contents) -> dict[str, list[str]]:
    codes = file_codes(str(f["properties"]["grid_code"]) for f in contents.grids["features"])
    return {codes[code]: pair for code, pair in name_specs(model).items() if code in codes}


def _head(model: MapModel) -> Text:
    words = map_words(model.lang)
    lines = [
        words["query"].format_map({"sentence": model.sentence}) if model.sentence else "",
        words["as_of"].format_map({"time": model.data_time}) if model.data_time else "",
        words["print"].format_map({"fingerprint": model.fingerprint})
        + (f" · {words['demo']}" if model.demo else ""),
    ]
    return head(model.title or words["saved_title"], tuple(line for line in lines if line))


def _ground(model: MapModel, contents: Contents, title: str) -> list[tuple[str, folium.GeoJson]]:
    """Built-up land, water and roads as one group of GeoJson layers, drawn in the colours of the tiles."""
    looks: dict[str, tuple[Collection, Any]] = {
        "built_up": (contents.built_up, lambda f: _area(DESK.built_up)),
        "water": (contents.water, _water),
        "roads": (contents.roads, _road),
    }
    group = folium.FeatureGroup(name=title, overlay=True, show=GROUND not in model.off)
    for data, look in looks.values():
        bare = {
            "type": "FeatureCollection",
            "features": [_bare(i, f) for i, f in enumerate(data["features"])],
        }
        if bare["features"]:
            folium.GeoJson(bare, style_function=look, pane="cg-ground", interactive=False).add_to(group)
    return [("cg_ground", group)]


def _bare(number: int, feature: Collection) -> Collection:
    kind = str((feature.get("properties") or {}).get("class", ""))
    return {
        "type": "Feature",
        "id": str(number),
        "properties": {"class": kind},
        "geometry": feature["geometry"],
    }


def _area(colour: str) -> dict[str, Any]:
    return {"stroke": False, "fillColor": colour, "fillOpacity": 1}


def _water(feature: Collection) -> dict[str, Any]:
    if "Polygon" in feature["geometry"]["type"]:
        return _area(DESK.water)
    return {"color": DESK.water, "weight": LINES["river"], "fill": False}


def _road(feature: Collection) -> dict[str, Any]:
    kind = feature["properties"]["class"]
    colour = DESK.arterial if kind in ("ring", "arterial") else DESK.minor
    return {"color": colour, "weight": LINES.get(kind, LINES["street"]), "fill": False}


def _zones(model: MapModel, contents: Contents, title: str) -> folium.GeoJson | None:
    looks = {z.kind: z for z in model.zones}
    features = []
    for number, feature in enumerate(contents.zones["features"]):
        look = looks.get(str((feature.get("properties") or {}).get("kind", "")))
        if look is not None and "Polygon" in feature["geometry"]["type"]:
            properties = {"pattern": look.pattern, "colour": look.colour}
            features.append(
                {
                    "type": "Feature",
                    "id": str(number),
                    "properties": properties,
                    "geometry": feature["geometry"],
                }
            )
    if not features:
        return None
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        name=title,
        show=ZONES not in model.off,
        pane="cg-zones",
        interactive=False,
        style_function=lambda f: {
            "color": f["properties"]["colour"],
            "weight": LINES["zone"],
            "dashArray": "4 3",
            "fill": False,
        },
    )
