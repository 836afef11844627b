"""The shared filters: one row of small buttons, each says what it holds; and the sentence that says what is counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import streamlit as st

from gis.filters import Filters
from gis.live import Loaded
from gis.views.describe import SET_WORDS, period_words
from gis.views.names import LONGEST, Names, clipped
from gis.words import N_
from ui import cache, state
from ui.text import e, md, t

LAST_DAYS = (7, 30, 90, 365)
SHORT = 16
"""Characters of a choice on its button."""
WORDS = {
    "types": N_("问题"), "states": N_("状态"), "sources": N_("来源"), "units": N_("责任单位"),
    "zone_kinds": N_("区域类别"), "zones": N_("区域"), "grids": N_("网格"),
}  # fmt: skip


def filter_bar(
    loaded: Loaded,
    question: Filters,
    names: Names,
    sentence: str,
    *,
    first: Filters = state.FIRST,
    sets: bool = True,
    dates: bool = True,
    beside: Callable[[], None] = lambda: None,
    under: Callable[[], None] = lambda: None,
) -> None:
    """Draw the bar; a change puts the new question into the address and the page runs again.

    ``beside`` draws what stands at the end of the first row, ``under`` at the end of the second; ``first`` is
    what clearing gives back; without ``sets`` what is shown cannot be chosen, without
    ``dates`` the period cannot: the page has another control for it. Both rows keep their height whatever is
    chosen (web/static/app.css): the map below must not move under the pointer.
    """
    with st.container(key="cg-asking", horizontal=True, vertical_alignment="center"):
        with st.container(key="cg-filters", horizontal=True, vertical_alignment="center", gap="small"):
            if dates:
                _period(loaded, question)
            for name, options in _options(loaded, names).items():
                if options:
                    _many(question, name, options, names)
            if question != first:
                st.button(
                    t("清除筛选"),
                    key="filters.clear",
                    type="tertiary",
                    on_click=state.ask,
                    args=(first,),
                )
        with st.container(key="cg-search", horizontal=True, vertical_alignment="center", width=300):
            beside()
    with st.container(key="cg-sentence", horizontal=True, vertical_alignment="center"):
        if sets:
            _sets(question)
        st.html(f'<span class="cg-sentence">{e(sentence)}</span>')
        under()


def _options(loaded: Loaded, names: Names) -> dict[str, Mapping[str, str]]:
    """What can be asked for: what occurs in the data, in the order of its words."""
    frame = loaded.frame
    zone_kinds = sorted(set(frame.zones.values()))
    groups: dict[str, tuple[list[str], dict[str, str]]] = {
        "types": (list(frame.types), names.types),
        "states": (list(frame.states), names.states),
        "sources": (list(frame.sources), names.sources),
        "units": (list(frame.units), names.units),
        "zone_kinds": (zone_kinds, names.zone_kinds),
        "zones": (sorted(frame.zones), names.zones),
        "grids": (sorted(names.grids), names.grids),
    }
    return {
        name: dict(sorted(((i, words.get(i, i)) for i in ids), key=lambda p: p[1]))
        for name, (ids, words) in groups.items()
    }


def _period(loaded: Loaded, question: Filters) -> None:
    label = f"{t('时间')} **{md(period_words(question, state.lang()))}**"
    with st.popover(label, key="filters.period"):
        for days in LAST_DAYS:
            st.button(
                t("近 {n} 天", n=days), key=f"filters.days.{days}", width="stretch",
                type="primary" if question.days == days else "secondary",
                on_click=state.ask, args=(question.but(days=days, start=None, end=None),),
            )  # fmt: skip
        st.button(
            t("全部时间"), key="filters.days.all", width="stretch",
            on_click=state.ask, args=(question.but(days=None, start=None, end=None),),
        )  # fmt: skip
        today = cache_day(loaded)
        given = (question.start or today, question.end or today) if question.start else ()
        state.set_widget("filters.dates", given)
        st.date_input(
            t("起止日期"), key="filters.dates", max_value=today, format="YYYY-MM-DD",
            on_change=_dates, args=(question,),
        )  # fmt: skip


def cache_day(loaded: Loaded) -> date:
    """Today in the county."""
    return cache.as_of().astimezone(loaded.county.tz).date()


def _dates(question: Filters) -> None:
    chosen: tuple[date, ...] = tuple(state.widget("filters.dates") or ())
    if len(chosen) == 2:
        state.ask(question.but(days=None, start=chosen[0], end=chosen[1]))


def _many(question: Filters, name: str, options: Mapping[str, str], names: Names) -> None:
    chosen: tuple[str, ...] = getattr(question, name)
    held = _held(question, name, names)
    key = f"filters.{name}"
    with st.popover(f"{t(WORDS[name])} **{md(held)}**", key=f"{key}.open"):
        if name == "zone_kinds":
            _weak_link(question)
        everything = dict(options) | {i: i for i in chosen if i not in options}
        state.set_widget(key, list(chosen))
        st.multiselect(
            t(WORDS[name]), list(everything), key=key, format_func=lambda i: clipped(everything.get(i, i), 2 * LONGEST),
            placeholder=t("请选择"), on_change=_chosen, args=(question, name), select_all=False,
        )  # fmt: skip


def _held(question: Filters, name: str, names: Names) -> str:
    """What a button says of its choice, in a few characters; the sentence under the bar names everything."""
    chosen: tuple[str, ...] = getattr(question, name)
    if not chosen:
        return t("全部")
    if len(chosen) > 1:
        return t("{n} 项", n=len(chosen))
    return clipped(names.many(name, chosen, most=1), SHORT)


def _weak_link(question: Filters) -> None:
    kinds = cache.loaded().vocabulary.weak_links()
    st.button(
        t("薄弱环节"), key="filters.weak_link", help=t("城中村、城乡结合部、背街小巷"),
        on_click=state.ask, args=(question.but(zone_kinds=tuple(kinds)),),
    )  # fmt: skip


def _chosen(question: Filters, name: str) -> None:
    picked: list[Any] = state.widget(f"filters.{name}", [])
    state.ask(question.but(**{name: tuple(picked)}))


def _sets(question: Filters) -> None:
    state.set_widget("filters.set", question.set)
    st.segmented_control(
        t("显示哪些案卷"), list(SET_WORDS), key="filters.set", format_func=lambda s: t(SET_WORDS[s]), required=True,
        label_visibility="collapsed", on_change=lambda: state.ask(question.but(set=state.widget("filters.set") or "open")),
    )  # fmt: skip
