"""Significant places on the map: outlines and numbers, what they say and emit, and the command to look at one."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page

from gis.style import DESK
from tests.browser.look import visible_latin
from tests.browser.map_app.run import running
from tests.browser.test_map_component import inside, settle, spot, told

CLICKED = "() => JSON.parse(document.querySelector('#told').textContent).click !== null"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(tmp_path_factory.mktemp("hot")) as (url, _):
        yield f"{url}/hot"


@pytest.fixture
def shown(page: Page, address: str) -> Page:
    return opened(page, address)


def opened(page: Page, url: str) -> Page:
    page.goto(url)
    page.wait_for_selector("#told", timeout=30_000)
    page.wait_for_selector(".cgm-legend", timeout=30_000)
    settle(page, 1500)
    return page


def share(page: Page, colour: str, place: tuple[float, float], reach: tuple[int, int]) -> float:
    """Share of the pixels round a place of the data that have (nearly) a colour."""
    x, y = spot(page, *place)
    clip = {"x": round(x) - reach[0], "y": round(y) - reach[1], "width": 2 * reach[0], "height": 2 * reach[1]}
    picture = np.asarray(Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB"), np.int16)
    wanted = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])
    return float((np.abs(picture - wanted).max(axis=2) <= 40).mean())


def drawn(page: Page):
    return inside(page, "inst.view.hot.drawn")


def test_an_outline_is_red_and_a_cold_one_dashed_without_a_number(shown):
    inside(shown, "inst.view.toggle('labels', false) || inst.view.toggle('cases', false)")
    settle(shown, 300)
    edge, clear = (34.52, 114.335), (34.525, 114.325)
    assert 0.4 < share(shown, DESK.red, edge, (10, 2)) < 0.8  # a line
    assert share(shown, DESK.red, clear, (10, 10)) == 0
    assert drawn(shown)["cold"] == 1
    cold = share(shown, "#4a556e", (34.56, 114.31), (33, 2))  # dashes
    assert 0.1 < cold < 0.45
    assert share(shown, DESK.red, (34.55, 114.31), (20, 20)) == 0
    assert visible_latin(shown, ".cg-map") == []
    assert shown.errors == []


def test_smaller_numbers_win_and_the_rest_come_when_zoomed_in(page, address):
    opened(page, f"{address}#map=14/34.53/114.33")
    assert drawn(page) == {"hot": 3, "cold": 1, "badges": [1, 2]}
    inside(page, "inst.map.setView([34.52, 114.3205], 17, {animate: false}) && 0")
    settle(page)
    assert drawn(page)["badges"] == [1, 2, 3]
    assert 0.4 < share(page, DESK.red, (34.52, 114.321), (7, 7)) < 0.98  # a disc with its number
    boxes = inside(page, "inst.view.hot.boxes()")
    names = inside(page, "inst.view.labels.drawn.boxes")
    assert all(box in names for box in boxes)  # no name is written over a number


def test_the_pointer_is_told_why_and_the_legend_counts(shown):
    shown.mouse.move(*spot(shown, 34.5215, 114.3385))
    settle(shown)
    assert "热点 1\n网格4：连续 6 周显著，最近 4 周增强。" in shown.locator(".cgm-tip").inner_text()
    shown.mouse.move(*spot(shown, 34.5585, 114.3185))
    settle(shown)
    assert "冷点\n网格6：少于应有。" in shown.locator(".cgm-tip").inner_text()
    legend = shown.locator(".cgm-legend").inner_text()
    assert "显著热点\n3" in legend
    assert "显著冷点\n1" in legend
    shown.get_by_text("没有", exact=True).click()
    settle(shown, 1200)
    assert "显著" not in shown.locator(".cgm-legend").inner_text()
    assert inside(shown, "inst.view.hot.badges().length") == 0


@pytest.mark.parametrize(
    ("place", "emitted"),
    [
        ((34.5215, 114.3385), ["hot", "grid:g_11"]),
        ((34.52, 114.32), ["hot", "cell:2"]),
        ((34.5302, 114.3302), ["hot", "grid:g_11"]),
        ((34.5025, 114.3185), ["grid", "g_00"]),
    ],
    ids=["inside", "number", "number over a case", "beside"],
)
def test_a_click_on_a_place_or_its_number(shown, place, emitted):
    shown.mouse.click(*spot(shown, *place))
    shown.wait_for_function(CLICKED)
    assert told(shown)["click"] == emitted


def test_a_case_in_a_place_beside_its_number_is_the_case(shown):
    inside(shown, "(inst.map.setView([34.5302, 114.3302], 18, { animate: false }), 1)")
    settle(shown, 1500)
    shown.mouse.click(*spot(shown, 34.5302, 114.3302))
    shown.wait_for_function(CLICKED)
    assert told(shown)["click"] == ["case", "18446744073709551612"]


def test_a_command_looks_at_a_place_and_home_at_the_county(shown):
    whole = inside(shown, "inst.map.getZoom()")
    shown.get_by_role("button", name="看第三处").click()
    settle(shown, 1500)
    assert inside(shown, "inst.map.getZoom()") == 16
    centre = inside(shown, "(() => { const c = inst.map.getCenter(); return [c.lat, c.lng]; })()")
    assert centre == pytest.approx([34.52, 114.321], abs=1e-4)
    shown.locator(".cgm-home").click()
    settle(shown)
    assert inside(shown, "inst.map.getZoom()") == whole
    shown.get_by_role("button", name="看第三处").click()
    settle(shown, 1500)
    assert inside(shown, "inst.map.getZoom()") == 16
