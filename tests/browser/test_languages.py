"""Chinese pages without English, English pages without Chinese: at rest, opened, while running, with nobody there."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Error, Page

from devtools.messages import CHINESE
from devtools.server import Server
from tests.browser.eye import tick
from tests.browser.look import READY, visible_latin, visible_texts, wait_map
from tests.browser.office import NOW, TABLE, chinese_left, county, heads, open_column_menu, settled
from ui.nav import ordered

SLUGS = [pytest.param(page.slug.strip("/"), id=page.slug.strip("/") or "overview") for page in ordered()]
BANNER = "#cg-lost"
CALENDAR = '[data-testid="stDateInputCalendar"] [role=gridcell]'


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app over the small county, for reading."""
    work = tmp_path_factory.mktemp("office")
    with Server(county(work), work, CLEANGRID_NOW=NOW) as started:
        yield started


@pytest.fixture
def own_office(tmp_path: Path) -> Iterator[Server]:
    """The same, of the test's own: to change or to kill."""
    with Server(county(tmp_path), tmp_path, CLEANGRID_NOW=NOW) as started:
        yield started


# ---- the document, before any script ------------------------------------------------------------------------------


@pytest.mark.parametrize(("query", "tag", "title"), [("", "zh-CN", "净格"), ("?lang=en", "en", "CleanGrid")])
def test_language_title_and_icon_stand_before_the_first_script(office, page, query, tag, title):
    head = page.request.get(f"{office.url}/{query}").text().partition("<script")[0]
    assert f'<html lang="{tag}"' in head
    assert title in re.search(r"<title>(.*?)</title>", head)[1]
    assert re.findall(r'<link rel="icon"[^>]*href="([^"]+)"', head) != []
    assert "streamlit" not in re.sub(r'(href|src)="[^"]*"', "", head).casefold()


@pytest.mark.parametrize(("query", "found"), [("", "请启用"), ("?lang=en", "Please enable")])
def test_without_scripts_a_sentence_says_so(office, browser: Browser, query, found):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{office.url}/{query}")
    assert found in page.locator("body").inner_text()
    context.close()


def test_the_title_is_never_streamlits(office, page):
    page.add_init_script(
        "window.titles = []; new MutationObserver(() => titles.at(-1) === document.title || titles.push(document.title))"
        ".observe(document, {subtree: true, childList: true, characterData: true})"
    )
    settled(page, office.url)
    titles = page.evaluate("titles")
    assert titles and all("净格" in title for title in titles if title), titles


# ---- Chinese pages ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", SLUGS)
def test_no_english_from_the_first_paint_to_the_last(office, page, slug):
    page.goto(f"{office.url}/{slug}", wait_until="commit")
    seen: set[str] = set()
    for _ in range(400):
        try:
            ready = page.locator(READY).count() > 0
            seen.update(visible_latin(page))
        except Error:  # the body does not stand yet
            ready = False
        if ready:
            break
        page.wait_for_timeout(40)
    page.wait_for_load_state("networkidle")
    assert sorted(seen | set(visible_latin(page))) == []
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert [head for head in heads(page) if re.search("[A-Za-z]{2,}", head)] == []


@pytest.mark.parametrize(
    "address",
    [
        "?set=all",
        "?grid=g_01",
        "?grid=nowhere",
        "?set=nonsense",
        "?days=x",
        "?start=2026-03-20&end=2026-03-01",
        "?states=handling&set=all",
        "?set=suspended",
        "nowhere",
    ],
)
def test_no_english_whatever_is_asked(office, page, address):
    settled(page, f"{office.url}/{address}")
    given = re.compile(
        r"g_0\d|nowhere|nonsense|\bset\b|\bdays\b|open|overdue|suspended|new|rebound|closed|all"
    )
    assert [text for text in visible_latin(page) if re.search("[A-Za-z]{2,}", given.sub("", text))] == []


def test_no_english_in_an_open_case(office, page):
    settled(page, office.url)
    page.locator('[data-testid="stTextInput"] input').fill("A11")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="查到 1 项").click()
    page.locator('[class*="st-key-hit-case"] button').first.click()
    page.wait_for_selector(".cg-history")
    page.wait_for_load_state("networkidle")
    assert visible_latin(page) == []


def test_no_english_in_an_open_choice(office, page):
    settled(page, office.url)
    page.locator(".st-key-cg-filters button").filter(has_text="状态").click()
    box = page.locator('[data-testid="stMultiSelect"] input').last
    box.click()
    page.wait_for_selector("[role=option]")
    assert visible_latin(page) == []
    box.fill("没有这种状态")
    page.wait_for_timeout(300)
    assert page.locator("[role=option]", has_text="处理中").count() == 0
    assert visible_latin(page) == []


