"""One table from the code of an error to HTTP, one shape for all: {"error": code, "sentence": …}."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gis.errors import GisError
from gis.words import SOURCE_LANGUAGE, languages

log = logging.getLogger("cleangrid.web")

Handler = Callable[[Request], Awaitable[Response]]

STATUS = {
    "bad-value": 400,
    "bad-time": 400,
    "no-format": 400,
    "too-many-rows": 400,
    "unknown-case": 404,
    "unknown-batch": 404,
    "no-such-file": 404,
    "no-grids": 404,
    "locked": 503,
    "no-data-folder": 503,
    "not-a-store": 503,
    "newer-format": 503,
    "read-only": 503,
    "disk-full": 507,
}
"""What is not named here is a fault of ours or of the data: 500."""


def error_answer(fault: GisError, lang: str = SOURCE_LANGUAGE) -> JSONResponse:
    """The answer to a request that cannot be met; never kept by a cache."""
    body = {"error": fault.code, "sentence": fault.sentence(lang)}
    return JSONResponse(body, STATUS.get(fault.code, 500), headers={"cache-control": "no-store"})


def guarded(handler: Handler) -> Handler:
    """``handler``, with every fault turned into an answer; what no one expected goes to the log."""

    async def answer(request: Request) -> Response:
        asked = request.query_params.get("lang", SOURCE_LANGUAGE)
        lang = asked if asked in languages() else SOURCE_LANGUAGE
        try:
            return await handler(request)
        except GisError as fault:
            if STATUS.get(fault.code, 500) >= 500:
                log.error("%s: %s", request.url.path, fault)
            return error_answer(fault, lang)
        except Exception:
            log.exception("%s", request.url.path)
            return error_answer(GisError("internal", log="cleangrid.log"), lang)

    return answer
