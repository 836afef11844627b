"""Answers kept between runs. Keys are small frozen values; tables stay in the process's loaded store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar, cast

import streamlit as st

from gis import process
from gis.filters import Filters
from gis.live import Loaded
from gis.views.health import Health, health, reasons_of
from gis.views.names import Names, names
from gis.views.overview import Overview, overview
from gis.views.question import Question
from gis.views.rebounds import Rebounds, answer
from gis.views.timeline import Timeline, timeline

T = TypeVar("T")


def loaded() -> Loaded:
    """The store as it stands now. Errors: those of gis.live.load."""
    return process.live().now()


def as_of() -> datetime:
    """The moment looked from, to the minute (aware UTC)."""
    return process.live().present()


def overview_of(question: Filters, *, lang: str, measure: str) -> Overview:
    """The overview's answer, worked out once for a data version, question, language and minute."""
    return _overview(question.to_query(), question, lang, measure, as_of(), loaded().version)


@st.cache_resource(max_entries=8, show_spinner=False)  # each holds a mask: one byte a case
def _overview(
    query: str, _question: Filters, lang: str, measure: str, moment: datetime, version: str
) -> Overview:
    return overview(loaded(), _question, as_of=moment, lang=lang, measure=measure, held=process.selections())


def names_now(lang: str) -> Names:
    """Names of everything, in a language, worked out once for a data version."""
    return _names(lang, loaded().version)


@st.cache_resource(max_entries=4, show_spinner=False)
def _names(lang: str, version: str) -> Names:
    return names(loaded(), lang)


def rebounds_of(question: Filters, *, lang: str) -> Rebounds:
    """The answer of 反弹, worked out beside this process, once for a data version, question, language and minute."""
    return _rebounds(question.to_query(), question, lang, as_of(), loaded().version)


@st.cache_resource(max_entries=8, show_spinner=False)
def _rebounds(query: str, _question: Filters, lang: str, moment: datetime, version: str) -> Rebounds:
    county = loaded().county
    today = moment.astimezone(county.tz).date()
    return process.work().ask(answer, county.root, today, version, _question, moment, lang)


def further(what: Callable[..., T], question: Filters, *more: object) -> T:
    """An answer of ``gis.views.rebound_more``, worked out beside this process and kept."""
    return cast(
        T, _further(what.__name__, what, question.to_query(), question, more, as_of(), loaded().version)
    )


@st.cache_resource(max_entries=24, show_spinner=False)
def _further(
    name: str, _what: Callable[..., object], query: str, _question: Filters, more: tuple[object, ...],
    moment: datetime, version: str,
) -> object:  # fmt: skip
    county = loaded().county
    asked = Question(county.root, moment.astimezone(county.tz).date(), version, _question, moment)
    return process.work().ask(_what, asked, *more)


def axis_of(question: Filters, *, lang: str, grid: str) -> Timeline:
    """The time axis of a question, of one grid where one is chosen."""
    asked = question.but(grids=(grid,)) if grid else question
    return _axis(asked.to_query(), asked, lang, as_of(), loaded().version)


@st.cache_resource(max_entries=8, show_spinner=False)
def _axis(query: str, _question: Filters, lang: str, moment: datetime, version: str) -> Timeline:
    return timeline(loaded(), _question, as_of=moment, lang=lang)


def reject_reasons() -> dict[str, int]:
    """Why rows were refused, read once for a data version. Errors: damaged-file."""
    return _reasons(loaded().version)


@st.cache_resource(max_entries=2, show_spinner=False)
def _reasons(version: str) -> dict[str, int]:
    return reasons_of(loaded())


def health_now() -> Health:
    """The data-health answer, worked out once for a data version and minute."""
    return _health(as_of(), loaded().version)


@st.cache_resource(max_entries=4, show_spinner=False)
def _health(moment: datetime, version: str) -> Health:
    return health(loaded(), as_of=moment)
