"""The map with its search box and its choice of colour; what is clicked goes into the address."""

from __future__ import annotations

from collections import Counter
from typing import Any

import streamlit as st

from gis.filters import Filters
from gis.live import Loaded
from gis.render.specs import to_spec
from gis.settings import load
from gis.views.names import LONGEST, clipped
from gis.views.overview import Overview, measure_list
from gis.views.overview_map import map_model
from gis.views.search import MOST, Hit, search
from gis.words import N_
from ui import state
from ui.map import show_map
from ui.text import e, md, t

HEIGHT = "max(420px, calc(100vh - 320px))"
KINDS = {"grid": N_("网格"), "unit": N_("责任单位"), "zone": N_("区域"), "case": N_("案卷")}


def split() -> tuple[Any, Any]:
    """Map and panel: seven parts to three; one above the other on a phone."""
    with st.container(key="cg-stage"):
        left, right = st.columns([7, 3], gap="small")
    return left, right


def overview_map(loaded: Loaded, view: Overview) -> None:
    """Draw the map; a click on a grid or a mark chooses it."""
    first_steps(loaded)
    chosen = {"selected": state.value("grid"), "case": state.value("case")}
    model = map_model(loaded, view, **chosen, basemap_key=load().basemap_key)
    spec = to_spec(model, height=HEIGHT, view_seq=state.count("map.view"))
    clicked = show_map(spec, key="overview.map")
    if clicked is not None and clicked.kind != "hot" and state.value(clicked.kind) != clicked.id:
        state.choose(**{"grid": None, "case": None, clicked.kind: clicked.id})
        st.rerun()


def first_steps(loaded: Loaded) -> None:
    """What a county without grids or without cases needs first; nothing for any other."""
    grids, cases = len(loaded.registers.grids), len(loaded.frame)
    if grids and cases:
        return
    if cases:
        title, step = t("还没有网格"), t("请系统管理员把网格面存为数据文件夹里的 grids.geojson。")
    elif grids:
        title, step = t("还没有案卷"), t("请系统管理员用 python -m gis import 导入案卷文件。")
    else:
        title = t("还没有网格和案卷")
        step = t(
            "请系统管理员先把网格面存为数据文件夹里的 grids.geojson，再用 python -m gis import 导入案卷文件。"
        )
    st.html(f'<div class="cg-hint"><b>{e(title)}</b> {e(step)}</div>')


def measures(view: Overview) -> None:
    """What the grids are coloured by."""
    choices = {m.key: m for m in measure_list()}
    state.set_widget("map.measure", view.measure.key)
    st.selectbox(
        t("网格着色指标"), list(choices), key="map.measure", label_visibility="collapsed", width=230,
        format_func=lambda k: t("{name}（{unit}）", name=t(choices[k].name), unit=t(choices[k].unit)),
        on_change=lambda: state.choose(measure=state.widget("map.measure")),
    )  # fmt: skip


def search_box(loaded: Loaded, view: Overview) -> None:
    """One box for a case number, an address, a grid, a unit, a zone."""
    words = st.text_input(
        t("查找"),
        key="map.search",
        placeholder=t("案卷号、地址、网格、单位"),
        label_visibility="collapsed",
    )
    if not words:
        return
    hits = search(loaded, words, view.names)
    full = MOST in Counter(hit.kind for hit in hits).values()
    with st.popover((t("查到 {n} 项以上") if full else t("查到 {n} 项")).format(n=len(hits)), key="map.hits"):
        if not hits:
            st.caption(t("没有找到“{words}”。", words=md(words[:40])))
        for hit in hits:
            note = f"　{md(clipped(hit.note, 2 * LONGEST))}" if hit.note else ""
            words = f"{t(KINDS[hit.kind])}　**{md(clipped(hit.title, 2 * LONGEST))}**{note}"
            st.button(
                words, key=f"hit.{hit.kind}.{hit.id}", type="tertiary",
                on_click=_go, args=(hit, view.filters),
            )  # fmt: skip


def _go(hit: Hit, question: Filters) -> None:
    """What a hit does: a grid or case is chosen, a unit or zone filters; the map goes to what has a place."""
    state.set_widget("map.search", "")
    if hit.kind != "unit":
        state.count("map.view", 1)
        state.choose(grid=None, case=None)  # the map would go to these
    if hit.kind in ("grid", "case"):
        state.choose(**{hit.kind: hit.id})
    else:
        state.ask(question.but(**{f"{hit.kind}s": (hit.id,)}))
