"""What counts as a rebound: the radius and the window, in the address like every other part of the question."""

from __future__ import annotations

import streamlit as st

from gis.filters import Filters
from ui import state
from ui.text import t

FIRST = Filters(set="rebound", days=180)
"""What a bare address means here: closures of the last weeks cannot be judged yet, so the period is longer."""
RADII, WINDOWS = (20, 30, 50, 100, 200), (7, 15, 30, 60, 90)


def settings(question: Filters) -> None:
    """Two small choices; a value from the address that is not among them is offered too."""
    _choice(question, "radius", RADII, t("范围 {n} 米内"))
    _choice(question, "window", WINDOWS, t("销号后 {n} 天内"))


def _choice(question: Filters, name: str, known: tuple[int, ...], words: str) -> None:
    held = int(getattr(question, name))
    key = f"rebound.{name}"
    state.set_widget(key, held)
    st.selectbox(
        words.format(n=held), sorted({*known, held}), key=key, label_visibility="collapsed", width=150,
        format_func=lambda n: words.format(n=n),
        on_change=lambda: state.ask(question.but(**{name: int(state.widget(key))})),
    )  # fmt: skip