def test_no_english_in_an_open_calendar(office, page):
    settled(page, office.url)
    page.locator(".st-key-cg-filters button").filter(has_text="时间").click()
    page.locator('[data-testid="stDateInput"] [role=spinbutton]').first.click()
    page.wait_for_selector(CALENDAR)
    texts = " ".join(visible_texts(page))
    assert "三月" in texts and "2026年" in texts
    assert visible_latin(page) == []


def test_no_english_in_the_menu_of_a_column(office, page):
    settled(page, office.url)
    open_column_menu(page)
    assert visible_latin(page) == []
    page.get_by_text("统计").last.hover()  # the sentence over the figures has the word, too
    page.get_by_text("不同值").wait_for()
    assert visible_latin(page) == []


@pytest.mark.parametrize("tool", ["显示/隐藏列", "查找", "全屏"])
def test_no_english_in_the_tools_of_a_table(office, page, tool):
    settled(page, office.url)
    table = page.locator(".st-key-cg-table")
    table.locator(TABLE).hover()
    table.get_by_role("button", name=tool, exact=True).click()
    page.wait_for_timeout(400)
    assert visible_latin(page) == []


def test_no_english_in_the_data_of_a_chart(office, page):
    settled(page, office.url)
    card = page.locator(".st-key-cg-trend")
    card.hover()
    card.get_by_role("button", name="看数据").click()
    card.locator(f"{TABLE} canvas [role=columnheader]").first.wait_for(state="attached")
    assert visible_latin(page) == []
    assert {"日期", "大类"} < set(heads(page))
    assert [head for head in heads(page) if re.search("[A-Za-z]{2,}", head)] == []


def test_no_english_in_the_tooltip_and_the_layers_of_the_map(office, page):
    settled(page, office.url)
    wait_map(page)
    box = page.locator(".leaflet-container").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.3)
    page.wait_for_selector(".cgm-tip:visible")
    page.get_by_role("button", name="图层").click()
    assert visible_latin(page) == []


def test_no_english_while_running_and_after(own_office, page):
    settled(page, f"{own_office.url}/health")
    tick(page, "cg-batches")
    page.get_by_role("button", name="撤回这一批").click()
    seen: set[str] = set()
    page.wait_for_selector('[data-testid="stSpinner"]')
    while page.locator('[data-testid="stSpinner"]').count():
        seen.update(visible_latin(page))
    page.wait_for_selector(READY)
    page.wait_for_load_state("networkidle")
    assert sorted(seen | set(visible_latin(page))) == []
    page.locator(f"{TABLE} canvas [role=gridcell]", has_text="已撤回").wait_for(state="attached")


@pytest.mark.parametrize(
    ("query", "said", "left"),
    [("", "与服务器断开", visible_latin), ("?lang=en", "Connection to the server lost", chinese_left)],
)
def test_with_nobody_there(
    own_office, page, query: str, said: str, left: Callable[[Page], list[str]]
):  # fmt: skip
    settled(page, f"{own_office.url}/{query}")
    wait_map(page)
    os.kill(own_office.process.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    page.wait_for_selector(BANNER, timeout=20_000)
    page.wait_for_timeout(6000)  # Streamlit tries again, gives up, and would say so in English
    assert page.locator(BANNER).inner_text().startswith(said)
    assert page.locator("[role=dialog]:visible").all_inner_texts() == []
    assert left(page) == []
    page.errors.clear()


# ---- English pages ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", SLUGS)
def test_no_chinese_in_an_english_page(office, page, slug):
    settled(page, f"{office.url}/{slug}?lang=en")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert chinese_left(page) == []
    assert [head for head in heads(page) if CHINESE.search(head)] == []


def test_no_chinese_in_what_an_english_page_opens(office, page):
    settled(page, f"{office.url}/?lang=en&grid=g_01")
    wait_map(page)
    page.get_by_role("button", name="Layers").click()
    page.locator(".st-key-cg-filters button").filter(has_text="Period").click()
    page.locator('[data-testid="stDateInput"] [role=spinbutton]').first.click()
    page.wait_for_selector(CALENDAR)
    assert "March" in " ".join(visible_texts(page))
    assert chinese_left(page) == []


def test_the_switch_keeps_the_question_and_is_remembered(office, page):
    settled(page, f"{office.url}/?set=all&grid=g_02")
    page.locator("a.cg-lang").click()
    page.wait_for_selector("html[lang=en]", state="attached")
    page.wait_for_selector("a.cg-lang:has-text('中文')")
    asked = parse_qs(urlsplit(page.url).query)
    assert (asked["set"], asked["grid"], asked["lang"]) == (["all"], ["g_02"], ["en"])
    settled(page, f"{office.url}/health")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert chinese_left(page) == []
    page.locator("a.cg-lang").click()
    page.wait_for_selector("html[lang=zh-CN]", state="attached")
    page.wait_for_selector("a.cg-lang:has-text('EN')")
    assert visible_latin(page) == []
