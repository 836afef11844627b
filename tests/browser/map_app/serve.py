"""A small app that shows one map over made-up routes: ``python -m tests.browser.map_app.serve PORT``."""

from __future__ import annotations

import io
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import streamlit as st
from PIL import Image
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gis.select import Selections
from tests.frames import frame_of
from tests.render.made import CONTENTS, GRIDS, SPOTS
from tests.tiles.linked import TZ, linked
from web.assets import ASSETS
from web.middleware import middleware
from web.rebounds import rebounds
from web.service import Service

COLOURS = {"basemap": (246, 246, 243, 255), "cases": (31, 111, 180, 90), "zones": (0, 0, 0, 0)}


def tile(request: Request) -> Response:
    """One colour a layer."""
    held = io.BytesIO()
    Image.new("RGBA", (256, 256), COLOURS[request.path_params["layer"]]).save(held, "PNG")
    return Response(held.getvalue(), media_type="image/png")


def points(request: Request) -> JSONResponse:
    """The four spots that lie in the box; with ``many=1`` a number alone, as where there are too many."""
    west, south, east, north = map(float, request.query_params["bbox"].split(","))
    if request.query_params.get("many") == "1":
        return JSONResponse({"total": 90_000, "drawn": 0, "features": []})
    found = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [s.lon, s.lat]},
         "properties": {"ckey": f"1844674407370955161{i}", "type": s.type_id, "overdue": s.overdue}}
        for i, s in enumerate(SPOTS) if west <= s.lon < east and south <= s.lat < north
    ]  # fmt: skip
    return JSONResponse({"total": len(found), "drawn": len(found), "features": found})


def returned() -> SimpleNamespace:
    """Stands in for ``gis.live.Live``: on each of the first ten days of November a case came back 44 m north of a
    closed one; the tenth also on its very spot."""
    cases, pairs = [], []
    for i in range(10):
        found, lon = datetime(2026, 11, 1 + i, 4, tzinfo=UTC), 114.312 + i * 0.004
        old = {
            "lon": lon,
            "lat": 34.52,
            "found": found - timedelta(days=9),
            "closed": found - timedelta(days=4),
        }
        cases.append({**old, "ckey": i, "type": "exposed_waste"})
        for key, north in ((100 + i, 0.0004), *(((200, 0.0),) if i == 9 else ())):
            cases.append(
                {"lon": lon, "lat": 34.52 + north, "found": found, "ckey": key, "type": "exposed_waste"}
            )
            pairs.append((key, i, north * 111_000))
    frame, links = linked(frame_of(cases, "v1"), pairs)
    loaded = SimpleNamespace(
        county=SimpleNamespace(tz=TZ), frame=frame, version="v1", links=lambda radius: links
    )
    return SimpleNamespace(now=lambda: loaded, present=lambda: datetime(2026, 11, 21, 16, tzinfo=UTC))


service = Service(returned(), Selections())  # type: ignore[arg-type]

app = st.App(
    str(Path(__file__).with_name("page.py")),
    routes=[
        ASSETS,
        Route("/tiles/{layer}/{version}/{z}/{x}/{y}.png", tile),
        Route("/points/{version}", points),
        Route("/rebounds/{version}", lambda request: rebounds(service, request)),
        Route("/geometry/{version}/grids.geojson", lambda r: JSONResponse(GRIDS)),
        Route("/geometry/{version}/names.geojson", lambda r: JSONResponse(CONTENTS.names)),
        Route("/healthz", lambda r: JSONResponse({"pid": os.getpid()})),
    ],
    middleware=middleware(None),
)

if __name__ == "__main__":
    app.run(config={"server.port": int(sys.argv[1]), "server.address": "127.0.0.1"})
