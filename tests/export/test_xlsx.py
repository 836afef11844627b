"""Cases as XLSX, and what the set ``rebound`` has besides in every format."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gis.cli import main
from gis.errors import GisError
from gis.export import CAME_BACK, COLUMNS
from gis.export.sheets import MOST_ROWS, MOST_TEXT, workbook
from gis.export.spoken import HEADS
from gis.export.xlsx import EXPORTER, write
from tests.browser.counties import case
from tests.export.office import FORMULAS, NOW, corner, county

SHANGHAI = pa.timestamp("us", tz="Asia/Shanghai")


def cases(root: Path, out: Path, name: str = "open") -> None:
    """``python -m gis cases`` in this process."""
    assert main(["cases", "--set", name, "--data", str(root), "--out", str(out), "--json"]) == 0


@pytest.fixture(autouse=True)
def present(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEANGRID_NOW", NOW.isoformat())


def sheet_of(path: Path) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))


def written(path: Path, **columns: pa.Array) -> list[tuple[object, ...]]:
    assert write(path, iter([pa.table(columns)])) == len(next(iter(columns.values())))
    return sheet_of(path)[1:]


@pytest.mark.parametrize(
    "text", [*FORMULAS, "0123456789012345678", "_x0041_", " a ", "a\nb", "1e5", "TRUE", "#N/A"]
)
def test_text_stays_text(tmp_path: Path, text: str) -> None:
    write(tmp_path / "t.xlsx", iter([pa.table({"文": pa.array([text])})]))
    cell = openpyxl.load_workbook(tmp_path / "t.xlsx").active["A2"]
    assert cell.data_type in "sn" and not cell.hyperlink  # "n" only where openpyxl makes it empty
    assert isinstance(cell.value, str)
    assert cell.value.replace("_x005F_", "_").strip() == text.strip()


def test_text_too_long_for_a_cell_is_cut_and_says_so(tmp_path: Path) -> None:
    ((found,),) = written(tmp_path / "t.xlsx", a=pa.array(["长" * 40_000]))
    assert isinstance(found, str)
    assert (len(found), found[-1]) == (MOST_TEXT, "…")


def test_moments_are_read_on_the_wall_of_their_zone(tmp_path: Path) -> None:
    at = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    rows = written(tmp_path / "t.xlsx", t=pa.array([at, None, datetime(1850, 1, 1, tzinfo=UTC)], SHANGHAI))
    assert rows[0] == (datetime(2026, 3, 2, 7, 30),)
    assert rows[1] == (None,)
    assert str(rows[2][0]).startswith("1850-01-01")  # a sheet has no such day
    cell = openpyxl.load_workbook(tmp_path / "t.xlsx").active["A2"]
    assert cell.number_format == "yyyy-mm-dd hh:mm"


def test_an_aware_moment_is_put_as_its_own_wall_shows(tmp_path: Path) -> None:
    with workbook(tmp_path / "t.xlsx") as book:
        at = datetime(2026, 3, 2, 7, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
        values = [at, float("nan"), None, pd.NaT, 10**17, 7]
        sheet = book.sheet("a/b:c" + "长" * 40)
        for i, value in enumerate(values):
            book.put(sheet, 0, i, value)
    assert sheet_of(tmp_path / "t.xlsx") == [(datetime(2026, 3, 2, 7, 30), None, None, None, str(10**17), 7)]


def test_figures_are_numbers_and_none_is_empty(tmp_path: Path) -> None:
    rows = written(tmp_path / "t.xlsx", a=pa.array([1.5, float("nan"), None]), b=pa.array([1, 2, 3]))
    assert rows == [(1.5, 1), (None, 2), (None, 3)]


def test_more_rows_than_a_sheet_has_are_refused() -> None:
    EXPORTER.check(MOST_ROWS)
    with pytest.raises(GisError) as refused:
        EXPORTER.check(MOST_ROWS + 1)
    assert refused.value.code == "too-many-rows"
    assert "1,048,575" in refused.value.sentence()


def test_nothing_is_left_beside_a_file_that_failed(tmp_path: Path) -> None:
    def broken():
        yield pa.table({"a": [1]})
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write(tmp_path / "t.xlsx", broken())
    assert list(tmp_path.iterdir()) == []


def test_every_column_has_a_head() -> None:
    assert set(HEADS) == {*COLUMNS, *CAME_BACK}
    assert len(set(HEADS.values())) == len(HEADS)


def test_a_file_for_people_speaks_their_language(tmp_path: Path) -> None:
    loaded = county(tmp_path / "county", [case("A1", 0.5, 地址="=1+1")])
    out = tmp_path / "c.xlsx"
    cases(loaded.county.root, out)
    head, row = sheet_of(out)
    shown = dict(zip(head, row))
    assert (shown["问题"], shown["状态"], shown["地址"]) == ("占道经营", "处理中", "=1+1")
    assert (shown["网格编码（发现时）"], shown["网格（发现时）"]) == ("g_01", "=东关")
    assert shown["发现时间"] == datetime(2026, 3, 9, 8, 30)
    assert shown["销号时间"] is None
    assert openpyxl.load_workbook(out).sheetnames == ["案卷"]
    assert main(["cases", "--data", str(loaded.county.root), "--out", str(out), "--lang", "en"]) == 0
    assert openpyxl.load_workbook(out).sheetnames == ["Cases"]


def test_an_empty_set_is_a_head_alone(tmp_path: Path) -> None:
    loaded = county(tmp_path / "county", [])
    out = tmp_path / "c.xlsx"
    cases(loaded.county.root, out)
    (head,) = sheet_of(out)
    assert "案卷编号" in head


@pytest.fixture(scope="module")
def corner_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return corner(tmp_path_factory.mktemp("corner") / "county").county.root


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet", ".geojson", ".gpkg"])
def test_a_rebound_says_what_it_came_back_to(corner_root: Path, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"c{suffix}"
    cases(corner_root, out, "rebound")
    table = opened(out).set_index("case_id")
    assert {i: tuple(table.loc[i, list(CAME_BACK)]) for i in table.index} == {
        "office/A2": ("office/A1", 3.0, 18.5), "office/A3": ("office/A2", 2.5, 18.5),
        "office/A4": ("office/A2", 2.542, 41.6),
    }  # fmt: skip


def opened(path: Path) -> pd.DataFrame:
    """The file as its readers see it, with the names a program knows."""
    if path.suffix == ".csv":
        return pd.read_csv(path, encoding="utf-8-sig")
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pandas()
    if path.suffix == ".geojson":
        return pd.DataFrame([f["properties"] for f in json.loads(path.read_text("utf-8"))["features"]])
    if path.suffix == ".gpkg":
        import pyogrio

        return pyogrio.read_dataframe(path)
    head, *rows = sheet_of(path)
    names = {head: name for name, head in HEADS.items()}
    return pd.DataFrame(rows, columns=[names.get(str(h), str(h)) for h in head])


def test_files_of_other_sets_are_as_they_were(corner_root: Path, tmp_path: Path) -> None:
    out = tmp_path / "c.csv"
    cases(corner_root, out, "all")
    with out.open(encoding="utf-8-sig", newline="") as handle:
        assert tuple(next(csv.reader(handle))) == COLUMNS
