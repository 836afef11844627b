"""A table on a page: as tall as its rows up to a limit, figures with their thousands; plain, or one row to pick."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from ui import state

LINE = 36
"""Height of a row in pixels."""


def listed(
    table: pd.DataFrame, *, key: str, most: int, columns: Mapping[str, Any] | None = None, none: str = "—"
) -> None:
    """Show ``table``, at most ``most`` pixels tall; then it scrolls. ``none`` stands in an empty cell."""
    st.dataframe(table, key=key, **(_look(table, most, columns) | {"placeholder": none}))


def picked(
    table: pd.DataFrame, *, key: str, most: int, columns: Mapping[str, Any] | None = None
) -> int | None:
    """The same with a box before each row; the position of the ticked row, or None."""
    event = st.dataframe(
        table, key=key, on_select="rerun", selection_mode="single-row", **_look(table, most, columns)
    )
    rows = event.selection.rows if event else []
    return rows[0] if rows else None


def newly_picked(
    table: pd.DataFrame, *, key: str, most: int, columns: Mapping[str, Any] | None = None
) -> int | None:
    """The row ticked just now: one that stays ticked must not take back what was chosen elsewhere since."""
    row, before = picked(table, key=key, most=most, columns=columns), state.widget(f"{key}.before")
    state.set_widget(f"{key}.before", row)
    return None if row == before else row


def _look(table: pd.DataFrame, most: int, columns: Mapping[str, Any] | None) -> dict[str, Any]:
    figures = {
        str(c): st.column_config.NumberColumn(format="localized") for c in table.select_dtypes("number")
    }
    return {
        "hide_index": True,
        "placeholder": "—",
        "height": min(LINE * (len(table) + 1) + 2, most),
        "column_config": {**figures, **(columns or {})},
    }
