"""One GET through an ASGI app, without a server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Headers
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()


def run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """In a thread of its own: Playwright keeps a loop running in the thread of the tests."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(work())).result()


def get(app: Any, address: str, **headers: str) -> Answer:
    path, _, query = address.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip
    sent: list[dict[str, Any]] = []

    asked: list[bool] = []

    async def receive() -> dict[str, Any]:
        if asked:  # a file response listens for the browser to go away: it stays
            await asyncio.sleep(3600)
        asked.append(True)
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    run(lambda: app(scope, receive, send))
    body = b"".join(m.get("body", b"") for m in sent if m["type"] == "http.response.body")
    return Answer(sent[0]["status"], Headers(raw=sent[0]["headers"]), body)
