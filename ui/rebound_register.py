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
from ui.rows import picked
from ui.tables import PAGE_ROWS, asked_page, pager
from ui.text import e, number, t

SHOWN = ("source_case_id", "problem_type", "found_at", "days_since_close", "distance_m", "nth", "state", "grid",
         "lead_unit_now", "responsible_unit", "address", "deadline_at", "origin_source_case_id", "origin_closed_at")  # fmt: skip


def register(loaded: Loaded, view: Rebounds, selection: Selection, words: Names) -> None:
    """The register of the map's cases, newest first."""
    total = selection.count
    st.html(f"<h3>{e(t('反弹问题 {n} 件', n=number(total)) if total else t('这段时间没有反弹'))}</h3>")
    if not total:
        return
    pages = max(1, math.ceil(total / PAGE_ROWS))
    page = asked_page(pages)
    rows = register_page(loaded, selection, words, size=PAGE_ROWS, number=page - 1)
    row = picked(
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


def _columns() -> dict[str, object]:
    text, stamp = st.column_config.TextColumn, "YYYY-MM-DD HH:mm"
    when, figure = st.column_config.DatetimeColumn, st.column_config.NumberColumn
    return {
        "source_case_id": text(t("案卷号")), "problem_type": text(t("问题")), "found_at": when(t("发现时间"), format=stamp),
        "days_since_close": figure(t("距销号（天）"), format="%.1f"), "distance_m": figure(t("相距（米）"), format="%d"),
        "nth": figure(t("第几次反弹"), format="%d"), "state": text(t("状态")), "grid": text(t("网格")),
        "lead_unit_now": text(t("牵头单位")), "responsible_unit": text(t("责任单位")),
        "address": text(t("地址"), width="medium"), "deadline_at": when(t("处置截止"), format=stamp),
        "origin_source_case_id": text(t("原案卷号")), "origin_closed_at": when(t("原销号时间"), format=stamp),
    }  # fmt: skip
