"""检查前后: did the level jump when an inspection or campaign was over; what was closed just before it; grid by grid."""

from __future__ import annotations

from datetime import date, timedelta

import altair as alt
import pandas as pd
import streamlit as st

from gis.campaign.answer import CampaignAnswer
from gis.campaign.events import Event, events
from gis.campaign.report import CampaignReport
from gis.campaign.sentences import (
    before_words,
    group_name,
    method_words,
    patrol_words,
    ratio_words,
    sentence,
    source_words,
)
from gis.live import Loaded
from gis.rebounds.burst import BURST_DAYS
from gis.style import DESK
from gis.views.campaign_weeks import weeks_of
from gis.views.names import Names
from gis.views.rebound_more import around_of, burst_of, campaign_of
from gis.views.rebounds import Rebounds
from ui import cache, state
from ui.rows import listed
from ui.said import said
from ui.text import number, t
from ui.vega import dressed

SIDE_DAYS = 28


def campaign(loaded: Loaded, view: Rebounds, words: Names) -> None:
    """The choice of the event and everything said about it."""
    known = {one.id: one for one in events(loaded.registers)}
    if not known:
        said(t("没有登记检查或攻坚行动"), t("请在 registers/inspections.csv、campaigns.csv 中登记起止日期"))
        return
    asked = state.value("event")
    report = cache.further(campaign_of, view.filters, asked if asked in known else "")
    _choice(known, report.event)
    lang, vocabulary = state.lang(), loaded.vocabulary
    first = report.headlines[0] if report.headlines else report.total
    others = [
        t(
            "{group} {ratio}",
            group=group_name(a.group, vocabulary, lang),
            ratio=ratio_words(a.vs_during, lang),
        )
        for a in report.headlines[1:]
        if a.vs_during
    ]
    notes = [
        before_words(first, lang) if first and not report.refusal else "",
        patrol_words(report, lang),
        method_words(report, lang) if not report.refusal else "",
    ]
    notes += [t("同样回升的还有：{list}。", list=t("；").join(others))] if others else []
    notes += [
        t("{why}。", why=source_words(report, s, words.sources.get(s, s), lang)) for s in report.left_out
    ]
    said(sentence(report, first, vocabulary, lang), *notes)
    if report.event is None:
        return
    if first is not None and len(first.expected):
        st.altair_chart(_course(report, first), width="stretch", height=180)
    if report.groups:
        listed(_groups(loaded, report), key=f"campaign.{report.event.id}.{view.fingerprint}", most=420)
    _burst(view, report.event, words)
    _around(view, report, words)


def _choice(known: dict[str, Event], held: Event | None) -> None:
    key = "rebounds.event"
    state.set_widget(key, held.id if held else next(iter(known)))
    st.selectbox(
        t("检查或攻坚行动"), list(known), key=key, format_func=lambda i: known[i].name(state.lang()), width=320,
        on_change=lambda: state.choose(event=state.widget(key)),
    )  # fmt: skip


def _groups(loaded: Loaded, report: CampaignReport) -> pd.DataFrame:
    """Every group: plain levels, the adjusted ratio with its interval, and whether it is sure."""
    lang = state.lang()

    def row(a: CampaignAnswer) -> dict[str, object]:
        ratio = a.vs_during
        turned = a.turn and (f"{a.turn.low}–{a.turn.high}" if a.turn.low != a.turn.high else str(a.turn.low))
        return {
            t("问题"): group_name(a.group, loaded.vocabulary, lang),
            t("此前日均"): _two(a.before.per_day), t("攻坚日均"): _two(a.during.per_day),
            t("结束后日均"): _two(a.after.per_day),
            t("结束后／攻坚"): _two(ratio.value if ratio else None),
            t("95% 区间"): "—" if ratio is None else f"{ratio.low:.2f}–{ratio.high:.2f}",
            t("结束后／此前"): _two(a.vs_before.value if a.vs_before else None),
            t("判断"): t("不作判断") if ratio is None else t("回升") if a.rose else t("下降") if a.significant else t("未见变化"),
            t("回升始于第几天"): turned or "—",
        }  # fmt: skip

    everything = [report.total, *report.groups] if report.total else list(report.groups)
    return pd.DataFrame([row(a) for a in everything])


def _two(value: float | None) -> float | None:
    """Two decimals; None shows as a dash."""
    return None if value is None else round(value, 2)


