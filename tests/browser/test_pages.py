"""Every page of the menu: right as the first request after a start, Chinese, whole, on its own machine."""

from __future__ import annotations

import pytest

from tests.browser.look import LEGACY_DIALOG, MAP, ground_share, open_page, shot, visible_latin, wait_map
from ui.nav import ordered

PAGES = [pytest.param(page.slug.strip("/"), id=page.slug.strip("/") or "overview") for page in ordered()]


def polite(page) -> None:
    """No dialog, no error box, nothing said on the console."""
    assert page.locator(LEGACY_DIALOG).count() == 0
    assert page.locator('[data-testid="stException"]').count() == 0
    assert page.locator(".cg-trouble").all_inner_texts() == []
    assert page.errors == []


@pytest.mark.parametrize("slug", PAGES)
def test_first_request_after_a_start(new_server, page, slug):
    server = new_server()
    open_page(page, f"{server.url}/{slug}")
    polite(page)
    assert page.locator('[data-testid="stMain"]').inner_text().strip() != ""
    assert server.outside() == []


@pytest.mark.parametrize("slug", PAGES)
def test_nothing_english_in_a_chinese_page(server, page, slug):
    open_page(page, f"{server.url}/{slug}")
    page.wait_for_load_state("networkidle")
    assert visible_latin(page) == []
    assert page.evaluate("() => document.documentElement.lang").startswith("zh")


@pytest.mark.parametrize("slug", PAGES)
def test_empty_data_is_met_politely(empty_server, page, slug):
    open_page(page, f"{empty_server.url}/{slug}")
    polite(page)
    assert page.locator('[data-testid="stMain"]').inner_text().strip() != ""


@pytest.mark.parametrize("slug", PAGES)
def test_nothing_wider_than_a_phone(server, new_page, slug):
    page = new_page(width=390, height=844)
    open_page(page, f"{server.url}/{slug}")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("() => document.scrollingElement.scrollWidth") <= 390


def test_the_overview_draws_its_map(server, page):
    open_page(page, f"{server.url}/")
    wait_map(page)
    page.wait_for_timeout(500)
    frame = shot(page, MAP)
    assert ground_share(frame) < 0.9, "the map is blank"
    assert page.locator(f"{MAP} img.leaflet-tile-loaded").count() > 0
    polite(page)


def test_the_document_is_ours_before_any_script_runs(server, page):
    answer = page.request.get(f"{server.url}/")
    text = answer.text()
    assert 'lang="zh-CN"' in text
    assert "<title>Streamlit</title>" not in text
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-eval" not in policy
