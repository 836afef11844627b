"""巡查与盲区: where more looking explains the red, and where nobody has looked."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from gis.filters import Filters
from gis.hotspots.effort import MORE_LOOKING, why
from gis.hotspots.terms import BASES, EXPOSURES
from gis.views.hotspot_more import blind_of, effort_of
from gis.views.hotspots import Hotspots
from gis.views.names import Names
from ui import cache, state
from ui.rows import listed
from ui.said import said
from ui.text import number, t


def effort(view: Hotspots, question: Filters, words: Names) -> None:
    """Grids red in raw counts with what patrol hours say of them; then the blind spots."""
    found = cache.further(effort_of, question, view.method.weeks)
    if found is None:
        said(t("这段时间没有巡查登记，不能判断是否因巡查多而偏多"), t("巡查工时登记在 registers/patrols.csv"))
    else:
        e, red = found.effort, [i for i in range(len(found.ids)) if found.effort.red[i]]
        more = sum(e.verdict[i] == MORE_LOOKING for i in red)
        rows = pd.DataFrame([
            {
                t("网格"): words.grids.get(found.ids[i], found.ids[i]), t("件数"): int(e.counts[i]),
                t("巡查发现（件）"): int(e.found[i]), t("巡查工时（小时）"): round(float(e.hours[i])),
                t("每小时发现（件）"): _two(float(e.per_hour[i])), t("判断"): why(e, i, state.lang()),
            }
            for i in red
        ])  # fmt: skip
        rate = number(e.county_per_hour, 2)
        note = t(
            "{a} 至 {b}；与按{basis}分摊的件数相比显著偏多的网格；全县每巡查一小时发现 {rate} 件",
            a=e.first,
            b=e.last,
            rate=rate,
            basis=t(BASES[view.method.basis]),
        )
        said(t("{n} 个网格案卷偏多，其中 {k} 个可能是巡查更勤所致", n=len(red), k=more), note)
        if len(rows):
            listed(rows, key=f"effort.{view.fingerprint}.{view.method.weeks}", most=420)
    st.divider()
    blind(view, question, words)


def blind(view: Hotspots, question: Filters, words: Names) -> None:
    """Grids with roads that nobody reported from or patrolled for a month."""
    found = cache.further(blind_of, question)
    who = t("没有任何上报和巡查") if found.patrols_known else t("没有任何上报（没有巡查登记，不知是否去过）")
    if found.known_days < found.days:
        said(t("数据不足 {n} 天，不判断盲区", n=found.days))
        return
    if not found.spots:
        said(t("没有盲区：截至最新数据，近 {n} 天每个网格都有上报或巡查", n=found.days))
        return
    said(
        t("截至最新数据，{k} 个网格近 {n} 天{who}", k=len(found.spots), n=found.days, who=who),
        t("按全县水平应有的件数越多，越应先去核查"),
    )
    rows = pd.DataFrame([
        {
            t("网格"): words.grids.get(s.grid, s.grid) or t("不在网格内"),
            t("无上报天数"): s.days if s.days is not None else None, t(EXPOSURES[view.method.basis]): round(s.exposure, 1),
            t("按全县水平应有（件）"): round(s.expected, 1),
        }
        for s in found.spots
    ])  # fmt: skip
    listed(rows, key="blind", most=420)


def _two(value: float) -> float | None:
    return None if value != value else round(value, 2)
