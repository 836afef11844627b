"""What browser tests ask of a page: is it ready, is there English in it, has the map drawn."""

from __future__ import annotations

import io
import re

import numpy as np
from PIL import Image
from playwright.sync_api import Page

READY = '[data-testid="stApp"][data-test-script-state="notRunning"]'
MAP = ".leaflet-container"
LEGACY_DIALOG = '[data-testid="stDialog"]'

# Latin that is no English: names of formats, units and systems that an official writes the same way.
ALLOWED = re.compile(
    r"CleanGrid|CSV|XLSX|GeoJSON|GeoParquet|GeoPackage|Parquet|GEOJSON|GPKG|PARQUET|PNG|PDF|SVG|PPTX|DOCX|KML|WGS ?84"
    r"|CGCS2000|GCJ-02|BD-09"
    r"|km²?|m²|ms|MB|GB|ID|ISO|UTC|OK|\bv\d[\w.]*|[\w./\\:-]*\.(?:py|toml|csv|json|geojson|parquet|xlsx|zip|log)\b"
    r"|\b[0-9a-f]{8,64}\b|CLEANGRID_\w+|python -m gis[\w ./-]*|--\w[\w-]*"
)

_WALK = r"""(scope) => {
  const root = document.querySelector(scope) || document.body, found = new Set();
  const page = document.documentElement.lang.slice(0, 2);
  const other = (e) => { const said = e.closest("[lang]"); return said && said.lang.slice(0, 2) !== page; };
  const shown = (e) => {
    const box = e.getBoundingClientRect(), s = getComputedStyle(e);
    return box.width > 1 && box.height > 1 && s.visibility !== "hidden" && s.display !== "none"
      && s.fontSize !== "0px"
      && !other(e) && !e.closest("[data-case-text], code, [data-testid=stIconMaterial]");
  };
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement, text = walker.currentNode.textContent.trim();
    const silent = ["SCRIPT", "STYLE", "NOSCRIPT", "TITLE"];
    if (parent && text && !silent.includes(parent.tagName) && shown(parent)) found.add(text);
  }
  for (const e of root.querySelectorAll("[placeholder],[title],[aria-label],[alt]"))
    for (const name of ["placeholder", "title", "aria-label", "alt"]) {
      const text = e.getAttribute(name);
      if (text) found.add(text.trim());
    }
  found.add(document.title);
  return [...found];
}"""


def wait_ready(page: Page, seconds: float = 30) -> None:
    """Wait until the script of the page has run to its end and at least one element of it stands."""
    page.wait_for_selector(READY, timeout=seconds * 1000)
    page.wait_for_selector(
        f'{READY} [data-testid="stElementContainer"]', state="attached", timeout=seconds * 1000
    )


def wait_map(page: Page, seconds: float = 30) -> None:
    """Wait until the map stands and the tiles it asked for are there."""
    page.wait_for_selector(MAP, timeout=seconds * 1000)
    page.wait_for_function(
        f"""() => {{ const tiles = [...document.querySelectorAll('{MAP} img.leaflet-tile')];
            return tiles.length > 0 && tiles.every((tile) => tile.complete); }}""",
        timeout=seconds * 1000,
    )


def open_page(page: Page, url: str, seconds: float = 60) -> None:
    """Go to an address and wait until it is ready."""
    page.goto(url, wait_until="domcontentloaded", timeout=seconds * 1000)
    wait_ready(page, seconds)


def latin_left(texts: list[str]) -> list[str]:
    """Those texts that still hold a word of two or more Latin letters after what is allowed is taken out."""
    return sorted(text for text in texts if re.search(r"[A-Za-z]{2,}", ALLOWED.sub(" ", text)))


def visible_latin(page: Page, scope: str = "body") -> list[str]:
    """Texts, placeholders, titles and accessible names below ``scope`` with Latin words not on the list.

    Text drawn on a canvas is not seen. Left out: elements marked ``data-case-text`` (foreign data) and those
    that say by ``lang`` that they are in another language.
    """
    return latin_left(visible_texts(page, scope))


def visible_texts(page: Page, scope: str = "body") -> list[str]:
    """Texts, placeholders, titles and accessible names below ``scope``, and the title of the page."""
    texts: list[str] = page.evaluate(_WALK, scope)
    return texts


def ground_share(png: bytes, ground: str = "#f6f6f3", tolerance: int = 6) -> float:
    """Share in [0, 1] of a frame's pixels that have the ground's colour (sRGB, ± ``tolerance`` a channel)."""
    pixels = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=np.int16)
    wanted = np.array([int(ground[i : i + 2], 16) for i in (1, 3, 5)], dtype=np.int16)
    return float((np.abs(pixels - wanted).max(axis=2) <= tolerance).mean())


def shot(page: Page, selector: str = MAP) -> bytes:
    """A PNG of one element as it stands."""
    return page.locator(selector).first.screenshot()
