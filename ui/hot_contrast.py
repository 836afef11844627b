"""城中村、城乡结合部 and the others against the rest of their streets: a dot and its interval for each."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd
import streamlit as st

from gis.filters import Filters
from gis.hotspots.compare import Row
from gis.hotspots.contrast import Contrast
from gis.hotspots.terms import NO_BUILT, per
from gis.style import DESK
from gis.views.hotspot_more import contrast_of
from gis.views.names import Names, clipped
from ui import cache, hot_bar
from ui.hot_map import look
from ui.rows import newly_picked
from ui.said import said
from ui.text import chance, number, t
from ui.vega import dressed

MOST = 16


def contrast(days: Filters, question: Filters, words: Names) -> None:
    """The answer for all weak links together, the dots, and every zone as a table. ``days``: the question over the
    days of the map."""
    found = cache.further(contrast_of, days)
    new = found.measures["new"]
    weak = new.weak
    if weak.ratio is None or weak.low is None:
        said(
            t("没有可比较的薄弱环节区域"),
            t("请在 registers/zones.geojson 中登记城中村、城乡结合部、背街小巷的范围"),
        )
        return
    unit = t(per(found.basis, built=found.built))
    span = f"{weak.low:.2f}–{weak.high:.2f}" if weak.high is not None else f"≥ {weak.low:.2f}"
    said(
        t("薄弱环节{unit}的案卷是同街镇其他{rest}的 {k} 倍（95% 区间 {span}）", unit=unit, k=_two(weak.ratio), span=span,
          rest=t("建成区") if found.built else t("地方")),
        t("{a} 至 {b}，{n} 件在薄弱环节，一件只算一次；点为倍数，红点为显著偏高，横线为 95% 区间，竖线为持平。",
          a=found.first_day, b=found.last_day, n=number(weak.cases)),
        "" if found.built else t(NO_BUILT), hot_bar.narrowed(question), t("勾选一行，地图移到那里，各页同步筛选。"),
    )  # fmt: skip
    shown = [
        r
        for r in (*new.kinds, *new.zones)
        if r.ranked and r.ratio is not None and r.low is not None and r.high is not None
    ][:MOST]
    if shown:
        st.altair_chart(_dots(shown, words), width="stretch", height=26 * len(shown) + 40)
    row = newly_picked(_table(found, words), key=f"contrast.{found.fingerprint}", most=480)
    if row is not None and new.zones[row].zone_id not in found.by_code:  # those no other page can ask about
        look(question, zones=(new.zones[row].zone_id,))


def _table(found: Contrast, words: Names) -> pd.DataFrame:
    """One row a zone, phone first."""
    back = {r.zone_id: r.ratio for r in found.measures["rebound"].zones if r.ranked}
    late = {r.zone_id: r.ratio for r in found.measures["overdue"].zones if r.ranked}
    rows = pd.DataFrame([
        {
            t("区域"): r.name or r.zone_id, t("件数"): r.cases,
            t("预期（件）"): None if r.expected is None else round(r.expected, 1), t("倍数"): _two(r.ratio),
            t("95% 区间"): _span(r), t("校正后 p 值"): chance(r.q),
            t("反弹倍数"): _two(back.get(r.zone_id)), t("超期倍数"): _two(late.get(r.zone_id)),
            t("类别"): words.zone_kinds.get(r.kind, r.kind), t("说明"): "" if r.ranked else t("预期不足 5 件，不排名"),
        }
        for r in found.measures["new"].zones
    ])  # fmt: skip
    return rows.drop(columns=[c for c in (t("反弹倍数"), t("超期倍数")) if rows[c].isna().all()])


def _two(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _span(row: Row) -> str:
    if row.low is None:
        return "—"
    return f"{row.low:.2f}–{row.high:.2f}" if row.high is not None else f"≥ {row.low:.2f}"


def _dots(shown: Sequence[Row], words: Names) -> alt.LayerChart:
    who, ratio = t("区域"), t("倍数")
    labels: list[str] = []
    for r in shown:
        name = (
            clipped(r.name, 14) if r.zone_id else t("{kind}合计", kind=words.zone_kinds.get(r.kind, r.kind))
        )
        labels.append(name if name not in labels else f"{name} {len(labels) + 1}")
    rows = pd.DataFrame({
        who: labels, ratio: [r.ratio for r in shown], "low": [r.low for r in shown], "high": [r.high for r in shown],
        "colour": [DESK.red if r.q is not None and r.q <= 0.05 and (r.low or 0) > 1 else DESK.ink for r in shown],
    })  # fmt: skip
    y = alt.Y(
        f"{who}:N",
        sort=labels,
        axis=alt.Axis(title=None, labelLimit=200, labelColor=DESK.ink, ticks=False, domain=False),
    )
    grey = {"gridColor": DESK.border, "domain": False, "labelColor": DESK.second_ink, "title": None}
    x = alt.X(
        "low:Q",
        scale=alt.Scale(type="log"),
        axis=alt.Axis(values=[0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 8], format="~g", **grey),
    )
    tip = [alt.Tooltip(f"{who}:N"), alt.Tooltip(f"{ratio}:Q", format=".2f")]
    base = alt.Chart(rows)
    line = base.mark_rule(color=DESK.second_ink, strokeWidth=2).encode(y=y, x=x, x2="high:Q", tooltip=tip)
    dot = base.mark_point(filled=True, size=70, opacity=1).encode(
        y=y, x=f"{ratio}:Q", color=alt.Color("colour:N", scale=None), tooltip=tip
    )
    even = (
        alt.Chart(pd.DataFrame({"x": [1]}))
        .mark_rule(color=DESK.second_ink, strokeDash=[4, 4])
        .encode(x="x:Q")
    )
    return dressed(alt.layer(even, line, dot))
