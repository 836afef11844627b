"""What stands under the map of 热点: one table at a time."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from gis.errors import GisError
from gis.filters import Filters
from gis.hotspots.heating import ALL
from gis.live import Loaded
from gis.views import hotspot_words
from gis.views.hotspot_more import corners_of, heating_of
from gis.views.hotspots import Hotspots
from gis.views.names import Names
from gis.words import N_
from ui import cache, hot_contrast, hot_effort, hot_list, state
from ui.parts import one_of
from ui.rows import listed, picked
from ui.said import said
from ui.text import e, number, t


def parts(loaded: Loaded, view: Hotspots, question: Filters, words: Names) -> None:
    """The list first."""
    one_of({
        "list": (N_("热点清单"), lambda: hot_list.table(view, question)),
        "zones": (N_("薄弱环节对比"), lambda: hot_contrast.contrast(question, words)),
        "heating": (N_("升温清单"), lambda: heating(loaded, view, question, words)),
        "corners": (N_("卫生死角"), lambda: corners(loaded, question, words)),
        "effort": (N_("巡查与盲区"), lambda: hot_effort.effort(view, question, words)),
        "method": (N_("口径说明"), lambda: method(view)),
    }, key="hot.part")  # fmt: skip


def heating(loaded: Loaded, view: Hotspots, question: Filters, words: Names) -> None:
    """Whose share of the county's cases rose in the last four weeks."""
    try:
        found = cache.further(heating_of, question, view.kind, view.method.area)
    except GisError as refused:
        said(t("历史太短，不判断升温"), refused.sentence(state.lang()))
        return
    m = found.method
    note = t(
        "近 4 周（{a} 起）占全县的份额与此前 {n} 周相比，逐单元、逐类检验 {k} 项，按 BH 法控制误报；预期不足的 {f} 项不检验",
        a=m.turn, n=m.before_weeks, k=number(m.tested), f=number(m.few),
    )  # fmt: skip
    if not found.rises:
        said(t("近 4 周没有明显升温的地方"), note)
        return
    groups = loaded.vocabulary.rebound_groups

    def kind(group: str) -> str:
        return (
            t("全部问题") if group == ALL else groups[group].name(state.lang()) if group in groups else group
        )

    rows = pd.DataFrame([
        {
            t("地点"): words.grids.get(r.unit_id, r.unit_id),
            t("问题"): kind(r.group),
            t("近 4 周"): r.recent, t("预期"): round(r.expected, 1), t("倍数"): None if r.ratio is None else round(r.ratio, 2),
            t("95% 区间"): f"{r.low:.2f}–{r.high:.2f}" if r.high is not None else f"≥ {r.low:.2f}",
            t("连续周数"): r.weeks_listed, t("自"): str(r.since),
        }
        for r in found.rises
    ])  # fmt: skip
    first = found.rises[0]
    facts = {
        "name": words.grids.get(first.unit_id, first.unit_id),
        "k": first.recent,
        "m": f"{first.expected:.1f}",
    }
    said(t("{n} 项在升温，首位是{name}：近 4 周 {k} 件，预期 {m} 件", n=len(found.rises), **facts), note)
    listed(rows, key=f"heating.{view.fingerprint}.{view.kind}", most=480)


def corners(loaded: Loaded, question: Filters, words: Names) -> None:
    """卫生死角; a ticked row opens its newest case."""
    found = cache.further(corners_of, question)
    rule, tz, frame = found.corners.rule, loaded.county.tz, loaded.frame
    facts = {"d": rule.days, "r": rule.radius_m, "k": rule.least}
    if not found.corners.corners:
        said(
            t("本期没有卫生死角"),
            t("卫生死角：{d} 天内、距首件 {r} 米以内，同类问题出现 {k} 次及以上", **facts),
        )
        return
    unseen = sum(c.looked is False for c in found.corners.corners)
    said(
        t("卫生死角 {n} 处，其中 {m} 处最后一件之后没人再看过", n=number(found.corners.count), m=unseen),
        t(
            "{d} 天内、距首件 {r} 米以内，同类问题出现 {k} 次及以上；列出前 {n} 处",
            n=len(found.where),
            **facts,
        ),
    )

    def grid(code: int) -> str:
        return words.grids.get(frame.grids[code], frame.grids[code]) if code >= 0 else t("不在网格内")

    looked = {True: t("看过"), False: t("没有"), None: t("暂无")}
    rows = pd.DataFrame([
        {
            t("问题"): words.types.get(frame.types[c.place.type_], "") if c.place.type_ >= 0 else t("未分类"),
            t("地址"): w.address or t("暂无"), t("网格"): grid(c.place.grid),
            t("件数"): c.place.cases, t("未销号"): c.open_now, t("首次发现"): _day(c.place.first_s, tz),
            t("最近发现"): _day(c.place.last_s, tz), t("此后是否有人看过"): looked[c.looked],
        }
        for c, w in zip(found.corners.corners, found.where)
    ])  # fmt: skip
    row = picked(rows, key=f"corners.{question.to_query()}", most=480)
    if row is not None and state.value("case") != str(found.keys[row]):
        state.choose(case=str(found.keys[row]))
        st.rerun()


def method(view: Hotspots) -> None:
    """What was tested, what it means and what it does not."""
    lines = "".join(f"<li>{e(line)}</li>" for line in hotspot_words.method(view, state.lang()))
    st.html(f'<h3>{e(t("口径说明"))}</h3><ul class="cg-method">{lines}</ul>')


def _day(second: int, tz: object) -> str:
    return f"{datetime.fromtimestamp(second, UTC).astimezone(tz):%Y-%m-%d}"  # type: ignore[arg-type]
