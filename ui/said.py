"""A heading that is an answer, and the line below it that says of what."""

from __future__ import annotations

import streamlit as st

from ui.text import e


def said(title: str, note: str = "") -> None:
    """Draw them as text: nothing in them is markup."""
    st.html(f"<h3>{e(title)}</h3>{f'<p>{e(note)}</p>' if note else ''}")
