"""反弹问题清单 as a workbook: its numbers are those of the page and of the CSV, its text is text."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from openpyxl.workbook import Workbook

from gis.export.rebound_book import HEAD_ROW, PARTS, RATES, REGISTER, write_book
from gis.filters import Filters
from gis.live import Loaded, load
from gis.select import Selection
from gis.views.names import names
from gis.views.rebounds import Rebounds
from tests.cli import asked as gis_asked
from tests.export.office import asked, corner, county, done

NONE = "暂无"


def book_of(path: Path, loaded: Loaded, view: Rebounds, selection: Selection) -> Workbook:
    rows = write_book(path, loaded, view=view, selection=selection, names=names(loaded, "zh"))
    assert rows == selection.count
    return openpyxl.load_workbook(path)


def below_head(sheet: Any) -> pd.DataFrame:
    """The table of a sheet by its heads."""
    rows = list(sheet.iter_rows(min_row=HEAD_ROW + 1, values_only=True))
    return pd.DataFrame(rows[1:], columns=list(rows[0]))


@pytest.fixture(scope="module")
def demo(
    demo_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Loaded, Rebounds, Selection, Workbook]:
    loaded = load(demo_data, datetime(2026, 11, 22, tzinfo=UTC).date())
    now = loaded.county.present(datetime(2026, 11, 22, tzinfo=UTC))
    view, selection = asked(loaded, now, Filters(set="rebound", days=60))
    return (
        loaded,
        view,
        selection,
        book_of(tmp_path_factory.mktemp("book") / "b.xlsx", loaded, view, selection),
    )


def test_the_register_is_that_of_the_command(demo: Any, tmp_path: Path) -> None:
    loaded, view, _, book = demo
    sheet = below_head(book["反弹问题清单"])
    out = tmp_path / "r.csv"
    said = gis_asked("rebounds", "--data", loaded.county.root, "--days", 60, "--out", out)
    assert said["fingerprint"] == view.fingerprint
    assert said["count"] == len(sheet) == view.kpis.rebound > 100
    csv = pd.read_csv(out, encoding="utf-8-sig")
    csv.index = csv["case_id"].str.split("/", n=1).str[1]
    assert csv.index.is_unique
    same = csv.loc[sheet["案卷号"]]
    assert list(same["rebound_of"].str.split("/", n=1).str[1]) == list(sheet["原案卷号"])
    assert (
        np.abs(same["days_since_close"].to_numpy() - sheet["距原销号（天）"].to_numpy(float)).max() <= 0.0506
    )
    assert np.abs(same["distance_m"].to_numpy() - sheet["距原案卷（米）"].to_numpy(float)).max() <= 0.56
    assert list(sheet["序号"]) == list(range(1, len(sheet) + 1))
    apart = (sheet["发现时间"] - sheet["原销号时间"]).dt.total_seconds() / 86400
    assert np.abs(apart - sheet["距原销号（天）"].astype(float)).max() <= 0.0501


@pytest.mark.parametrize("dimension", PARTS)
def test_rates_are_the_numbers_of_the_page(demo: Any, dimension: str) -> None:
    _, view, _, book = demo
    sheet, table = below_head(book[PARTS[dimension]]), view.tables[dimension]
    heads = dict(zip((name for name, *_ in RATES), sheet.columns))
    whole, rest = sheet.iloc[0], sheet.iloc[1:].reset_index(drop=True)
    assert (whole[heads["judged"]], whole[heads["returned"]]) == (view.rate.judged, view.rate.returned)
    assert whole[heads["rate"]] == pytest.approx(view.rate.value)
    for name in ("closures", "judged", "returned"):
        assert rest[heads[name]].tolist() == table[name].tolist()
    for name in ("rate", "rate_low", "rate_high", "hold_30", "hold_30_low", "hold_30_high"):
        shown = [NONE if np.isnan(v) else pytest.approx(v) for v in table[name]]
        assert rest[heads[name]].tolist() == shown
    few = table["method"] == "small"
    assert few.any()
    assert rest.loc[few, heads["note"]].eq("样本不足，不排名").all()
    ranked = table["ranked"].to_numpy(bool)
    assert not ranked[int(ranked.sum()) :].any()  # those with too few stand below those with a rate


def test_rates_are_numbers_with_a_format(demo: Any) -> None:
    cell = demo[3]["网格"].cell(HEAD_ROW + 2, 5)
    assert (type(cell.value), cell.number_format) == (float, "0.0%")


def test_it_says_whose_data_and_when(demo: Any) -> None:
    _, view, _, book = demo
    for sheet in book:
        top = [sheet.cell(row, 1).value for row in range(1, HEAD_ROW + 1)]
        assert any("演示数据（合成）" in line for line in top)
        assert any(view.fingerprint in line and "统计时点 2026-11-22 08:42" in line for line in top)
        assert any("数据截至 2026-11-21 23:59" in line for line in top)  # as the page says it, not the clock
    assert (
        "60" not in book["反弹问题清单"].cell(3, 1).value
    )  # the days themselves, not how they were asked for
    assert "50 米" in book["反弹问题清单"].cell(4, 1).value
    assert "30 天" in book["反弹问题清单"].cell(4, 1).value


def test_it_prints_on_a4_across(demo: Any) -> None:
    for sheet in demo[3]:
        setup = sheet.page_setup
        assert (setup.orientation, int(setup.paperSize)) == ("landscape", 9)
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, int(setup.fitToHeight)) == (True, 0)
        assert sheet.print_area
        assert sheet.title == "口径" or sheet.print_title_rows == f"${HEAD_ROW + 1}:${HEAD_ROW + 1}"


def test_what_was_left_out_is_counted(demo: Any) -> None:
    _, view, _, book = demo
    cells = {row[0]: row[1] for row in book["口径"].iter_rows(values_only=True)}
    assert cells["重复上报"] == view.left_out["duplicate"]
    assert cells["销号时附近还有同类未结案卷"] == view.left_out["busy"] > 0
    assert cells["巩固率（30 天）"] == pytest.approx(1 - view.rate.value)
    assert isinstance(cells["便民热线"], datetime)


def test_text_stays_text(tmp_path: Path) -> None:
    loaded = corner(tmp_path / "county")
    book = book_of(tmp_path / "b.xlsx", loaded, *asked(loaded))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [c.coordinate for c in cells if c.data_type == "f" or c.hyperlink]
    assert list(below_head(book["反弹问题清单"])["地址"]) == ["http://x.y/z", "@x", "=1+1"]
    assert set(below_head(book["反弹问题清单"])["网格"]) == {"=东关"}


def test_times_are_of_the_county(tmp_path: Path) -> None:
    loaded = corner(tmp_path / "county")
    sheet = below_head(book_of(tmp_path / "b.xlsx", loaded, *asked(loaded))["反弹问题清单"])
    assert sheet["发现时间"].tolist()[2] == datetime(2026, 3, 5, 8, 0)
    assert sheet["原销号时间"].tolist()[2] == datetime(2026, 3, 2, 8, 0)


def test_one_case(tmp_path: Path) -> None:
    first = done("A1", 0.5, "2026-03-01 08:00", "2026-03-02 08:00")
    loaded = county(tmp_path / "county", [first, done("A2", 0.5, "2026-03-03 08:00", "2026-03-03 09:00")])
    view, selection = asked(loaded)
    book = book_of(tmp_path / "b.xlsx", loaded, view, selection)
    assert len(below_head(book["反弹问题清单"])) == view.kpis.rebound == 1
    whole = below_head(book["网格"]).iloc[0]
    assert whole["纳入的销号（件）"] == 2
    assert whole["30 天保持率"] == whole["反弹率（30 天内）"] == NONE  # two closures are no rate


@pytest.mark.parametrize("cases", [0, 1])
def test_an_empty_register_is_one_sentence(tmp_path: Path, cases: int) -> None:
    rows = [done("A1", 0.5, "2026-03-01 08:00", "2026-03-02 08:00")][:cases]
    loaded = county(tmp_path / "county", rows)
    book = book_of(tmp_path / "b.xlsx", loaded, *asked(loaded))
    sheet = book["反弹问题清单"]
    assert [c.value for c in sheet[HEAD_ROW + 1]] == [head for _, head, _ in REGISTER]
    assert [c.value for c in sheet[HEAD_ROW + 2] if c.value] == ["这段时间没有反弹。"]
    figures = below_head(book["责任单位"]).iloc[0]
    assert figures["反弹率（30 天内）"] == NONE
    assert 0 not in figures[["反弹率（30 天内）", "30 天保持率", "反弹率 95% 下限"]].tolist()
