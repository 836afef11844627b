"""The map of 反弹 on the page: what is clicked goes into the address."""

from __future__ import annotations

import streamlit as st

from gis import process
from gis.filters import Filters
from gis.live import Loaded
from gis.render.specs import to_spec
from gis.select import Selection
from gis.settings import load
from gis.views.names import Names
from gis.views.rebound_map import map_filters, map_model
from gis.views.rebounds import Rebounds
from ui import state
from ui.map import show_map
from ui.timeline import brushed

HEIGHT = "max(420px, calc(100vh - 490px))"


def chosen(loaded: Loaded, view: Rebounds, asked: Filters) -> Selection:
    """The cases of the page's map and register: those of the brushed days, else of the period, in the states asked
    for. Figures, curves and axis are of all days and states."""
    question = map_filters(view, brushed()).but(states=asked.states)
    return process.selections().get(loaded.frame, question, as_of=view.as_of, tz=loaded.county.tz)


def rebound_map(loaded: Loaded, view: Rebounds, selection: Selection, words: Names) -> None:
    """Draw the map; a click on a grid or a mark chooses it, a second click on the grid lets go of it."""
    model = map_model(
        loaded, view, selection, words, selected=state.value("grid"), basemap_key=load().basemap_key
    )
    spec = to_spec(model, height=HEIGHT, view_seq=state.count("rebounds.view"))
    clicked = show_map(spec, key="rebounds.map")
    if clicked is None or clicked.kind == "hot":
        return
    if state.value(clicked.kind) != clicked.id:
        state.choose(**{"grid": None, "case": None, clicked.kind: clicked.id})
        st.rerun()
