"""反弹问题清单 on the page: a page of the cases that came back; a click on a row opens the case."""

from __future__ import annotations

import math
from urllib.parse import urlencode

import streamlit as st

from gis.live import Loaded
from gis.select import Selection
from gis.views.names import Names
from gis.views.rebounds import Rebounds
from gis.views.register import register as register_page
from ui import state
from ui.rows import newly_picked
from ui.said import said
from ui.tables import PAGE_ROWS, asked_page, pager
from ui.text import e, number, t

SHOWN = (
    "problem_type", "grid", "days_since_close", "nth", "found_at", "state", "address", "lead_unit_now", "responsible_unit",
    "deadline_at", "distance_m", "source_case_id", "origin_source_case_id", "origin_closed_at",
)  # fmt: skip
"""The telling ones first: a phone shows three or four."""


def register(loaded: Loaded, view: Rebounds, selection: Selection, words: Names) -> None:
    """The register of the map's cases, newest first."""
    total = selection.count
    whole = view.kpis.rebound
    if view.unclosed or not total:
        _nothing(view)
        return
    said(
        t("反弹问题 {n} 件", n=number(total)),
        t("所选时段或状态之内，本期共 {n} 件。", n=number(whole)) if total < whole else "",
        t("勾选一行，看案卷和反弹经过。"),
    )
    pages = max(1, math.ceil(total / PAGE_ROWS))
    page = asked_page(pages)
    rows = register_page(loaded, selection, words, size=PAGE_ROWS, number=page - 1)
    row = newly_picked(
        rows[list(SHOWN)], key=f"register.{selection.fingerprint}.{page}", most=560, columns=_columns()
    )
    if row is not None and state.value("case") != str(rows["ckey"].iloc[row]):
        state.choose(case=str(rows["ckey"].iloc[row]), grid=None)
        st.rerun()
    pager(page, pages)
    query = e(
        urlencode([*selection.filters.to_pairs(), ("as_of", view.as_of.isoformat()), ("lang", state.lang())])
    )
    links = " ".join(
        f'<a href="/export/{view.version}/rebounds.{kind}?{query}" download>{kind.upper()}</a>'
        for kind in ("xlsx", "csv")
    )
    st.html(
        f'<div class="cg-exports">{e(t("导出反弹问题清单"))} {links} '
        f"<small>{e(t('指纹 {fp}', fp=selection.fingerprint))}</small></div>"
    )


def _nothing(view: Rebounds) -> None:
    """Why there is none, and what to do."""
    if view.unclosed:
        said(t("来源没有销号时间，不能判断反弹"), t("同一地点是否反复出现，请看“重复地点”。"))
    elif view.kpis.rebound:
        hint = t("本期共 {n} 件，所选时段或状态下没有。", n=number(view.kpis.rebound))
        said(t("这段时间没有反弹"), hint)
    else:
        said(t("这段时间没有反弹"), t("可以放宽时间、问题或区域。"))


def _columns() -> dict[str, object]:
    text, stamp = st.column_config.TextColumn, "YYYY-MM-DD HH:mm"
    when, figure = st.column_config.DatetimeColumn, st.column_config.NumberColumn
    return {
        "source_case_id": text(t("案卷号")), "problem_type": text(t("问题")), "found_at": when(t("发现时间"), format=stamp),
        "days_since_close": figure(t("距原销号（天）"), format="%.1f"), "distance_m": figure(t("距原案卷（米）"), format="%d"),
        "nth": figure(t("第几次反弹"), format="%d"), "state": text(t("状态")), "grid": text(t("网格")),
        "lead_unit_now": text(t("牵头单位")), "responsible_unit": text(t("责任单位")),
        "address": text(t("地址"), width="medium"), "deadline_at": when(t("处置截止"), format=stamp),
        "origin_source_case_id": text(t("原案卷号")), "origin_closed_at": when(t("原销号时间"), format=stamp),
    }  # fmt: skip
