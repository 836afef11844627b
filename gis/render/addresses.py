"""Addresses a live map fetches from: the one place where the map knows our routes."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from gis.render.model import MapModel, Rebounds

POINT_LIMIT = 3000
"""Most marks drawn one by one in a view; above it the view shows density tiles."""


def stamp(as_of: datetime) -> str:
    """``as_of`` (aware) in UTC as it stands in an address."""
    return as_of.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _asked(model: MapModel, **more: str) -> str:
    pairs = urlencode({"as_of": stamp(model.as_of), **more})
    return f"{model.query}&{pairs}" if model.query else pairs


def ground(model: MapModel, base: str = "") -> str:
    """Tile template of the basemap: our own drawing, or the county's XYZ template with its key."""
    if model.basemap.kind == "xyz":
        return model.basemap.template.replace("{key}", quote(model.basemap_key, safe=""))
    return f"{base}/tiles/basemap/{model.version}/{{z}}/{{x}}/{{y}}.png"


def zones(model: MapModel, base: str = "") -> str:
    """Tile template of the zones of the kinds in the model."""
    kinds = urlencode([("kind", z.kind) for z in model.zones])
    return f"{base}/tiles/zones/{model.version}/{{z}}/{{x}}/{{y}}.png?{kinds}"


def cases(model: MapModel, base: str = "") -> str:
    """Tile template of the density of the model's cases."""
    return f"{base}/tiles/cases/{model.version}/{{z}}/{{x}}/{{y}}.png?{_asked(model)}"


def points(model: MapModel, base: str = "") -> str:
    """Where the cases of a view are asked; the map adds bbox (west,south,east,north) and z."""
    return f"{base}/points/{model.version}?{_asked(model, limit=str(POINT_LIMIT))}"


def rebounds(asked: Rebounds, model: MapModel, base: str = "") -> str:
    """Where the cases of a view that came back are asked; the map adds bbox and z."""
    days = {"from": asked.first, "to": asked.last}
    more = {"as_of": stamp(model.as_of), **{name: day.isoformat() for name, day in days.items() if day}}
    pairs = [*asked.filters.but(set="rebound").to_pairs(), *more.items()]
    return f"{base}/rebounds/{model.version}?{urlencode(pairs)}"


def grids(model: MapModel, base: str = "") -> str:
    """Geometry of the grids as GeoJSON with ``grid_code`` in the properties."""
    return f"{base}/geometry/{model.version}/grids.geojson"


def names(model: MapModel, base: str = "") -> str:
    """Places, water and roads with their names as GeoJSON (see gis.render.names)."""
    return f"{base}/geometry/{model.version}/names.geojson"
