"""A real Chromium on a real server, both cut off from the internet.

``page`` is a fresh profile; ``page.outside`` lists every request for another machine and must stay empty,
``page.errors`` what the console and uncaught exceptions said.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from devtools import chromium
from devtools.server import ROOT, Server

HERE = Path(__file__).parent
HOME = {"127.0.0.1", "localhost", None}
# The front end looks for its base path by asking below the page's address; the answer 404 is the normal one.
PROBES = ("/_stcore/health", "/_stcore/host-config")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test, marked or not."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """A Chromium of the machine or of Debian's package; without one the test is skipped, in CI it fails."""
    found = chromium.obtain()
    if found is None and os.environ.get("CI") == "true":
        pytest.fail(chromium.MISSING)
    return found or pytest.skip(chromium.MISSING)


@pytest.fixture(scope="session")
def browser(chromium_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for the session; it sees the bundled Chinese font where the machine has none."""
    fonts = chromium.font_environment(ROOT / "gis" / "fonts", tmp_path_factory.mktemp("fonts"))
    with sync_playwright() as play:
        started = play.chromium.launch(
            executable_path=chromium_path, args=chromium.FLAGS, env={**os.environ, **fonts}
        )
        yield started
        started.close()


@pytest.fixture(scope="session")
def server(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app over a copy of the demo county."""
    with Server(demo_data, tmp_path_factory.mktemp("server")) as started:
        yield started
    assert started.outside() == [], "the server called another machine"


@pytest.fixture
def new_server(demo_data: Path, tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts servers nobody has visited yet: ``new_server(data=…, CLEANGRID_LANG="en")``."""
    running: list[Server] = []

    def start(data: Path | None = None, **environ: str) -> Server:
        running.append(Server(data or demo_data, tmp_path, **environ).start())
        return running[-1]

    yield start
    for each in running:
        each.stop()
    assert [line for each in running for line in each.outside()] == [], "the server called another machine"


@pytest.fixture(scope="session")
def empty_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app over a new data folder with nothing in it."""
    work = tmp_path_factory.mktemp("empty")
    made = subprocess.run(
        [sys.executable, "-m", "gis", "init", "--data", str(work / "data")],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if made.returncode:
        pytest.fail(f"python -m gis init failed: {made.stdout}{made.stderr}")
    with Server(work / "data", work) as started:
        yield started
    assert started.outside() == [], "the server called another machine"


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages, each in a profile of its own: ``new_page(width=390, height=844, locale="zh-CN")``."""
    contexts: list[BrowserContext] = []
    pages: list[Page] = []

    def open_page(*, width: int = 1920, height: int = 1080, locale: str = "en-US") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale=locale, timezone_id="Asia/Shanghai"
        )
        contexts.append(context)
        pages.append(_listen(context.new_page()))
        return pages[-1]

    yield open_page
    outside = [url for each in pages for url in each.outside]
    for context in contexts:
        context.close()
    assert outside == [], "the browser called another machine"


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """One page, 1920×1080, in an English browser: what is Chinese in it is our doing."""
    return new_page()


def _listen(page: Page) -> Page:
    page.outside, page.errors = [], []

    def asked(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname not in HOME:
            page.outside.append(url)

    def said(message) -> None:
        if message.type == "error" and not message.location.get("url", "").endswith(PROBES):
            page.errors.append(f"{message.text} ({message.location.get('url', '')})")

    page.on("request", lambda request: asked(request.url))
    page.on("websocket", lambda socket: asked(socket.url))
    page.on("console", said)
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    return page
