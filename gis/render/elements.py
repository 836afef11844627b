"""folium layers of our own: each is a folium layer and also knows the spec the live component draws."""

from __future__ import annotations

import json
from html import escape
from typing import Any

import folium
from branca.element import Element, MacroElement
from folium.map import Layer
from folium.template import Template

Spec = dict[str, Any]


BRACE = "\ue000"
"""Stands for a brace within a text while it becomes JSON; a private-use character, left out of texts."""


def inert(text: str) -> str:
    """``text`` for a place where folium writes raw HTML: no tag, quote or brace means anything.

    branca compiles what it has rendered once more as a template: a brace in the data would be run here.
    """
    return escape(text).replace("{", "&#123;").replace("}", "&#125;")


def script_json(value: object) -> str:
    """``value`` as JSON for a script in the page: no text in it ends the script or opens a template."""

    def bare(part: Any) -> Any:
        if isinstance(part, str):
            return part.replace(BRACE, "").replace("{", BRACE)
        if isinstance(part, dict):
            return {bare(str(k)): bare(v) for k, v in part.items()}
        return [bare(v) for v in part] if isinstance(part, list | tuple) else part

    text = json.dumps(bare(value), ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text.replace(BRACE, "\\u007b")


class Tiles(folium.TileLayer):  # type: ignore[misc]
    """A tile layer with the id and the pane the component knows it by."""

    def __init__(self, layer_id: str, url: str, *, name: str, show: bool = True, own: bool = True) -> None:
        super().__init__(
            url, name=name, attr=" ", overlay=True, show=show, max_zoom=20, pane=f"cg-{layer_id}"
        )
        self.layer_id, self.own = layer_id, own

    def spec(self) -> Spec:
        """Kind ``tile``; ``own``: the tiles are cut in WGS 84 and must be shifted to a GCJ-02 basemap."""
        return {
            "type": "tile",
            "id": self.layer_id,
            "pane": self.layer_id,
            "url": self.tiles,
            "own": self.own,
        }


class Grids(folium.GeoJson):  # type: ignore[misc]
    """The choropleth: a GeoJson whose geometry comes by address (live) or lies in the file (saved)."""

    def __init__(self, data: Spec, *, url: str = "", live: Spec | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.url, self.live = url, live or {}

    def spec(self) -> Spec:
        """Kind ``choropleth``: address of the geometry, colour by code, hover texts by code."""
        fills = {
            str(f["properties"]["grid_code"]): self.style_function(f)["fillColor"]
            for f in self.data["features"]
        }
        return {
            "type": "choropleth",
            "id": "grids",
            "url": self.url,
            "key": "grid_code",
            "fills": fills,
            **self.live,
        }


class _Switched(Layer):  # type: ignore[misc]
    """A layer that our own script draws; in the saved file folium's layer control switches it."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} =
                CleanGrid.switched({{ this.dress.get_name() }}, {{ this.kind|tojson }});
        {% endmacro %}
        """
    )
    kind = ""

    def __init__(
        self, live: Spec, *, name: str, show: bool = True, dress: MacroElement | None = None
    ) -> None:
        super().__init__(name=name, overlay=True, show=show)
        self.live, self.dress, self._name = live, dress, type(self).__name__

    def spec(self) -> Spec:
        """The component's spec of this layer."""
        return {"type": self.kind, "id": self.kind, **self.live}


class Cases(_Switched):
    """Cases as marks, or as density tiles where the view holds too many."""

    kind = "cases"


class Rebounds(_Switched):
    """Cases that came back: rings, arcs, and the days one by one. Live only."""

    kind = "rebounds"


class Hot(_Switched):
    """Significant places, outlined and numbered. Live only."""

    kind = "hot"


class Labels(_Switched):
    """Names of grids, places, water and roads."""

    kind = "labels"


class Text(Element):  # type: ignore[misc]
    """Text put into the page as it is: never read as a template, so a brace in it means nothing."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name, self.text = "Text", text

    def render(self, **_: Any) -> str:
        """The text itself."""
        return self.text


class Dress(MacroElement):  # type: ignore[misc]
    """The saved file's script: marks, labels, legend, scale and status on folium's map."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} =
                CleanGrid.dress({{ this._parent.get_name() }}, {{ this.json() }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__()
        self._name = "Dress"
        self.data: Spec = {}

    def json(self) -> str:
        """The data as it stands in the script."""
        return script_json(self.data)


class Dressed(MacroElement):  # type: ignore[misc]
    """Hands folium's own grid and zone layers to the dress once they exist."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            {{ this.dress.get_name() }}.adopt(
                {grids: {{ this.grids or "null" }}, zones: {{ this.zones or "null" }}});
        {% endmacro %}
        """
    )

    def __init__(self, dress: Dress, grids: Layer, zones: Layer | None) -> None:
        super().__init__()
        self._name, self.dress = "Dressed", dress
        self.grids, self.zones = grids.get_name(), zones.get_name() if zones else ""


def head(title: str, lines: tuple[str, ...]) -> Text:
    """The saved file's title block; every text is escaped here."""
    rows = "".join(f"<p><bdi>{escape(line)}</bdi></p>" for line in lines)
    return Text(f'<header class="cg-head"><h1><bdi>{escape(title)}</bdi></h1>{rows}</header>')
