"""反弹 on the demo county: one number everywhere, a brushed span, a clicked grid, another radius, the chain, the workbook."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from playwright.sync_api import Page

from devtools.server import Server
from gis.filters import Filters
from gis.live import Loaded, load
from gis.select import kpis
from gis.views.rebounds import Rebounds, rebounds
from tests.browser.eye import fingerprint, number_in, opened, press, read_parts, settled

FIRST = Filters(set="rebound", days=180)
AXIS, CHART = ".st-key-cg-axis", ".st-key-cg-axis svg.marks"
PARTS = ("按网格", "按责任单位", "按问题类型", "重复地点", "回潮", "口径说明", "反弹问题清单")


@cache
def county(root: Path) -> tuple[Loaded, datetime]:
    loaded = load(root, date(2026, 11, 22))
    return loaded, loaded.county.present(datetime(2026, 11, 22, 1, tzinfo=UTC))


@cache
def answer(root: Path, asked: Filters = FIRST) -> Rebounds:
    loaded, now = county(root)
    return rebounds(loaded, asked, as_of=now, lang="zh")


@pytest.fixture
def desk(server: Server, new_page: Callable[..., Page]) -> Page:
    page = opened(new_page(width=1920, height=1080), f"{server.url}/rebounds")
    page.wait_for_selector(CHART, timeout=60_000)
    page.wait_for_timeout(600)
    return page


def cards(page: Page) -> dict[str, str]:
    said = page.locator(".cg-kpi").evaluate_all(
        "all => all.map((k) => [k.querySelector('.cg-kpi-title').textContent, k.querySelector('.cg-kpi-value').textContent])"
    )
    return dict(said)


def listed(page: Page) -> int:
    """The number over the register."""
    return number_in(page.locator(".st-key-cg-table h3").first.inner_text())


def test_the_page_says_what_the_library_says(desk: Page, server: Server) -> None:
    view = answer(server.data)
    shown = cards(desk)
    assert number_in(shown["本期反弹"]) == view.kpis.rebound == listed(desk) > 1000
    assert shown["反弹率（30 天内）"] == f"{view.rate.value:.1%}"
    assert shown["30 天保持率"] == f"{view.hold.at(30).value:.1%}"
    assert shown["巩固率"] == f"{1 - view.rate.value:.1%}"
    assert f"{view.hold.at(30).value:.1%}" in desk.locator(".st-key-cg-hold h3").inner_text()
    assert str(view.kpis.rebound) in desk.locator(f"{AXIS} h3").inner_text().replace(",", "")


def brush(page: Page, first: float, last: float) -> None:
    """Drag over the axis from one share of its width to another."""
    page.locator(CHART).scroll_into_view_if_needed()
    box = page.locator(CHART).bounding_box()
    assert box is not None
    y = box["y"] + 45
    page.mouse.move(box["x"] + first * box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + last * box["width"], y, steps=8)
    page.mouse.up()
    page.wait_for_function("() => location.search.includes('span=')", timeout=20_000)
    settled(page)


def test_a_brushed_span_filters_map_and_register_and_is_let_go(desk: Page, server: Server) -> None:
    whole, before = listed(desk), fingerprint(desk)
    brush(desk, 0.45, 0.6)
    span = desk.url.split("span=")[1].split("&")[0].split("#")[0]
    first, last = (date.fromisoformat(d) for d in span.split(".."))
    assert 15 < (last - first).days < 45
    loaded, now = county(server.data)
    asked = FIRST.but(start=first, end=last, days=None)
    expected = kpis(loaded.frame, asked, as_of=now, tz=loaded.county.tz).rebound
    assert listed(desk) == expected < whole
    assert fingerprint(desk) != before
    assert number_in(cards(desk)["本期反弹"]) == whole, "the brush narrows map and register, no rate"
    press(desk, "取消所选时段")
    assert listed(desk) == whole and "span=" not in desk.url


def test_a_clicked_grid_filters_the_axis(desk: Page, server: Server) -> None:
    view, (loaded, now) = answer(server.data), county(server.data)
    code = view.tables["grid"]["key"].iloc[0]
    name = dict(zip(loaded.registers.grids["grid_code"], loaded.registers.grids["name"]))[code]
    desk.goto(f"{server.url}/rebounds?set=rebound&days=180&grid={code}")
    desk.wait_for_selector(CHART, timeout=60_000)
    settled(desk)
    title = desk.locator(f"{AXIS} h3").inner_text()
    count = kpis(loaded.frame, FIRST.but(grids=(code,)), as_of=now, tz=loaded.county.tz).rebound
    assert title.startswith(f"{name}：") and f" {count} 件是反弹" in title


def test_another_radius_is_another_answer_everywhere(desk: Page, server: Server) -> None:
    desk.locator(".st-key-rebound-radius input").click()
    desk.get_by_role("option", name="范围 100 米内", exact=True).click()
    settled(desk)
    view = answer(server.data, FIRST.but(radius=100))
    assert "radius=100" in desk.url
    assert (
        number_in(cards(desk)["本期反弹"])
        == view.kpis.rebound
        == listed(desk)
        > answer(server.data).kpis.rebound
    )
    assert cards(desk)["反弹率（30 天内）"] == f"{view.rate.value:.1%}"
    desk.wait_for_function(
        "() => document.querySelector('.cgm-legend').innerText.includes('100 米')", timeout=10_000
    )


def test_a_chain_is_a_strip(desk: Page, server: Server) -> None:
    loaded, _ = county(server.data)
    links = loaded.links(50)
    back = links.rebound(30)
    rows = np.flatnonzero(back & back[links.origin])
    key = int(loaded.frame.ckey[rows[0]])
    desk.goto(f"{server.url}/rebounds?set=rebound&days=180&case={key}")
    desk.wait_for_selector(".cg-strip", timeout=60_000)
    kinds = desk.locator(".cg-strip li b").all_inner_texts()
    assert kinds.count("反弹") >= 2 and "销号" in kinds and kinds[0] in ("发现", "反弹")
    assert desk.locator(".cg-step-here").count() >= 1
    times = desk.locator(".cg-strip time").all_inner_texts()
    assert times == sorted(times)


def test_the_workbook_holds_the_numbers_of_the_screen(desk: Page, server: Server) -> None:
    shown, total = cards(desk), listed(desk)
    with desk.expect_download(timeout=120_000) as waiting:
        desk.locator(".cg-exports a", has_text="XLSX").first.click()
    assert "反弹问题清单" in waiting.value.suggested_filename
    book = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    cells = [[c for c in row if c is not None] for row in book["反弹问题清单"].iter_rows(values_only=True)]
    numbered = [row for row in cells if row and isinstance(row[0], int)]
    assert len(numbered) == total
    view = answer(server.data)
    rates = {c for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for c in row}
    assert view.tables["grid"]["rate"].iloc[0] in rates
    assert shown["反弹率（30 天内）"] == f"{view.rate.value:.1%}"


def test_every_part_has_its_sentence(desk: Page) -> None:
    read_parts(desk, PARTS)


def test_nothing_came_back_in_an_empty_county(empty_server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page(width=1366, height=900)
    page.goto(f"{empty_server.url}/rebounds")
    page.wait_for_selector(".cg-kpi", timeout=60_000)
    settled(page)
    shown = cards(page)
    assert (
        shown["反弹率（30 天内）"]
        == shown["巩固率"]
        == shown["30 天保持率"]
        == shown["半数反弹用时"]
        == "暂无"
    )
    assert "没有反弹" in page.locator(f"{AXIS} h3").inner_text()
    assert not page.locator(".cg-trouble").count() and page.errors == []
