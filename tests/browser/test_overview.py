"""The overview of the demo county: the eye stays, nothing blinks, clicks open cards, one number everywhere."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from devtools.server import Server
from tests.browser import counties
from tests.browser.eye import (
    Traffic,
    box_of,
    filmed,
    fingerprint,
    inside,
    kpis,
    number_in,
    opened,
    popover,
    press,
    settled,
    spot,
    tick,
    view,
)

SETS = {"open": "未销号", "overdue": "超期", "suspended": "挂账", "new": "本期新增", "closed": "本期销号"}
CARD = ".st-key-cg-chosen"
FOUND = ".st-key-map-hits button"


@pytest.fixture
def desk(server: Server, new_page: Callable[..., Page]) -> Page:
    """The overview in a window of a laptop, looked at from a place nobody starts at."""
    page = new_page(width=1366, height=900)
    page.traffic = Traffic(page)
    return opened(page, f"{server.url}/")


def pan(page: Page, dx: float, dy: float) -> None:
    box = box_of(page)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + dx, box["y"] + box["height"] / 2 + dy, steps=4)
    page.mouse.up()


def test_twenty_pans_and_zooms_send_nothing_to_the_script(desk: Page) -> None:
    seen, asked = {desk.url}, []
    desk.on("request", lambda r: asked.append(r.url) if "/points/" in r.url else None)
    desk.traffic.start()
    for i in range(20):
        if i % 4 == 3:
            desk.mouse.wheel(0, -200 if i % 8 == 3 else 200)
        elif i % 4 == 2:
            desk.locator(".cgm-zoom_in" if i % 8 == 2 else ".cgm-zoom_out").click()
        else:
            pan(desk, 60 if i % 8 < 4 else -60, 40)
        desk.wait_for_timeout(450)
        seen.add(desk.url)
    assert (desk.traffic.sent, desk.traffic.runs()) == (0, 0)
    assert len(seen) > 10, "the map did not move"
    assert len(asked) > 10, "no new cases were fetched"
    press(desk, "超期", role="radio")
    assert desk.traffic.sent == 1, "the count of messages counts nothing"
    assert desk.traffic.runs() >= 1


def changes(page: Page) -> Iterator[str]:
    """Twenty changes of the question, each made as a person makes it."""
    for name in ("超期", "挂账", "本期新增", "本期销号", "全部", "未销号", "全部"):
        press(page, name, role="radio")
        yield name
    for days in ("近 7 天", "近 90 天", "近 365 天", "全部时间"):
        popover(page, "period")
        press(page, days)
        page.keyboard.press("Escape")
        yield days
    press(page, "清除筛选")
    yield "清除筛选"
    for name in ("超期", "未销号密度", "本期新增"):
        box = page.locator(".st-key-map-measure input")
        box.click()
        page.get_by_role("option", name=name).first.click()
        settled(page)
        yield name
    for key in ("types", "sources", "zone_kinds", "units"):
        popover(page, f"{key}-open")
        page.locator(f".st-key-filters-{key} input").first.click()
        page.get_by_role("option").first.click()
        settled(page)
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        yield key
    press(page, "清除筛选")
    yield "清除筛选"


def lower(box: dict[str, float]) -> dict[str, float]:
    """The part of the map no open list covers, and a longer sentence above does not move away."""
    return {**box, "y": box["y"] + 0.42 * box["height"], "height": 0.56 * box["height"]}


def test_twenty_filter_changes_keep_the_eye_and_never_blank(desk: Page) -> None:
    desk.locator(".cgm-zoom_in").click()
    desk.wait_for_timeout(400)
    pan(desk, 90, 50)
    desk.wait_for_timeout(800)
    stood, where, box, answers, seen = view(desk), desk.url.split("#")[1], box_of(desk), [], [0]
    with filmed(desk) as film:
        for change in changes(desk):
            desk.wait_for_timeout(150)
            answers.append(desk.url.split("#")[0])
            assert desk.url.split("#")[1] == where, change
            assert view(desk) == pytest.approx(stood, abs=1e-9), change
            assert box_of(desk) == box, change
            seen.append(len(film.frames) - 1)
    assert len(answers) == 20
    assert sum(a != b for a, b in pairwise(answers)) >= 18, "the questions did not change"
    shares = film.shares(lower(box))
    assert len(shares) >= 40, "the camera saw too little"
    # One answer may be paler than the one before it; no frame between them is paler than both.
    for first, last in pairwise(seen):
        part = shares[first : last + 1]
        assert max(part) <= max(part[0], part[-1]) + 0.05, (first, last)


def test_the_camera_would_see_a_blank(desk: Page) -> None:
    with filmed(desk) as film:
        inside(desk, "(inst.map.getPane('mapPane').style.visibility = 'hidden', 0)")
        desk.wait_for_timeout(200)
        inside(desk, "(inst.map.getPane('mapPane').style.visibility = '', 0)")
        desk.wait_for_timeout(200)
    shares = film.shares(lower(box_of(desk)))
    assert max(abs(b - a) for a, b in pairwise(shares)) > 0.3


def test_an_address_brings_question_and_eye(server: Server, page: Page) -> None:
    opened(page, f"{server.url}/?set=overdue&days=7#map=15/34.056000/112.906000")
    assert view(page) == pytest.approx((15, 34.056, 112.906), abs=1e-4)
    assert page.get_by_role("radio", name="超期", exact=True).get_attribute("aria-checked") == "true"
    assert "#map=15/34.05" in page.url


@pytest.mark.parametrize(
    "query",
    [
        "case=" + "9" * 40,
        "grid=nirgends",
        "page=" + "7" * 5000,
        *(pytest.param(q, marks=pytest.mark.slow) for q in ("case=abc", "case=12", "page=0")),
    ],
)
def test_an_address_that_names_nothing_is_met_with_a_sentence(server: Server, page: Page, query: str) -> None:
    opened(page, f"{server.url}/?{query}")
    assert page.locator(".cg-trouble").all_inner_texts() == []
    assert page.locator(".st-key-cg-table canvas").count() > 0
    if query.startswith(("case", "grid")):
        assert "没有" in page.locator(CARD).inner_text()
        press(page, "关闭", scope=CARD)
        assert page.locator(CARD).count() == 0


def test_a_click_on_a_fetched_mark_opens_its_case(desk: Page) -> None:
    """Also after a row of the table was ticked: it brings the map to its case, and does not hold on to it."""
    tick(desk, "cg-table")
    desk.wait_for_selector(f"{CARD} .cg-card")
    settled(desk)
    ticked = desk.url
    desk.wait_for_function("() => location.hash.startsWith('#map=16/')")
    assert box_of(desk)["y"] < 700, "the map is out of sight"
    desk.locator(".cgm-zoom_out").click()
    desk.wait_for_timeout(700)
    mark = inside(
        desk,
        "(() => { const size = inst.map.getSize(); const inner = (p) => p.x > size.x * .35 && p.x < size.x * .8"
        " && p.y > size.y * .2 && p.y < size.y * .7; const m = inst.view.cases.points.find((p) =>"
        " inner(inst.map.latLngToContainerPoint(p.ll)) && inst.view.cases.near(p.ll) === p);"
        " const d = inst.view.space.toData(m.ll); return { id: m.id, lat: d.lat, lng: d.lng }; })()",
    )
    desk.mouse.click(*spot(desk, mark["lat"], mark["lng"]))
    desk.wait_for_selector(f"{CARD} .cg-card")
    settled(desk)
    assert f"case={mark['id']}" in desk.url
    assert desk.url.split("#")[0] != ticked.split("#")[0]
    card = desk.locator(f"{CARD} .cg-card").first
    number = card.locator("h3 small").inner_text().strip()
    assert len(number) >= 6
    for words in ("状态", "地址", "牵头单位（现）", "责任单位", "发现时间", "处置截止"):
        assert words in card.inner_text()
    assert "办理经过" in desk.locator(CARD).inner_text()
    assert desk.locator(f"{CARD} .cg-history li").count() >= 1
    press(desk, "关闭", scope=CARD)
    assert desk.locator(CARD).count() == 0


def test_a_click_on_the_ground_opens_its_grid(desk: Page) -> None:
    place = inside(
        desk,
        "(() => { const size = inst.map.getSize(); for (const s of inst.view.grids.shapes) { const p ="
        " inst.map.latLngToContainerPoint(s.at); if (p.x > size.x * .35 && p.x < size.x * .8 && p.y > size.y * .2"
        " && p.y < size.y * .7 && !inst.view.cases.near(s.at)) { const d = inst.view.space.toData(s.at);"
        " return { code: s.code, lat: d.lat, lng: d.lng }; } } })()",
    )
    desk.mouse.click(*spot(desk, place["lat"], place["lng"]))
    desk.wait_for_selector(f"{CARD} .cg-card")
    settled(desk)
    assert f"grid={place['code']}" in desk.url
    said = desk.locator(f"{CARD} dl").inner_text()
    for words in ("牵头单位", "参与单位", "未销号 / 超期 / 挂账", "近 7 天新增", "前 7 天"):
        assert words in said
    assert place["code"] in said
    assert inside(desk, "inst.view.grids.spec.selected") == place["code"]
    press(desk, "只看这个网格")
    assert f"grids={place['code']}" in desk.url
    open_, overdue, _ = (
        number_in(x) for x in said.split("未销号 / 超期 / 挂账")[1].split("近 7 天新增")[0].split("/")
    )
    shown = kpis(desk)
    assert (shown["open"], shown["overdue"]) == (open_, overdue)


def search(page: Page, words: str) -> None:
    box = page.locator(".st-key-map-search input")
    box.fill(words)
    box.press("Enter")
    settled(page)
    page.locator(".st-key-map-hits button").first.click()
    page.wait_for_timeout(300)


def choose(page: Page, kind: str) -> None:
    page.locator('[data-testid="stPopoverBody"] button', has_text=kind).first.click()
    settled(page)


def test_the_search_box_finds_each_kind_and_choosing_works(server: Server, desk: Page, one_case) -> None:
    here = "() => location.hash.split('=')[1]?.split('/').map(Number)"
    search(desk, one_case["source_case_id"])
    choose(desk, "案卷")
    desk.wait_for_function(f"() => ({here})()?.[0] === 16")
    assert desk.evaluate(here)[1:] == pytest.approx([one_case["lat"], one_case["lon"]], abs=0.01)
    assert f"case={one_case['ckey']}" in desk.url
    assert one_case["source_case_id"] in desk.locator(CARD).inner_text()
    search(desk, one_case["address"])
    choose(desk, one_case["address"])
    assert one_case["address"] in desk.locator(CARD).inner_text()
    search(desk, one_case["grid_name"])
    choose(desk, "网格")
    desk.wait_for_function(f"() => ({here})()?.[0] < 16")
    assert "grid=" in desk.url
    assert "case=" not in desk.url
    assert one_case["grid_name"] in desk.locator(CARD).inner_text()
    stood = desk.evaluate(here)
    search(desk, "城中村")
    choose(desk, "区域")
    desk.wait_for_function(f"(stood) => String(({here})()) !== String(stood)", arg=stood)
    search(desk, one_case["unit_name"])
    choose(desk, "责任单位")
    assert "units=" in desk.url
    assert one_case["unit_name"] in desk.locator(".cg-sentence").inner_text()


@pytest.fixture(scope="module")
def one_case(server: Server) -> dict[str, Any]:
    """A located case of the demo county with an address, a grid and a unit, in words."""
    return counties.some_case(server.data)


@pytest.mark.parametrize("name", ["open", "overdue", "new"])
def test_one_number_in_figure_heading_and_map_and_in_the_file(
    server: Server, page: Page, name: str, tmp_path: Path
) -> None:
    opened(page, f"{server.url}/?days=30&set={name}")
    shown = kpis(page)[name]
    heading = page.locator(".st-key-cg-table h3").first.inner_text()
    assert number_in(heading) == shown
    inside(page, "(inst.map.setZoom(9, { animate: false }), 0)")
    page.wait_for_timeout(1500)
    drawn = page.locator(".cgm-count").inner_text()
    legend = page.locator(".cgm-legend").inner_text()
    nowhere = number_in(legend.split("另有")[1]) if "没有坐标" in legend else 0
    counted = [number_in(part) for part in drawn.replace("绘出", "").split("/")]
    assert counted == [shown - nowhere] * 2
    with page.expect_download(timeout=60_000) as caught:
        page.locator(".cg-exports a", has_text="CSV").click()
    caught.value.save_as(tmp_path / "cases.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "cases.csv").read_text(encoding="utf-8-sig"))))
    assert len(rows) == shown
    assert len({row["case_id"] for row in rows}) == shown
    assert fingerprint(page) in page.locator(".cg-exports").inner_text()
