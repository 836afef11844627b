"""The map of 热点 and what a click on a place does: it is looked at, and every other page asks about it."""

from __future__ import annotations

import streamlit as st

from gis import process
from gis.filters import Filters
from gis.hotspots.units import GRID
from gis.live import Loaded
from gis.render.model import Bounds
from gis.render.specs import to_spec
from gis.settings import load
from gis.views.focus import of_question
from gis.views.hot_places import Spot
from gis.views.hotspot_map import map_filters, map_model
from gis.views.hotspots import Hotspots
from gis.views.names import Names
from ui import state
from ui.map import show_map

HEIGHT = "max(420px, calc(100vh - 380px))"


def hot_map(loaded: Loaded, view: Hotspots, question: Filters, words: Names) -> None:
    """Draw the map. A click on a place chooses it, one on a mark opens its case."""
    asked = map_filters(view, question)
    selection = process.selections().get(loaded.frame, asked, as_of=view.as_of, tz=loaded.county.tz)
    model = map_model(
        loaded, view, selection, words, focus=_focus(loaded, view, question), basemap_key=load().basemap_key
    )
    clicked = show_map(to_spec(model, height=HEIGHT, view_seq=state.count("hot.view")), key="hot.map")
    if clicked is None:
        return
    if clicked.kind == "hot":
        spot = next((s for s in view.spots if s.id == clicked.id), None)
        if spot is not None and state.value("spot") != spot.id:
            choose(view, spot, question)
            st.rerun()
    elif clicked.kind == "case" and state.value("case") != clicked.id:
        state.choose(case=clicked.id)
        st.rerun()


def _focus(loaded: Loaded, view: Hotspots, question: Filters) -> Bounds | None:
    here = looked_at(question)
    day = view.as_of.astimezone(loaded.county.tz).date()
    return next((s.bounds for s in view.spots if s.id == here), None) or of_question(
        loaded, question, day=day
    )


def looked_at(question: Filters) -> str:
    """Id of the place looked at; "" once the filters were cleared of it."""
    return state.value("spot") if question.place or question.grids else ""


def choose(view: Hotspots, spot: Spot, question: Filters) -> None:
    """Look at a place; the question of every page becomes that place's."""
    narrowed = (
        {"grids": (spot.grid,), "place": None} if view.kind == GRID else {"grids": (), "place": spot.circle}
    )
    state.ask(question.but(**narrowed))
    state.choose(spot=spot.id)
    state.count("hot.view", 1)


def look(question: Filters, **narrowed: object) -> None:
    """Look at what a row of a table tells of, on every page; nothing where that is done already."""
    asked = question.but(**{"grids": (), "zones": (), "zone_kinds": (), "place": None} | narrowed)
    if asked != question:
        state.ask(asked)
        state.choose(spot=None)
        state.count("hot.view", 1)
        st.rerun()


def let_go(question: Filters) -> None:
    """Back to the whole county, on every page."""
    state.ask(question.but(grids=(), zones=(), place=None))
    state.choose(spot=None)
    state.count("hot.view", 1)
