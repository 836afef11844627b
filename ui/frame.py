"""What stands around every page: brand, menu, age of the data, language; and how trouble is told."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from gis.errors import GisError
from gis.settings import ROOT
from gis.views.health import STALE_HOURS
from ui import cache, state
from ui.text import ago, e, t

ICON = ROOT / "web" / "static" / "icon.png"


def header(pages: dict[str, StreamlitPage], current: StreamlitPage) -> None:
    """The top bar."""
    with st.container(key="cg-header", horizontal=True, vertical_alignment="center"):
        st.html('<div class="cg-brand">净格 <span>CleanGrid</span></div>', width="content")
        with st.container(key="cg-menu", horizontal=True, width="content", gap="small"):
            for page in pages.values():
                here = "cg-here" if page.url_path == current.url_path else "cg-there"
                with st.container(key=f"{here}-{page.url_path or 'front'}", width="content"):
                    st.page_link(page, query_params=state.address())
        st.html(_languages(), width="content")
        with st.container(key="cg-state"):
            st.html(f'<div class="cg-status">{_status()}</div>')


def _status() -> str:
    """How old the data are: green while fresh, amber when late; and what they are."""
    try:
        loaded = cache.loaded()
    except GisError:
        return ""
    name = e(loaded.county.zh if state.lang() == "zh" else loaded.county.en)
    newest = loaded.parts.facts.get("newest_export_at")
    if newest is None:
        age = f'<span class="cg-dot cg-late"></span>{e(t("还没有数据"))}'
    else:
        moment = datetime.fromisoformat(newest)
        hours = max((cache.as_of() - moment).total_seconds() / 3600, 0)
        late = "cg-late" if hours > STALE_HOURS else "cg-fresh"
        local = moment.astimezone(loaded.county.tz)
        year = "" if local.year == cache.as_of().astimezone(local.tzinfo).year else f"{local:%Y}-"
        words = t("数据截至 {at}，{ago}", at=f"{year}{local:%m-%d %H:%M}", ago=ago(hours))
        age = f'<span class="cg-dot {late}"></span>{e(words)}'
    demo = f'<span class="cg-demo">{e(t("演示数据（合成）"))}</span>' if loaded.county.demo else ""
    return f'{demo}<span class="cg-county">{name}</span><span>{age}</span>'


def _languages() -> str:
    """A link that loads the page in the other language, everything else kept."""
    other, word = ("en", "EN") if state.lang() == "zh" else ("zh", "中文")
    query = urlencode([(n, v) for n, vs in (state.address() | {"lang": [other]}).items() for v in vs])
    return f'<a class="cg-lang" lang="{other}" href="?{e(query)}" target="_self">{word}</a>'


def footer() -> None:
    """Sources in plain text, and the version of the data."""
    loaded = cache.loaded()
    ground = loaded.county.basemap
    credit = ground.credited(state.lang())
    tongue = "zh" if credit == ground.credit else state.lang()
    words = t("数据版本 {version}", version=loaded.version[:8])
    said = f' · <span lang="{tongue}">{e(credit)}</span>' if credit else ""
    st.html(f'<div class="cg-footer">{e(words)}{said}</div>')


def trouble(sentence: str) -> None:
    """One clear sentence with the next step; never a trace."""
    st.html(f'<div class="cg-trouble" role="alert">{e(sentence)}</div>')


def notice(wrong: GisError | None) -> None:
    """What was wrong with the address; the page goes on with its first question."""
    if wrong is not None:
        trouble(wrong.sentence(state.lang()))
