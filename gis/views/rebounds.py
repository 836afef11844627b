"""反弹: what came back, how long closures held, and where they did not. One frozen model a question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis.filters import Filters
from gis.live import Loaded, opened
from gis.rebounds.closures import Closures, closures, coverage_of
from gis.rebounds.hold import Curve, Hold, curve, hold
from gis.rebounds.rates import Rate, by, rebound_rate
from gis.rebounds.repeats import has_closures
from gis.select import Kpis, fingerprint, kpis
from gis.views.describe import describe
from gis.views.heard import Heard, heard
from gis.views.names import names
from gis.views.timeline import Timeline, timeline

DIMENSIONS = ("grid", "unit", "type")


@dataclass(frozen=True, eq=False)
class Rebounds:
    """Everything the page says of closures of the period and of cases found in it; small, it crosses processes."""

    version: str
    fingerprint: str
    as_of: datetime
    filters: Filters
    """``set`` is rebound."""
    sentence: str
    kpis: Kpis
    rate: Rate
    hold: Hold
    curve: Curve | None
    tables: Mapping[str, pd.DataFrame]
    """By dimension: ``gis.rebounds.rates.COLUMNS`` and ``rebound``, the cases found in the period that came back."""
    closures: int
    """Closures measured."""
    left_out: Mapping[str, int]
    """Closures of the period that are not, by ``gis.rebounds.closures.REASONS``."""
    sources: tuple[str, ...]
    """Sources asked for that have cases; all that have where none is asked for."""
    without_closures: tuple[str, ...]
    """Sources none of whose cases has a closing date: of them only recurrence at a place can be told."""
    timeline: Timeline
    heard: Heard | None
    """Up to when the county was heard, where that is not up to now."""

    @property
    def unclosed(self) -> bool:
        """Whether no source asked for ever states when a case was closed: nothing can be said of rebounds."""
        return bool(self.sources) and set(self.sources) <= set(self.without_closures)


def rebounds(loaded: Loaded, filters: Filters, *, as_of: datetime, lang: str) -> Rebounds:
    """Answer the page's question. Rates are of closures of the period, counts of cases found in it.

    Errors: bad-time, and those of making links.
    """
    question, frame, tz = filters.but(set="rebound", states=()), loaded.frame, loaded.county.tz
    links = loaded.links(question.radius)
    closed = closures(frame, links, question, as_of=as_of, tz=tz, coverage=coverage_of(loaded.store.active))
    line, told = kpis(frame, question, as_of=as_of, tz=tz), _told(loaded)
    return Rebounds(
        version=frame.version, fingerprint=fingerprint(frame.version, question, as_of), as_of=as_of,
        filters=question, sentence=describe(question, names(loaded, lang), as_of=as_of, tz=tz), kpis=line,
        rate=rebound_rate(closed, question.window), hold=hold(closed), curve=curve(closed),
        tables={name: _table(loaded, closed, name, question.window) for name in DIMENSIONS},
        closures=len(closed), left_out=closed.left_out,
        sources=tuple(s for s in told if s in (question.sources or told)),
        without_closures=tuple(s for s in told if not has_closures(frame, s)),
        timeline=timeline(loaded, question, as_of=as_of, lang=lang),
        heard=heard(loaded, question, as_of=as_of, lang=lang),
    )  # fmt: skip


def answer(root: Path, today: date, version: str, filters: Filters, as_of: datetime, lang: str) -> Rebounds:
    """``rebounds`` in a worker, which opens the store by itself."""
    return rebounds(opened(root, today, version), filters, as_of=as_of, lang=lang)


def _table(loaded: Loaded, closed: Closures, dimension: str, window: int) -> pd.DataFrame:
    frame = loaded.frame
    column, known = {
        "grid": (frame.grid, frame.grids), "unit": (frame.unit, frame.units), "type": (frame.type_, frame.types),
    }[dimension]  # fmt: skip
    codes: npt.NDArray[np.int16] = np.asarray(column)[closed.rows]
    return by(closed, codes, known, window)


def _told(loaded: Loaded) -> list[str]:
    """Sources that have cases."""
    cases = np.bincount(np.asarray(loaded.frame.source), minlength=256)
    return [name for code, name in enumerate(loaded.frame.sources) if cases[code]]
