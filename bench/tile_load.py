"""Tiles of a running app over HTTP, each of them new to it: p50 and p95, idle or while it has other work."""

from __future__ import annotations

import http.client
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.county import NOW
from gis.cases.frame import Frame
from gis.filters import Filters
from gis.live import load
from gis.select import select

ZOOMS = (12, 14, 15, 16, 18)
STAMP = NOW.strftime("%Y-%m-%dT%H:%M:00Z")


@dataclass(frozen=True)
class Ask:
    """One question and its tiles."""

    query: str
    tiles: tuple[tuple[int, int, int], ...]


def asks(root: Path, tiles: int, seed: int) -> tuple[str, list[Ask]]:
    """Data version, and tiles of cases at random: crowded ones as often as people look at them; none twice."""
    county_day = NOW.date()
    loaded = load(root, county_day)
    frame, rng, out = loaded.frame, np.random.default_rng(seed), []
    for question in (
        Filters(days=30),
        Filters(set="all"),
        Filters(types=frame.types[:2], grids=frame.grids[:40]),
    ):
        at = np.flatnonzero(select(frame, question, as_of=NOW, tz=loaded.county.tz).mask[: frame.located])
        out.append(Ask(question.to_query(), _tiles(frame, at, rng, tiles // 3)))
    return loaded.version, out


def _tiles(
    frame: Frame, at: np.ndarray, rng: np.random.Generator, tiles: int
) -> tuple[tuple[int, int, int], ...]:
    found: dict[tuple[int, int, int], None] = {}
    for i, row in enumerate(rng.choice(at, tiles * 4)):
        z = ZOOMS[i % len(ZOOMS)]
        found[z, int(frame.mx[row]) >> (32 - z), int(frame.my[row]) >> (32 - z)] = None
    return tuple(found)[:tiles]


def milliseconds(
    port: int, version: str, questions: list[Ask], stop: threading.Event | None = None
) -> np.ndarray:
    """One request after the other over one connection; the first of a question, whose map is up, is not counted."""
    line, out = http.client.HTTPConnection("127.0.0.1", port, timeout=60), []
    for ask in questions:
        for i, (z, x, y) in enumerate((ask.tiles[0], *ask.tiles[1:])):
            if stop is not None and stop.is_set():
                break
            began = time.perf_counter()
            line.request("GET", f"/tiles/cases/{version}/{z}/{x}/{y}.png?{ask.query}&as_of={STAMP}")
            answer = line.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"a tile was answered {answer.status}")
            if i:
                out.append(time.perf_counter() - began)
    line.close()
    return np.array(out) * 1e3


class Meanwhile(threading.Thread):
    """The same in a thread, while the caller makes the app work."""

    def __init__(self, port: int, version: str, questions: list[Ask]) -> None:
        super().__init__(daemon=True)
        self.work = (port, version, questions)
        self.stop = threading.Event()
        self.found = np.empty(0)

    def run(self) -> None:
        """Ask for all of them, or until ``stop`` is set."""
        self.found = milliseconds(*self.work, self.stop)
