"""Charts whose title is their answer. Altair, drawn by Vega's interpreter: no eval, Chinese dates."""

from __future__ import annotations

from datetime import timedelta

import altair as alt
import pandas as pd
import streamlit as st

from gis.live import Loaded
from gis.style import DESK
from gis.views.overview import Overview
from ui.text import e, number, t

OTHER_FAMILIES = 4
"""Families with a band of their own; the rest are one band."""


def trend(view: Overview, loaded: Loaded) -> None:
    """New cases a day by family, stacked; the title compares the last seven days with the seven before."""
    counts, days = view.trend.counts, view.trend.days
    with st.container(key="cg-trend", border=True):
        if not len(days) or not counts.sum():
            st.html(f"<h3>{e(t('这段时间没有新增案卷'))}</h3>")
            return
        st.html(f"<h3>{e(answer(view))}</h3><p>{e(t('每日新增，件，按问题大类；今天尚未过完'))}</p>")
        total = counts.sum(axis=0)
        biggest = [i for i in total.argsort()[::-1] if total[i] and view.trend.groups[i]][:OTHER_FAMILIES]
        rows = []
        for place, i in enumerate(biggest):
            name = view.names.families.get(view.trend.groups[i], view.trend.groups[i])
            rows += [(d, name, int(n), place) for d, n in zip(days, counts[:, i])]
        rest = counts.sum(axis=1) - counts[:, biggest].sum(axis=1)
        if rest.sum():
            rows += [(d, t("其他"), int(n), len(biggest)) for d, n in zip(days, rest)]
        table = pd.DataFrame(rows, columns=["day", "family", "n", "place"])
        table["day"] = pd.to_datetime(table["day"])
        names = list(dict.fromkeys(table["family"]))
        colours = [loaded.vocabulary.families[view.trend.groups[i]].colour for i in biggest] + [
            DESK.second_ink
        ]
        st.altair_chart(_areas(table, names, colours[: len(names)]), width="stretch", height=190)


def answer(view: Overview) -> str:
    """The trend in a sentence, whole weeks against whole weeks up to now."""
    daily = pd.Series(view.trend.counts.sum(axis=1), index=pd.to_datetime(list(view.trend.days)))
    last = daily.index[-1]
    week = int(daily[daily.index > last - timedelta(days=7)].sum())
    before = int(
        daily[(daily.index > last - timedelta(days=14)) & (daily.index <= last - timedelta(days=7))].sum()
    )
    if len(daily) < 14:
        return t("近 7 天新增 {n} 件", n=number(week))
    if week == before:
        return t("近 7 天新增 {n} 件，与前 7 天持平", n=number(week))
    words = (
        t("近 7 天新增 {n} 件，比前 7 天多 {gap} 件")
        if week > before
        else t("近 7 天新增 {n} 件，比前 7 天少 {gap} 件")
    )
    return words.format(n=number(week), gap=number(abs(week - before)))


def _areas(table: pd.DataFrame, names: list[str], colours: list[str]) -> alt.Chart:
    axis = alt.Axis(
        format="%m-%d",
        title=None,
        grid=False,
        tickCount=6,
        labelColor=DESK.second_ink,
        domainColor=DESK.border,
    )
    left = alt.Axis(
        title=None, tickCount=4, labelColor=DESK.second_ink, gridColor=DESK.border, domain=False, format="d"
    )
    chart = (
        alt.Chart(table)
        .mark_bar(size=max(2, min(8, 380 // max(table["day"].nunique(), 1))))
        .encode(
            x=alt.X("day:T", axis=axis),
            y=alt.Y("sum(n):Q", axis=left),
            color=alt.Color(
                "family:N",
                scale=alt.Scale(domain=names, range=colours),
                legend=alt.Legend(
                    title=None,
                    orient="bottom",
                    direction="horizontal",
                    labelColor=DESK.ink,
                    symbolType="square",
                    columns=5,
                ),
            ),
            order=alt.Order("place:Q"),
            tooltip=[
                alt.Tooltip("day:T", format="%Y-%m-%d", title=t("日期")),
                alt.Tooltip("family:N", title=t("大类")),
                alt.Tooltip("sum(n):Q", title=t("件")),
            ],
        )
    )
    return chart.configure_view(strokeWidth=0).configure(
        background="transparent", font="Noto Sans CJK SC, Microsoft YaHei, sans-serif"
    )