def _course(report: CampaignReport, given: CampaignAnswer) -> alt.LayerChart:
    """Weeks of cases found, and those expected at the level of the campaign; a rule where it ended."""
    day, found, usual = t("周起始日"), t("实际件数"), t("按攻坚水平应有")
    base = alt.Chart(weeks_of(report, given).set_axis([day, found, usual], axis=1))
    grey = {"labelColor": DESK.second_ink, "title": None}
    x = _utc_x(day, alt.Axis(format="%Y-%m-%d", grid=False, tickCount=7, **grey))
    y = alt.Y(f"{found}:Q", axis=alt.Axis(tickCount=4, gridColor=DESK.border, domain=False, **grey))
    tip = [alt.Tooltip(f"{day}:T", format="%Y-%m-%d"), alt.Tooltip(f"{found}:Q"), alt.Tooltip(f"{usual}:Q")]
    dots = alt.OverlayMarkDef(size=18, color=DESK.ink)
    lines = [
        base.mark_line(color=DESK.second_ink, strokeDash=[4, 4]).encode(x=x, y=f"{usual}:Q"),
        base.mark_line(color=DESK.ink, strokeWidth=2, point=dots).encode(x=x, y=y, tooltip=tip),
    ]
    return dressed(alt.layer(*_end(report, given), *lines))


def _end(report: CampaignReport, given: CampaignAnswer) -> list[alt.Chart]:
    """A rule on the day after the end, and a band over the days on which the level may have turned."""
    if report.event is None:
        return []
    first = report.event.end + timedelta(days=1)
    rule = alt.Chart(pd.DataFrame({"a": [_utc(first)]})).mark_rule(color=DESK.ink).encode(x=_utc_x("a"))
    if given.turn is None:
        return [rule]
    low, high = (first + timedelta(days=n) for n in (given.turn.low - 1, given.turn.high))
    band = alt.Chart(pd.DataFrame({"a": [_utc(low)], "b": [_utc(high)]}))
    return [band.mark_rect(color=DESK.red, opacity=0.15).encode(x=_utc_x("a"), x2="b:T"), rule]


def _utc_x(name: str, axis: alt.Axis | alt.UndefinedType = alt.Undefined) -> alt.X:
    return alt.X(f"{name}:T", scale=alt.Scale(type="utc"), axis=axis)


def _burst(view: Rebounds, event: Event, words: Names) -> None:
    """突击: how much of the period's closing was done in the two weeks before."""
    found = cache.further(burst_of, view.filters, event.start)
    whole = found.all
    name = event.name(state.lang())
    if whole.share is None or found.even is None:
        said(t("本期不含“{event}”前 {n} 天，不算突击销号占比", event=name, n=BURST_DAYS))
        return
    facts = {"share": f"{whole.share:.1%}", "n": number(whole.burst), "m": number(whole.closures)}
    even = t("若每天销号一样多，应占 {even}；占比越高，越像平时不管、临时突击", even=f"{found.even:.1%}")
    said(t("“{event}”前 {d} 天集中销号占本期的 {share}（{n}/{m}）", event=name, d=BURST_DAYS, **facts), even)
    units = cache.loaded().frame.units
    rows = [
        {
            t("责任单位"): words.units.get(units[u.unit], units[u.unit]) if u.unit is not None and u.unit >= 0 else t("未分配"),
            t("检查前销号"): u.burst, t("本期销号"): u.closures,
            t("占比"): f"{u.share:.1%}" if u.share is not None and u.ranked else t("样本不足"),
        }
        for u in found.units
    ]  # fmt: skip
    listed(pd.DataFrame(rows), key=f"burst.{event.id}.{view.fingerprint}", most=320)


def _around(view: Rebounds, report: CampaignReport, words: Names) -> None:
    """Equal windows before and after, grid by grid, nothing adjusted."""
    if report.event is None:
        return
    found = cache.further(around_of, view.filters, report.event, SIDE_DAYS, tuple(report.sources))
    if found.before is None or found.after is None:
        return
    up = int((found.grids["change"] > 0).sum())
    title = t(
        "前后各 {d} 天：由 {a} 件变为 {b} 件，{n} 个网格增加",
        d=found.days,
        a=number(found.cases_before),
        b=number(found.cases_after),
        n=up,
    )
    note = t(
        "{a1} 至 {a2} 与 {b1} 至 {b2} 的新增件数，未作任何调整",
        a1=found.before[0],
        a2=found.before[1],
        b1=found.after[0],
        b2=found.after[1],
    )
    said(title, note)
    table = found.grids.sort_values("change", ascending=False, kind="stable")
    rows = pd.DataFrame({
        t("网格"): [words.grids.get(c, c) or t("不在网格内") for c in table["grid_code"]],
        t("检查前"): table["before"].to_numpy(), t("检查后"): table["after"].to_numpy(), t("增减"): table["change"].to_numpy(),
    })  # fmt: skip
    listed(rows, key=f"around.{report.event.id}.{view.fingerprint}", most=420)


def _utc(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
