"""Every page in every size, full and empty: nothing lies on anything else, nothing is cut, every word can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from devtools.messages import CHINESE
from devtools.server import Server
from tests.browser import counties
from tests.browser.layout import box_glyphs, cut_off, overlaps, small_thumbs
from tests.browser.look import open_page, visible_latin, visible_texts
from ui.nav import ordered

SIZES = {"desk": ((1920, 1080), (1366, 768)), "phone": ((390, 844),)}
SLUGS = [page.slug.strip("/") for page in ordered()]
GLUE = re.compile(r"净格|清岚县|本县")


@pytest.fixture(scope="module", params=SIZES)
def shown(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A tab of a desk, which is looked at in two sizes, and one of a phone, which has a finger."""
    sizes, phone = SIZES[request.param], request.param == "phone"
    width, height = sizes[0]
    context = browser.new_context(
        viewport={"width": width, "height": height}, has_touch=phone, is_mobile=phone, locale="en-US"
    )
    page = context.new_page()
    page.sizes = sizes
    yield page
    context.close()


def look_through(page: Page) -> dict[str, list[str]]:
    """What is wrong in each screenful of the page from top to foot in each of its sizes, by kind."""
    found: dict[str, set[str]] = {"boxes": set(box_glyphs(page))}
    for width, height in page.sizes:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(150)
        found.setdefault("cut", set()).update(cut_off(page))
        if width < 800:
            found["thumbs"] = set(small_thumbs(page))
        main = page.locator('[data-testid="stMain"]')
        tall, step = main.evaluate("e => [e.scrollHeight, e.clientHeight - 60]")
        for top in range(0, tall, step):
            main.evaluate("(e, top) => { e.scrollTop = top; }", top)
            page.wait_for_timeout(40)
            found.setdefault("overlaps", set()).update(f"{width}: {pair}" for pair in overlaps(page))
    return {kind: sorted(what) for kind, what in found.items() if what}


def opened(page: Page, url: str) -> Page:
    open_page(page, url)
    if page.locator(".cg-map").count():
        page.wait_for_function(
            "() => document.querySelector('.cgm-count')?.textContent.trim()", timeout=30_000
        )
    page.wait_for_timeout(350)
    return page


@pytest.mark.parametrize("slug", SLUGS, ids=lambda slug: slug or "overview")
@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.slow)])
@pytest.mark.parametrize("data", ["full", pytest.param("empty", marks=pytest.mark.slow)])
def test_a_page_can_be_read(
    server: Server, empty_server: Server, shown: Page, data: str, lang: str, slug: str
) -> None:
    place = server if data == "full" else empty_server
    page = opened(shown, f"{place.url}/{slug}?lang={lang}")
    assert look_through(page) == {}
    if lang == "zh":
        assert visible_latin(page) == []
    elif data == "empty":  # a full county is full of names
        assert [text for text in visible_texts(page) if CHINESE.search(GLUE.sub("", text))] == []


@pytest.mark.parametrize("asked", ["case", "grid", "filters"])
def test_an_overview_with_something_chosen_can_be_read(server: Server, shown: Page, asked: str) -> None:
    case = counties.some_case(server.data)
    query = {
        "case": f"case={case['ckey']}",
        "grid": f"grid={case['grid_code']}",
        "filters": f"set=all&days=90&zone_kinds=back_lane&zone_kinds=fringe&grids={case['grid_code']}&types=roaming_vending",
    }[asked]
    assert look_through(opened(shown, f"{server.url}/?{query}")) == {}


def test_what_is_chosen_moves_nothing_below(server: Server, browser: Browser) -> None:
    for lang, titles in (("zh", ("超期", "全部")), ("en", ("Overdue", "All"))):
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        page = opened(context.new_page(), f"{server.url}/?lang={lang}")
        tops = {page.locator(".cg-kpis").bounding_box()["y"]}
        for title in titles:
            page.get_by_role("radio", name=title, exact=True).first.click()
            page.wait_for_timeout(250)
            page.wait_for_selector('[data-test-script-state="notRunning"]')
            tops.add(page.locator(".cg-kpis").bounding_box()["y"])
        page.goto(page.url.split("#")[0] + "&zone_kinds=back_lane&zone_kinds=fringe&sources=collector")
        opened(page, page.url)
        tops.add(page.locator(".cg-kpis").bounding_box()["y"])
        assert len(tops) == 1, (lang, tops)
        context.close()


def test_these_tests_would_see_it(server: Server, browser: Browser) -> None:
    """Each fault, made on purpose, is found."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = opened(context.new_page(), f"{server.url}/")
    assert overlaps(page) == []
    page.add_style_tag(
        content=".cg-kpi-note { margin-top: -24px; } .cg-facts, .cg-footer { position: relative; left: 330px; }"
    )
    page.evaluate(
        "() => { const b = document.querySelector('.cg-kpi-title'); b.textContent = '\\u{E0FFF}\\u0378'; }"
    )
    assert overlaps(page) != []
    assert cut_off(page) != []
    assert "\u0378" in box_glyphs(page)
    assert small_thumbs(page, 400) != []
    context.close()
