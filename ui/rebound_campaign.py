"""检查前后: did the level jump when an inspection or campaign was over; what was closed just before it; grid by grid."""

from __future__ import annotations

from collections.abc import Iterator
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
    reference,
    sentence,
    source_words,
)
from gis.live import Loaded
from gis.rebounds.burst import BURST_DAYS, LEAST
from gis.style import DESK
from gis.views.campaign_weeks import weeks_of
from gis.views.names import Names
from gis.views.rebound_more import around_of, burst_of, campaign_of
from gis.views.rebounds import Rebounds
from ui import cache, state
from ui.rows import listed
from ui.said import said
from ui.text import e, number, t
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
    first = report.headlines[0] if report.headlines else report.total
    said(sentence(report, first, loaded.vocabulary, state.lang()), *_notes(loaded, report, first, words))
    if report.event is None:
        return
    if first is not None and len(first.expected):
        _key(loaded, report, first)
        st.altair_chart(_course(report, first), width="stretch", height=180)
    if report.groups:
        table, two = _groups(loaded, report), st.column_config.NumberColumn(format="%.2f")
        listed(
            table, key=f"campaign.{report.event.id}.{view.fingerprint}", most=420,
            columns={str(c): two for c in table.select_dtypes("number")},
        )  # fmt: skip
    _burst(view, report.event, words)
    _around(view, report, words)


def _notes(
    loaded: Loaded, report: CampaignReport, first: CampaignAnswer | None, words: Names
) -> Iterator[str]:
    """What else rose, the level before, the patrols, what is not counted, and how it was worked out."""
    lang, vocabulary = state.lang(), loaded.vocabulary
    others = [
        f"{group_name(a.group, vocabulary, lang)} {ratio_words(a.vs_during, lang)}"
        for a in report.headlines[1:]
        if a.vs_during
    ]
    if others:
        yield t("同样回升的还有：{list}。", list=t("；").join(others))
    if first and not report.refusal:
        yield before_words(first, lang)
    yield patrol_words(report, lang)
    for s in report.left_out:
        yield t("{why}。", why=source_words(report, s, words.sources.get(s, s), lang))
    if not report.refusal:
        yield method_words(report, lang)


def _key(loaded: Loaded, report: CampaignReport, given: CampaignAnswer) -> None:
    """What the lines of the chart are."""
    lang = state.lang()
    text = t(
        "{group}每周件数：实线为实际，虚线为按{reference}水平应有，竖线为结束次日",
        group=group_name(given.group, loaded.vocabulary, lang), reference=reference(report, lang),
    )  # fmt: skip
    st.html(f"<p>{e(text)}{e(t('，浅红为可能开始回升的日子') if given.turn else '')}</p>")


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
        ratio, what = a.vs_during, {"reference": reference(report, lang)}
        turned = a.turn and (f"{a.turn.low}–{a.turn.high}" if a.turn.low != a.turn.high else str(a.turn.low))
        sure = t("回升") if a.rose else t("下降") if a.significant else t("未见明显变化")
        return {
            t("问题"): group_name(a.group, loaded.vocabulary, lang),
            t("判断"): sure if ratio else t("不作判断"),
            t("倍数（比{reference}）", **what): ratio.value if ratio else None,
            t("95% 区间"): f"{ratio.low:.2f}–{ratio.high:.2f}" if ratio else "—",
            t("开始回升（结束后第几天）"): turned or "—",
            t("倍数（比此前平时）"): a.vs_before.value if a.vs_before else None,
            t("结束后日均（件）"): a.after.per_day,
            t("{reference}日均（件）", **what): a.during.per_day,
            t("此前日均（件）"): a.before.per_day,
        }  # fmt: skip

    everything = [report.total, *report.groups] if report.total else list(report.groups)
    return pd.DataFrame([row(a) for a in everything])


def _course(report: CampaignReport, given: CampaignAnswer) -> alt.LayerChart:
    """Weeks of cases found, and those expected at the level of the campaign; a rule where it ended."""
    day, found, usual = t("周起始日"), t("实际（件）"), t("应有（件）")
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
    if whole.share is None or found.even is None or found.burst_days is None:
        said(
            t("本期不含“{event}”前 {n} 天的销号，不算突击销号占比", event=name, n=BURST_DAYS),
            t("把时间放宽到 {day} 以前即可。", day=event.start - timedelta(days=BURST_DAYS)),
        )
        return
    days = (found.burst_days[1] - found.burst_days[0]).days + 1  # of the fourteen those in the period
    facts = {"share": f"{whole.share:.1%}", "n": number(whole.burst), "m": number(whole.closures)}
    even = t("若每天销号一样多，应占 {even}；高出越多，越像平时不管、临时突击。", even=f"{found.even:.1%}")
    few = t("本期销号不足 {n} 件的不算占比，列在后面。", n=LEAST)
    said(t("“{event}”前 {d} 天的销号占本期的 {share}（{n}/{m}）", event=name, d=days, **facts), even, few)
    units, share = cache.loaded().frame.units, t("占比")
    rows = [
        {
            t("责任单位"): words.units.get(units[u.unit], units[u.unit]) if u.unit is not None and u.unit >= 0 else t("未分配"),
            share: 100 * u.share if u.share is not None and u.closures >= LEAST else None,
            t("前 {d} 天销号（件）", d=days): u.burst, t("本期销号（件）"): u.closures,
        }
        for u in found.units
    ]  # fmt: skip
    percent = {share: st.column_config.NumberColumn(format="%.1f%%")}
    listed(pd.DataFrame(rows), key=f"burst.{event.id}.{view.fingerprint}", most=320, columns=percent)


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
        "{a1} 至 {a2} 与 {b1} 至 {b2} 的新增件数，未扣除星期、季节等影响，与上面的倍数不可直接对照。",
        a1=found.before[0],
        a2=found.before[1],
        b1=found.after[0],
        b2=found.after[1],
    )
    said(title, note)
    table = found.grids.sort_values("change", ascending=False, kind="stable")
    rows = pd.DataFrame({
        t("网格"): [words.grids.get(c, c) or t("不在网格内") for c in table["grid_code"]],
        t("增减（件）"): table["change"].to_numpy(),
        t("前 {d} 天（件）", d=found.days): table["before"].to_numpy(),
        t("后 {d} 天（件）", d=found.days): table["after"].to_numpy(),
    })  # fmt: skip
    listed(rows, key=f"around.{report.event.id}.{view.fingerprint}", most=420)


def _utc(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
