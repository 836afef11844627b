"""Charts whose title is their answer. Altair, drawn by Vega's interpreter: no eval, Chinese dates."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd
import streamlit as st

from gis.live import Loaded
from gis.style import DESK
from gis.views.describe import period_words
from gis.views.heard import Heard
from gis.views.overview import Overview
from ui.text import e, number, t

MOST_DAYS = 120
"""More of them are drawn by the week (Monday–Sunday): bars thinner than a pixel show nothing."""
OTHER_FAMILIES = 4
"""Families with a band of their own; the rest are one band."""
HEIGHT = 176
"""Of the picture, in pixels."""
PADDING = {"left": 0, "right": 4, "top": 4, "bottom": 0}
"""Round the picture; where a chart says nothing of it, Streamlit leaves a band above and below."""


def trend(view: Overview, loaded: Loaded) -> None:
    """New cases a day by family, stacked; the title compares the last seven days with the seven before."""
    counts, days = view.trend.counts, view.trend.days
    with st.container(key="cg-trend", border=True):
        if not len(days) or not counts.sum():
            st.html(f"<h3>{e(_none(view))}</h3>")
            return
        total = counts.sum(axis=0)
        biggest = [i for i in total.argsort()[::-1] if total[i] and view.trend.groups[i]][:OTHER_FAMILIES]
        rows = []
        for place, i in enumerate(biggest):
            name = view.names.families.get(view.trend.groups[i], view.trend.groups[i])
            rows += [(d, name, int(n), place) for d, n in zip(days, counts[:, i])]
        rest = counts.sum(axis=1) - counts[:, biggest].sum(axis=1)
        if rest.sum():
            rows += [(d, t("其他"), int(n), len(biggest)) for d, n in zip(days, rest)]
        heads = [t("日期"), t("大类"), t("件"), t("次序")]  # a person sees them under "show data"
        table = pd.DataFrame(rows, columns=heads)
        table[heads[0]] = pd.to_datetime(table[heads[0]])
        names = list(dict.fromkeys(table[heads[1]]))
        colours = [loaded.vocabulary.families[view.trend.groups[i]].colour for i in biggest] + [
            DESK.second_ink
        ]
        by_week = len(days) > MOST_DAYS
        if by_week:
            table[heads[0]] -= pd.to_timedelta(table[heads[0]].dt.weekday, unit="D")
        today = days[-1] == view.as_of.astimezone(loaded.county.tz).date()
        st.html(f"<h3>{e(answer(view))}</h3><p>{e(_under(by_week, today))}</p>{keys(names, colours)}")
        st.altair_chart(_areas(table, names, colours[: len(names)]), width="stretch", height=HEIGHT)


def keys(names: Sequence[str], colours: Sequence[str]) -> str:
    """What each colour means, as a line that wraps: a legend inside the picture is cut where the card is narrow."""
    items = "".join(f'<li><i style="background:{c}"></i>{e(n)}</li>' for n, c in zip(names, colours))
    return f'<ul class="cg-keys">{items}</ul>'


def _under(by_week: bool, today: bool) -> str:
    if by_week:
        return t("每周新增（件），按问题大类；首末两周可能不满 7 天")
    return t("每日新增（件），按问题大类；今日数据尚不完整") if today else t("每日新增（件），按问题大类")


def _none(view: Overview) -> str:
    if view.heard is None or view.heard.period:
        return t("这段时间没有新增案卷")
    return t("这段时间没有收到数据，最近一次是{day}", day=view.heard.day)


def answer(view: Overview) -> str:
    """What the chart shows in a sentence: the period where its days were chosen, else the last seven days, against
    the seven before up to the same time of day. Nothing is compared with days that nobody has reported."""
    if view.filters.start or view.filters.end:
        return _of_period(view)
    if view.heard is not None:
        return _of_heard(view.heard, view.week.new)
    week, before = view.week.new, view.week.new_before or 0
    if week == before:
        return t("近 7 天新增 {n} 件，与前 7 天同期持平", n=number(week))
    if week > before:
        return t("近 7 天新增 {n} 件，比前 7 天同期多 {gap} 件", n=number(week), gap=number(week - before))
    return t("近 7 天新增 {n} 件，比前 7 天同期少 {gap} 件", n=number(week), gap=number(before - week))


def _of_period(view: Overview) -> str:
    n, before = view.kpis.new, view.kpis.new_before
    days = period_words(view.filters, view.names.lang)
    if view.heard is not None:
        return t("{days} 新增 {n} 件，只计到{day}", days=days, n=number(n), day=view.heard.day)
    if before is None:
        return t("{days} 新增 {n} 件", days=days, n=number(n))
    return t("{days} 新增 {n} 件，上期 {m} 件", days=days, n=number(n), m=number(before))


def _of_heard(late: Heard, new: int) -> str:
    if late.week:
        return t("近 7 天新增 {n} 件，只计到{day}", n=number(new), day=late.day)
    return t("近 7 天没有收到数据，最近一次是{day}", day=late.day)


def _areas(table: pd.DataFrame, names: list[str], colours: list[str]) -> alt.Chart:
    """``table``: day, family, count, order of stacking; its column names are words of the page."""
    day, family, n, place = table.columns
    axis = alt.Axis(
        format="%m-%d" if (table[day].max() - table[day].min()).days <= MOST_DAYS else "%Y-%m",
        title=None,
        grid=False,
        tickCount=6,
        labelSeparation=12,
        labelColor=DESK.second_ink,
        domainColor=DESK.border,
    )
    left = alt.Axis(
        title=None, tickCount=4, labelColor=DESK.second_ink, gridColor=DESK.border, domain=False, format="d"
    )
    chart = (
        alt.Chart(table)
        .mark_bar(size=max(2, min(8, 380 // max(table[day].nunique(), 1))))
        .encode(
            x=alt.X(f"{day}:T", axis=axis),
            y=alt.Y(f"sum({n}):Q", axis=left),
            color=alt.Color(f"{family}:N", scale=alt.Scale(domain=names, range=colours), legend=None),
            order=alt.Order(f"{place}:Q"),
            tooltip=[
                alt.Tooltip(f"{day}:T", format="%Y-%m-%d"),
                alt.Tooltip(f"{family}:N"),
                alt.Tooltip(f"sum({n}):Q", title=n),
            ],
        )
    )
    return (
        chart.properties(padding=PADDING)
        .configure_view(strokeWidth=0)
        .configure(
            aria=False,  # what Vega says of a chart by itself is English; the heading above says it better
            background="transparent",
            font="Noto Sans CJK SC, Microsoft YaHei, sans-serif",
        )
    )
