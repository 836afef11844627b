"""The set, or what came back of it, as a file: made by ``python -m gis`` beside us, so that no tile waits for it."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
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
from gis.words import languages
from web.service import Question, Service

log = logging.getLogger("cleangrid.web")

OPTIONS = {
    "types": "type", "states": "state", "sources": "source", "units": "unit", "grids": "grid",
    "zone_kinds": "zone-kind", "zones": "zone",
}  # fmt: skip
AT_ONCE = 1
"""Exports made at the same time; others wait their turn."""


KINDS = {"cases": None, "rebounds": (".csv", ".xlsx")}
"""What can be taken home: the command of that name, and the formats it writes; None: every one there is."""


@dataclass(frozen=True)
class Order:
    """What a person asked to take home, read and checked."""

    kind: str
    format: Exporter
    question: Question
    options: tuple[str, ...]
    """Of the command, beside the filters."""

    @property
    def name(self) -> str:
        """The file's name: what it holds and when that was so."""
        local = self.question.as_of.astimezone(self.question.loaded.county.tz)
        what = "反弹问题清单" if self.kind == "rebounds" else f"案卷-{SET_WORDS[self.question.filters.set]}"
        return f"{what}-{local:%Y%m%d-%H%M}{self.format.suffix}"


def exporter(service: Service) -> Callable[[Request], Awaitable[Response]]:
    """The handler of /export/{version}/{cases|rebounds}.{suffix}?filters&as_of&lang.

    Errors: no-format, too-many-rows, bad-value, bad-time.
    """
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="export")

    async def handler(request: Request) -> Response:
        order = await service.run(lambda: _order(service, request))
        return await asyncio.get_running_loop().run_in_executor(pool, lambda: _make(order))

    return handler


def _order(service: Service, request: Request) -> Order:
    kind, suffix = request.path_params["kind"], "." + request.path_params["suffix"]
    if kind not in KINDS:
        raise GisError("bad-value", name="export", value=kind[:20], known=", ".join(KINDS))
    known = {
        e.suffix: e for e in collect(exports, "EXPORTER").values() if e.suffix in (KINDS[kind] or (e.suffix,))
    }
    if suffix not in known:
        raise GisError("no-format", suffix=suffix[:20], known=" ".join(sorted(known)))
    question = service.ask(request)
    if kind == "rebounds":
        question = replace(question, filters=question.filters.but(set="rebound"))
    if known[suffix].most is not None:
        known[suffix].check(service.selection(question).count)
    lang = request.query_params.get("lang")
    return Order(kind, known[suffix], question, ("--lang", lang) if lang in languages() else ())


def _failed(said: bytes) -> GisError:
    """What the command said of itself, in the language it was asked in."""
    try:
        told = json.loads(said.decode("utf-8").strip().splitlines()[-1])
        return GisError("export-failed", sentence=told["sentence"])
    except (ValueError, LookupError, TypeError):
        log.error("export: %s", said.decode("utf-8", "replace")[-2000:])
        return GisError("internal", log="cleangrid.log")


def _make(order: Order) -> Response:
    question = order.question
    folder = tempfile.TemporaryDirectory(prefix="cleangrid-")
    out = Path(folder.name) / f"{order.kind}{order.format.suffix}"
    filters = [o for k, v in question.filters.to_pairs() for o in (f"--{OPTIONS.get(k, k)}", v)]
    done = subprocess.run(  # noqa: S603 - our own interpreter and module, values checked by Filters
        [sys.executable, "-m", "gis", order.kind, "--json", *filters, *order.options,
         "--data", str(question.loaded.county.root.resolve()), "--out", str(out)],
        cwd=ROOT, capture_output=True, check=False,
        env=child_environment(CLEANGRID_NOW=question.as_of.isoformat()),
    )  # fmt: skip
    if done.returncode or not out.is_file():
        folder.cleanup()
        raise _failed(done.stderr)
    return FileResponse(
        out, media_type=order.format.mime, filename=order.name, background=BackgroundTask(folder.cleanup),
        headers={"cache-control": "no-store"},
    )  # fmt: skip
