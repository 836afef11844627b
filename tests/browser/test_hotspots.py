"""热点 on the demo county: places found, a click narrows the other pages, the slider, the method box, nothing found."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from devtools.server import Server
from tests.browser.eye import number_in, opened, press, read_parts, settled, tick
from tests.browser.test_rebounds import cards

SPOT = '[class*="st-key-cg-spot-"]'
ZOOM = "() => Number(location.hash.split('=')[1]?.split('/')[0] ?? 0)"
PARTS = ("薄弱环节对比", "升温清单", "卫生死角", "巡查与盲区", "热点清单")


@pytest.fixture
def desk(server: Server, new_page: Callable[..., Page]) -> Page:
    page = opened(new_page(width=1920, height=1080), f"{server.url}/hotspots")
    page.wait_for_selector(SPOT, timeout=60_000)
    settled(page)
    return page


def test_planted_urban_villages_lead_the_list(desk: Page) -> None:
    first = desk.locator(f"{SPOT} h3").all_inner_texts()
    assert "杜家村城中村" in first[0]
    assert sum("城中村" in text for text in first[:4]) >= 3
    assert number_in(cards(desk)["显著热点"]) >= 5
    assert desk.errors == []


def test_a_place_is_looked_at_and_every_other_page_asks_about_it(desk: Page) -> None:
    before = desk.locator(".cg-map").get_attribute("data-fingerprint")
    far = desk.evaluate(ZOOM)
    desk.locator(f"{SPOT} button", has_text="看这里").first.click()
    settled(desk)
    desk.wait_for_timeout(1200)
    assert "spot=" in desk.url and "place=" in desk.url
    assert desk.evaluate(ZOOM) > far
    assert before is not None
    desk.get_by_role("link", name="总览", exact=True).click()
    desk.wait_for_selector(".cg-kpi", timeout=60_000)
    settled(desk)
    assert "place=" in desk.url
    assert "米范围内" in desk.locator(".cg-sentence").inner_text()
    assert 0 < number_in(cards(desk)["本期新增"]) < 2000
    desk.get_by_role("link", name="热点", exact=True).click()
    desk.wait_for_selector(SPOT, timeout=60_000)
    settled(desk)
    press(desk, "清除筛选")
    settled(desk)
    assert "place=" not in desk.url
    assert not desk.get_by_role("button", name="正在看").count()


def test_the_slider_moves_the_window(desk: Page) -> None:
    before = cards(desk)["期内案卷"], desk.locator(".cg-sentence").inner_text()
    desk.locator('.st-key-hot-end input[type="range"]').first.focus()
    for _ in range(4):
        desk.keyboard.press("ArrowLeft")
    settled(desk)
    desk.wait_for_function("() => location.search.includes('end=')", timeout=20_000)
    settled(desk)
    assert (cards(desk)["期内案卷"], desk.locator(".cg-sentence").inner_text()) != before


@pytest.mark.parametrize("part", ["zones", "effort"])
def test_every_part_speaks_of_the_weeks_of_the_map(desk: Page, server: Server, part: str) -> None:
    """One period on the page: no second one to choose, and none that a part keeps for itself."""
    desk.goto(f"{server.url}/hotspots?weeks=8&days=365&part={part}")
    desk.wait_for_selector(".st-key-cg-table p", timeout=60_000)
    settled(desk)
    first, last = re.findall(r"\d{4}-\d\d-\d\d", desk.locator(".cg-sentence").inner_text())[:2]
    assert f"{first} 至 {last}" in desk.locator(".st-key-cg-table p").first.inner_text()
    assert not desk.locator(".st-key-filters-period").count() and desk.errors == []


def test_every_part_has_its_sentence(desk: Page) -> None:
    read_parts(desk, PARTS)


def test_a_row_of_the_heating_list_is_looked_at_and_asked_about(desk: Page, server: Server) -> None:
    """Under the map: the map comes back into view, at the grid that heats up; the whole county is one click away."""
    desk.goto(f"{server.url}/hotspots?unit=grid")
    desk.wait_for_selector(SPOT, timeout=60_000)
    settled(desk)
    far = desk.evaluate(ZOOM)
    press(desk, "升温清单", role="radio")
    tick(desk, "cg-table")
    desk.wait_for_function(f"() => location.search.includes('grids=') && ({ZOOM})() > {far}", timeout=20_000)
    top, bottom = desk.locator(".cg-map").evaluate(
        "e => [e.getBoundingClientRect().top, e.getBoundingClientRect().bottom]"
    )
    assert min(bottom, 1080) - max(top, 0) > 300
    desk.get_by_role("button", name="回到全县").click()
    desk.wait_for_function("() => !location.search.includes('grids=')", timeout=20_000)
    settled(desk)
    assert desk.errors == []


def test_the_method_box_says_what_was_tested_and_what_it_does_not_mean(desk: Page) -> None:
    press(desk, "口径说明", role="radio")
    desk.wait_for_selector(".cg-method li", timeout=30_000)
    words = desk.locator(".cg-method").inner_text()
    for part in (
        "检验范围",
        "分段",
        "不是检验",
        "预期",
        "BH 法",
        "不等于那里管得差",
        f"{number_in(cards(desk)['显著热点'])}",
    ):
        assert part in words or part.isdigit()


@pytest.mark.parametrize(
    ("asked", "figure", "sentence"),
    [
        ("types=accumulated_waste&unit=grid&weeks=26", "0", "没有显著高于预期的地方"),
        ("types=car_wash_on_road&unit=cell&weeks=4", "暂无", "请改看“网格”，或把统计时段放长"),
    ],
)
def test_nothing_significant_and_nothing_to_test_are_two_calm_sentences(
    desk: Page, server: Server, asked: str, figure: str, sentence: str
) -> None:
    desk.goto(f"{server.url}/hotspots?{asked}")
    desk.wait_for_selector(".st-key-cg-hot-none", timeout=60_000)
    settled(desk)
    assert sentence in desk.locator(".st-key-cg-hot-none").inner_text()
    assert cards(desk)["显著热点"].startswith(figure)
    assert not desk.locator(SPOT).count() and desk.errors == []


def test_an_empty_county_is_calm(empty_server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page(width=1366, height=900)
    page.goto(f"{empty_server.url}/hotspots")
    page.wait_for_selector(".cg-kpi", timeout=60_000)
    settled(page)
    assert "没有显著" in page.locator("body").inner_text()
    assert not page.locator(".cg-trouble").count() and page.errors == []
