"""What the tests of the real pages share: what the page sent, what the camera saw, where a place of the map is."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from PIL import Image
from playwright.sync_api import CDPSession, Page

from tests.browser.look import ground_share, open_page, wait_map, wait_ready
from tests.browser.test_map_component import inside, spot

__all__ = [
    "Traffic",
    "box_of",
    "filmed",
    "fingerprint",
    "inside",
    "kpis",
    "number_in",
    "opened",
    "popover",
    "press",
    "read_parts",
    "settled",
    "spot",
    "view",
]

STILL = "() => !document.querySelector('[data-test-script-state=\"running\"]')"
KPI_TITLES = {
    "open": "未销号",
    "overdue": "超期",
    "suspended": "挂账",
    "new": "本期新增",
    "closed": "本期销号",
}
WATCH = """() => { const app = document.querySelector('[data-testid="stApp"]'); window.__runs = 0;
  new MutationObserver(() => { window.__runs += app.dataset.testScriptState === 'running'; })
    .observe(app, { attributes: true, attributeFilter: ['data-test-script-state'] }); }"""


class Traffic:
    """What a page sends over Streamlit's socket, from before it is opened; and how often its script has run."""

    def __init__(self, page: Page) -> None:
        self.page, self.sent = page, 0
        page.on("websocket", lambda socket: socket.on("framesent", lambda _: self._count()))

    def _count(self) -> None:
        self.sent += 1

    def start(self) -> None:
        """From here on: zero of everything."""
        self.page.evaluate(WATCH)
        self.sent = 0

    def runs(self) -> int:
        """Runs of the script since ``start``."""
        return int(self.page.evaluate("window.__runs"))


def opened(page: Page, url: str) -> Page:
    """An overview with its map drawn and its first answers there."""
    open_page(page, url)
    wait_map(page)
    page.wait_for_function("() => document.querySelector('.cgm-count')?.textContent.trim()", timeout=30_000)
    page.wait_for_timeout(300)
    return page


def fingerprint(page: Page) -> str:
    """The fingerprint of the answer the map shows."""
    return str(page.locator(".cg-map").get_attribute("data-fingerprint"))


def view(page: Page) -> tuple[float, float, float]:
    """Zoom, latitude, longitude of the component itself."""
    z, lat, lng = inside(
        page, "(() => { const c = inst.map.getCenter(); return [inst.map.getZoom(), c.lat, c.lng]; })()"
    )
    return z, lat, lng


def press(page: Page, name: str, *, role: str = "button", scope: str = "body") -> None:
    """Press what has that (exact) name and wait until its answer stands."""
    page.locator(scope).get_by_role(role, name=name, exact=True).first.click()
    settled(page)


def popover(page: Page, key: str) -> None:
    """Open the list behind a button of the filter bar."""
    page.locator(f".st-key-filters-{key} > div > div > button, .st-key-filters-{key} button").first.click()
    page.wait_for_timeout(250)


def settled(page: Page) -> None:
    """The run a click begins starts within moments; then wait for its end."""
    page.wait_for_timeout(250)
    page.wait_for_function(STILL, timeout=30_000)
    wait_ready(page)


def read_parts(page: Page, parts: Iterable[str]) -> None:
    """Choose each of the tables under the map; every one has a sentence of its own, and nothing goes wrong."""
    said: set[str] = set()
    for part in parts:
        press(page, part, role="radio")
        page.wait_for_function(
            "(old) => { const h = document.querySelector('.st-key-cg-table h3')?.innerText;"
            " return h && h.length > 3 && !old.includes(h); }",
            arg=sorted(said), timeout=60_000,
        )  # fmt: skip
        said.add(page.locator(".st-key-cg-table h3").first.inner_text())
        assert not page.locator(".cg-trouble").count(), part
    assert page.errors == []


def number_in(text: str) -> int:
    """The first whole number of a text, thousands marked by commas."""
    found = re.search(r"\d[\d,]*", text)
    assert found, text
    return int(found.group().replace(",", ""))


def kpis(page: Page) -> dict[str, int]:
    """The figures of the KPI line by the name of their set."""
    said = page.locator(".cg-kpi").evaluate_all(
        "all => all.map((k) => [k.querySelector('.cg-kpi-title').textContent,"
        " k.querySelector('.cg-kpi-value').firstChild.textContent])"
    )
    shown = {title: number_in(value) for title, value in said}
    return {name: shown[title] for name, title in KPI_TITLES.items()}


def box_of(page: Page, selector: str = ".cg-map") -> dict[str, float]:
    """Place of an element in the window, in CSS pixels."""
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return dict(box)


class Film:
    """The frames the browser painted, as PNG of the window, while the camera ran."""

    def __init__(self, page: Page) -> None:
        self.page, self.frames = page, list[bytes]()
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.on("Page.screencastFrame", self._take)

    def _take(self, event: dict) -> None:
        self.frames.append(base64.b64decode(event["data"]))
        self.session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    def shares(self, box: dict[str, float]) -> list[float]:
        """Share of ground-coloured pixels of the map in each frame."""
        edges = (box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"])
        return [ground_share(_cut(frame, edges)) for frame in self.frames]


def _cut(png: bytes, edges: tuple[float, float, float, float]) -> bytes:
    out = io.BytesIO()
    Image.open(io.BytesIO(png)).crop(tuple(round(v) for v in edges)).save(out, "bmp")
    return out.getvalue()


@contextmanager
def filmed(page: Page) -> Iterator[Film]:
    """Film the window: every frame Chromium paints, none left out on purpose."""
    film = Film(page)
    film.session.send("Page.startScreencast", {"format": "png", "everyNthFrame": 1})
    yield film
    page.wait_for_timeout(150)
    film.session.send("Page.stopScreencast")
    film.session.detach()


def tick(page: Page, scope: str, row: int = 0) -> None:
    """Tick a row of a table: its box is drawn on the table's canvas, left of the first column."""
    canvas = page.locator(f".st-key-{scope} [data-testid=stDataFrame] canvas").first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 16, box["y"] + 36 + 36 * row + 18)
    settled(page)
