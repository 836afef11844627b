"""The list beside the map: each place with why it is there, how it went, who leads; a click looks at it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from gis.filters import Filters
from gis.hotspots.exposure import AREA_KM2
from gis.hotspots.sentences import NAMES
from gis.hotspots.terms import BARE_GROUND, BASES
from gis.hotspots.units import CELL
from gis.views.hot_places import Spot
from gis.views.hotspot_map import headline
from gis.views.hotspots import Hotspots
from ui import state
from ui.cards import Card, line, spark
from ui.hot_map import choose, let_go
from ui.rows import picked
from ui.said import said
from ui.text import e, number, t

TOP = 5


def kpi_line(view: Hotspots) -> None:
    """How many places, of how many tested, over which days."""
    m, first = view.method, next((s for s in view.spots if s.number), None)
    days = t("{a} 至 {b}，{n} 个整周", a=view.first, b=view.last, n=m.weeks)
    ratio = f"{first.near_count / first.near_expected:.1f}" if first and first.near_expected else t("暂无")
    tested = t("检验 {n} 个单元，其中 {k} 个显著偏多", n=number(m.tested), k=number(view.hot))
    hot, cold = (number(n) if m.tested else t("暂无") for n in (view.hot_places, view.cold_places))
    place = t("处") if m.tested else ""
    line([
        Card(t("显著热点"), hot, place, tested, red=view.hot_places > 0),
        Card(t("显著冷点"), cold, place, t("{k} 个单元显著偏少", k=number(view.cold))),
        Card(t("最突出"), ratio, t("倍") if first else "", first.name if first else t("没有显著热点")),
        Card(t("窗口内案卷"), number(m.cases), t("件"), days),
    ])  # fmt: skip


def beside(view: Hotspots, question: Filters) -> None:
    """The first places as cards; all are in the table below."""
    hot = [s for s in view.spots if s.number]
    if state.value("spot"):
        st.button(t("回到全县"), key="hot.all", type="tertiary", on_click=let_go, args=(question,))
    if not hot:
        with st.container(key="cg-hot-none", border=True):
            said(*_calm(view))
        return
    for spot in hot[:TOP]:
        _card(view, spot, question)


def _calm(view: Hotspots) -> tuple[str, str]:
    """Nothing significant is one thing, nothing to test another."""
    if not view.method.tested:
        few = t("每个方格连同相邻的预期不足 1 件：请改看“网格”，或把时间窗口放长")
        none = t("案卷太少，或没有网格，这段时间无从判断冷热")
        return t("没有可检验的地方"), few if view.method.few and view.kind == CELL else none
    basis = t(BASES[view.method.basis])
    checked = t("检验了 {n} 个单元，各处案卷多少与{basis}大体相称", n=number(view.method.tested), basis=basis)
    return t("没有显著高于预期的地方"), checked


def _card(view: Hotspots, spot: Spot, question: Filters) -> None:
    with st.container(key=f"cg-spot-{spot.number}", border=True):
        facts = [
            t("逐期看：{why}", why=spot.why) if spot.why else "",
            spot.effort,
            t("牵头单位：{unit}", unit=spot.lead_unit) if spot.lead_unit else "",
        ]
        facts += [_looked(spot)]
        st.html(
            f'<div class="cg-spot">{spark(spot.series, red=True)}<h3><b class="cg-number">{spot.number}</b>'
            f"{e(headline(view, spot, state.lang()))}</h3>{''.join(f'<p>{e(f)}</p>' for f in facts if f)}</div>"
        )
        here = state.value("spot") == spot.id
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
        t("列出 {n} 处。", n=len(view.spots)) if len(view.spots) < view.hot_places + view.cold_places else ""
    )
    title = t("热点 {n} 处，冷点 {k} 处，按超出预期的件数排列", n=view.hot_places, k=view.cold_places)
    said(title, drawn, view.refusal)
    rows = pd.DataFrame([
        {
            t("序号"): s.number or None, t("地点"): s.name, t("牵头单位"): s.lead_unit or "—",
            t("件数"): s.near_count, t("预期"): round(s.near_expected, 1),
            t("倍数"): round(s.near_count / s.near_expected, 2) if s.near_expected else None,
            "z": round(s.z, 2), "q": round(s.q, 4), t("类型"): t(NAMES[s.klass]) if s.klass else t("暂无"),
            t("原因"): s.why, t("最近巡查"): str(s.patrolled or "—"), t("最近检查交办"): str(s.inspected or "—"),
        }
        for s in view.spots
    ])  # fmt: skip
    row = picked(rows, key=f"hot.table.{view.fingerprint}.{view.kind}.{view.method.weeks}", most=560)
    if row is not None and state.value("spot") != view.spots[row].id:
        choose(view, view.spots[row], question)
        st.rerun()
