"""folium layers of our own: each is a folium layer and also knows the spec the live component draws."""

from __future__ import annotations

from typing import Any

import folium
from branca.element import Element, MacroElement
from folium.map import Layer
from folium.template import Template

Spec = dict[str, Any]


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
                CleanGrid.dress({{ this._parent.get_name() }}, {{ this.data|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__()
        self._name = "Dress"
        self.data: Spec = {}


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


class Head(MacroElement):  # type: ignore[misc]
    """The saved file's title block; every text is escaped here."""

    _template = Template(
        """
        {% macro html(this, kwargs) %}
            <header class="cg-head"><h1>{{ this.title|e }}</h1>
            {% for line in this.lines %}<p><bdi>{{ line|e }}</bdi></p>{% endfor %}</header>
        {% endmacro %}
        """
    )

    def __init__(self, title: str, lines: tuple[str, ...]) -> None:
        super().__init__()
        self._name, self.title, self.lines = "Head", title, lines
