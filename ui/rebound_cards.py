"""The figures of 反弹, each with what it is of and how sure it is."""

from __future__ import annotations

from gis.rebounds.hold import ENOUGH, YOUNG
from gis.rebounds.rates import Rate
from gis.views.rebound_map import between, percent
from gis.views.rebounds import Rebounds
from ui.cards import Card, line, of_new, unheard
from ui.state import lang
from ui.text import number, t


def kpi_line(view: Rebounds) -> None:
    """Five cards in a row; over them how far the data reach, where that is not up to now."""
    rate, held = view.rate, view.hold.at(30)
    kept, low, high = rate.consolidation
    unheard(view.heard, t("其后有没有反弹无从得知，不等于没有；各项比率只看到数据截止为止。"))
    if view.unclosed:
        titles = t("反弹率（{n} 天内）", n=rate.window_days), t("巩固率"), t("30 天保持率"), t("半数反弹用时")
        line([_count(view), *(Card(title, t("暂无"), "", t("来源没有销号时间")) for title in titles)])
        return
    line([
        _count(view),
        Card(t("反弹率（{n} 天内）", n=rate.window_days), _percent(rate.value), "", _of(rate)),
        Card(t("巩固率"), _percent(kept), "", _of(rate) if kept is None else t("满期销号中没有反弹的") + _interval(low, high)),
        Card(t("30 天保持率"), _percent(held.value), "", _watched(view)),
        Card(t("半数反弹用时"), *_median(view)),
    ])  # fmt: skip


def _count(view: Rebounds) -> Card:
    """A source that never tells of closings has no rebounds to count: that is not none."""
    k = view.kpis
    if view.unclosed:
        return Card(t("本期反弹"), t("暂无"), "", t("来源没有销号时间，请看“重复地点”"))
    if view.heard and not view.heard.period:
        return Card(t("本期反弹"), t("暂无"), "", t("{day}以后没有收到数据", day=view.heard.day))
    spark = view.timeline.rebound.tolist()
    return Card(t("本期反弹"), number(k.rebound), t("件"), of_new(k), spark, red=k.rebound > 0)


def _of(rate: Rate) -> str:
    """What the rate is of, and how sure; why there is none and what to do."""
    if not rate.judged:
        return t("本期没有销号满 {w} 天的，可放宽时间", w=rate.window_days)
    counts = t("满期 {n} 件，反弹 {m} 件", n=number(rate.judged), m=number(rate.returned))
    few = t("，不足 {n} 件，不计算比率", n=ENOUGH)
    return counts + (few if rate.value is None else _interval(rate.low, rate.high))


def _watched(view: Rebounds) -> str:
    held, of = view.hold.at(30), view.hold.closures
    if not of:
        return t("本期没有可用的销号")
    counts = t("{n} 件销号，含未满 30 天的", n=number(of))
    if held.value is not None:
        return counts + _interval(held.low, held.high)
    why = t("，观察未满 30 天") if held.method == YOUNG else t("，不足 {n} 件，不计算比率", n=ENOUGH)
    return counts + why


def _percent(value: float | None) -> str:
    return percent(value, lang())


def _interval(low: float | None, high: float | None) -> str:
    return (
        "" if low is None or high is None else t("，95% 区间 {low_high}", low_high=between(low, high, lang()))
    )


def _median(view: Rebounds) -> tuple[str, str, str]:
    held = view.hold
    if not held.closures:
        return t("暂无"), "", t("本期没有可用的销号")
    if held.closures < ENOUGH:
        return t("暂无"), "", t("{n} 件销号", n=number(held.closures)) + t("，不足 {n} 件，不计算", n=ENOUGH)
    if held.median_days is None:
        return t("未达到"), "", t("观察最长 {n} 天，反弹不到一半", n=number(held.longest_days))
    return number(held.median_days, 1), t("天"), t("估计一半销号在此之前反弹")
