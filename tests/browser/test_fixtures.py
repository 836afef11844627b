"""The instruments themselves: what they must notice, they do notice."""

from __future__ import annotations

import io

from PIL import Image

from tests.browser.look import ground_share, latin_left, visible_latin


def test_a_request_for_another_machine_is_cut_off_and_noted(page):
    page.goto("about:blank")
    answer = page.evaluate(
        "() => Promise.allSettled("
        "['http://192.0.2.1/a.js', 'http://tiles.invalid/b.png'].map((u) => fetch(u)))"
        ".then((all) => all.map((one) => one.status))"
    )
    assert answer == ["rejected", "rejected"]
    assert page.outside == ["http://192.0.2.1/a.js", "http://tiles.invalid/b.png"]
    page.outside.clear()


def test_errors_in_the_page_are_noted(page):
    page.goto("about:blank")
    page.evaluate("() => { console.error('planted'); setTimeout(() => { throw new Error('thrown') }, 0) }")
    page.wait_for_timeout(100)
    assert any("planted" in each for each in page.errors)
    assert any("thrown" in each for each in page.errors)


def test_english_is_found_where_it_shows_and_where_it_is_read_aloud(page):
    page.set_content(
        "<html lang='zh'><title>净格</title><p>网格</p><a lang='en'>English</a>"
        "<p>Open cases</p><p style='display:none'>Hidden</p>"
        "<input placeholder='Choose an option'><button aria-label='Clear all'>清除</button><p>导出 CSV</p>"
    )
    assert visible_latin(page) == ["Choose an option", "Clear all", "Open cases"]


def test_names_of_formats_are_no_english():
    assert latin_left(["导出 CSV", "面积 3 km²", "WGS 84", "CSV file"]) == ["CSV file"]


def test_ground_share_is_the_share_of_ground():
    picture = Image.new("RGB", (10, 10), "#f6f6f3")
    picture.paste("#b9d7e6", (0, 0, 5, 5))
    held = io.BytesIO()
    picture.save(held, "PNG")
    assert ground_share(held.getvalue()) == 0.75
