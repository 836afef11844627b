"""The list beside the map: each place with why it is there, how it went, who leads; a click looks at it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from gis.filters import Filters
from gis.hotspots.exposure import AREA_KM2
from gis.hotspots.sentences import NAMES
from gis.hotspots.terms import BARE_GROUND, BASES
from gis.hotspots.units import CELL, GRID
from gis.views.hot_places import Spot
from gis.views.hotspot_map import headline
from gis.views.hotspot_words import UNITS
from gis.views.hotspots import Hotspots
from gis.words import N_
from ui import state
from ui.cards import Card, line, spark
from ui.hot_map import choose, let_go, looked_at
from ui.rows import newly_picked
from ui.said import said
from ui.text import chance, e, number, t

TOP = 5
FIGURES = {
    CELL: N_("件数、预期按最突出的方格连同周围 8 格（300 米见方）计；勾选一行，地图移到那里，各页同步筛选。"),
    GRID: N_("件数、预期按网格连同相邻网格计；勾选一行，地图移到那里，各页同步筛选。"),
}
"""What the figures of the table are of."""


def kpi_line(view: Hotspots) -> None:
    """How many places, of how many tested, over which days."""
    m, first = view.method, next((s for s in view.spots if s.number), None)
    days = t("{a} 至 {b}，{n} 个整周", a=view.first, b=view.last, n=m.weeks)
    unit = t(UNITS[view.kind])
    tested = t("检验 {n} 个{unit}，其中 {k} 个显著偏多", n=number(m.tested), unit=unit, k=number(view.hot))
    fewer = t("{k} 个{unit}显著偏少", k=number(view.cold), unit=unit) if m.tested else ""
    hot, cold = (number(n) if m.tested else t("暂无") for n in (view.hot_places, view.cold_places))
    place = t("处") if m.tested else ""
    line([
        Card(t("显著热点"), hot, place, tested, red=view.hot_places > 0),
        Card(t("显著冷点"), cold, place, fewer),
        _foremost(first),
        Card(t("期内案卷"), number(m.cases), t("件"), days),
    ])  # fmt: skip


def _foremost(spot: Spot | None) -> Card:
    """The first place by what the places are ordered by."""
    title = t("超出预期最多")
    if not spot or not spot.near_expected:
        return Card(title, t("暂无"), "", t("没有显著热点"))
    more, ratio = spot.near_count - spot.near_expected, f"{spot.near_count / spot.near_expected:.1f}"
    return Card(title, number(more), t("件"), t("{name}，为预期的 {ratio} 倍", name=spot.name, ratio=ratio))


def beside(view: Hotspots, question: Filters) -> None:
    """The first places as cards; all are in the table below."""
    hot = [s for s in view.spots if s.number]
    if question.place or question.grids or question.zones:
        st.button(t("回到全县"), key="hot.all", type="tertiary", on_click=let_go, args=(question,))
    if not hot:
        with st.container(key="cg-hot-none", border=True):
            said(*_calm(view))
        return
    with st.container(key="cg-places"):
        for spot in hot[:TOP]:
            _card(view, spot, question)
        if view.hot_places > TOP:
            st.html(f'<p class="cg-more">{e(t("其余 {n} 处见下方热点清单", n=view.hot_places - TOP))}</p>')


def _calm(view: Hotspots) -> tuple[str, str]:
    """Nothing significant is one thing, nothing to test another."""
    if not view.method.tested:
        few = t("每个方格连同相邻的预期不足 1 件：请改看“网格”，或把统计时段放长")
        none = t("案卷太少，或没有网格，这段时间无从判断冷热")
        return t("没有可检验的地方"), few if view.method.few and view.kind == CELL else none
    basis = t(BASES[view.method.basis])
    checked = t(
        "检验了 {n} 个{unit}，没有一处的案卷显著多于按{basis}分摊的预期",
        n=number(view.method.tested), unit=t(UNITS[view.kind]), basis=basis,
    )  # fmt: skip
    return t("没有显著高于预期的地方"), checked


def _card(view: Hotspots, spot: Spot, question: Filters) -> None:
    with st.container(key=f"cg-spot-{spot.number}", border=True):
        facts = [
            t("{n} 周合计显著偏多；分段看，{why}", n=view.method.weeks, why=spot.why) if spot.why else "",
            spot.effort,
            t("牵头单位：{unit}", unit=spot.lead_unit) if spot.lead_unit else "",
        ]
        facts += [_looked(spot)]
        st.html(
            f'<div class="cg-spot">{spark(spot.series, red=True)}<h3><b class="cg-number">{spot.number}</b>'
            f"{e(headline(view, spot, state.lang()))}</h3>{''.join(f'<p>{e(f)}</p>' for f in facts if f)}</div>"
        )
        here = looked_at(question) == spot.id
        st.button(
            t("正在看") if here else t("看这里（各页同步）"), key=f"hot.go.{spot.number}", type="tertiary", disabled=here,
            on_click=choose, args=(view, spot, question),
        )  # fmt: skip


def bare_ground(view: Hotspots) -> None:
    """What to think of a map that has land alone to expect by, and what to do about it."""
    if view.method.basis == AREA_KM2 and view.method.tested:
        st.html(f'<div class="cg-hint">{e(t(BARE_GROUND))}</div>')


def _looked(spot: Spot) -> str:
    """When somebody last went there, as far as registers and lists tell."""
    told = {t("最近巡查：{day}"): spot.patrolled, t("最近检查交办：{day}"): spot.inspected}
    return " · ".join(words.format(day=day) for words, day in told.items() if day)


def table(view: Hotspots, question: Filters) -> None:
    """Every place, hot and cold; a ticked row is looked at."""
    if not view.spots:
        said(t("没有显著的热点或冷点"), view.refusal)
        return
    drawn = (
        t("只列出 {n} 处。", n=len(view.spots))
        if len(view.spots) < view.hot_places + view.cold_places
        else ""
    )
    title = t("热点 {n} 处，冷点 {k} 处，按与预期相差的件数排列", n=view.hot_places, k=view.cold_places)
    said(title, t(FIGURES[view.kind]), drawn, view.refusal)
    rows = pd.DataFrame([
        {
            t("序号"): s.number or None, t("地点"): s.name,
            t("件数"): s.near_count, t("预期（件）"): round(s.near_expected, 1),
            t("倍数"): round(s.near_count / s.near_expected, 2) if s.near_expected else None,
            t("走势"): t(NAMES[s.klass]) if s.klass else t("暂无"), t("分段看"): s.why,
            t("牵头单位"): s.lead_unit or "—", t("校正后 p 值"): chance(s.q), "z": round(s.z, 2),
            t("最近巡查"): str(s.patrolled or "—"), t("最近检查交办"): str(s.inspected or "—"),
        }
        for s in view.spots
    ])  # fmt: skip
    row = newly_picked(rows, key=f"hot.table.{view.fingerprint}.{view.kind}.{view.method.weeks}", most=560)
    if row is not None and looked_at(question) != view.spots[row].id:
        choose(view, view.spots[row], question)
        st.rerun()
