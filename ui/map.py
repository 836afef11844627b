"""The one map component: Leaflet in the page, fed by a spec, answering with clicks. Assets: web/static.

Streamlit serves them below the component's name, and that name carries a hash of their content: a browser can
keep them for ever and never has stale ones (``web.middleware`` sets the header).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Literal

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

WEB = Path(__file__).resolve().parents[1] / "web"
PACKAGE = "cleangrid"
FOLDERS = ("static/map", "static/vendor")


@dataclass(frozen=True)
class Click:
    """What was clicked on a map: a grid by its code, a case by its key (decimal text), a significant place by its id."""

    kind: Literal["grid", "case", "hot"]
    id: str


@cache
def component_name() -> str:
    """The component's name: changes when and only when one of its files does."""
    digest = blake2b(digest_size=6)
    for path in sorted(p for folder in FOLDERS for p in (WEB / folder).rglob("*") if p.is_file()):
        digest.update(path.relative_to(WEB).as_posix().encode() + b"\0" + path.read_bytes())
    return f"map-{digest.hexdigest()}"


def _component() -> Any:
    """The component on the running server; registered anew where a server (or a test's runtime) has none."""
    name, manager = component_name(), get_bidi_component_manager()
    if manager.get_component_asset_root(f"{PACKAGE}.{name}") is None:
        manager.register_from_manifest(
            ComponentManifest(PACKAGE, "1", [ComponentConfig(name, "static")]), WEB
        )
    return st.components.v2.component(
        f"{PACKAGE}.{name}",
        html='<div class="cg-map" tabindex="0"></div>',
        css="map/map.css",
        js="map/map.js",
        isolate_styles=False,
    )


def show_map(specs: Mapping[str, Any], *, key: str, height: int | str | None = None) -> Click | None:
    """Show the map of ``gis.render.specs.to_spec`` and give back the click of this run, if there was one.

    ``height`` is in pixels, or a CSS length; None keeps the spec's. Panning and zooming run nothing here.
    """
    data = {**specs, "key": key}
    if height is not None:
        data["height"] = height
    result = _component()(key=key, data=data, on_click_change=_nothing)
    return click_of(getattr(result, "click", None))


def click_of(value: object) -> Click | None:
    """A click as the browser sent it, checked: anything else is no click."""
    if not isinstance(value, Mapping):
        return None
    kind, name = value.get("kind"), value.get("id")
    if kind not in ("grid", "case", "hot") or not isinstance(name, str) or not 0 < len(name) <= 200:
        return None
    return Click(kind, name)


def _nothing() -> None:
    """Streamlit reports a trigger only where a callback is given for it."""
