"""口径: how the figures of 反弹 were made, what is in none of them, and until when each source was heard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from xlsxwriter.worksheet import Worksheet

from gis.export.sheets import Book, Style, printed
from gis.live import Loaded
from gis.rebounds.closures import REASONS, coverage_of
from gis.views.names import Names
from gis.views.rebound_words import method
from gis.views.rebounds import Rebounds
from gis.words import N_, say

WIDTHS = (96, 18, 12, 12)
Row = tuple[object, ...]


def notes(book: Book, heading: list[str], *, loaded: Loaded, view: Rebounds, names: Names) -> None:
    """The sheet: definitions a line each, then the figures of the whole, what was left out, the sources."""
    lang = names.lang
    sheet = book.sheet(say(N_("口径"), lang))
    for i, width in enumerate(WIDTHS):
        sheet.set_column(i, i, width)
    book.put(sheet, 0, 0, say(N_("口径说明"), lang), "title")
    row = 1
    for text in [*heading[1:], *method(view, names)]:
        book.put(sheet, row, 0, text, "lines")
        row += 1
    figures = [say(w, lang) for w in (N_("指标"), N_("数值"), N_("95% 下限"), N_("95% 上限"))]
    left = [say(w, lang) for w in (N_("未纳入的销号"), N_("件数"))]
    heard = [say(w, lang) for w in (N_("来源"), N_("数据截至"))]
    none = say(N_("暂无"), lang)
    row = _table(book, sheet, row + 1, [figures, *_figures(view, lang, none)])
    row = _table(
        book, sheet, row + 1, [left, *((say(REASONS[k], lang), n) for k, n in view.left_out.items())]
    )
    row = _table(book, sheet, row + 1, [heard, *_sources(loaded, names)])
    printed(sheet, footer=heading[-1], last=(row - 1, len(WIDTHS) - 1))


def _figures(view: Rebounds, lang: str, none: str) -> list[Row]:
    """Rates of the whole, the word for none where there is none."""
    rate, w = view.rate, view.filters.window
    named = [
        (N_("反弹率（{w} 天内）"), (rate.value, rate.low, rate.high)),
        (N_("巩固率（{w} 天）"), rate.consolidation),
        *((N_("{w} 天保持率"), (e.value, e.low, e.high)) for e in view.hold.estimates),
    ]
    days = [w, w, *(e.days for e in view.hold.estimates)]
    return [
        (say(name, lang).format(w=d), *(none if v is None else v for v in values))
        for (name, values), d in zip(named, days)
    ]


def _sources(loaded: Loaded, names: Names) -> list[Row]:
    """Until when each source was heard, on the county's clock."""
    ends = coverage_of(loaded.store.active)
    return [
        (names.sources.get(source, source), datetime.fromtimestamp(end, loaded.county.tz))
        for source, end in sorted(ends.items())
    ]


def _table(book: Book, sheet: Worksheet, row: int, rows: Sequence[Sequence[object]]) -> int:
    """A small table from ``row`` on, its head first; the row after it."""
    for i, values in enumerate(rows):
        for column, value in enumerate(values):
            book.put(sheet, row + i, column, value, "head" if not i else _style(column, value))
    return row + len(rows)


def _style(column: int, value: object) -> Style:
    if isinstance(value, datetime):
        return "time"
    if isinstance(value, str):
        return "text" if not column else "quiet"
    return "share" if isinstance(value, float) else "whole"
