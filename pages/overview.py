"""总览: the whole county on one map."""

from ui import cache, cards, charts, filter_bar, map_panel, panels, state, tables
from ui.frame import notice

META = {"slug": "", "title": "总览", "order": 1}


def main() -> None:
    """Filters, figures, map with its panels, table."""
    loaded = cache.loaded()
    question, wrong = state.filters()
    notice(wrong)
    view = cache.overview_of(question, lang=state.lang(), measure=state.value("measure"))
    filter_bar.filter_bar(
        loaded, question, view.names, view.sentence,
        beside=lambda: map_panel.search_box(loaded, view), under=lambda: map_panel.measures(view),
    )  # fmt: skip
    cards.kpi_line(view)
    left, right = map_panel.split()
    with left:
        map_panel.overview_map(loaded, view)
    with right:
        panels.chosen(loaded, view)
        charts.trend(view, loaded)
        panels.worst_grids(view)
    tables.cases(loaded, view)


main()
