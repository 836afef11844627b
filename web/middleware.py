"""One ASGI middleware for every answer: security headers, long caches for hashed files, our page shell."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gis.county import open_county
from gis.errors import GisError
from gis.words import SOURCE_LANGUAGE
from web.assets import FOREVER
from web.document import LANG_COOKIE, is_shell, language, rewrite

if TYPE_CHECKING:
    from gis.live import Live

COMPONENT = "/_stcore/bidi-components/cleangrid.map-"
FRAMES = ("/wall",)
"""Paths whose document may hold a same-origin frame."""

NOT_DOCUMENTS = (
    "/api/",
    "/export/",
    "/healthz",
    "/_stcore/",
    "/assets/",
    "/static/",
    "/tiles/",
    "/media/",
    "/component/",
    "/geometry/",
    "/points/",
)
DROPPED = {b"if-none-match", b"if-modified-since", b"if-range", b"range", b"accept-encoding"}
YEAR_S = 31_536_000


def policy(*, frames: bool = False, tile_origin: str = "") -> str:
    """The Content-Security-Policy. Styles alone may be inline: Streamlit makes them while running.

    ``tile_origin`` is the one other machine pictures may come from: that of a declared XYZ basemap.
    """
    return "; ".join([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        f"img-src 'self' data: blob: {tile_origin}".rstrip(),
        "font-src 'self' data:",
        "connect-src 'self'",
        f"frame-src {chr(39)}{'self' if frames else 'none'}{chr(39)}",
        "base-uri 'none'",
        "form-action 'self'",
        "object-src 'none'",
        "frame-ancestors 'self'",
    ])  # fmt: skip


class Shell:
    """Adds the headers, and rewrites Streamlit's index.html in the language of the request."""

    def __init__(self, app: ASGIApp, live: Live | None = None, default_lang: str = SOURCE_LANGUAGE) -> None:
        self.app, self.live, self.default_lang = app, live, default_lang

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything but HTTP through untouched."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        document = scope["method"] == "GET" and not scope["path"].startswith(NOT_DOCUMENTS)
        if document:  # it may be the shell: ask for all of it, plain
            scope = {**scope, "headers": [(k, v) for k, v in scope["headers"] if k not in DROPPED]}
        await self.app(scope, receive, _Answer(self, scope, send, document))

    def tile_origin(self) -> str:
        """Scheme and host of the county's XYZ basemap; empty for the county's own."""
        if self.live is None:
            return ""
        try:
            basemap = open_county(self.live.root).basemap
        except GisError:
            return ""
        parts = urlsplit(basemap.template)
        wanted = basemap.kind == "xyz" and parts.scheme in ("http", "https") and parts.netloc
        return f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}" if wanted else ""


class _Answer:
    """One answer on its way out. A page shell is held back until it is whole, all else streams."""

    def __init__(self, shell: Shell, scope: Scope, send: Send, document: bool) -> None:
        self.shell, self.scope, self.send, self.document = shell, scope, send, document
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = self._headers(message)
            if self.document and headers.get("content-type", "").startswith("text/html"):
                self.start = message
                return
        elif message["type"] == "http.response.body" and self.start is not None:
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish(self.start)
            return
        await self.send(message)

    def _headers(self, message: Message) -> MutableHeaders:
        headers, path = MutableHeaders(raw=message.setdefault("headers", [])), self.scope["path"]
        if "content-security-policy" not in headers:
            headers["content-security-policy"] = policy(
                frames=path.startswith(FRAMES), tile_origin=self.shell.tile_origin() if self.document else ""
            )
        headers["x-content-type-options"] = "nosniff"
        headers["referrer-policy"] = "same-origin"
        if path.startswith(COMPONENT) and message["status"] == 200:
            headers["cache-control"] = FOREVER
        return headers

    async def _finish(self, start: Message) -> None:
        headers = MutableHeaders(raw=start["headers"])
        if is_shell(self.body):
            asked = dict(self.scope["headers"]).get(b"cookie", b"").decode("latin-1")
            lang, explicit = language(self.scope["query_string"], asked, self.shell.default_lang)
            self.body = rewrite(self.body, lang)
            for name in ("etag", "last-modified", "accept-ranges"):
                del headers[name]
            headers["cache-control"] = "no-cache"
            if explicit:
                headers.append("set-cookie", f"{LANG_COOKIE}={lang}; Path=/; Max-Age={YEAR_S}; SameSite=Lax")
        headers["content-length"] = str(len(self.body))
        await self.send(start)
        await self.send({"type": "http.response.body", "body": self.body})


def middleware(live: Live | None = None, default_lang: str = SOURCE_LANGUAGE) -> list[Middleware]:
    """What ``st.App(middleware=…)`` takes."""
    return [Middleware(Shell, live=live, default_lang=default_lang)]
