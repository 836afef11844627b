"""What stands under the map of 反弹: one table at a time, chosen by the reader."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pandas as pd
import streamlit as st

from gis.live import Loaded
from gis.select import Selection
from gis.views import rebound_words
from gis.views.names import LONGEST, Names, clipped
from gis.views.rebound_map import between, percent
from gis.views.rebounds import Rebounds
from gis.words import N_
from ui import rebound_campaign, rebound_further, rebound_register, state
from ui.parts import one_of
from ui.rows import listed
from ui.said import said
from ui.text import e, number, t

BY = {"grid": N_("按网格"), "unit": N_("按责任单位"), "type": N_("按问题类型")}
ALL = {"grid": N_("{n} 个网格有销号"), "unit": N_("{n} 个责任单位有销号"), "type": N_("{n} 类问题有销号")}


def parts(loaded: Loaded, view: Rebounds, selection: Selection, words: Names) -> None:
    """The register first."""
    known = {"grid": words.grids, "unit": words.units, "type": words.types}
    tables = {key: (title, partial(by, view, key, known[key])) for key, title in BY.items()}
    one_of({
        "register": (N_("反弹问题清单"), lambda: rebound_register.register(loaded, view, selection, words)),
        **tables,
        "places": (N_("重复地点"), lambda: rebound_further.places(loaded, view, words)),
        "campaign": (N_("检查前后"), lambda: rebound_campaign.campaign(loaded, view, words)),
        "review": (N_("回潮"), lambda: rebound_further.review(loaded, view)),
        "method": (N_("口径说明"), lambda: method(view, words)),
    }, key="rebounds.part")  # fmt: skip


def by(view: Rebounds, dimension: str, names: Mapping[str, str]) -> None:
    """Every grid, unit or type with its figures and intervals; ranked ones first, 样本不足 below."""
    table = view.tables[dimension]
    if not len(table):
        said(t("本期没有可用的销号"), t("可以放宽时间、问题或区域。"))
        return
    said(
        _answer(table, dimension, names, view.rate.window_days),
        t("可判指已满 {w} 天的销号。", w=view.rate.window_days),
        t(
            "按反弹率从高到低；可判销号不足 20 件的不计算比率、不排名，列在后面。区间相互重叠的，先后不说明高低。"
        ),
    )
    lang, window, share = state.lang(), view.rate.window_days, st.column_config.NumberColumn(format="%.1f%%")
    rate, held, kept = t("反弹率（{n} 天内）", n=window), t("30 天保持率"), t("巩固率")
    rows = [
        {
            t("名称"): names.get(r["key"], r["key"]) or t("未分配"),
            rate: 100 * r["rate"],
            t("反弹（件）"): int(r["returned"]),
            t("可判（件）"): int(r["judged"]),
            t("95% 区间"): between(r["rate_low"], r["rate_high"], lang),
            held: 100 * r["hold_30"],
            t("保持率区间"): between(r["hold_30_low"], r["hold_30_high"], lang),
            kept: 100 * (1 - r["rate"]),
            t("纳入的销号（件）"): int(r["closures"]),
            t("说明"): rebound_words.why(r, lang),
        }
        for r in table.to_dict("records")
    ]
    shown = pd.DataFrame(rows)
    listed(
        shown if shown[t("说明")].any() else shown.drop(columns=t("说明")), none=t("暂无"), most=560,
        key=f"rebounds.{dimension}.{view.fingerprint}", columns={rate: share, held: share, kept: share},
    )  # fmt: skip


def _answer(table: pd.DataFrame, dimension: str, names: Mapping[str, str], window: int) -> str:
    """How many there are, and which of those with enough closures does worst."""
    named, ranked = table[table["key"] != ""], table[table["ranked"].astype(bool)]
    of = t(ALL[dimension], n=number(len(named)))
    if not len(ranked):
        return of + t("，都不足 20 件可判，不排名")
    top = ranked.iloc[0]
    return of + t(
        "，{k} 个可排名；{name} {w} 天内反弹率最高：{rate}（{n}/{m}）", k=number(len(ranked)), w=window,
        name=clipped(names.get(top["key"], top["key"]), LONGEST), rate=percent(top["rate"], state.lang()),
        n=number(top["returned"]), m=number(top["judged"]),
    )  # fmt: skip


def method(view: Rebounds, words: Names) -> None:
    """How every figure was made, and what is in none of them."""
    lines = "".join(f"<li>{e(line)}</li>" for line in rebound_words.method(view, words))
    st.html(f'<h3>{e(t("口径说明"))}</h3><ul class="cg-method">{lines}</ul>')
