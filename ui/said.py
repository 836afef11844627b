"""A heading that is an answer, and the line below it that says of what."""

from __future__ import annotations

import streamlit as st

from gis.words import SOURCE_LANGUAGE
from ui import state
from ui.text import e


def said(title: str, *notes: str) -> None:
    """Draw them as text: nothing in them is markup. Only in Chinese do sentences follow each other without a space."""
    note = ("" if state.lang() == SOURCE_LANGUAGE else " ").join(n for n in notes if n)
    st.html(f"<h3>{e(title)}</h3>{f'<p>{e(note)}</p>' if note else ''}")
