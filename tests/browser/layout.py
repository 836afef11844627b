"""What a picture of a page would show, asked of the DOM: words over words, cut edges, small thumbs, missing glyphs."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

SCRIPT = (Path(__file__).parent / "layout.js").read_text(encoding="utf-8")


def _told(page: Page, what: str) -> list[str]:
    return [str(found) for found in page.evaluate(f"{SCRIPT.strip()}.{what}")]


def overlaps(page: Page) -> list[str]:
    """Pairs of texts, or of panels over the map, that lie on one another in the window as it stands."""
    return _told(page, "overlapping()")


def cut_off(page: Page) -> list[str]:
    """Texts beyond the right edge of the window or of their card or button; not those that may slide or end in an …."""
    return _told(page, "cutOff()")


def small_thumbs(page: Page, least: int = 44) -> list[str]:
    """Things to tap that are narrower or lower than ``least`` CSS pixels."""
    return _told(page, f"small({least})")


def box_glyphs(page: Page) -> list[str]:
    """Letters of the page that its fonts do not have."""
    return _told(page, "boxes()")
