"""What we measure ourselves against in a browser: a bare Streamlit page, and folium in ``st_folium``.

streamlit-folium is no dependency of ours. It is put into a folder of its own for the time of the bench; where that
cannot be, the bench falls back to the HTML file that folium itself saves, its assets from our disk.
"""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Error, Page

from bench.watching import SIZE, leaflet_at_hand
from devtools.launch import end

MARKERS = 10_000
COLOURS = ("#aa2222", "#2244aa", "#228844", "#997711")
BARE = 'import streamlit as st\nst.title("bare")\nst.write("nothing else")\n'
DRAW = f"""import folium, numpy as np
def draw(colour):
    rng = np.random.default_rng(1)
    m = folium.Map([34.55, 109.65], zoom_start=12, tiles=None)
    for lat, lon in zip(34.4 + 0.3 * rng.beta(3, 3, {MARKERS}), 109.5 + 0.3 * rng.beta(3, 3, {MARKERS})):
        folium.CircleMarker((lat, lon), radius=4, color=colour, fill=True).add_to(m)
    return m
"""
ST_FOLIUM = f"""{DRAW}
import streamlit as st
from streamlit_folium import st_folium
colour = st.radio("colour", {list(COLOURS)!r}, horizontal=True)
st_folium(draw(colour), width=1200, height=700, returned_objects=[])
"""
COUNT = "(colour) => document.querySelectorAll(`path.leaflet-interactive[stroke='${colour}']`).length"
PINNED = "streamlit-folium==0.27.4"


@contextmanager
def streamlit(script: str, work: Path, port: int, more: Path | None = None) -> Iterator[str]:
    """``streamlit run`` of a script in a folder without any configuration; gives its address."""
    folder = work / f"peer-{port}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "page.py").write_text(script, encoding="utf-8")
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("STREAMLIT_", "CLEANGRID_"))}
    options = ["--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true"]
    options += ["--browser.gatherUsageStats", "false", "--server.fileWatcherType", "none"]
    child = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "page.py", *options], cwd=folder,
        env={**environ, "PYTHONPATH": str(more or "")}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _until_up(port)
        yield f"http://127.0.0.1:{port}/"
    finally:
        end(child)


def _until_up(port: int, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            line.request("GET", "/_stcore/health")
            if line.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            line.close()
    raise RuntimeError("the peer's server did not come up")


def bare_load(browser: Browser, url: str) -> float:
    """Seconds until the bare page's text stands, in a fresh profile."""
    page = browser.new_context(viewport=SIZE).new_page()
    began = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.get_by_text("nothing else").wait_for(timeout=60_000)
    seconds = time.perf_counter() - began
    page.context.close()
    return seconds


def folium_load(browser: Browser, url: str) -> tuple[Page, float]:
    """Seconds until all markers stand, in a fresh profile; and the page."""
    page = browser.new_context(viewport=SIZE).new_page()
    page.route("**/*", leaflet_at_hand)
    began = time.perf_counter()
    page.goto(url, wait_until="commit")
    until_drawn(page, COLOURS[0])
    return page, time.perf_counter() - began


def folium_change(page: Page, colour: str) -> float:
    """Seconds from a click on another colour until all markers have it."""
    began = time.perf_counter()
    page.locator('[data-testid="stRadio"] label', has_text=colour).first.click()
    until_drawn(page, colour)
    return time.perf_counter() - began


def until_drawn(page: Page, colour: str, seconds: float = 120) -> None:
    """Wait until a frame of the page shows every marker in that colour. Errors: RuntimeError when it never does."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        for frame in page.frames:
            try:
                if frame.evaluate(COUNT, colour) >= MARKERS:
                    return
            except Error:  # a frame that is just going away
                continue
        page.wait_for_timeout(40)
    raise RuntimeError("the peer's markers never came")


def saved_map(work: Path) -> str:
    """Address of folium's own HTML file with the same markers."""
    scope: dict[str, object] = {}
    exec(DRAW, scope)
    path = work / "folium.html"
    scope["draw"](COLOURS[0]).save(str(path))  # type: ignore[operator]
    return path.as_uri()
