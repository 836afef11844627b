"""What stands under the map of 热点: one table at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from gis.errors import GisError
from gis.filters import Filters
from gis.hotspots.heating import ALL
from gis.hotspots.units import CELL, GRID
from gis.live import Loaded
from gis.views import hotspot_words
from gis.views.hotspot_more import Warming, corners_of, heating_of
from gis.views.hotspots import Hotspots
from gis.views.names import Names
from gis.words import N_
from ui import cache, hot_bar, hot_contrast, hot_effort, hot_list, state
from ui.hot_map import look
from ui.parts import one_of
from ui.rows import newly_picked
from ui.said import said
from ui.text import e, number, t

COARSER = N_("多数方格的案卷太少，无从判断升温：请改看“网格”。")

CORNERS = {
    True: N_("卫生死角 {n} 处，其中 {m} 处在最后一件之后没有巡查和上报记录"),
    False: N_("卫生死角 {n} 处，最多的一处 {most} 件"),
}
"""By whether nobody is known to have gone back to some of those listed."""
RULE = N_("{a} 至 {b}，{d} 天内、距首件 {r} 米以内，同类问题出现 {k} 次及以上；勾选一行看最近一件。")


def parts(loaded: Loaded, view: Hotspots, question: Filters, words: Names) -> None:
    """The list first; all of them over the days of the map, dead corners up to today."""
    days = hot_bar.window(question, view)
    recent = days if question.end else days.but(end=view.as_of.astimezone(loaded.county.tz).date())
    one_of({
        "list": (N_("热点清单"), lambda: hot_list.table(view, question)),
        "zones": (N_("薄弱环节对比"), lambda: hot_contrast.contrast(days, question, words)),
        "heating": (N_("升温清单"), lambda: heating(loaded, view, question)),
        "corners": (N_("卫生死角"), lambda: corners(loaded, recent, words)),
        "effort": (N_("巡查与盲区"), lambda: hot_effort.effort(view, question, words)),
        "method": (N_("口径说明"), lambda: method(view)),
    }, key="hot.part")  # fmt: skip


def heating(loaded: Loaded, view: Hotspots, question: Filters) -> None:
    """Whose share of the county's cases rose in the last four weeks."""
    try:
        hot = cache.further(heating_of, question, view.kind, view.method.area, state.lang())
    except GisError as refused:
        said(t("历史太短，不判断升温"), refused.sentence(state.lang()))
        return
    found, names = hot.heating, hot.names
    m = found.method
    note = t(
        "近 4 周（{a} 起）占全县的份额与此前 {n} 周相比，逐单元、逐类检验 {k} 项，按 BH 法控制误报；预期不足的 {f} 项不检验。",
        a=m.turn, n=m.before_weeks, k=number(m.tested), f=number(m.few),
    )  # fmt: skip
    if not found.rises:
        coarser = t(COARSER) if view.kind == CELL and m.few > m.tested else ""
        calm = t("近 4 周没有明显升温的地方") if m.tested else t("案卷太少，无从判断升温")
        said(calm, note, coarser)
        return
    first = found.rises[0]
    facts = {"name": names[0], "k": first.recent, "m": f"{first.expected:.1f}"}
    title = t("{n} 项在升温，首位是{name}：近 4 周 {k} 件，预期 {m} 件", n=len(found.rises), **facts)
    said(title, note, t("勾选一行，地图移到那里，各页同步筛选。"))
    row = newly_picked(_rises(loaded, hot), key=f"heating.{view.fingerprint}.{view.kind}", most=480)
    if row is not None:
        code = found.rises[row].unit_id
        look(question, **({"grids": (code,)} if view.kind == GRID else {"place": hot.circles[row]}))


def _rises(loaded: Loaded, hot: Warming) -> pd.DataFrame:
    """One row a line of the list."""
    groups = loaded.vocabulary.rebound_groups

    def kind(group: str) -> str:
        return (
            t("全部问题") if group == ALL else groups[group].name(state.lang()) if group in groups else group
        )

    return pd.DataFrame([
        {
            t("地点"): name,
            t("问题"): kind(r.group),
            t("近 4 周（件）"): r.recent, t("预期（件）"): round(r.expected, 1),
            t("倍数"): None if r.ratio is None else round(r.ratio, 2),
            t("95% 区间"): f"{r.low:.2f}–{r.high:.2f}" if r.high is not None else f"≥ {r.low:.2f}",
            t("连续在列（周）"): r.weeks_listed, t("起始周"): str(r.since),
        }
        for name, r in zip(hot.names, hot.heating.rises)
    ])  # fmt: skip


def corners(loaded: Loaded, question: Filters, words: Names) -> None:
    """卫生死角; a ticked row opens its newest case."""
    found = cache.further(corners_of, question)
    rule, tz, frame = found.corners.rule, loaded.county.tz, loaded.frame
    facts = {"a": question.start, "b": question.end, "d": rule.days, "r": rule.radius_m, "k": rule.least}
    if not found.corners.corners:
        said(
            t("期内没有卫生死角"),
            t("{a} 至 {b}，没有一处在 {d} 天内、距首件 {r} 米以内，同类问题出现 {k} 次及以上。", **facts),
            hot_bar.narrowed(question),
        )
        return
    unseen = sum(c.looked is False for c in found.corners.corners)
    said(
        t(
            CORNERS[unseen > 0],
            n=number(found.corners.count),
            m=unseen,
            most=found.corners.corners[0].place.cases,
        ),
        t(RULE, **facts),
        t("只列出 {n} 处。", n=len(found.where)) if len(found.where) < found.corners.count else "",
        hot_bar.narrowed(question),
    )
    looked = {True: t("有"), False: t("无"), None: t("暂无")}
    rows = pd.DataFrame([
        {
            t("地址"): w.address or t("暂无"),
            t("问题"): words.types.get(frame.types[c.place.type_], "") if c.place.type_ >= 0 else t("未分类"),
            t("件数"): c.place.cases, t("网格"): _grid(frame.grids, c.place.grid, words), t("未销号"): c.open_now,
            t("首次发现"): _day(c.place.first_s, tz),
            t("最近发现"): _day(c.place.last_s, tz), t("此后有无巡查、上报"): looked[c.looked],
        }
        for c, w in zip(found.corners.corners, found.where)
    ])  # fmt: skip
    row = newly_picked(rows, key=f"corners.{question.to_query()}", most=480)
    if row is not None and state.value("case") != str(found.keys[row]):
        state.choose(case=str(found.keys[row]))
        st.rerun()


def _grid(codes: Sequence[str], at: int, words: Names) -> str:
    return words.grids.get(codes[at], codes[at]) if at >= 0 else t("不在网格内")


def method(view: Hotspots) -> None:
    """What was tested, what it means and what it does not."""
    lines = "".join(f"<li>{e(line)}</li>" for line in hotspot_words.method(view, state.lang()))
    st.html(f'<h3>{e(t("口径说明"))}</h3><ul class="cg-method">{lines}</ul>')


def _day(second: int, tz: object) -> str:
    return f"{datetime.fromtimestamp(second, UTC).astimezone(tz):%Y-%m-%d}"  # type: ignore[arg-type]
