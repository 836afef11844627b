"""Whether the process is alive. Touches no data, takes no thread: it answers while all else is busy."""

from __future__ import annotations

import os
from secrets import token_hex

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gis.live import Live


class Health:
    """/healthz: {"ok", "pid", "boot"} and, once the store is loaded, its version and newest export."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.boot = token_hex(4)
        """Another one after every start: a wall reloads itself when it changes."""

    async def answer(self, _request: Request) -> Response:
        """The answer, never kept by a cache."""
        body: dict[str, object] = {"ok": True, "pid": os.getpid(), "boot": self.boot}
        loaded = self.live.ready
        if loaded is not None:
            facts = loaded.frame.facts
            body |= {"data_version": loaded.version, "newest": _text(facts.get("newest_export_at"))}
        return JSONResponse(body, headers={"cache-control": "no-store"})


def _text(moment: object) -> str | None:
    """A moment of the facts as text, whatever it was kept as."""
    return None if moment is None else str(getattr(moment, "isoformat", lambda: moment)())
