"""The store of one process: opened once, shared read-only by every page and route, exchanged when the data change.

The only state a process holds. Making the cases anew is never done under a waiting reader: a running process
starts ``python -m gis refresh`` beside itself and keeps answering from what it has until that is done.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from gis import vocabulary
from gis.cases import parts as listing
from gis.cases.build import current_parts, refresh
from gis.cases.frame import Frame
from gis.cases.framing import open_frame
from gis.cases.parts import Parts
from gis.county import County, open_county
from gis.ledger.store import Store, open_store
from gis.rebounds.links import Links
from gis.rebounds.store import ensure, find
from gis.registers import Registers
from gis.registers import load as load_registers
from gis.select import Memo
from gis.settings import ROOT
from gis.vocabulary import Vocabulary
from gis.work import Work

LOOK_EVERY_S = 2.0


@dataclass(frozen=True)
class Loaded:
    """Everything an answer is made from, of one data version."""

    county: County
    registers: Registers
    vocabulary: Vocabulary
    store: Store
    parts: Parts
    frame: Frame
    links: Callable[[int], Links]
    """What came back to what, by radius in metres; made where needed, then mapped from its files."""

    @property
    def version(self) -> str:
        """Data version, as URLs carry it."""
        return self.frame.version


def load(root: Path, today: date, work: Work | None = None) -> Loaded:
    """Open a data folder, making its cases first where needed. Links are made by ``work``, else in this process.
    Errors: those of open_county and refresh.
    """
    county = open_county(root)
    registers, words = load_registers(county), vocabulary.load(county.root)
    parts = refresh(county, today=today)
    store = open_store(county, registers.ranks)
    frame = open_frame(parts, registers, words)
    groups, memo = words.group_of(), Memo()

    def make(radius: int) -> Links:
        held = find(parts, radius, groups)
        if held is None and work is not None:
            work.ask(make_links, root, today, parts.version, radius)
            held = find(parts, radius, groups)
        return held or ensure(frame, parts, registers.metric, groups, radius)

    def links(radius: int) -> Links:
        return memo.get(radius, lambda: make(radius))

    frame = replace(frame, gaps=lambda radius: links(radius).gap_s)
    return Loaded(county, registers, words, store, parts, frame, links)


@lru_cache(maxsize=1)
def opened(root: Path, today: date, version: str) -> Loaded:
    """The store as a worker keeps it: opened anew when it is asked for another version."""
    return load(root, today)


def make_links(root: Path, today: date, version: str, radius: int) -> None:
    """In a worker: the links of this radius, on disk."""
    opened(root, today, version).links(radius)


class Live:
    """The loaded store and when to look again. ``clock`` gives aware UTC; ``work`` does what is heavy."""

    get_ready: Callable[[Path, date, str], object] | None = None
    """What a worker does with each new store before it is asked anything."""

    def __init__(self, root: Path, clock: Callable[[], datetime], work: Work | None = None) -> None:
        self.root, self.clock, self.work = Path(root), clock, work
        self._lock = threading.Lock()
        self._loaded: Loaded | None = None
        self._mark: object = None
        self._asked: object = None
        self._looked = 0.0
        self._helper: subprocess.Popen[bytes] | None = None

    @property
    def ready(self) -> Loaded | None:
        """What is loaded now, without looking at the disk: for a health check."""
        return self._loaded

    def present(self) -> datetime:
        """The moment looked from, to the minute (aware UTC)."""
        loaded = self._loaded
        county = loaded.county if loaded else open_county(self.root)
        return county.present(self.clock())

    def now(self) -> Loaded:
        """The newest loaded store. The first call loads; later ones look at the disk every two seconds."""
        loaded = self._loaded
        if loaded is not None and time.monotonic() - self._looked < LOOK_EVERY_S:
            return loaded
        with self._lock:
            if self._loaded is None:
                self._mark = self._signature()
                self._loaded = self._first()
            elif time.monotonic() - self._looked >= LOOK_EVERY_S:
                self._look(self._loaded)
            self._looked = time.monotonic()
            return self._loaded

    def reload(self) -> Loaded:
        """Load again at once: after a change made by this process."""
        with self._lock:
            self._mark = self._signature()
            self._loaded = self._load(self._today(open_county(self.root)))
            self._looked = time.monotonic()
            return self._loaded

    def _look(self, loaded: Loaded) -> None:
        """Exchange the store when its cases are in step; have them brought in step once for each change seen."""
        mark = self._signature()
        if mark == self._mark or (self._helper is not None and self._helper.poll() is None):
            return
        parts = listing.load(loaded.parts.folder)
        store = open_store(loaded.county, loaded.store.ranks)
        if mark == self._asked or (parts is not None and parts.store_version == store.version):
            fresh = self._in_step(loaded)
            if fresh is not None or mark == self._asked:
                self._loaded, self._mark = fresh or loaded, mark
                return
        self._asked = mark
        self._helper = self._refresh()

    def _first(self) -> Loaded:
        """What is loaded first. Where its cases are still to be made, that is done beside this process."""
        county = open_county(self.root)
        today = self._today(county)
        if self.work is not None and current_parts(county, today=today) is None:
            self._refresh().wait()
        return self._load(today)

    def _load(self, today: date) -> Loaded:
        loaded = load(self.root, today, self.work)
        if self.work is not None and self.get_ready is not None:
            self.work.begin(self.get_ready, self.root, today, loaded.version)
        return loaded

    def _refresh(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "gis", "refresh", "--data", str(self.root.resolve())],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )

    def _in_step(self, loaded: Loaded) -> Loaded | None:
        """The store opened anew if its cases need no making; None otherwise."""
        county = open_county(self.root)
        parts = current_parts(county, today=self._today(county))
        return None if parts is None else self._load(self._today(loaded.county))

    def _today(self, county: County) -> date:
        return county.present(self.clock()).astimezone(county.tz).date()

    def _signature(self) -> object:
        """Cheap sign of change: times of the folders and small files that say what the data are."""
        county = open_county(self.root)
        watched = [
            county.points / "batches", county.points / "cache" / "cases" / "parts.json", self.root / "county.toml",
            self.root / "grids.geojson", self.root / "vocabulary.toml", county.registers,
            *(county.registers.glob("*") if county.registers.is_dir() else ()),
        ]  # fmt: skip
        return self._today(county), tuple((p.name, p.stat().st_mtime_ns) for p in watched if p.exists())
