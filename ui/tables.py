"""Tables of the pages: the cases of the set, a page at a time, and the way to take all of them home."""

from __future__ import annotations

import math
from urllib.parse import urlencode

import streamlit as st

from gis.live import Loaded
from gis.registry import collect
from gis.views.overview import Overview
from gis.views.table import table
from ui import state
from ui.rows import newly_picked
from ui.text import number, t

PAGE_ROWS = 50


def cases(loaded: Loaded, view: Overview) -> None:
    """The set of the map as a table; a click on a row opens the case."""
    total = view.selection.count
    with st.container(key="cg-table", border=True):
        pages = max(1, math.ceil(total / PAGE_ROWS))
        page = asked_page(pages)
        if not total:
            st.html(f"<h3>{_nothing(loaded)}</h3>")
            return
        st.html(f"<h3>{t('案卷 {n} 件', n=number(total))}</h3>")
        rows = table(loaded, view.selection, view.names, size=PAGE_ROWS, number=page - 1)
        shown = rows[
            [
                "source_case_id",
                "problem_type",
                "state",
                "grid",
                "lead_unit_now",
                "responsible_unit",
                "address",
                "found_at",
                "deadline_at",
                "closed_at",
                "rebound_days",
            ]
        ]
        row = newly_picked(shown, key=f"table.{view.fingerprint}.{page}", most=560, columns=_columns())
        if row is not None and state.value("case") != str(rows["ckey"].iloc[row]):
            state.choose(case=str(rows["ckey"].iloc[row]), grid=None)
            if rows["grid_code"].notna().iloc[row]:  # what is on no grid may have no place to go to
                state.count("map.view", 1)
            st.rerun()
        pager(page, pages)
        _exports(view)


def _nothing(loaded: Loaded) -> str:
    if not len(loaded.frame):
        return t("还没有案卷")
    return t("没有符合条件的案卷，可以放宽时间、问题或区域")


def asked_page(pages: int) -> int:
    """The page of the address, from 1 to ``pages``; the first where the address says nothing usable."""
    asked = state.value("page")
    return min(max(int(asked), 1), pages) if asked.isdecimal() and len(asked) <= 9 else 1


def _columns() -> dict[str, object]:
    stamp = "YYYY-MM-DD HH:mm"
    text = st.column_config.TextColumn
    return {
        "source_case_id": text(t("案卷号")),
        "problem_type": text(t("问题")),
        "state": text(t("状态")),
        "grid": text(t("网格")),
        "lead_unit_now": text(t("牵头单位")),
        "responsible_unit": text(t("责任单位")),
        "address": text(t("地址"), width="large"),
        "found_at": st.column_config.DatetimeColumn(t("发现时间"), format=stamp),
        "deadline_at": st.column_config.DatetimeColumn(t("处置截止"), format=stamp),
        "closed_at": st.column_config.DatetimeColumn(t("销号时间"), format=stamp),
        "rebound_days": st.column_config.NumberColumn(t("反弹：距上次销号（天）"), format="%.1f"),
    }


def pager(page: int, pages: int) -> None:
    """Back and on; nothing where there is one page."""
    if pages == 1:
        return
    with st.container(key="cg-pager", horizontal=True, vertical_alignment="center"):
        st.button(
            t("上一页"),
            key="table.back",
            disabled=page <= 1,
            on_click=lambda: state.choose(page=str(page - 1)),
        )
        st.html(
            f"<span>{t('第 {page} / {pages} 页', page=page, pages=number(pages))}</span>", width="content"
        )
        st.button(
            t("下一页"),
            key="table.next",
            disabled=page >= pages,
            on_click=lambda: state.choose(page=str(page + 1)),
        )


def _exports(view: Overview) -> None:
    """Plain links to our own route: what is downloaded is this set, with this fingerprint."""
    import gis.export as exports

    query = urlencode([*view.filters.to_pairs(), ("as_of", view.as_of.isoformat()), ("lang", state.lang())])
    links = " ".join(
        f'<a href="/export/{view.version}/cases{e.suffix}?{query.replace("&", "&amp;")}" download>{e.suffix[1:].upper()}</a>'
        for e in collect(exports, "EXPORTER").values()
    )
    st.html(
        f'<div class="cg-exports">{t("导出这些案卷")} {links} <small>{t("指纹 {fp}", fp=view.fingerprint)}</small></div>'
    )
