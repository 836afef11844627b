"""Each page of the app as a picture: ``python -m devtools.screenshots [--out DIR] [--data DIR]``."""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from devtools import chromium
from devtools.launch import working_copy
from devtools.server import ROOT, Server
from devtools.talk import Stop, speak_utf8

SIZES = ((1920, 1080), (1366, 768), (390, 844))


def slugs() -> list[str]:
    """Addresses of every page, in the order of the menu."""
    from ui.nav import ordered

    return [page.slug.strip("/") for page in ordered()]


def settle(page: Page, seconds: float = 30) -> None:
    """Wait until the script has run, the map has drawn what it was given, and nothing is being fetched."""
    page.wait_for_selector(
        '[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=seconds * 1000
    )
    page.wait_for_load_state("networkidle", timeout=seconds * 1000)
    page.wait_for_function("() => document.fonts.status === 'loaded'", timeout=seconds * 1000)
    page.wait_for_timeout(700)


def picture(browser: Browser, url: str, size: tuple[int, int], out: Path) -> Path:
    """One page in one size, as a PNG in ``out``."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai",
        has_touch=width < 800, is_mobile=width < 800,
    )  # fmt: skip
    page = context.new_page()
    page.goto(url, wait_until="domcontentloaded", timeout=60_000)
    settle(page)
    name = re.sub(r"[^a-z0-9]+", "-", url.split("/", 3)[3].lower()).strip("-") or "overview"
    path = out / f"{name}-{width}x{height}.png"
    page.screenshot(path=str(path))
    context.close()
    return path


def main(argv: list[str]) -> int:
    """Take every picture; returns 0 when all were taken."""
    parser = argparse.ArgumentParser(prog="dev.py screenshots")
    parser.add_argument("--out", type=Path, default=ROOT / "screenshots")
    parser.add_argument("--data", type=Path, default=None, help="data folder; default: a fresh copy of data/")
    args = parser.parse_args(argv)
    found = chromium.obtain()
    if found is None:
        raise Stop(*chromium.MISSING.split(" / "))
    args.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        data = args.data or working_copy(ROOT / "data", work / "data")
        fonts = chromium.font_environment(ROOT / "gis" / "fonts", work)
        with Server(data, work) as server, sync_playwright() as play:
            browser = play.chromium.launch(
                executable_path=found, args=chromium.FLAGS, env={**_environ(), **fonts}
            )
            for slug in slugs():
                for size in SIZES:
                    print(picture(browser, f"{server.url}/{slug}", size, args.out), flush=True)
            browser.close()
    return 0


def _environ() -> dict[str, str | float | bool]:
    import os

    return dict(os.environ)


if __name__ == "__main__":
    speak_utf8()
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as stop:
        sys.exit(str(stop))
