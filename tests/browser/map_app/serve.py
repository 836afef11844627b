"""A small app that shows one map over made-up routes: ``python -m tests.browser.map_app.serve PORT``."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import streamlit as st
from PIL import Image
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.render.made import CONTENTS, GRIDS, SPOTS
from web.assets import ASSETS
from web.middleware import middleware

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


app = st.App(
    str(Path(__file__).with_name("page.py")),
    routes=[
        ASSETS,
        Route("/tiles/{layer}/{version}/{z}/{x}/{y}.png", tile),
        Route("/points/{version}", points),
        Route("/geometry/{version}/grids.geojson", lambda r: JSONResponse(GRIDS)),
        Route("/geometry/{version}/names.geojson", lambda r: JSONResponse(CONTENTS.names)),
        Route("/healthz", lambda r: JSONResponse({"pid": os.getpid()})),
    ],
    middleware=middleware(None),
)

if __name__ == "__main__":
    app.run(config={"server.port": int(sys.argv[1]), "server.address": "127.0.0.1"})
