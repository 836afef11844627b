"""Charts of 反弹: how long closures hold, and which grids, units or types do worst. Titles are answers."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import pandas as pd
import streamlit as st

from gis.style import DESK
from gis.views.names import LONGEST, clipped
from gis.views.rebound_map import between, percent
from gis.views.rebounds import Rebounds
from ui.state import lang
from ui.text import e, number, t
from ui.vega import dressed

MOST = 8


def hold_curve(view: Rebounds) -> None:
    """The share of closures nothing has come back to, by days; with its band."""
    with st.container(key="cg-hold", border=True):
        held, line = view.hold.at(30), view.curve
        if view.unclosed:
            more = t("同一地点是否反复出现，请看“重复地点”。")
            st.html(f"<h3>{e(t('来源没有销号时间，不能判断反弹'))}</h3><p>{e(more)}</p>")
            return
        if held.value is None or line is None:
            why = (
                t("销号不足 20 件，不计算保持率")
                if view.hold.closures < 20
                else t("销号时间尚短，还看不到 30 天")
            )
            st.html(f"<h3>{e(why)}</h3><p>{e(t('本期可用销号 {n} 件', n=number(view.hold.closures)))}</p>")
            return
        title = t("销号 30 天后仍有 {share} 没有反弹", share=percent(held.value, lang()))
        window = max(view.rate.window_days, 1)
        note = t(
            "保持率（卡普兰—迈耶法），{n} 件销号，95% 区间 {low_high}；虚线为第 {w} 天",
            n=number(view.hold.closures), low_high=between(held.low, held.high, lang()), w=window,
        )  # fmt: skip
        st.html(f"<h3>{e(title)}</h3><p>{e(note)}</p>")
        day, share = t("销号后天数"), t("保持率")
        rows = pd.DataFrame({day: line.days, share: line.hold, "low": line.low, "high": line.high})
        st.altair_chart(_curve(rows, day, share, window), width="stretch", height=170)


def _curve(rows: pd.DataFrame, day: str, share: str, window: int) -> alt.LayerChart:
    x = alt.X(
        f"{day}:Q",
        axis=alt.Axis(
            title=None,
            grid=False,
            tickCount=6,
            labelColor=DESK.second_ink,
            labelExpr=f"datum.value + ' {t('天')}'",
        ),
    )
    y = alt.Y(
        f"{share}:Q", scale=alt.Scale(domain=[float(rows["low"].fillna(rows[share]).min()), 1], nice=True, zero=False),
        axis=alt.Axis(title=None, format=".0%", tickCount=4, gridColor=DESK.border, domain=False, labelColor=DESK.second_ink),
    )  # fmt: skip
    base = alt.Chart(rows)
    band = base.mark_area(interpolate="step-after", opacity=0.18, color=DESK.green).encode(
        x=x, y=alt.Y("low:Q"), y2="high:Q"
    )
    line = base.mark_line(interpolate="step-after", color=DESK.green_text, strokeWidth=2).encode(
        x=x, y=y, tooltip=[alt.Tooltip(f"{day}:Q", format=".0f"), alt.Tooltip(f"{share}:Q", format=".1%")]
    )
    rule = (
        alt.Chart(pd.DataFrame({day: [window]}))
        .mark_rule(color=DESK.second_ink, strokeDash=[4, 4])
        .encode(x=f"{day}:Q")
    )
    return dressed(alt.layer(band, line, rule))


def worst(view: Rebounds, dimension: str, names: Mapping[str, str]) -> None:
    """The highest rebound rates with their intervals; those with too few closures are not ranked. Nothing where no
    source tells of closings."""
    if view.unclosed:
        return
    table = view.tables[dimension]
    ranked = table[table["ranked"].astype(bool)].head(MOST)
    few = int((~table["ranked"].astype(bool) & (table["key"] != "")).sum())
    with st.container(key=f"cg-worst-{dimension}", border=True):
        if not len(ranked):
            st.html(f"<h3>{e(t('没有满 20 件可判销号的，不排名'))}</h3>")
            return
        top = ranked.iloc[0]
        title = t(
            "{name}反弹率最高：{rate}（{n}/{m}）", name=clipped(names.get(top["key"], top["key"]), LONGEST),
            rate=percent(top["rate"], lang()), n=number(top["returned"]), m=number(top["judged"]),
        )  # fmt: skip
        note = t("点为反弹率，横线为 95% 区间，虚线为总体 {rate}", rate=percent(view.rate.value, lang()))
        if view.rate.value is None or not top["rate_low"] > view.rate.value:
            note += t("；最高者的区间含总体，差别可能出于偶然")
        note += t("；另有 {n} 个样本不足，不排名", n=few) if few else ""
        st.html(f"<h3>{e(title)}</h3><p>{e(note)}</p>")
        st.altair_chart(_dots(ranked, names, view.rate.value), width="stretch", height=26 * len(ranked) + 34)


def _dots(ranked: pd.DataFrame, names: Mapping[str, str], overall: float | None) -> alt.LayerChart:
    who, rate, counts = t("名称"), t("反弹率"), t("反弹/可判")
    labels = [clipped(names.get(k, k), 12) for k in ranked["key"]]
    labels = [w if w not in labels[:i] else f"{w} {i + 1}" for i, w in enumerate(labels)]
    rows = pd.DataFrame({
        who: labels, rate: ranked["rate"].to_numpy(), "low": ranked["rate_low"].to_numpy(),
        "high": ranked["rate_high"].to_numpy(),
        counts: [f"{int(a)}/{int(b)}" for a, b in zip(ranked["returned"], ranked["judged"])],
    })  # fmt: skip
    y = alt.Y(
        f"{who}:N",
        sort=labels,
        axis=alt.Axis(title=None, labelLimit=160, labelColor=DESK.ink, ticks=False, domain=False),
    )
    x = alt.X(
        "low:Q", scale=alt.Scale(zero=True),
        axis=alt.Axis(title=None, format=".0%", tickCount=4, gridColor=DESK.border, domain=False, labelColor=DESK.second_ink),
    )  # fmt: skip
    base = alt.Chart(rows)
    tip = [alt.Tooltip(f"{who}:N"), alt.Tooltip(f"{rate}:Q", format=".1%"), alt.Tooltip(f"{counts}:N")]
    line = base.mark_rule(color=DESK.second_ink, strokeWidth=2).encode(y=y, x=x, x2="high:Q", tooltip=tip)
    dot = base.mark_point(filled=True, size=70, color=DESK.red, opacity=1).encode(
        y=y, x=f"{rate}:Q", tooltip=tip
    )
    whole = alt.Chart(pd.DataFrame({rate: [overall]})).mark_rule(color=DESK.second_ink, strokeDash=[4, 4])
    return dressed(alt.layer(whole.encode(x=f"{rate}:Q"), line, dot))
