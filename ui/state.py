"""The question of the session: filters, language, chosen grid and case. It lives in the address, so a link carries it.

The only reader and writer of ``st.session_state`` and ``st.query_params``.
"""

from __future__ import annotations

from typing import Any, Literal

import streamlit as st

from gis.errors import GisError
from gis.filters import MANY, Filters
from gis.settings import load
from gis.words import languages

FIRST = Filters(days=30)
"""What a bare address means."""
Own = Literal["measure", "grid", "case", "page", "span", "part", "event", "unit", "weeks", "spot"]
OWN = ("measure", "grid", "case", "page", "span", "part", "event", "unit", "weeks", "spot")
"""Values of the pages beside the filters; ``span``: days chosen on a time axis, ``part``: which table is shown,
``event``: the inspection or campaign looked at, ``unit``, ``weeks``, ``spot``: of what ground and how long the hot
spots are, and the one looked at."""
OURS = (*Filters.__dataclass_fields__, *OWN)
KEPT = "cleangrid.address"
"""The address of the last page: a change of page in the menu drops it, so it is put back."""


def lang() -> str:
    """Language of the session: the address, else the cookie, else the settings."""
    for asked in (st.query_params.get("lang"), st.context.cookies.get("cleangrid_lang")):
        if asked in languages():
            return str(asked)
    return load().lang


def filters(first: Filters = FIRST) -> tuple[Filters, GisError | None]:
    """The filters of the address, and what was wrong with it (then the first filters stand in)."""
    pairs = [(n, v) for n in Filters.__dataclass_fields__ for v in st.query_params.get_all(n)]
    try:
        return (Filters.from_pairs(pairs) if pairs else first), None
    except GisError as wrong:
        return first, wrong


def ask(question: Filters) -> None:
    """Put filters into the address; the next run answers them."""
    for name in Filters.__dataclass_fields__:
        values = [v for n, v in question.to_pairs() if n == name]
        if values:
            st.query_params[name] = values if name in MANY else values[0]
        elif name in st.query_params:
            del st.query_params[name]
    if not question.to_pairs():
        st.query_params["set"] = question.set  # an empty address means the first filters, not none
    st.session_state[KEPT] = address()


def value(name: Own) -> str:
    """One of the page's own values in the address; empty where absent."""
    return str(st.query_params.get(name, ""))


def choose(**values: str | None) -> None:
    """Set or (None) clear values of the address."""
    for name, chosen in values.items():
        if chosen:
            st.query_params[name] = chosen
        elif name in st.query_params:
            del st.query_params[name]
    st.session_state[KEPT] = address()  # what was let go of on purpose is not put back


def address() -> dict[str, Any]:
    """Everything of ours in the address, for links to other pages."""
    return {n: st.query_params.get_all(n) for n in (*OURS, "lang") if n in st.query_params}


def keep_address() -> None:
    """At the head of each run: put back what a change of page dropped, and remember what stands."""
    kept = st.session_state.get(KEPT)
    if kept and not any(n in st.query_params for n in (*OURS, "lang")):
        for name, chosen in kept.items():
            st.query_params[name] = chosen if len(chosen) > 1 else chosen[0]
    st.session_state[KEPT] = address()


def widget(key: str, default: Any = None) -> Any:
    """The value of a keyed widget, as callbacks see it."""
    return st.session_state.get(key, default)


def set_widget(key: str, chosen: Any) -> None:
    """Give a keyed widget its value before it is drawn."""
    st.session_state[key] = chosen


def count(key: str, step: int = 0) -> int:
    """A small counter of the session: numbers view commands so that the same one works twice."""
    st.session_state[key] = int(st.session_state.get(key, 0)) + step
    return int(st.session_state[key])
