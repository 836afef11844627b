"""What one process holds, made on first use: the loaded store and the selections of late. The app's one clock."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from gis.live import Live
from gis.select import Selections
from gis.settings import load, now_override
from gis.work import Work


def clock() -> datetime:
    """Now, aware UTC: the edges (command line, pages, routes) ask here and hand it down as ``as_of``."""
    return now_override() or datetime.now(UTC)


@cache
def live() -> Live:
    """The store of this process, at the data folder of the settings."""
    return Live(load().data, clock, work())


@cache
def work() -> Work:
    """The processes that answer heavy questions for this one."""
    return Work(load().workers)


@cache
def selections() -> Selections:
    """The selections of this process, shared by pages, tiles and routes."""
    return Selections(maxsize=24)
