"""Rebounds on the map: rings and arcs, what they say and emit, and the days played one by one, all in the browser."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from gis.style import DESK
from tests.browser.look import visible_latin
from tests.browser.map_app.run import running
from tests.browser.test_map_component import inside, settle, spot, told

LAT, OLD = 34.5204, 34.52  # of the new cases and of the closed ones; case 100 + i at LON + i × 0.004
LON = 114.312
WHEN, COUNT, GO, STATUS = ".cgm-play-when", ".cgm-play-count", ".cgm-play-go", ".cgm-status"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(tmp_path_factory.mktemp("back")) as (url, _):
        yield f"{url}/back"


def opened(page: Page, url: str) -> Page:
    page.goto(url)
    page.wait_for_selector("#told", timeout=30_000)
    page.wait_for_selector(".cgm-legend", timeout=30_000)
    settle(page, 1500)
    return page


@pytest.fixture
def shown(page: Page, address: str) -> Page:
    return opened(page, address)


@pytest.fixture
def near(page: Page, address: str) -> Page:
    """Close to the last two, where an arc can be seen."""
    return opened(page, f"{address}#map=18/{LAT}/{LON + 8.5 * 0.004}")


def red_at(page: Page, lat: float, lng: float, reach: int = 24) -> list[float]:
    """Distances in px from a place of the data to every pixel near it that is red."""
    x, y = spot(page, lat, lng)
    clip = {"x": round(x) - reach, "y": round(y) - reach, "width": 2 * reach, "height": 2 * reach}
    picture = np.asarray(Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB"), np.int16)
    red = np.array([int(DESK.red[i : i + 2], 16) for i in (1, 3, 5)])
    down, right = np.nonzero(np.abs(picture - red).max(axis=2) <= 40)
    return sorted(np.hypot(right - reach + 0.5, down - reach + 0.5).tolist())


def drawn(page: Page) -> dict[str, int]:
    return inside(page, "inst.view.rebounds.drawn")


def test_a_ring_stands_clear_of_the_one_that_says_overdue(shown):
    inside(shown, "inst.view.toggle('labels', false)")
    ring = red_at(shown, LAT, LON)
    late = red_at(shown, 34.5302, 114.3302)  # an overdue case that came back to nothing
    assert len(ring) > 40
    assert np.percentile(ring, 5) > np.percentile(late, 95) + 0.5  # but for the arrow head
    assert np.median(ring) > np.median(late) + 2 > 7
    assert drawn(shown) == {"rings": 11, "arcs": 0, "twice": 0}  # from afar the ring alone
    assert visible_latin(shown, ".cg-map") == []
    assert shown.errors == []


def test_from_near_an_arc_leads_to_the_closed_case_and_one_on_its_spot_has_two_rings(near):
    assert drawn(near) == {"rings": 3, "arcs": 2, "twice": 1}
    single, double = red_at(near, LAT, LON + 8 * 0.004), red_at(near, OLD, LON + 9 * 0.004)
    assert max(double) > max(d for d in single if d < 20) + 2
    halfway = red_at(near, (LAT + OLD) / 2, LON + 8 * 0.004, reach=16)
    assert len(halfway) > 5
    assert red_at(near, (LAT + OLD) / 2, LON + 8.5 * 0.004, reach=16) == []


def test_the_counts_are_those_of_the_view_and_the_legend_says_what_a_ring_is(shown):
    assert "反弹绘出 11 / 11 件" in shown.locator(STATUS).inner_text()
    legend = shown.locator(".cgm-legend").inner_text()
    assert "反弹（50 米、30 天内）\n11" in legend
    assert "弧线起于此前销号处" in legend
    shown.evaluate(f"location.hash = '#map=19/{LAT}/{LON}'")
    shown.reload()
    shown.wait_for_selector(".cgm-legend")
    settle(shown, 1500)
    assert "反弹绘出 1 / 1 件" in shown.locator(STATUS).inner_text()
    assert shown.locator(COUNT).inner_text() == "反弹 1 件"


def test_a_ring_tells_when_and_how_near_and_a_click_on_it_is_one_on_its_case(near):
    x, y = spot(near, LAT, LON + 8 * 0.004)
    near.mouse.move(x + 12, y)
    settle(near)
    tip = near.locator(".cgm-tip").inner_text()
    assert "2026-11-09 12:00 发现，距 2026-11-05 12:00 销号 4 天、44 米" in tip
    assert "垃圾" in tip
    near.mouse.click(x + 12, y)
    near.wait_for_function("() => JSON.parse(document.querySelector('#told').textContent).click !== null")
    assert told(near)["click"] == ["case", "108"]


def test_playing_moves_the_days_and_the_picture_and_runs_nothing(shown):
    runs = told(shown)["runs"]
    asked: list[str] = []
    shown.on("request", lambda request: asked.append(request.url))
    assert shown.locator(WHEN).inner_text() == "2026-11-01 至 11-10"
    shown.locator(GO).click()
    days, rings = set(), set()
    for _ in range(14):
        days.add(shown.locator(WHEN).inner_text())
        rings.add(drawn(shown)["rings"])
        shown.wait_for_timeout(180)
    shown.wait_for_function(f"() => document.querySelector('{WHEN}').textContent === '2026-11-10'")
    settle(shown, 600)
    assert len(days) >= 5
    assert shown.locator(GO).get_attribute("aria-label") == "播放"  # it stopped at the end
    assert drawn(shown)["rings"] == 6  # two of the last day, one of each of the four before
    assert shown.locator(COUNT).inner_text() == "反弹 2 件"
    assert red_at(shown, LAT, LON) == []
    assert len(red_at(shown, LAT, LON + 9 * 0.004)) > 40
    assert told(shown)["runs"] == runs
    assert not [url for url in asked if "/rebounds/" in url]
    shown.get_by_role("button", name="全程").click()
    settle(shown, 300)
    assert drawn(shown)["rings"] == 11
    assert shown.locator(WHEN).inner_text() == "2026-11-01 至 11-10"


@pytest.mark.slow
def test_weeks_run_from_monday_and_are_cut_at_the_ends_of_the_span(shown):
    shown.get_by_role("button", name="周", exact=True).click()
    slider = shown.locator(".cgm-play-slider")
    assert slider.get_attribute("max") == "2"
    told_weeks = []
    for value in ("0", "1", "2"):
        slider.fill(value)
        told_weeks.append((shown.locator(WHEN).inner_text(), shown.locator(COUNT).inner_text()))
    assert told_weeks == [
        ("2026-11-01", "反弹 1 件"), ("2026-11-02 至 11-08", "反弹 7 件"), ("2026-11-09 至 11-10", "反弹 3 件"),
    ]  # fmt: skip
    assert slider.get_attribute("aria-valuetext") == "2026-11-09 至 11-10"
    shown.get_by_role("button", name="日", exact=True).click()
    assert shown.locator(WHEN).inner_text() == "2026-11-09"


@pytest.mark.slow
def test_the_keyboard_plays_and_steps_and_leaves_the_map_where_it_is(shown):
    before = shown.url
    shown.locator(GO).focus()
    shown.keyboard.press("Space")
    shown.wait_for_timeout(900)
    assert shown.locator(GO).get_attribute("aria-label") == "暂停"
    shown.keyboard.press("Space")
    assert shown.locator(GO).get_attribute("aria-label") == "播放"
    shown.locator(".cgm-play-slider").focus()
    shown.keyboard.press("Home")
    shown.keyboard.press("ArrowRight")
    assert shown.locator(WHEN).inner_text() == "2026-11-02"
    settle(shown)
    assert shown.url == before


@pytest.mark.slow
def test_it_pauses_when_nobody_looks(shown):
    shown.locator(GO).click()
    shown.wait_for_timeout(400)
    shown.evaluate(
        "() => { Object.defineProperty(document, 'hidden', {value: true});"
        " document.dispatchEvent(new Event('visibilitychange')); }"
    )
    day = shown.locator(WHEN).inner_text()
    shown.wait_for_timeout(700)
    assert shown.locator(WHEN).inner_text() == day != "2026-11-10"
    assert shown.locator(GO).get_attribute("aria-label") == "播放"


def test_a_rerun_keeps_the_day_and_a_brush_begins_anew_without_a_blink(shown):
    shown.locator(".cgm-play-slider").fill("6")
    shown.get_by_text("无关").click()
    settle(shown, 1500)
    assert shown.locator(WHEN).inner_text() == "2026-11-07"
    shown.get_by_role("button", name="全程").click()
    fewest = inside(
        shown,
        "(() => { const r = inst.view.rebounds, draw = r.draw.bind(r); window.fewest = 99;"
        " r.draw = (...a) => { draw(...a); window.fewest = Math.min(window.fewest, r.drawn.rings); }; return 0; })()",
    )
    shown.get_by_text("后五天").click()
    shown.wait_for_function(f"() => document.querySelector('{COUNT}').textContent === '反弹 6 件'")
    settle(shown, 500)
    assert fewest == 0 and shown.evaluate("window.fewest") == 6  # eleven until the six were there
    assert shown.locator(WHEN).inner_text() == "2026-11-06 至 11-10"
    assert red_at(shown, LAT, LON) == []


def test_offered_switched_off_it_asks_nothing_until_it_is_wanted(page, address):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, address)
    page.get_by_text("只列出").click()
    settle(page, 1500)
    asked.clear()
    page.locator(".cgm-zoom_in").click()
    settle(page, 1000)
    assert not [url for url in asked if "/rebounds/" in url]
    assert page.locator(".cgm-play").is_hidden()
    assert "反弹" not in page.locator(STATUS).inner_text() + page.locator(".cgm-legend").inner_text()
    page.locator(".cgm-layers").click()
    page.get_by_label("反弹", exact=True).check()
    page.wait_for_function(f"() => document.querySelector('{STATUS}').textContent.includes('反弹绘出')")
    assert page.locator(".cgm-play").is_hidden()
    assert drawn(page)["rings"] > 0


@pytest.mark.slow
def test_a_failed_request_is_said_and_asked_again(shown):
    shown.route("**/rebounds/**", lambda route: route.abort())
    shown.locator(".cgm-zoom_out").click()
    shown.wait_for_function(f"() => document.querySelector('{STATUS}').textContent.includes('暂未取到')")
    assert drawn(shown)["rings"] == 11  # what was drawn stays
    shown.unroute("**/rebounds/**")
    shown.wait_for_function(
        f"() => document.querySelector('{STATUS}').textContent.includes('反弹绘出 11 / 11 件')", timeout=6000
    )


@pytest.mark.slow
def test_a_crowd_seen_from_afar_is_small_rings_with_marks_to_match(shown):
    def sizes() -> list[float]:
        return inside(shown, "[inst.view.rebounds.radius(), inst.view.cases.radius()]")

    assert len(set(sizes())) == 1 and sizes()[0] >= 4
    many = "([k, v]) => [k, Array.isArray(v) && v.length === 11 ? Array(60).fill(v).flat() : v]"
    answer = f"Object.fromEntries(Object.entries(inst.view.rebounds.answer).map({many}))"
    inside(shown, f"inst.view.rebounds.take({answer})")
    assert sizes() == [2.2, 2.2]
    shown.locator(".cgm-play-slider").fill("3")
    assert len(set(sizes())) == 1 and sizes()[0] >= 4


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    contexts = []

    def open_phone(**more: str) -> Page:
        contexts.append(
            browser.new_context(
                viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True,
                timezone_id="America/New_York", **more,
            )
        )  # fmt: skip
        return opened(contexts[-1].new_page(), address)

    yield open_phone
    for context in contexts:
        context.close()


def test_on_a_phone_everything_fits_a_thumb_and_nothing_lies_on_anything(phone):
    page = phone()
    sizes = page.evaluate(
        "[...document.querySelectorAll('.cgm-play button, .cgm-play input')].map((b) => b.getBoundingClientRect().toJSON())"
    )
    assert len(sizes) == 5
    assert all(size["width"] >= 44 and size["height"] >= 44 for size in sizes)
    boxes = [page.locator(part).bounding_box() for part in (".cgm-legend", ".cgm-play", STATUS)]
    for above, below in itertools.pairwise(boxes):
        assert above["y"] + above["height"] <= below["y"]
    bar = page.locator(".cgm-bar").bounding_box()
    assert bar["y"] + bar["height"] <= boxes[0]["y"] or bar["x"] >= boxes[0]["x"] + boxes[0]["width"]
    assert bar["y"] + bar["height"] <= boxes[1]["y"]
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in boxes)
    inside(page, f"inst.map.setView([34.508, {LON + 0.012}], 14, {{animate: false}}) && 0")
    settle(page, 1000)
    x, y = spot(page, LAT, LON + 0.012)
    page.touchscreen.tap(x, y)
    page.wait_for_function("() => JSON.parse(document.querySelector('#told').textContent).click !== null")
    assert told(page)["click"] == ["case", "103"]
    assert (
        "2026-11-04 12:00 发现" in page.locator(".cgm-tip").text_content()
    )  # the county's time, not the phone's


def test_without_motion_it_still_steps(phone):
    page = phone(reduced_motion="reduce")
    page.locator(GO).tap()
    whole = []
    for _ in range(12):
        whole.append(inside(page, "inst.view.rebounds.play.now"))
        page.wait_for_timeout(100)
    assert len(set(whole)) >= 2
    assert all(value == int(value) for value in whole)
