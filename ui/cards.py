"""The KPI line: every figure with its neighbour."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from gis.select import Kpis
from gis.style import DESK
from gis.views.heard import Heard
from gis.views.overview import Overview
from ui.text import ago, e, number, t


@dataclass(frozen=True)
class Card:
    """One figure. ``red`` only for what is overdue, rebound or significant."""

    title: str
    value: str
    unit: str
    note: str
    spark: Sequence[float] = ()
    red: bool = False
    chosen: bool = False
    chooses: bool = False
    """A click on the card chooses the set of its title (web/static/app.js)."""


def kpi_line(view: Overview) -> None:
    """The cards of the overview in a row."""
    k, trend, late = view.kpis, view.trend, view.heard
    found = trend.counts.sum(axis=1).tolist()
    stock = [n for _, n in view.stock]
    chosen = view.filters.set
    share = f"{t('占未销号')} {number(k.overdue)}/{number(k.open)}" if k.open else t("没有未销号案卷")
    cards = [
        Card(
            t("未销号"),
            number(k.open),
            t("件"),
            _change(k.open, k.open_week_ago) if late is None else t("按{day}的数据", day=late.day),
            stock,
            chosen=chosen == "open",
        ),
        Card(
            t("超期"),
            number(k.overdue),
            t("件"),
            f"{share}{_no_deadline(k.no_deadline)}",
            red=k.overdue > 0,
            chosen=chosen == "overdue",
        ),
        Card(t("挂账"), number(k.suspended), t("件"), t("时限暂停计算"), chosen=chosen == "suspended"),
        _flow(view, Card(t("本期新增"), number(k.new), t("件"), _before(k.new_before), found, chosen=chosen == "new")),
        _flow(view, Card(t("反弹"), number(k.rebound), t("件"), of_new(k), red=k.rebound > 0, chosen=chosen == "rebound")),
        _flow(view, Card(t("本期销号"), number(k.closed), t("件"), _before(k.closed_before), chosen=chosen == "closed")),
    ]  # fmt: skip
    unheard(late, t("其后的新增、反弹、销号无从得知，不等于为零；未销号和超期按当时所知统计。"))
    line([replace(card, chooses=True) for card in cards])


def unheard(late: Heard | None, meaning: str) -> None:
    """One sentence over the figures where the data do not reach to the end of the period, and what that means."""
    if late is None:
        return
    at = f"{late.until:%Y-%m-%d %H:%M}"
    words = t("数据截至 {at}（{ago}），此后没有收到数据：", at=at, ago=ago(late.hours))
    st.html(f'<div class="cg-hint cg-unheard"><b>{e(words)}</b>{e(meaning)}</div>')


def _flow(view: Overview, card: Card) -> Card:
    """A figure of the period, as far as the period was heard: not at all is no figure, in part is no comparison."""
    late = view.heard
    if late is None:
        return card
    if late.period:
        return replace(card, note=t("只计到{day}，不与上期相比", day=late.day))
    return replace(card, value=t("暂无"), unit="", note=t("{day}以后没有收到数据", day=late.day), red=False)


def line(cards: Sequence[Card]) -> None:
    """Cards in a row; two abreast on a phone."""
    st.html('<div class="cg-kpis">' + "".join(_html(c) for c in cards) + "</div>")


def _change(now: int, before: int) -> str:
    gap = now - before
    if not gap:
        return t("与 7 天前持平")
    return f"{t('较 7 天前')} {'+' if gap > 0 else '−'}{number(abs(gap))}"


def _before(count: int | None) -> str:
    return t("上期 {n} 件", n=number(count)) if count is not None else t("未设起始日期，无上期可比")


def of_new(k: Kpis) -> str:
    """What share of the new cases came back to a closed one."""
    if not k.new:
        return t("本期没有新增案卷")
    share = f"{k.rebound / k.new:.1%}"
    return t("占新增 {share}（{n}/{m}）", share=share, n=number(k.rebound), m=number(k.new))


def _no_deadline(count: int) -> str:
    return t("，{n} 件无时限", n=number(count)) if count else ""


def _html(card: Card) -> str:
    classes = "cg-kpi" + (" cg-red" if card.red else "") + (" cg-chosen" if card.chosen else "")
    return (
        f'<div class="{classes}"{" data-set" if card.chooses else ""}><div class="cg-kpi-title">{e(card.title)}</div>'
        f'<div class="cg-kpi-value">{e(card.value)}<small>{e(card.unit)}</small></div>'
        f'<div class="cg-kpi-note">{e(card.note)}</div>{spark(card.spark, red=card.red)}</div>'
    )


def spark(values: Sequence[float], *, red: bool = False, width: int = 120, height: int = 40) -> str:
    """A small line of the last values as a picture in the page; nothing where there is nothing to see."""
    if len(values) < 2 or not any(values):
        return ""
    low, high = min(values), max(values)
    step, span = width / (len(values) - 1), (high - low) or 1
    points = [
        f"{i * step:.1f},{height - 2 - (v - low) / span * (height - 6):.1f}" for i, v in enumerate(values)
    ]
    line, area = " ".join(points), f"0,{height} {' '.join(points)} {width},{height}"
    colour = DESK.red if red else DESK.ink
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" preserveAspectRatio="none">'
        f'<polygon points="{area}" fill="{colour}" opacity=".1"/>'
        f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.6"/></svg>'
    )
    return f'<img class="cg-spark" alt="" src="data:image/svg+xml;base64,{b64encode(picture.encode()).decode()}">'
