"""Tiles over HTTP: cases, basemap, zones. Every picture is drawn by ``gis.tiles``."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from gis.style import THEMES
from gis.tiles.basemap import basemap_tile, read_basemap
from gis.tiles.cases import case_tile, check_tile
from gis.tiles.look import DRAW, TileStyle, symbols_of, tile_style
from gis.tiles.zones import ZoneStyle, zone_style, zone_tile, zones_of
from web.service import ASK_AGAIN, FOREVER, NEVER, Question, Service, choice, hashed, numbers, tagged

PNG = "image/png"
SCALES = ("1", "2")
DRAWING = 1
"""Raise it when tiles begin to look different: it is part of every ETag."""


def cases(service: Service, request: Request) -> Response:
    """/tiles/cases/{version}/{z}/{x}/{y}.png?filters&as_of&theme&scale&draw: X-Case-Count, X-Fingerprint."""
    z, x, y, scale = _place(request)
    theme, draw = choice(request, "theme", tuple(THEMES)), choice(request, "draw", DRAW)
    question = service.ask(request)
    selection = service.selection(question)
    style = _case_style(service, question, theme, draw)
    key = (selection.fingerprint, style.key, z, x, y, scale)

    def make() -> Response:
        tile = service.tiles.get(key, lambda: case_tile(selection, z, x, y, style=style, scale=scale))
        return Response(tile.png, media_type=PNG, headers={"x-case-count": str(tile.count)})

    tag = "-".join(map(str, (*key, DRAWING)))
    answer = tagged(request, tag, question.cache, make)
    answer.headers["x-fingerprint"] = selection.fingerprint
    answer.headers["x-data-version"] = question.loaded.version
    return answer


def basemap(service: Service, request: Request) -> Response:
    """/tiles/basemap/{version}/{z}/{x}/{y}.png?theme&scale: the county's own ground."""
    z, x, y, scale = _place(request)
    theme = choice(request, "theme", tuple(THEMES))
    loaded = service.live.now()
    key = ("basemap", loaded.version, theme, z, x, y, scale)

    def draw() -> bytes:
        layers = service.ground(loaded).get("basemap", lambda: read_basemap(loaded.county.root / "basemap"))
        return basemap_tile(layers, z, x, y, theme=theme, scale=scale)

    tag = "-".join(map(str, (*key, DRAWING)))
    cache = _cache(request, loaded.version)
    return tagged(request, tag, cache, lambda: Response(service.tiles.get(key, draw), media_type=PNG))


def zones(service: Service, request: Request) -> Response:
    """/tiles/zones/{version}/{z}/{x}/{y}.png?kind=…&theme&scale: hatching of these kinds, else of all."""
    z, x, y, scale = _place(request)
    theme = choice(request, "theme", tuple(THEMES))
    loaded = service.live.now()
    day, ground = service.today(loaded), service.ground(loaded)
    style: ZoneStyle = ground.get(("zone style", theme), lambda: zone_style(loaded.vocabulary, theme))
    asked = request.query_params.getlist("kind")
    shown = frozenset(asked) & frozenset(loaded.registers.zones["kind"]) if asked else None
    key = ("zones", loaded.version, day, theme, shown, z, x, y, scale)

    def draw() -> bytes:
        shapes = ground.get(("zones", day), lambda: zones_of(loaded.registers, day))
        return zone_tile(shapes, z, x, y, style=replace(style, shown=shown), scale=scale)

    kinds = ".".join(sorted(shown)) if shown is not None else "all"
    cache = _cache(request, loaded.version, lasting=ASK_AGAIN)  # what is valid may change with the day
    tag = hashed(repr((loaded.version, day, theme, kinds, z, x, y, scale, DRAWING)))
    return tagged(request, tag, cache, lambda: Response(service.tiles.get(key, draw), media_type=PNG))


def _place(request: Request) -> tuple[int, int, int, int]:
    z, x, y = numbers(request, "z", "x", "y")
    scale = int(choice(request, "scale", SCALES))
    check_tile(z, x, y, scale)
    return z, x, y, scale


def _case_style(service: Service, question: Question, theme: str, draw: str) -> TileStyle:
    words = question.loaded.vocabulary
    key = ("case style", words.version, theme, draw)
    return service.ground(question.loaded).get(
        key, lambda: tile_style(theme, symbols_of(words, theme), draw=draw)
    )


def _cache(request: Request, version: str, lasting: str = FOREVER) -> str:
    return lasting if request.path_params["version"] == version else NEVER
