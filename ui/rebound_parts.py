"""What stands under the map of 反弹: one table at a time, chosen by the reader."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pandas as pd
import streamlit as st

from gis.live import Loaded
from gis.select import Selection
from gis.views import rebound_words
from gis.views.names import Names
from gis.views.rebound_map import between, percent
from gis.views.rebounds import Rebounds
from gis.words import N_
from ui import rebound_campaign, rebound_further, rebound_register, state
from ui.parts import one_of
from ui.text import e, number, t

BY = {"grid": N_("按网格"), "unit": N_("按责任单位"), "type": N_("按问题类型")}


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
    st.html(
        f"<h3>{e(t('{what}：{n} 个有销号', what=t(BY[dimension]), n=number(len(table))))}</h3>"
        f"<p>{e(t('按反弹率从高到低；可判销号不足 20 件的不计算比率、不排名，列在后面'))}</p>"
    )
    if not len(table):
        st.info(t("本期没有可用的销号。可以放宽时间、问题或区域。"))
        return
    lang, window = state.lang(), view.rate.window_days
    rows = [
        {
            t("名称"): names.get(r["key"], r["key"]) or t("未分配"),
            t("销号"): int(r["closures"]),
            t("可判"): int(r["judged"]),
            t("反弹"): int(r["returned"]),
            t("反弹率（{n} 天内）", n=window): percent(r["rate"], lang)
            if r["ranked"] or r["judged"] == 0
            else t("样本不足"),
            t("95% 区间"): between(r["rate_low"], r["rate_high"], lang),
            t("巩固率"): percent(1 - r["rate"], lang),
            t("30 天保持率"): percent(r["hold_30"], lang),
            t("保持率区间"): between(r["hold_30_low"], r["hold_30_high"], lang),
        }
        for r in table.to_dict("records")
    ]
    st.dataframe(
        pd.DataFrame(rows), hide_index=True, key=f"rebounds.{dimension}.{view.fingerprint}", placeholder="—",
        height=min(36 * (len(rows) + 1) + 2, 560),
    )  # fmt: skip


def method(view: Rebounds, words: Names) -> None:
    """How every figure was made, and what is in none of them."""
    lines = "".join(f"<li>{e(line)}</li>" for line in rebound_words.method(view, words))
    st.html(f'<h3>{e(t("口径说明"))}</h3><ul class="cg-method">{lines}</ul>')
