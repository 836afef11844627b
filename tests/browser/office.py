"""A small county for tests of the interface's words, and what they ask of its pages."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page

from devtools.messages import CHINESE
from tests.browser.look import open_page, visible_texts
from tests.ledger.office import DAY0, make_county, row, take, write

NOW = "2026-03-25T09:00:00+08:00"
EXPORTED_DAYS = 24
NAMES = re.compile(r"净格|试县|甲街")
"""Chinese of an English page: the product's name, and data."""
TABLE = '[data-testid="stDataFrame"]'


def county(root: Path) -> Path:
    """Sixty cases on two grids; one row without a number, one place off the grids, one word nobody knows."""
    made = make_county(root / "data")
    (made.root / "registers" / "sources.csv").write_text(
        "source,zh,en,kind,rank,zone\noffice,城管平台,City platform,,,\n", encoding="utf-8"
    )
    rows = [
        row(i, state="处理中" if i % 3 else "已结案", closed=None if i % 3 else i / 3 + 1, x=112.003 + 0.0002 * i)
        for i in range(1, 61)
    ]  # fmt: skip
    rows[7] |= {"案卷号": ""}
    rows[8] |= {"经度": 113.5}
    rows[9] |= {"问题": "怪事"}
    outcome = take(made, write(root, "export", rows), EXPORTED_DAYS, now=DAY0 + timedelta(days=EXPORTED_DAYS))
    assert outcome.fates["new"] == 59 and outcome.fates["rejected"] == 1
    return made.root


def settled(page: Page, url: str) -> Page:
    open_page(page, url)
    page.wait_for_load_state("networkidle")
    return page


def chinese_left(page: Page) -> list[str]:
    """Visible texts and accessible names with Chinese in them that is neither a name nor said to be Chinese."""
    return sorted(text for text in visible_texts(page) if CHINESE.search(NAMES.sub("", text)))


def heads(page: Page) -> list[str]:
    """Heads of the tables, which are drawn on a canvas, as the tables tell them to a screen reader; none where a page
    has no table, as one has where nothing was found."""
    if not page.locator(TABLE).count():
        return []
    found = f"{TABLE} canvas [role=columnheader]"
    page.wait_for_selector(found, state="attached")
    return [text for text in page.locator(found).all_text_contents() if text]


def open_column_menu(page: Page) -> None:
    """The three dots of the second column's head, which is drawn on a canvas."""
    table = page.locator(TABLE).first
    table.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    box = table.bounding_box()
    menu = page.get_by_test_id("stDataFrameColumnMenu")
    for x in range(230, 330, 6):
        page.mouse.move(box["x"] + x - 40, box["y"] + 18)
        page.mouse.click(box["x"] + x, box["y"] + 18)
        page.wait_for_timeout(80)
        if menu.count():
            return
    raise AssertionError("the menu of the column did not open")
