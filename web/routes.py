"""Every route of ours, in one list."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gis import process
from gis.live import Live
from gis.select import Selections
from web.assets import ASSETS
from web.errors import Handler, guarded
from web.export import exporter
from web.geometry import geometry
from web.health import Health
from web.points import points
from web.rebounds import rebounds
from web.service import Service
from web.tiles import basemap, cases, zones

Work = Callable[[Service, Request], Response]

WORK: dict[str, Work] = {
    "/tiles/cases/{version}/{z}/{x}/{y}.png": cases,
    "/tiles/basemap/{version}/{z}/{x}/{y}.png": basemap,
    "/tiles/zones/{version}/{z}/{x}/{y}.png": zones,
    "/points/{version}": points,
    "/api/points": points,
    "/rebounds/{version}": rebounds,
    "/geometry/{version}/{name}.geojson": geometry,
    "/api/geometry/{name}.json": geometry,
}
"""Path → what answers it, in a drawing thread."""


def routes(live: Live, selections: Selections | None = None) -> list[Route]:
    """The routes over one store. ``selections`` are those of the process unless given."""
    service = Service(live, selections or process.selections())
    made = [Route(path, _threaded(service, work), methods=["GET"]) for path, work in WORK.items()]
    files = Route("/export/{version}/{kind}.{suffix}", guarded(exporter(service)), methods=["GET"])
    return [Route("/healthz", Health(live).answer, methods=["GET"]), ASSETS, files, *made]


def _threaded(service: Service, work: Work) -> Handler:
    async def handler(request: Request) -> Response:
        if (
            "radius" in request.query_params
        ):  # links of another radius may take seconds: no tile waits behind them
            await asyncio.to_thread(service.warm, request)
        return await service.run(lambda: work(service, request))

    return guarded(handler)
