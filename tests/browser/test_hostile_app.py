"""Hostile words in every field of cases, grids, units, zones, segments, files: shown as text, running nowhere."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shapely
from playwright.sync_api import Page

from devtools.server import Server
from tests.browser import counties
from tests.browser.counties import HEADER, case, layer, square, table, take
from tests.browser.eye import inside, opened, settled, spot
from tests.browser.look import open_page
from tests.browser.test_pages import polite

RTL = "甲\u202etxt.exe\u202c乙"
HOSTILE = (
    "<script>window.__x=1</script>",
    '"><img src=x onerror="window.__x=1">',
    "'\"&amp;</td></table><b>",
    "{{7*7}}${7*7}{0}{n}%s",
    "$\\{x}$ `a` :red[b] :material/home:",
    "**[a](javascript:window.__x=1)** ![i](x) <http://a>",
    "长" * 40 + "W" * 10_000,
    RTL,
)
FILE = (
    "'&{{7*7}} **[a](javascript_x)** $x$.csv"
    if os.name == "nt"
    else '"><img src=x onerror=window.__x=1> **[a](b)** {{7*7}} $x$.csv'
)
# Streamlit itself tries a WebAssembly decoder on every page, whatever the data, and does without it.
GUARD = """() => { window.__bad = []; document.addEventListener('securitypolicyviolation', (e) => {
  if (e.blockedURI !== 'wasm-eval') window.__bad.push(e.violatedDirective + ' ' + e.blockedURI); }); }"""
SMUGGLED = "img[src='x'], a[href^='javascript'], a[href='b'], a[href='http://a'], .katex, [onerror]"


def county(root: Path) -> Path:
    """Square i, its units, its zone, its street and the two cases in it all bear the words HOSTILE[i]."""
    made = counties.new(root, HOSTILE[1] + HOSTILE[3])
    short = [text[:120] for text in HOSTILE]
    layer(
        root / "grids.geojson",
        [
            (
                square(i),
                {
                    "grid_code": f"g{i}{short[i]}", "name": text, "lead_unit": f"u{i}{short[i]}", "street": text,
                    "community": text, "participating_units": [text], "linked_leader": text, "area_grade": text,
                },
            )
            for i, text in enumerate(HOSTILE)
        ],
    )  # fmt: skip
    layer(
        root / "registers" / "zones.geojson",
        [
            (square(i).buffer(-0.002), {"zone_id": f"z{i}{short[i]}", "name": text, "kind": "urban_village"})
            for i, text in enumerate(HOSTILE)
        ],
    )
    layer(
        root / "registers" / "segments.geojson",
        [
            (_street(i), {"segment_id": f"s{i}{short[i]}", "name": text, "class": "lane"})
            for i, text in enumerate(HOSTILE)
        ],
    )
    layer(
        root / "basemap" / "roads.geojson",
        [(_street(i), {"name": t, "class": "ring"}) for i, t in enumerate(HOSTILE)],
    )
    layer(
        root / "basemap" / "places.geojson",
        [(square(i).centroid, {"name": text, "kind": "town", "rank": 1}) for i, text in enumerate(HOSTILE)],
    )
    table(
        root / "registers" / "units.csv",
        ("unit_id", "zh", "en", "kind", "group"),
        [
            {"unit_id": f"u{i}{short[i]}", "zh": t, "en": t, "kind": t, "group": t}
            for i, t in enumerate(HOSTILE)
        ],
    )
    table(
        root / "registers" / "sources.csv",
        ("source", "zh", "en"),
        [{"source": "office", "zh": HOSTILE[0], "en": HOSTILE[1]}],
    )
    rows = []
    for i, text in enumerate(HOSTILE):
        for j, known in enumerate((True, False)):  # one of a known type and state, one of words nobody knows
            said = {"地址": text, "描述": text, "单位": f"u{i}{short[i]}" if known else text, "备注": text}
            said |= {} if known else {"问题": text, "状态": text}
            rows.append(case(f"{i}{j}{text}", i + 0.3 + 0.4 * j, **said))
    rows.append(case("无", 0, 地址=HOSTILE[0], 经度="", 纬度=""))
    rows += [case(f"坏{i}", i, 发现时间=text) for i, text in enumerate(HOSTILE)]
    take(made, table(root / FILE, HEADER, rows))
    return root


def _street(i: int) -> shapely.LineString:
    west, _, east, north = square(i).bounds
    return shapely.LineString([(west, north - 0.003), (east, north - 0.003)])


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    work = tmp_path_factory.mktemp("hostile")
    with Server(county(work / "county"), work, CLEANGRID_NOW=counties.NOW.isoformat()) as running:
        yield running
    assert running.outside() == []


@pytest.fixture
def guarded(new_page: Callable[..., Page]) -> Page:
    """A page that notes every dialog and everything its Content-Security-Policy had to stop."""
    page = new_page()
    page.dialogs = []
    page.on("dialog", lambda d: (page.dialogs.append(d.message), d.dismiss()))
    page.add_init_script(f"({GUARD})()")
    return page


def harmless(page: Page) -> None:
    """Nothing has run, nothing was smuggled into the page, nothing had to be stopped; the page is no wider."""
    assert page.evaluate("window.__x") is None
    assert page.evaluate("window.__bad") == []
    assert page.dialogs == []
    assert page.locator(SMUGGLED).count() == 0
    assert page.evaluate("document.scrollingElement.scrollWidth") <= page.viewport_size["width"]
    polite(page)


def shows(text: str, words: str) -> None:
    """``text`` holds the beginning of ``words`` as it was written."""
    assert words[:36] in plain(text), (words[:36], text[:400])


def plain(text: str) -> str:
    """Without the word joiners that keep Streamlit from making icons of ``:name:``."""
    return text.replace("\u2060", "")


def test_tooltips_labels_legend_table_and_sentence(hostile: Server, guarded: Page) -> None:
    page = opened(guarded, f"{hostile.url}/?set=all")
    harmless(page)
    for i, words in enumerate(HOSTILE):
        page.mouse.move(*spot(page, counties.SOUTH + 0.001, counties.WEST + (i + 0.5) * counties.SIDE))
        page.wait_for_timeout(120)
        tip = page.locator(".cgm-tip")
        shows(tip.inner_text(), words)
        assert tip.locator("script, img, b, a").count() == 0
    page.mouse.move(*spot(page, counties.SOUTH + counties.SIDE / 2, counties.WEST + 0.3 * counties.SIDE))
    page.wait_for_timeout(120)
    assert page.locator(".cgm-tip").is_visible()
    assert inside(page, "inst.view.labels.drawn.grids") >= 1
    page.wait_for_selector(".st-key-cg-table table[role=grid] td", state="attached")
    cells = " ".join(page.locator(".st-key-cg-table table[role=grid] td").all_text_contents())
    for words in HOSTILE[:6]:
        shows(cells, words)
    harmless(page)


@pytest.mark.parametrize("i", range(len(HOSTILE)))
def test_cards_and_filters(hostile: Server, guarded: Page, i: int) -> None:
    words = HOSTILE[i]
    page = opened(guarded, f"{hostile.url}/?set=all")
    place = counties.SOUTH + 0.001, counties.WEST + (i + 0.5) * counties.SIDE
    page.mouse.click(*spot(page, *place))
    page.wait_for_selector(".st-key-cg-chosen .cg-card dl")
    settled(page)
    card = page.locator(".st-key-cg-chosen").inner_text()
    assert card.count(words[:60]) >= 4  # name, streets, lead unit, participating units
    page.get_by_role("button", name="只看这个网格", exact=True).click()
    settled(page)
    shows(page.locator(".cg-sentence").inner_text(), words)
    shows(page.locator(".st-key-filters-grids-open button").inner_text(), words[:12])  # a button shortens it
    harmless(page)
    page.locator(".cg-map").evaluate("map => map.scrollIntoView({ block: 'center' })")
    mark = inside(
        page,
        "(() => { const d = inst.view.space.toData(inst.view.cases.points[0].ll); return [d.lat, d.lng]; })()",
    )
    page.mouse.click(*spot(page, *mark))
    page.wait_for_selector(".st-key-cg-chosen .cg-history")
    settled(page)
    assert (
        page.locator(".st-key-cg-chosen").inner_text().count(words[:60]) >= 4
    )  # number, address, unit, history
    harmless(page)


def test_filter_options_and_search_hits(hostile: Server, guarded: Page) -> None:
    page = opened(guarded, f"{hostile.url}/?set=all")
    for key in ("grids", "zones", "units"):
        page.locator(f".st-key-filters-{key}-open button").first.click()
        page.wait_for_timeout(250)
        page.locator(f".st-key-filters-{key} input").first.click()
        page.wait_for_timeout(250)
        options = " ".join(page.get_by_role("option").all_inner_texts())
        for words in HOSTILE[:6]:
            shows(options, words)
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.wait_for_timeout(200)
    for words in (*HOSTILE[:6], "WWWW", "txt.exe"):
        box = page.locator(".st-key-map-search input")
        box.fill(words)
        box.press("Enter")
        settled(page)
        page.locator(".st-key-map-hits button").first.click()
        page.wait_for_timeout(300)
        hits = page.locator('[data-testid="stPopoverBody"]').last.inner_text()
        assert plain(hits).count(words[:60]) >= 4
        harmless(page)
        page.keyboard.press("Escape")


def test_the_health_page(hostile: Server, guarded: Page) -> None:
    open_page(guarded, f"{hostile.url}/health")
    page = guarded
    page.wait_for_selector(".st-key-cg-unmapped h3")
    page.wait_for_selector(".st-key-cg-rejects table[role=grid] td", state="attached")
    harmless(page)
    batches = " ".join(page.locator(".st-key-cg-batches table[role=grid] td").all_text_contents())
    assert FILE in batches
    assert FILE in page.locator(".st-key-cg-rejects").inner_text()
    for key, some in (("rejects", HOSTILE), ("unmapped", HOSTILE[:4])):
        said = " ".join(page.locator(f".st-key-cg-{key} table[role=grid] td").all_text_contents())
        assert sum(words[:40] in said for words in some) >= 3, key
    page.mouse.wheel(0, 4000)
    page.wait_for_timeout(500)
    harmless(page)
