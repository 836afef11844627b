"""Our own static files at /assets/<hash>/…: the hash is of the whole folder, so caches never go stale."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

STATIC = Path(__file__).with_name("static")
PREFIX = "/assets"
FOREVER = "public, max-age=31536000, immutable"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".html": "text/html; charset=utf-8",
}
"""What is served, and as what: a suffix that is not here is not found (licences and sums stay at home)."""


@cache
def files() -> dict[str, Path]:
    """Every served file by its path below ``web/static``, as it was at the first call."""
    return {
        p.relative_to(STATIC).as_posix(): p
        for p in sorted(STATIC.rglob("*"))
        if p.suffix in TYPES and p.is_file()
    }


@cache
def tree_hash() -> str:
    """Hash of names and contents of all served files; twelve hex digits."""
    digest = blake2b(digest_size=6)
    for name, path in files().items():
        digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def asset(name: str) -> str:
    """The address of a file of ``web/static``. Errors: KeyError for a name that is not there."""
    files()[name]
    return f"{PREFIX}/{tree_hash()}/{name}"


async def serve(request: Request) -> Response:
    """A file by its name; kept for ever under the present hash, never kept under an older one."""
    path = files().get(request.path_params["path"])
    if path is None:
        return PlainTextResponse("404", status_code=404)
    fresh = request.path_params["version"] == tree_hash()
    return FileResponse(
        path, media_type=TYPES[path.suffix], headers={"cache-control": FOREVER if fresh else "no-store"}
    )


ASSETS = Route(f"{PREFIX}/{{version}}/{{path:path}}", serve, methods=["GET", "HEAD"], name="assets")
