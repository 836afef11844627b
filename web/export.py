"""The set as a file, from our own route: made by ``python -m gis cases`` beside us, so that no tile waits for it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response

import gis.export as exports
from gis.errors import GisError
from gis.export import Exporter
from gis.registry import collect
from gis.settings import ROOT, child_environment
from gis.views.describe import SET_WORDS
from web.service import Question, Service

OPTIONS = {
    "types": "type", "states": "state", "sources": "source", "units": "unit", "grids": "grid",
    "zone_kinds": "zone-kind", "zones": "zone",
}  # fmt: skip
AT_ONCE = 1
"""Exports made at the same time; others wait their turn."""


def exporter(service: Service) -> Callable[[Request], Awaitable[Response]]:
    """The handler of /export/{version}/cases{suffix}?filters&as_of. Errors: no-format, bad-value, bad-time."""
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="export")

    async def handler(request: Request) -> Response:
        question = await service.run(lambda: service.ask(request))
        suffix = "." + request.path_params["suffix"]
        known = {e.suffix: e for e in collect(exports, "EXPORTER").values()}
        if suffix not in known:
            raise GisError("no-format", suffix=suffix[:20], known=" ".join(sorted(known)))
        make = _maker(question, known[suffix])
        return await asyncio.get_running_loop().run_in_executor(pool, make)

    return handler


def _maker(question: Question, format_: Exporter) -> Callable[[], Response]:
    def make() -> Response:
        county = question.loaded.county
        local = question.as_of.astimezone(county.tz)
        name = f"案卷-{SET_WORDS[question.filters.set]}-{local:%Y%m%d-%H%M}{format_.suffix}"
        folder = tempfile.TemporaryDirectory(prefix="cleangrid-")
        out = Path(folder.name) / f"cases{format_.suffix}"
        options = [o for k, v in question.filters.to_pairs() for o in (f"--{OPTIONS.get(k, k)}", v)]
        done = subprocess.run(  # noqa: S603 - our own interpreter and module, values checked by Filters
            [sys.executable, "-m", "gis", "cases", *options, "--data", str(county.root.resolve()), "--out", str(out)],
            cwd=ROOT, capture_output=True, check=False,
            env=child_environment(CLEANGRID_NOW=question.as_of.isoformat()),
        )  # fmt: skip
        if done.returncode or not out.is_file():
            folder.cleanup()
            raise GisError("internal", log="cleangrid.log")
        return FileResponse(
            out, media_type=format_.mime, filename=name, background=BackgroundTask(folder.cleanup),
            headers={"cache-control": "no-store"},
        )  # fmt: skip

    return make
