"""The cases of a viewport over HTTP."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gis.errors import GisError
from gis.tiles.points import points_in, read_bbox
from web.service import Service, hashed, tagged

LIMIT, MOST = 3000, 5000
"""Features of one answer, unless the address asks for fewer or more; never more than MOST."""


def points(service: Service, request: Request) -> Response:
    """/points/{version} or /api/points?bbox=w,s,e,n&filters&as_of&limit&v: a GeoJSON FeatureCollection.

    ``total`` counts the cases of the set in the box, ``drawn`` the features given: all of them, or none when
    there are more than the limit. Properties: id (the ckey as text), type, state, grid, overdue.
    """
    box = request.query_params.get("bbox", "")
    bbox, limit = read_bbox(box), _limit(request.query_params.get("limit"))
    question = service.ask(request)
    selection = service.selection(question)

    def make() -> Response:
        total, features = points_in(selection, bbox, limit=limit)
        body = {
            "type": "FeatureCollection",
            "total": total,
            "drawn": len(features or ()),
            "located": selection.located,
            "count": selection.count,
            "fingerprint": selection.fingerprint,
            "features": features or [],
        }
        return JSONResponse(body, headers={"x-case-count": str(total)})

    answer = tagged(request, f"{selection.fingerprint}-{hashed(f'{bbox}|{limit}')}", question.cache, make)
    answer.headers["x-fingerprint"] = selection.fingerprint
    answer.headers["x-data-version"] = question.loaded.version
    return answer


def _limit(text: str | None) -> int:
    if text is None:
        return LIMIT
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise GisError("bad-value", name="limit", value=text[:40], known=f"0–{MOST}")
    return min(int(text), MOST)
