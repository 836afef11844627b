"""One of several tables under a map, chosen by the reader; the choice is in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from ui import state
from ui.text import t

Parts = Mapping[str, tuple[str, Callable[[], None]]]
"""Key in the address → (source words, what draws it); the first where the address says nothing usable."""


def one_of(parts: Parts, *, key: str) -> None:
    """The choice, and what was chosen."""
    asked = state.value("part")
    shown = asked if asked in parts else next(iter(parts))
    state.set_widget(key, shown)
    st.segmented_control(
        t("查看"), list(parts), key=key, format_func=lambda p: t(parts[p][0]), required=True,
        label_visibility="collapsed", on_change=lambda: state.choose(part=state.widget(key)),
    )  # fmt: skip
    with st.container(key="cg-table", border=True):
        parts[shown][1]()
