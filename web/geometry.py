"""Geometry over HTTP: taken once by a map, then only coloured."""

from __future__ import annotations

import gzip
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from gis.tiles.geometry import geometry_json
from web.service import ASK_AGAIN, NEVER, Service, hashed, tagged

TYPE = "application/geo+json"


@dataclass(frozen=True)
class Body:
    """One collection, plain and packed."""

    plain: bytes
    packed: bytes
    tag: str


def geometry(service: Service, request: Request) -> Response:
    """/geometry/{version}/{name}.geojson, /api/geometry/{name}.json?v: grids, zones, segments or names."""
    name = str(request.path_params["name"])
    loaded = service.live.now()
    day = service.today(loaded)

    def make() -> Body:
        plain = geometry_json(name, loaded.county, loaded.registers, day)
        return Body(plain, gzip.compress(plain, 6, mtime=0), hashed(plain))

    body = service.ground(loaded).get(("geometry", name, day), make)
    asked = request.path_params.get("version", request.query_params.get("v"))
    packs = "gzip" in request.headers.get("accept-encoding", "")

    def answer() -> Response:
        response = Response(body.packed if packs else body.plain, media_type=TYPE)
        if packs:
            response.headers["content-encoding"] = "gzip"
        return response

    # the grids of today change with the day, not only with the data: the browser asks whether they did
    cache = ASK_AGAIN if asked in (None, loaded.version) else NEVER
    found = tagged(request, f"{body.tag}{'-gz' if packs else ''}", cache, answer)
    found.headers["vary"] = "accept-encoding"
    return found
