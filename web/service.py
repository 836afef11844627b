"""What the routes of one process share: the store, the selections, a few answers, two threads to work in."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from threading import Lock
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response

from gis.errors import GisError
from gis.filters import Filters
from gis.live import Live, Loaded
from gis.select import Memo, Selection, Selections

T = TypeVar("T")

WORKERS = 2
"""Threads that draw: more would only take the pages' turns."""
KEPT_TILES = 600
FOREVER, ASK_AGAIN, NEVER = "private, max-age=31536000, immutable", "private, no-cache", "no-store"
"""How long a browser may keep an answer: its address says all it depends on; it must ask whether it changed;
it is of another data version than was asked for."""


class Kept:
    """The latest answers by key; small, and gone with their key."""

    def __init__(self, maxsize: int) -> None:
        self.maxsize = maxsize
        self._lock = Lock()
        self._held: OrderedDict[object, object] = OrderedDict()

    def get(self, key: object, make: Callable[[], T]) -> T:
        """The answer of ``key``, made when it is not held."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]  # type: ignore[return-value]
        made = make()
        with self._lock:
            self._held[key] = made
            while len(self._held) > self.maxsize:
                self._held.popitem(last=False)
        return made


@dataclass(frozen=True)
class Question:
    """What a request asks, read and checked."""

    loaded: Loaded
    filters: Filters
    as_of: datetime
    pinned: bool
    """The address names the data version that is loaded and the moment: the answer can never change."""
    current: bool
    """The address names the data version that is loaded, or none."""

    @property
    def cache(self) -> str:
        """The Cache-Control of the answer."""
        return FOREVER if self.pinned else ASK_AGAIN if self.current else NEVER


class Service:
    """One belongs to a process. Everything but ``run`` is called in its threads, never in the event loop."""

    def __init__(self, live: Live, selections: Selections) -> None:
        self.live, self.selections = live, selections
        self.pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="draw")
        self.tiles = Kept(KEPT_TILES)
        self.looks = Memo()
        self._lock = Lock()
        self._version, self._ground = "", Memo()

    async def run(self, work: Callable[[], T]) -> T:
        """``work`` in one of the threads; the event loop goes on meanwhile."""
        return await asyncio.get_running_loop().run_in_executor(self.pool, work)

    def ask(self, request: Request) -> Question:
        """The question of a request. Errors: bad-value, bad-time, and those of opening the store."""
        pairs = request.query_params
        filters = Filters.from_pairs(pairs.multi_items())
        loaded = self.live.now()
        version = request.path_params.get("version", pairs.get("v"))
        current = version in (None, loaded.version)
        given = pairs.get("as_of")
        as_of = moment(given, loaded) if given else self.live.present()
        return Question(loaded, filters, as_of, bool(given) and version == loaded.version, current)

    def warm(self, request: Request) -> None:
        """Have the links of the request's radius made, beside this process; what is wrong shows in the answer."""
        with suppress(GisError):
            question = self.ask(request)
            question.loaded.links(question.filters.radius)

    def selection(self, question: Question) -> Selection:
        """The rows a question means, shared with the pages."""
        loaded = question.loaded
        return self.selections.get(loaded.frame, question.filters, as_of=question.as_of, tz=loaded.county.tz)

    def ground(self, loaded: Loaded) -> Memo:
        """What is worked out once a data version: basemap, zones, geometry."""
        with self._lock:
            if self._version != loaded.version:
                self._version, self._ground = loaded.version, Memo()
            return self._ground

    def today(self, loaded: Loaded) -> date:
        """The county's local day."""
        return self.live.present().astimezone(loaded.county.tz).date()


def moment(text: str, loaded: Loaded) -> datetime:
    """An ISO moment of an address; without an offset it is local time of the county. Errors: bad-time."""
    try:
        found = datetime.fromisoformat(text.strip().replace(" ", "+"))  # a + in an address is read as a space
        return found if found.tzinfo else found.replace(tzinfo=loaded.county.tz)
    except ValueError as bad:
        raise GisError("bad-time", value=text[:40]) from bad


def numbers(request: Request, *names: str) -> tuple[int, ...]:
    """Whole numbers of the path. Errors: bad-value."""
    found = []
    for name in names:
        text = str(request.path_params[name])
        if not (text.isascii() and text.isdigit() and len(text) <= 9):
            raise GisError("bad-value", name=name, value=text[:40], known="0, 1, 2 …")
        found.append(int(text))
    return tuple(found)


def choice(request: Request, name: str, known: tuple[str, ...]) -> str:
    """One of ``known``, the first where the address says nothing. Errors: bad-value."""
    value = request.query_params.get(name, known[0])
    if value not in known:
        raise GisError("bad-value", name=name, value=value[:40], known=", ".join(known))
    return value


def tagged(request: Request, tag: str, cache: str, make: Callable[[], Response]) -> Response:
    """The answer with its ETag and Cache-Control; 304 without making it when the browser has it."""
    etag = f'"{tag}"'
    held = {part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")}
    answer = Response(status_code=304) if etag in held and cache != NEVER else make()
    answer.headers["etag"], answer.headers["cache-control"] = etag, cache
    return answer


def hashed(content: str | bytes) -> str:
    """A short name that may stand in a header, whatever the content holds."""
    return blake2b(content.encode() if isinstance(content, str) else content, digest_size=8).hexdigest()
