"""A question, or data, that differ only in g_01 and g_77 must change the screen: nothing may be keyed without them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from devtools.server import Server
from tests.browser import counties
from tests.browser.eye import fingerprint, kpis, opened, popover, press, settled
from tests.browser.look import MAP, shot


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A county whose two grids, g_01 and g_77, differ in nothing but their codes and where they lie."""
    work = tmp_path_factory.mktemp("twins")
    with Server(counties.two_grids(work / "county"), work, CLEANGRID_NOW=counties.NOW.isoformat()) as running:
        yield running
    assert running.outside() == []


def test_a_question_that_differs_only_in_g_01_and_g_77_changes_the_screen(twins: Server, new_page) -> None:
    page = opened(new_page(width=1200, height=900), f"{twins.url}/?grids=g_01")
    before, marked = shot(page, MAP), fingerprint(page)
    seen = kpis(page)
    popover(page, "grids-open")
    field = page.locator(".st-key-filters-grids input").first
    field.press("Backspace")  # lets go of the one
    settled(page)
    page.locator(".st-key-filters-grids input").first.click()
    page.get_by_role("option", name="g_77").first.click()
    settled(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_timeout(600)
    assert page.url.split("?")[1].split("#")[0].endswith("grids=g_77")
    assert kpis(page) == seen
    assert fingerprint(page) != marked
    assert shot(page, MAP) != before


def test_data_that_differ_only_in_g_01_and_g_77_change_the_screen(twins: Server, new_page) -> None:
    page = opened(new_page(width=1200, height=900), f"{twins.url}/")
    before, first = shot(page, MAP), page.locator(".cg-card").last.inner_text()
    grids = twins.data / "grids.geojson"
    text = grids.read_text(encoding="utf-8")
    grids.write_text(text.replace("g_77", "g_0").replace("g_01", "g_77").replace('g_0"', 'g_01"'), "utf-8")
    for _ in range(20):  # the server looks at the disk, and makes the cases anew beside itself
        page.wait_for_timeout(1000)
        press(page, "超期", role="radio")
        press(page, "未销号", role="radio")
        if fingerprint(page) and page.locator(".cg-card").last.inner_text() != first:
            break
    page.wait_for_timeout(800)
    assert shot(page, MAP) != before
