"""反弹: what came back after it was closed, where, how soon, and how long closures hold."""

from functools import partial

import streamlit as st

from gis.views.rebound_map import sentence
from ui import (
    cache,
    filter_bar,
    map_panel,
    rebound_bar,
    rebound_cards,
    rebound_charts,
    rebound_further,
    rebound_map,
    rebound_parts,
    rebound_strip,
    state,
    timeline,
)
from ui.frame import notice
from ui.rebound_words import axis_title

META = {"slug": "rebounds", "title": "反弹", "order": 2}


def main() -> None:
    """Figures, time axis, map with its panels, tables."""
    loaded = cache.loaded()
    question, wrong = state.filters(rebound_bar.FIRST)
    notice(wrong)
    words = cache.names_now(state.lang())
    view = cache.rebounds_of(question, lang=state.lang())
    selection = rebound_map.chosen(loaded, view, question)
    filter_bar.filter_bar(
        loaded, question, words, sentence(loaded, selection, words), first=rebound_bar.FIRST, sets=False,
        under=lambda: rebound_bar.settings(question),
    )  # fmt: skip
    rebound_cards.kpi_line(view)
    line = cache.axis_of(view.filters, lang=state.lang(), grid=state.value("grid"))
    left, right = map_panel.split()
    with left:
        map_panel.first_steps(loaded)
        rebound_map.rebound_map(loaded, view, selection, words)
        timeline.axis(line, title=axis_title(view, line, words, state.value("grid")), key=view.fingerprint)
    with right:
        rebound_strip.chosen(
            loaded, question, words, partial(rebound_strip.grid_card, view, line, question, words)
        )
        rebound_charts.hold_curve(view)
        rebound_charts.worst(view, "grid", words.grids)
        chance = st.container()
    rebound_parts.parts(loaded, view, selection, words)
    with chance:  # the slowest comes last, in its place
        rebound_further.chance(view.filters)


main()
