"""A browser that notes by itself when the map was first drawn, and how long a change took to be seen."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, Route, sync_playwright

from bench.report import ROOT
from devtools import chromium
from devtools.talk import Stop

WATCH = r"""(() => {
  const seen = window.__bench = { drawn: null, click: null, asked: null, before: null, answered: null, shown: null };
  let module = null, inst = null;
  const scripts = () => [...document.querySelectorAll("script[type=module]")].map((s) => s.src);
  const script = () => scripts().find((u) => u.includes("/map/map.js"));
  const still = (t) => !t.shown || (t.live && !t.live.isLoading());
  const idle = () => {
    const view = inst.view, cases = view.cases;
    if (!cases || !cases.answer || cases.took !== cases.spec.points) return false;
    if (![...view.tiles.values()].every(still) || !view.grids?.shapes.length) return false;
    return cases.mode === "marks" || still(cases.density);
  };
  const follow = (cases) => {
    if (!cases || cases.followed) return;
    cases.followed = true;
    const take = cases.take.bind(cases);
    if (cases.answer) cases.took = cases.spec.points;
    cases.take = (found) => { take(found); cases.took = cases.spec.points; };
  };
  document.addEventListener("click", (e) => {
    const box = document.querySelector(".cg-map");
    if (!box || box.contains(e.target)) return;
    Object.assign(seen, { click: performance.now(), before: box.dataset.fingerprint, answered: null, shown: null });
  }, true);
  const look = async () => {
    const box = document.querySelector(".cg-map"), address = script();
    if (box && address) {
      module ||= await import(address);
      inst = module.instanceOf(box);
      if (inst) follow(inst.view.cases);
      const mark = box.dataset.fingerprint;
      if (inst && mark) {
        if (seen.click !== null && mark !== seen.before) seen.answered ??= performance.now() - seen.click;
        if (idle()) requestAnimationFrame(() => {
          seen.drawn ??= performance.now();
          const same = box.dataset.fingerprint === mark && mark !== seen.before;
          if (seen.answered !== null && same) seen.shown ??= performance.now() - seen.click;
        });
      }
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()"""
"""Milliseconds: ``drawn`` since the address was asked for; ``answered`` (the script's answer is there) and
``shown`` (tiles, marks and grids of that answer stand) since the last click outside the map."""

SIZE = {"width": 1366, "height": 900}


@contextmanager
def browsing(work: Path) -> Iterator[Browser]:
    """The Chromium of the machine, cut off from the internet. Errors: Stop where there is none."""
    found = chromium.obtain()
    if found is None:
        raise Stop(*chromium.MISSING.split(" / "))
    fonts = chromium.font_environment(ROOT / "gis" / "fonts", work)
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=found, args=chromium.FLAGS, env={**os.environ, **fonts}
        )
        yield browser
        browser.close()


@contextmanager
def visitor(browser: Browser) -> Iterator[Callable[[], Page]]:
    """A person with an empty cache; each call opens another tab of theirs."""
    context = browser.new_context(viewport=SIZE, locale="zh-CN", timezone_id="Asia/Shanghai")
    context.add_init_script(WATCH)
    yield context.new_page
    context.close()


def first_map(page: Page, url: str, seconds: float = 120) -> float:
    """Seconds from asking for the address until the map with grids, ground and cases is drawn."""
    page.goto(url, wait_until="commit", timeout=seconds * 1000)
    page.wait_for_function("() => window.__bench && window.__bench.drawn !== null", timeout=seconds * 1000)
    return float(page.evaluate("window.__bench.drawn")) / 1000


def repainted(page: Page, seconds: float = 60) -> tuple[float, float]:
    """Seconds from the last click until its answer was there, and until it was drawn."""
    page.wait_for_function("() => window.__bench.shown !== null", timeout=seconds * 1000)
    seen = page.evaluate("window.__bench")
    return float(seen["answered"]) / 1000, float(seen["shown"]) / 1000


def changes(page: Page) -> Iterator[str]:
    """Twenty-two changes of the question, no two alike, each by the click a person makes; ends on the click."""
    for name in ("超期", "本期新增", "本期销号", "全部"):
        yield _set(page, name)
    for days in ("近 7 天", "近 90 天", "近 365 天", "全部时间"):
        yield _days(page, days)
    for place in (1, 2, 3):
        yield _choose(page, "types", place)
    for name in ("未销号", "超期"):
        yield _set(page, name)
    yield _choose(page, "units", 1)
    yield _set(page, "未销号")
    yield _choose(page, "grids", 5)
    yield _set(page, "全部")
    page.get_by_role("button", name="清除筛选", exact=True).first.click()
    yield "清除筛选"
    yield _choose(page, "zone_kinds", 1)
    for name in ("本期新增", "全部"):
        yield _set(page, name)
    yield _days(page, "近 90 天")


def _set(page: Page, name: str) -> str:
    page.get_by_role("radio", name=name, exact=True).first.click()
    return name


def _days(page: Page, words: str) -> str:
    _popover(page, "period")
    page.get_by_role("button", name=words, exact=True).first.click()
    return words


def _choose(page: Page, name: str, place: int) -> str:
    _popover(page, f"{name}-open")
    page.locator(f".st-key-filters-{name} input").first.click()
    page.get_by_role("option").nth(place).click()
    return f"{name} {place}"


def _popover(page: Page, key: str) -> None:
    """Open a popover that is closed."""
    page.locator(f".st-key-filters-{key} button").first.click()
    page.wait_for_timeout(250)


def close_popovers(page: Page) -> None:
    """As a person leaves a list: by Escape."""
    page.keyboard.press("Escape")
    page.wait_for_timeout(100)
    page.keyboard.press("Escape")
    page.wait_for_timeout(250)


def leaflet_at_hand(route: Route) -> None:
    """Give the peer the assets it asks the internet for from our disk: it must not lose time by our fence."""
    address = route.request.url
    if "127.0.0.1" in address or "localhost" in address:
        route.continue_()
        return
    vendored = ROOT / "web" / "static" / "vendor" / "leaflet-1.9.4"
    name = address.split("?")[0].rsplit("/", 1)[-1]
    found = next((p for p in vendored.rglob("*") if p.name in (name, name.replace(".min", ""))), None)
    if found:
        route.fulfill(path=str(found))
    else:
        route.fulfill(
            status=200, body="", content_type="text/css" if name.endswith(".css") else "text/javascript"
        )
