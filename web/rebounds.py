"""The rebounds of a viewport over HTTP: rings, arcs and days for the map."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gis.errors import GisError
from gis.tiles.links import columns, days_between, links_in
from gis.tiles.points import read_bbox
from web.service import Service, hashed, tagged

LIMIT = 3000
"""Most links of one answer: as many as the marks of a view."""


def rebounds(service: Service, request: Request) -> Response:
    """/rebounds/{version}?bbox=w,s,e,n&filters&as_of&from=day&to=day: lists, one entry a link (see ``columns``).

    The question's set is taken to be ``rebound`` whatever it says; ``from``..``to`` (local days, both included)
    narrow its period further. ``total`` counts the cases that came back in the box, ``drawn`` those given: an even
    part where there are more than LIMIT. ``tz``: the zone of the days. ``count`` and ``located`` are of the
    whole question, without box and days.
    """
    box = request.query_params.get("bbox", "")
    bbox, first, last = read_bbox(box), _day(request, "from"), _day(request, "to")
    asked = service.ask(request)
    question = replace(asked, filters=asked.filters.but(set="rebound"))
    selection = service.selection(question)
    tz, filters = question.loaded.county.tz, question.filters

    def make() -> Response:
        span = days_between(first, last, tz)
        returned = links_in(selection, bbox, span=span, tz=tz, limit=LIMIT)
        links = question.loaded.links(filters.radius)
        body = {
            "total": returned.total,
            "drawn": len(returned.rows),
            "count": selection.count,
            "located": selection.located,
            "radius": filters.radius,
            "window": filters.window,
            "tz": tz.key,
            "fingerprint": selection.fingerprint,
            **columns(selection, links, returned, tz),
        }
        return JSONResponse(body, headers={"x-case-count": str(returned.total)})

    tag = f"{selection.fingerprint}-{hashed(f'{bbox}|{first}|{last}|{LIMIT}')}"
    answer = tagged(request, tag, question.cache, make)
    answer.headers["x-fingerprint"] = selection.fingerprint
    answer.headers["x-data-version"] = question.loaded.version
    return answer


def _day(request: Request, name: str) -> date | None:
    text = request.query_params.get(name)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as bad:
        raise GisError("bad-time", value=text[:40]) from bad
