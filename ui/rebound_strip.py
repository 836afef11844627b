"""What was chosen on the map: a grid with its figures, or a case with its chain as a strip 发现–销号–反弹–销号–反弹."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from gis.filters import Filters
from gis.live import Loaded
from gis.rebounds.strip import Step
from gis.views.names import Names
from gis.views.rebound_map import figures, percent
from gis.views.rebound_more import chain_of
from gis.views.rebounds import Rebounds
from gis.views.timeline import Timeline
from gis.words import N_
from ui import cache, state
from ui.panels import chosen_case, facts_card
from ui.text import e, number, t

KINDS = {"found": N_("发现"), "closed": N_("销号"), "rebound": N_("反弹"), "open": N_("尚未销号")}


def chosen(loaded: Loaded, question: Filters, words: Names, grid: Callable[[], None] | None = None) -> None:
    """The strip and the card of the case in the address, else what ``grid`` draws of the grid in it; with a button
    that lets go of both."""
    case = state.value("case")
    if not case and (grid is None or not state.value("grid")):
        return
    with st.container(key="cg-chosen"):
        gone = {"case": None, "grid": None}
        st.button(t("关闭"), key="chosen.close", type="tertiary", on_click=state.choose, kwargs=gone)
        if not case and grid:
            grid()
        elif case.isdecimal() and len(case) <= 20:
            _strip(loaded, question, int(case))
        if case:
            chosen_case(loaded, words, case)


def grid_card(view: Rebounds, line: Timeline, question: Filters, words: Names) -> None:
    """The figures of the grid in the address, whose axis is ``line``; and the way to it alone."""
    code = state.value("grid")
    if code not in words.grids:
        facts_card(t("没有编码为“{code}”的网格。", code=code[:40]), "", [])
        return
    rows = view.tables["grid"].set_index("key")
    rate, interval, held = figures(rows.loc[code].to_dict() if code in rows.index else {}, state.lang())
    facts_card(words.grids[code], "", [
        (t("本期发现的反弹（件）"), number(line.rebound.sum())), (t("本期新增（件）"), number(line.new.sum())),
        (t("{n} 天内反弹率（反弹/满期销号）", n=view.rate.window_days), rate), (t("95% 区间"), interval),
        (t("30 天保持率"), held), (t("总体反弹率"), percent(view.rate.value, state.lang())),
    ])  # fmt: skip
    if question.grids != (code,):
        only = question.but(grids=(code,))
        st.button(t("只看这个网格"), key="chosen.only", on_click=state.ask, args=(only,))


def _strip(loaded: Loaded, question: Filters, ckey: int) -> None:
    chain = cache.further(chain_of, question, ckey)
    if not chain.steps:
        return
    back = sum(s.kind == "rebound" for s in chain.steps)
    title = t("这里已反弹 {n} 次", n=number(back)) if back else t("这件案卷没有反弹")
    tz = loaded.county.tz
    steps = "".join(
        f'<li class="cg-step-{s.kind}{" cg-step-here" if key == ckey else ""}"><b>{e(t(KINDS[s.kind]))}</b>'
        f"<time>{e(f'{datetime.fromtimestamp(s.at_s, UTC).astimezone(tz):%Y-%m-%d %H:%M}')}</time>{_gap(s)}</li>"
        for s, key in zip(chain.steps, chain.keys)
    )
    st.html(f'<section class="cg-card"><h3>{e(title)}</h3><ol class="cg-strip">{steps}</ol></section>')


def _gap(step: Step) -> str:
    if step.days is None:
        return ""
    words = t("隔 {n} 天", n=number(step.days, 1))
    if step.metres is not None:
        words += t("，相距 {n} 米", n=number(step.metres))
    return f"<small>{e(words)}</small>"
