"""The figures of 反弹, each with what it is of and how sure it is."""

from __future__ import annotations

from gis.views.rebound_map import between, percent
from gis.views.rebounds import Rebounds
from ui.cards import Card, line, of_new
from ui.state import lang
from ui.text import number, t


def kpi_line(view: Rebounds) -> None:
    """Five cards in a row."""
    k, rate, held = view.kpis, view.rate, view.hold.at(30)
    kept, low, high = rate.consolidation
    counts = t("{n} 件可判，{m} 件反弹", n=number(rate.judged), m=number(rate.returned))
    all_of = t("{n} 件销号，含未满期的", n=number(view.hold.closures))
    line([
        Card(t("本期反弹"), number(k.rebound), t("件"), of_new(k), view.timeline.rebound.tolist(), red=k.rebound > 0),
        Card(t("反弹率（{n} 天内）", n=rate.window_days), _percent(rate.value), "", counts + _interval(rate.low, rate.high)),
        Card(t("巩固率"), _percent(kept), "", t("可判销号中没有反弹的") + _interval(low, high)),
        Card(t("30 天保持率"), _percent(held.value), "", all_of + _interval(held.low, held.high)),
        Card(t("半数反弹用时"), *_median(view)),
    ])  # fmt: skip


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
    if held.median_days is None:
        return t("未达到"), "", t("观察最长 {n} 天，反弹不到一半", n=number(held.longest_days))
    return number(held.median_days, 1), t("天"), t("一半销号在此之前反弹")
