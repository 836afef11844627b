"""Answers kept between runs. Keys are small frozen values; tables stay in the process's loaded store."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from gis import process
from gis.filters import Filters
from gis.live import Loaded
from gis.views.health import Health, health
from gis.views.overview import Overview, overview


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


def health_now() -> Health:
    """The data-health answer, worked out once for a data version and minute."""
    return _health(as_of(), loaded().version)


@st.cache_resource(max_entries=4, show_spinner=False)
def _health(moment: datetime, version: str) -> Health:
    return health(loaded(), as_of=moment)
