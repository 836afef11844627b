"""热点: where there is more than the ground expects, which weak links, where it is getting worse."""

from gis.views.hotspot_words import sentence
from gis.views.hotspots import hotspots_of
from ui import cache, filter_bar, hot_bar, hot_list, hot_map, hot_parts, map_panel, rebound_strip, state
from ui.frame import notice

META = {"slug": "hotspots", "title": "热点", "order": 3}


def main() -> None:
    """Figures, map with its list, tables."""
    loaded = cache.loaded()
    question, wrong = state.filters(hot_bar.FIRST)
    notice(wrong)
    words = cache.names_now(state.lang())
    view = cache.further(hotspots_of, question, hot_bar.kind(), hot_bar.weeks(), state.lang())
    filter_bar.filter_bar(
        loaded,
        question,
        words,
        sentence(view, state.lang()),
        first=hot_bar.cleared(question),
        sets=False,
        dates=False,
        under=hot_bar.settings,
    )
    hot_list.kpi_line(view)
    left, right = map_panel.split()
    with left:
        map_panel.first_steps(loaded)
        hot_list.bare_ground(view)
        hot_map.hot_map(loaded, view, question, words)
        hot_bar.slider(question, view)
    with right:
        rebound_strip.chosen(loaded, question, words)
        hot_list.beside(view, question)
    hot_parts.parts(loaded, view, question, words)


main()
