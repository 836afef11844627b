"""数据体检: its figures are those of ``python -m gis batches``; a batch is retracted and put back by a person's hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from devtools.server import Server
from tests.browser import counties
from tests.browser.counties import HEADER, case, layer, square, table, take
from tests.browser.eye import number_in, settled, tick
from tests.browser.look import open_page
from tests.browser.test_pages import polite
from tests.cli import asked

FATES = ("new", "updated", "older", "unchanged", "repeated", "rejected")


def cards(page: Page) -> dict[str, str]:
    """Title → figure and note of each card."""
    pairs = page.locator(".cg-kpi").evaluate_all(
        "all => all.map((k) => [k.querySelector('.cg-kpi-title').textContent,"
        " k.querySelector('.cg-kpi-value').firstChild.textContent + ' ' + k.querySelector('.cg-kpi-note').textContent])"
    )
    return dict(pairs)


def cells(page: Page, key: str) -> list[list[str]]:
    """Rows of a table as assistive technology reads them."""
    page.wait_for_selector(f".st-key-{key} table[role=grid] td", state="attached")
    rows: list[list[str]] = page.locator(f".st-key-{key} table[role=grid] tbody tr").evaluate_all(
        "rows => rows.map((r) => [...r.querySelectorAll('td')].map((c) => c.textContent.trim()))"
    )
    return rows


def test_the_figures_are_those_of_the_command_line(server: Server, page: Page) -> None:
    batches = asked("batches", "--data", server.data)
    rows = sum(b["rows"] for b in batches)
    fates = {f: sum(b["fates"].get(f, 0) for b in batches) for f in FATES}
    assert sum(fates.values()) == rows
    open_page(page, f"{server.url}/health")
    page.wait_for_selector(".st-key-cg-batches h3")
    polite(page)
    shown = cards(page)
    assert number_in(shown["拒收行"]) == fates["rejected"]
    assert number_in(shown["案卷"]) == fates["new"]
    heading = page.locator(".st-key-cg-batches h3").inner_text()
    assert heading == f"导入批次 {len(batches):,} 批，共 {rows:,} 行"
    by_id = {b["batch_id"]: b for b in batches}
    listed = cells(page, "cg-batches")
    assert len(listed) >= 5
    for row in listed:
        words = next(i for i, text in enumerate(row) if text in by_id)
        batch = by_id[row[words]]
        figures = [number_in(text) for text in row[words - 8 : words - 1]]
        assert figures == [batch["rows"], *(batch["fates"].get(f, 0) for f in FATES)]


def two_batches(root: Path) -> Path:
    """Four cases in one file, three more and a row nobody can read in a second."""
    county = counties.new(root)
    layer(root / "grids.geojson", [(square(0), {"grid_code": "g_01", "name": "甲", "lead_unit": "u1"})])
    take(county, table(root / "first.csv", HEADER, [case(f"A{i}", 0.1 * i) for i in range(1, 5)]))
    rows = [case(f"B{i}", 0.1 * i) for i in range(1, 4)] + [case("B9", 0.5, 发现时间="昨天"), case("", 0.5)]
    take(county, table(root / "second.csv", HEADER, rows))
    return root


def pick(page: Page, name: str) -> None:
    """Tick the row of a file."""
    names = [next((c for c in row if c.endswith(".csv")), "") for row in cells(page, "cg-batches")]
    tick(page, "cg-batches", names.index(name))


def undo(page: Page, words: str) -> None:
    button = page.locator(".st-key-cg-undo").get_by_role("button", name=words)
    button.wait_for()
    button.click()
    page.wait_for_timeout(300)
    settled(page)


def test_a_batch_is_retracted_and_put_back(new_page: Callable[..., Page], tmp_path: Path) -> None:
    root = two_batches(tmp_path / "county")
    with Server(root, tmp_path, CLEANGRID_NOW=counties.NOW.isoformat()) as running:
        page = new_page()
        open_page(page, f"{running.url}/health")
        whole = number_in(cards(page)["案卷"])
        rejected = number_in(cards(page)["拒收行"])
        assert (whole, rejected) == (8 if rejected == 1 else 7, rejected)
        assert f"拒收 {rejected} 行" in page.locator(".st-key-cg-rejects h3").inner_text()
        pick(page, "second.csv")
        undo(page, "撤回这一批")
        page.wait_for_function(
            "() => document.querySelectorAll('.cg-kpi-value')[1]?.textContent.startsWith('4')"
        )
        assert number_in(cards(page)["拒收行"]) == 0
        assert [
            b["retracted"] for b in asked("batches", "--data", root) if b["file_name"] == "second.csv"
        ] == [True]
        assert any("已撤回" in row for row in cells(page, "cg-batches"))
        pick(page, "second.csv")
        undo(page, "恢复这一批")
        page.wait_for_function(
            f"() => document.querySelectorAll('.cg-kpi-value')[1]?.textContent.startsWith('{whole}')"
        )
        assert not any(b["retracted"] for b in asked("batches", "--data", root))
        polite(page)
        assert running.outside() == []
