"""Counties with next to nothing, or with broken grids: every page is polite, the map draws, the faults are told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from playwright.sync_api import Page

from devtools.server import Server, free_port
from tests.browser import counties
from tests.browser.counties import HEADER, case, layer, square, table, take
from tests.browser.eye import inside, kpis, opened
from tests.browser.look import MAP, open_page, wait_map
from tests.browser.test_pages import polite

CLOCK = {"CLEANGRID_NOW": counties.NOW.isoformat()}


def without_grids(root: Path) -> Path:
    """Three cases, no grids."""
    county = counties.new(root)
    take(county, table(root / "office.csv", HEADER, [case(f"A{i}", i + 0.5) for i in range(3)]))
    return root


def one_of_each(root: Path) -> Path:
    """One grid with one case."""
    county = counties.new(root)
    layer(root / "grids.geojson", [(square(0), {"grid_code": "g_01", "name": "甲", "lead_unit": "u1"})])
    take(county, table(root / "office.csv", HEADER, [case("A1", 0.5)]))
    return root


def broken(root: Path) -> Path:
    """An overlap, a ring that crosses itself, a doubled code, a missing lead unit, a grid without a shape."""
    county = counties.new(root)
    x, y, s = counties.WEST, counties.SOUTH, counties.SIDE
    bow = shapely.Polygon([(x + 2 * s, y), (x + 3 * s, y + s), (x + 3 * s, y), (x + 2 * s, y + s)])
    layer(
        root / "grids.geojson",
        [
            (square(0), {"grid_code": "g_01", "name": "甲", "lead_unit": "u1"}),
            (
                shapely.affinity.translate(square(0), s / 2),
                {"grid_code": "g_02", "name": "乙", "lead_unit": "u1"},
            ),
            (bow, {"grid_code": "g_03", "name": "丙", "lead_unit": "u1"}),
            (square(4), {"grid_code": "g_04", "name": "丁", "lead_unit": ""}),
            (square(5), {"grid_code": "g_04", "name": "戊", "lead_unit": "u2"}),
            (shapely.Polygon(), {"grid_code": "g_06", "name": "己", "lead_unit": "u2"}),
        ],
    )
    take(county, table(root / "office.csv", HEADER, [case(f"A{i}", i + 0.5) for i in range(6)]))
    return root


COUNTIES = {"without_grids": without_grids, "one_of_each": one_of_each, "broken": broken}


@pytest.fixture(scope="module", params=COUNTIES)
def small(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    work = tmp_path_factory.mktemp(request.param)
    with Server(COUNTIES[request.param](work / "county"), work, **CLOCK) as running:
        running.county = request.param
        yield running
    assert running.outside() == []


def test_the_map_draws_and_the_figures_are_right(small: Server, page: Page) -> None:
    count = {"without_grids": 3, "one_of_each": 1, "broken": 6}[small.county]
    opened(page, f"{small.url}/")
    polite(page)
    assert kpis(page)["open"] == count
    assert page.locator(".cgm-count").inner_text().startswith(f"绘出 {count} / {count} 件")
    assert inside(page, "inst.view.cases.points.length") == count
    if small.county == "without_grids":
        assert f"{count} 件不在任何网格内" in page.locator(".cgm-legend").inner_text()
    if small.county == "broken":
        assert "处缺陷，见数据体检" in page.locator(".cgm-legend").inner_text()


@pytest.mark.parametrize("slug", ["", "health"])
def test_every_set_and_page_is_polite(small: Server, page: Page, slug: str) -> None:
    for query in ("", "?set=overdue", "?set=all&grids=g_01", "?days=7&set=closed&grid=g_01"):
        open_page(page, f"{small.url}/{slug}{query}")
        page.wait_for_timeout(300)
        polite(page)


def test_faults_are_on_the_health_page(small: Server, page: Page) -> None:
    open_page(page, f"{small.url}/health")
    page.wait_for_selector(".st-key-cg-faults h3")
    heading = page.locator(".st-key-cg-faults h3").inner_text()
    if small.county != "broken":
        assert ("还没有网格" if small.county == "without_grids" else "没有缺陷") in heading
        return
    page.wait_for_selector(".st-key-cg-faults table[role=grid] td", state="attached")
    said = " ".join(page.locator(".st-key-cg-faults table[role=grid] td").all_text_contents())
    for words in ("重叠", "边界线有误", "编码重复", "缺少牵头单位", "没有图形", "g_01、g_02", "g_03"):
        assert words in said, words


def test_each_page_is_right_as_the_first_request_after_a_restart(page: Page, tmp_path: Path) -> None:
    """The same browser, the same address, a new server each time."""
    root, port = one_of_each(tmp_path / "county"), free_port()
    for slug in ("", "health"):
        with Server(root, tmp_path, port, **CLOCK):
            open_page(page, f"http://127.0.0.1:{port}/{slug}")
            if not slug:
                wait_map(page)
            polite(page)
            assert page.locator(".cg-kpi-value", has_text="1").count() >= 1
            page.goto("about:blank")  # a page that stays open would ask first


def test_the_empty_county_has_a_map_and_says_what_to_do(empty_server: Server, page: Page) -> None:
    open_page(page, f"{empty_server.url}/")
    page.wait_for_selector(MAP)
    polite(page)
    assert set(kpis(page).values()) == {0}
    assert "还没有案卷" in page.locator(".st-key-cg-table").inner_text()
    assert "还没有数据" in page.locator(".cg-status").inner_text()
    assert "python -m gis import" in page.locator(".cg-hint").inner_text()
    open_page(page, f"{empty_server.url}/health")
    polite(page)
    assert "python -m gis import" in page.locator(".st-key-cg-batches").inner_text()
