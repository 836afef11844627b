"""Workbooks: what is written is what is meant. Text is never a formula or a link, times are times, none is empty."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from numbers import Integral, Real
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import numpy as np
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from gis.style import DESK

MOST_ROWS = 1_048_575
"""Rows of a sheet below its head: 2²⁰ − 1."""
MOST_TEXT = 32_767
"""Characters of a cell."""
MOST_NAME = 31
"""Characters of a sheet's name."""
MOST_DIGITS = 10**15
"""A cell holds a number as a double; a larger one is written as text."""
FIRST_YEAR = 1900
"""A sheet has no earlier days; they are written as text."""

Style = Literal["text", "whole", "real", "share", "time", "stamp", "title", "note", "head", "quiet", "lines"]
STYLES: dict[Style, dict[str, Any]] = {
    "text": {"num_format": "@", "text_wrap": True},
    "whole": {"num_format": "#,##0"},
    "real": {"num_format": "0.0"},
    "share": {"num_format": "0.0%", "align": "right"},
    "time": {"num_format": "yyyy-mm-dd hh:mm", "align": "left"},
    "stamp": {"num_format": "yyyy-mm-dd hh:mm", "align": "left"},
    "title": {"bold": True, "font_size": 18, "align": "left"},
    "note": {"align": "left"},
    "head": {"bold": True, "text_wrap": True, "align": "center", "bg_color": DESK.ground},
    "quiet": {"align": "right", "font_color": DESK.second_ink},
    "lines": {"text_wrap": True, "align": "left"},
}
BORDERED = ("text", "whole", "real", "share", "time", "head", "quiet")
FONT = "宋体"
"""On every PC of an office, in Excel and WPS alike."""


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, how its cells look, how many characters wide."""

    head: str
    style: Style
    width: float


@dataclass(frozen=True, eq=False)
class Book:
    """A workbook being written, row by row."""

    work: Workbook
    formats: dict[Style, Format]
    plain: Format
    """Of a cell that does not say how it looks."""

    def sheet(self, name: str) -> Worksheet:
        """A new sheet under ``name``, without the signs a sheet's name may not have, cut to what it may hold."""
        return self.work.add_worksheet(re.sub(r"[\[\]:*?/\\]|^'|'$", " ", name)[:MOST_NAME])

    def put(self, sheet: Worksheet, row: int, column: int, value: object, style: Style | None = None) -> None:
        """One cell: a number, a moment (naive: as it is read on the wall; aware: of its own zone), a day, else text.

        None, NaN and NaT leave an empty cell. Text over MOST_TEXT characters ends in ….
        """
        look = self.plain if style is None else self.formats[style]
        if value is None or value != value or (isinstance(value, float) and math.isinf(value)):
            sheet.write_blank(row, column, None, look)
        elif isinstance(value, bool | np.bool_):
            sheet.write_boolean(row, column, bool(value), look)
        elif isinstance(value, Integral) and abs(int(value)) < MOST_DIGITS:
            sheet.write_number(row, column, int(value), look)
        elif isinstance(value, Real) and not isinstance(value, Integral):
            sheet.write_number(row, column, float(value), look)
        elif isinstance(value, datetime) and value.year >= FIRST_YEAR:
            sheet.write_datetime(row, column, value.replace(tzinfo=None), self.formats[style or "time"])
        elif isinstance(value, date) and value.year >= FIRST_YEAR:
            sheet.write_datetime(row, column, value, look)
        else:
            sheet.write_string(row, column, text_of(value), look)

    def put_row(
        self, sheet: Worksheet, row: int, values: Sequence[object], columns: Sequence[Column]
    ) -> None:
        """One row of a table; a text in a column of figures (暂无) stands quietly."""
        for i, (value, column) in enumerate(zip(values, columns, strict=True)):
            figure = column.style in ("whole", "real", "share")
            self.put(sheet, row, i, value, "quiet" if figure and isinstance(value, str) else column.style)

    def head(self, sheet: Worksheet, row: int, columns: Sequence[Column]) -> None:
        """The head of a table at ``row``: stays in sight, is printed on every page."""
        for i, column in enumerate(columns):
            sheet.set_column(i, i, column.width)
            sheet.write_string(row, i, column.head, self.formats["head"])
        sheet.freeze_panes(row + 1, 0)
        sheet.repeat_rows(row)


def text_of(value: object) -> str:
    """What a cell of text holds."""
    text = str(value)
    if len(text) > MOST_TEXT:
        text = text[: MOST_TEXT - 1] + "…"
    if text.startswith("<r>") and text.endswith("</r>"):  # XlsxWriter would take it for its own markup
        text += " "
    return text


@contextmanager
def workbook(path: Path, *, title: str = "") -> Iterator[Book]:
    """A workbook at ``path``, held a row at a time; rows of a sheet must be written from the top down.

    Rows wait in a folder beside ``path`` until it is put together: a large sheet is more than memory should hold.
    """
    with TemporaryDirectory(prefix=".xlsx-", dir=path.parent) as folder:
        options = {
            "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
            "strings_to_numbers": False, "tmpdir": folder,
        }  # fmt: skip
        work = xlsxwriter.Workbook(str(path), options)
        work.set_properties({"title": title})
        common = {"font_name": FONT, "font_size": 11, "valign": "vcenter"}
        border = {"border": 1, "border_color": DESK.second_ink}
        formats: dict[Style, Format] = {
            name: work.add_format({**common, **(border if name in BORDERED else {}), **look})
            for name, look in STYLES.items()
        }
        yield Book(work, formats, work.add_format(common))
        try:
            work.close()
        except FileCreateError as bad:  # what the system said, so that it is told in words
            raise bad.args[0] from bad


def printed(sheet: Worksheet, *, footer: str, last: tuple[int, int]) -> None:
    """A4 across, as wide as the page, page numbers and ``footer`` below; ``last``: row and column the print ends at."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer(f"&L{footer.replace('&', '&&')[:200]}&R&P / &N")
    sheet.print_area(0, 0, *last)
