"""The further tables of 反弹: repeat places and findings of earlier reviews; and what chance alone would make."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from gis.cases.frame import Frame
from gis.filters import Filters
from gis.live import Loaded
from gis.rebounds.review import LOWER_BOUND
from gis.views.names import Names
from gis.views.rebound_more import Places, chance_of, places_of, review_of
from gis.views.rebounds import Rebounds
from ui import cache, state
from ui.rows import newly_picked
from ui.said import said
from ui.text import e, number, t


def chance(question: Filters) -> None:
    """How much of what came back would be near and soon by accident."""
    found = cache.further(chance_of, question)
    if found.expected is None or found.low is None or found.high is None or not found.observed:
        return
    accident = max(found.expected, 0)
    title = (
        t("反弹按成对计，约 {share} 可能只是巧合", share=f"{min(accident / found.observed, 1):.0%}")
        if found.low > 0
        else t("相近相继的案卷并不明显多于巧合")
    )
    note = t(
        "本期销号与其后 {w} 天、{r} 米以内的同类案卷共成 {n} 对（一件案卷可与多次销号成对，故不等于反弹件数）；"
        "把发现时间整周错开 99 次并计入季节，平均仍有 {m} 对。扣除后为 {k} 对（95% 区间 {low} 至 {high}）。",
        n=number(found.observed), r=found.radius_m, w=found.window_days, m=number(accident),
        k=number(found.observed - accident), low=number(found.low), high=number(found.high),
    )  # fmt: skip
    st.html(f'<section class="cg-card"><h3>{e(title)}</h3><p>{e(note)}</p></section>')


def places(loaded: Loaded, view: Rebounds, words: Names) -> None:
    """Where the same thing was found again and again; a click opens the newest case."""
    found = cache.further(places_of, view.filters)
    shown = found.repeats.places
    if not shown:
        said(t("本期没有同类问题出现 {n} 次及以上的地点", n=found.repeats.least))
        return
    top = shown[0]
    title = t(
        "本期有 {n} 处地点同类问题出现 {k} 次及以上，最多 {m} 次",
        n=number(found.repeats.count),
        k=found.repeats.least,
        m=number(top.cases),
    )
    note = t(
        "同一地点指距首件 {r} 米以内；列出前 {n} 处，勾选一行看最近一件。",
        r=view.filters.radius,
        n=len(shown),
    )
    said(title, note)
    rows = _places(loaded, view, found, words)
    row = newly_picked(rows, key=f"places.{view.fingerprint}", most=560, columns={})
    if row is not None and state.value("case") != str(found.keys[row]):
        state.choose(case=str(found.keys[row]), grid=None)
        st.rerun()


def _places(loaded: Loaded, view: Rebounds, found: Places, words: Names) -> pd.DataFrame:
    segments = loaded.registers.segments
    street = (
        dict(zip(segments["segment_id"].astype(str), segments["name"].astype(str))) if len(segments) else {}
    )
    frame, tz = loaded.frame, loaded.county.tz
    rows = pd.DataFrame([
        {
            t("地址"): w.address or street.get(w.segment_id, "") or t("暂无"),
            t("本期（件）"): p.cases,
            t("其中反弹（件）"): p.rebounds or (None if _source(frame, p.row) in view.without_closures else 0),
            t("问题"): words.types.get(frame.types[p.type_], "") if p.type_ >= 0 else t("未分类"),
            t("网格"): words.grids.get(frame.grids[p.grid], "") if p.grid >= 0 else t("不在网格内"),
            t("街巷"): street.get(w.segment_id, ""),
            t("本期首次发现"): _day(p.first_s, tz), t("最近发现"): _day(p.last_s, tz),
        }
        for p, w in zip(found.repeats.places, found.where)
    ])  # fmt: skip
    return rows if rows[t("街巷")].any() else rows.drop(columns=t("街巷"))


def _source(frame: Frame, row: int) -> str:
    code = int(frame.source[row])
    return frame.sources[code] if code < len(frame.sources) else ""


def review(loaded: Loaded, view: Rebounds) -> None:
    """回潮: findings of earlier reviews that are there again at this one."""
    rows = [r for r in loaded.registers.inspections.to_dict("records") if r["start"]]
    if not rows:
        said(t("没有登记检查，无从比较"), t("请在 registers/inspections.csv 中登记历次检查的起止日期"))
        return
    known = {str(r["inspection_id"]): str((r["en"] if state.lang() == "en" else "") or r["zh"]) for r in rows}
    newest = max(rows, key=lambda r: r["start"])["inspection_id"]
    asked = state.value("event")
    found = cache.further(review_of, view.filters, asked if asked in known else str(newest))
    name, n = known[found.inspection], number(found.places)
    if not found.places:
        said(
            t("{name}之前的检查没有留下可定位的问题", name=name),
            t("导入历次检查的问题清单后，这里显示哪些问题又出现了"),
        )
        return
    rate = t("暂无") if found.rate is None else f"{found.rate:.1%}"
    share = t("暂无") if found.looked_share is None else f"{found.looked_share:.1%}"
    k, m = number(found.returned), number(found.looked)
    note = t("{name}与{before}比", name=name, before=t("、").join(known.get(i, i) for i in found.earlier))
    seen = t(
        "；{look} 米内有过发现的算复查到，占 {share}（{m}/{n}）。", look=found.look_m, share=share, m=m, n=n
    )
    said(
        t("以往检查的 {n} 处问题中，{k} 处又出现，占复查到的 {rate}（{k}/{m}）", n=n, k=k, m=m, rate=rate),
        note + seen,
        t(LOWER_BOUND),
        t("按历次检查的全部问题统计，不受上面筛选的影响。"),
    )


def _day(second: int, tz: object) -> str:
    return f"{datetime.fromtimestamp(second, UTC).astimezone(tz):%Y-%m-%d}"  # type: ignore[arg-type]
