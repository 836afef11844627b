"""Calls an ASGI application without a server; Starlette's own test client would need another package."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from starlette.types import ASGIApp, Message


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def get(app: ASGIApp, address: str, **headers: str) -> Answer:
    """The answer to a GET of ``address`` (path and query); ``if_none_match="x"`` is a header."""
    return asyncio.run(request(app, address, **headers))


async def request(app: ASGIApp, address: str, **headers: str) -> Answer:
    """``get`` within a running loop."""
    path, _, query = address.partition("?")
    raw = quote(path, safe="/%._-~!$&'()*+,;=:@").encode()
    scope = {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}, "http_version": "1.1", "method": "GET",
        "scheme": "http",
        "path": unquote_to_bytes(raw).decode("utf-8", "replace"), "raw_path": raw, "root_path": "",
        "query_string": quote(query, safe="%&=+,;:-._~").encode(), "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
        "headers": [(k.replace("_", "-").encode(), v.encode("latin-1")) for k, v in headers.items()],
    }  # fmt: skip
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start = next(m for m in sent if m["type"] == "http.response.start")
    body = b"".join(m.get("body", b"") for m in sent if m["type"] == "http.response.body")
    return Answer(start["status"], {k.decode(): v.decode("latin-1") for k, v in start["headers"]}, body)
