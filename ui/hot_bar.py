"""What is tested for hot spots: of which units, over how many weeks, up to which one."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from gis.filters import Filters
from gis.hotspots.units import CELL, GRID
from gis.views.hotspots import WEEKS, Hotspots
from gis.words import N_
from ui import state
from ui.text import t

FIRST = Filters(days=180)
KINDS = {CELL: N_("百米方格"), GRID: N_("网格")}
USUAL = 26
BACK = 26
"""Weeks the slider goes back."""


def kind() -> str:
    """The units of the address; squares where it says nothing usable."""
    asked = state.value("unit")
    return asked if asked in KINDS else CELL


def weeks() -> int:
    """Length of the window in weeks."""
    asked = state.value("weeks")
    return int(asked) if asked.isdecimal() and int(asked) in WEEKS else USUAL


def window(question: Filters, view: Hotspots) -> Filters:
    """The same question over the days of the map, so that all parts of the page speak of one period."""
    return question.but(start=view.first, end=view.last, days=None)


def cleared(question: Filters) -> Filters:
    """What clearing gives back: the period of the other pages stays, only its end is this page's to choose."""
    return Filters(start=question.start, days=question.days)


def narrowed(question: Filters) -> str:
    """What a part says that lists but a part of the county; "" where it lists all of it."""
    f = question
    return t("只列所选区域、网格、位置之内的。") if f.grids or f.zones or f.zone_kinds or f.place else ""


def settings() -> None:
    """Units and length of the window."""
    state.set_widget("hot.unit", kind())
    st.segmented_control(
        t("分析单元"), list(KINDS), key="hot.unit", format_func=lambda k: t(KINDS[k]), required=True,
        label_visibility="collapsed", on_change=lambda: state.choose(unit=state.widget("hot.unit"), spot=None),
    )  # fmt: skip
    state.set_widget("hot.weeks", weeks())
    st.selectbox(
        t("统计时段"), WEEKS, key="hot.weeks", label_visibility="collapsed", width=150,
        format_func=lambda n: t("近 {n} 周", n=n),
        on_change=lambda: state.choose(weeks=str(state.widget("hot.weeks")), spot=None),
    )  # fmt: skip


def slider(question: Filters, view: Hotspots) -> None:
    """The last week of the window; the newest complete one where the question names no end."""
    newest = view.newest
    ends = [newest - timedelta(weeks=n) for n in range(BACK, -1, -1)]
    held = max((d for d in ends if question.end is not None and d <= question.end), default=newest)
    state.set_widget("hot.end", held)
    st.select_slider(
        t("统计截至哪一周"), ends, key="hot.end", format_func=lambda d: t("至 {day}", day=f"{d:%m-%d}"),
        on_change=lambda: state.ask(
            question.but(end=None if state.widget("hot.end") == newest else state.widget("hot.end"))
        ),
    )  # fmt: skip
