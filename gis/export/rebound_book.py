"""反弹问题清单 as a workbook to hand out: the register, the rates by grid, unit and type, and how they were made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from gis.export import xlsx
from gis.export.rebound_notes import notes
from gis.export.sheets import Book, Column, printed, workbook
from gis.live import Loaded
from gis.rebounds.closures import heard_until
from gis.select import Selection
from gis.views.describe import describe
from gis.views.names import Names
from gis.views.rebound_words import why
from gis.views.rebounds import Rebounds
from gis.views.register import whole
from gis.words import N_, SOURCE_LANGUAGE, say

TITLE = N_("反弹问题清单")
REGISTER: tuple[tuple[str, str, Column], ...] = (
    ("", N_("序号"), Column("", "whole", 6)),
    ("source_case_id", N_("案卷号"), Column("", "text", 20)),
    ("problem_type", N_("问题"), Column("", "text", 14)),
    ("found_at", N_("发现时间"), Column("", "time", 17)),
    ("grid", N_("网格"), Column("", "text", 14)),
    ("lead_unit_now", N_("牵头单位"), Column("", "text", 18)),
    ("responsible_unit", N_("责任单位"), Column("", "text", 18)),
    ("address", N_("地址"), Column("", "text", 30)),
    ("state", N_("状态"), Column("", "text", 10)),
    ("deadline_at", N_("处置截止"), Column("", "time", 17)),
    ("origin_source_case_id", N_("原案卷号"), Column("", "text", 20)),
    ("origin_closed_at", N_("原销号时间"), Column("", "time", 17)),
    ("days_since_close", N_("距原销号（天）"), Column("", "real", 9)),
    ("distance_m", N_("距原案卷（米）"), Column("", "whole", 9)),
    ("nth", N_("第几次反弹"), Column("", "whole", 9)),
)
"""Column of ``gis.views.register``, its head, its look; "" counts the rows."""
HEAD_ROW = 5
PARTS = {"grid": N_("网格"), "unit": N_("责任单位"), "type": N_("问题类型")}
RATES: tuple[tuple[str, str, Column], ...] = (
    ("name", N_("名称"), Column("", "text", 26)),
    ("closures", N_("纳入的销号（件）"), Column("", "whole", 10)),
    ("judged", N_("已满 {w} 天可判（件）"), Column("", "whole", 12)),
    ("returned", N_("其中反弹（件）"), Column("", "whole", 10)),
    ("rate", N_("反弹率（{w} 天内）"), Column("", "share", 12)),
    ("rate_low", N_("反弹率 95% 下限"), Column("", "share", 11)),
    ("rate_high", N_("反弹率 95% 上限"), Column("", "share", 11)),
    ("hold_30", N_("30 天保持率"), Column("", "share", 12)),
    ("hold_30_low", N_("保持率 95% 下限"), Column("", "share", 11)),
    ("hold_30_high", N_("保持率 95% 上限"), Column("", "share", 11)),
    ("note", N_("说明"), Column("", "text", 24)),
)
Words = Callable[..., str]


def write_book(path: Path, loaded: Loaded, *, view: Rebounds, selection: Selection, names: Names) -> int:
    """Cases of the register written: those of ``selection`` (set ``rebound``, of the question of ``view``; states may
    narrow it, as they narrow no rate).

    Numbers are numbers, rates fractions of one, times of the county's clock; the language is that of ``names``.
    Errors: too-many-rows, disk-full, read-only.
    """
    xlsx.EXPORTER.check(selection.count + HEAD_ROW)

    def words(sentence: str, **blanks: object) -> str:
        return say(sentence, names.lang).format(**blanks)

    with workbook(path, title=words(TITLE)) as book:
        heading = _heading(loaded, selection, names, words(N_("本清单 {n} 件。"), n=f"{selection.count:,}"))
        rows = _register(book, heading, whole(loaded, selection, names), words)
        heading = _heading(loaded, view, names, words(N_("本期反弹 {n} 件。"), n=f"{view.kpis.rebound:,}"))
        for dimension, title in PARTS.items():
            table = _table(view, dimension, names, words)
            _rates(book, [words(title), *heading[1:]], table=table, window=view.filters.window, words=words)
        notes(book, heading, loaded=loaded, view=view, names=names)
    return rows


def _heading(loaded: Loaded, asked: Selection | Rebounds, names: Names, count: str) -> list[str]:
    """Title; whose data; what is asked; what a rebound is; data time and fingerprint."""
    county, f, lang, zh = loaded.county, asked.filters, names.lang, names.lang == SOURCE_LANGUAGE
    demo = say(N_("演示数据（合成）"), lang) if county.demo else ""
    at = asked.as_of.astimezone(county.tz)
    heard = heard_until(loaded.store.active)
    until = f"{heard.astimezone(county.tz):%Y-%m-%d %H:%M}" if heard else say(N_("暂无"), lang)
    test = say(N_("认定条件：同类问题，距原案卷 {r} 米以内，原案卷销号后 {w} 天以内。"), lang)
    data = say(N_("统计时点 {at}　数据截至 {until}　指纹 {fingerprint}"), lang)
    return [
        say(TITLE, lang),
        "　".join(part for part in (county.zh if zh else county.en, demo) if part),
        describe(f, names, as_of=asked.as_of, tz=county.tz),
        test.format(r=f.radius, w=f.window) + ("" if zh else " ") + count,
        data.format(at=f"{at:%Y-%m-%d %H:%M}", until=until, fingerprint=asked.fingerprint),
    ]


def _top(book: Book, sheet: Worksheet, heading: list[str]) -> None:
    for row, text in enumerate(heading):
        book.put(sheet, row, 0, text, "note" if row else "title")


def _register(book: Book, heading: list[str], pieces: Iterator[pd.DataFrame], words: Words) -> int:
    sheet = book.sheet(heading[0])
    columns = [Column(words(head), c.style, c.width) for _, head, c in REGISTER]
    _top(book, sheet, heading)
    book.head(sheet, HEAD_ROW, columns)
    done = 0
    for piece in pieces:
        for record in piece.to_dict("records"):
            done += 1
            values = [record[name] if name else done for name, *_ in REGISTER]
            book.put_row(sheet, HEAD_ROW + done, values, columns)
    last = (HEAD_ROW + max(done, 1), len(columns) - 1)
    if done:
        sheet.autofilter(HEAD_ROW, 0, *last)
    else:
        book.put(sheet, HEAD_ROW + 1, 0, words(N_("这段时间没有反弹。")), "note")
    printed(sheet, footer=heading[-1], last=last)
    return done


def _table(view: Rebounds, dimension: str, names: Names, words: Words) -> list[dict[str, Any]]:
    """The whole, then one row for each that has closures: those with a rate first, then those without."""
    held = view.hold.at(30)
    known = {"grid": names.grids, "unit": names.units, "type": names.types}[dimension]
    whole = {
        "name": words(N_("合计")), "closures": view.closures, "judged": view.rate.judged,
        "returned": view.rate.returned, "rate": view.rate.value, "rate_low": view.rate.low,
        "rate_high": view.rate.high, "method": view.rate.method, "hold_30": held.value, "hold_30_low": held.low,
        "hold_30_high": held.high, "hold_30_method": held.method,
    }  # fmt: skip
    rows: list[dict[str, Any]] = [whole]
    for record in view.tables[dimension].to_dict("records"):
        row = {str(k): v for k, v in record.items()}
        rows.append(row | {"name": known.get(row["key"], row["key"]) or words(N_("未分配"))})
    return [row | {"note": why(row, names.lang)} for row in rows]


def _rates(book: Book, heading: list[str], *, table: list[dict[str, Any]], window: int, words: Words) -> None:
    sheet = book.sheet(heading[0])
    columns = [Column(words(head, w=window), c.style, c.width) for _, head, c in RATES]
    base = words(N_("比率以本期销号的案卷为基数，清单列本期发现的案卷，两者件数不同。"))
    _top(book, sheet, [words(N_("反弹情况（按{what}）"), what=heading[0]), *heading[1:3], base, heading[4]])
    book.head(sheet, HEAD_ROW, columns)
    for i, row in enumerate(table, 1):
        values = [_figure(row[name], column, words) for (name, *_), column in zip(RATES, columns)]
        book.put_row(sheet, HEAD_ROW + i, values, columns)
    printed(sheet, footer=heading[-1], last=(HEAD_ROW + len(table), len(columns) - 1))


def _figure(value: Any, column: Column, words: Words) -> object:
    """A rate that does not exist is said to be none, never left to be read as zero."""
    missing = value is None or value != value
    return words(N_("暂无")) if missing and column.style == "share" else value
