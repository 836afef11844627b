"""The chain of a chosen case as a strip: 发现–销号–反弹–销号–反弹; a click on a step opens that case."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from gis.filters import Filters
from gis.live import Loaded
from gis.rebounds.strip import Step
from gis.views.names import Names
from gis.views.rebound_more import chain_of
from gis.words import N_
from ui import cache, state
from ui.panels import chosen_case
from ui.text import e, number, t

KINDS = {"found": N_("发现"), "closed": N_("销号"), "rebound": N_("反弹"), "open": N_("尚未销号")}


def chosen(loaded: Loaded, question: Filters, words: Names) -> None:
    """The strip and the card of the case in the address, with a button that lets go of it."""
    case = state.value("case")
    if not case:
        return
    with st.container(key="cg-chosen"):
        st.button(
            t("关闭"), key="chosen.close", type="tertiary", on_click=state.choose, kwargs={"case": None}
        )
        if case.isdecimal() and len(case) <= 20:
            _strip(loaded, question, int(case))
        chosen_case(loaded, words, case)


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
