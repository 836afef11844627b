"""The map component in a real browser: draws, answers clicks, keeps its view, never blinks, runs nothing hostile."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from gis import crs
from tests.browser.look import ground_share, visible_latin
from tests.browser.map_app.run import running

DRAWN = ".cgm-legend .cgm-step"
MODULE = "[...document.querySelectorAll('script[type=module]')].map((s) => s.src).find((u) => u.includes('/map/map.js'))"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(tmp_path_factory.mktemp("map")) as (url, _):
        yield url


def inside(page: Page, what: str):
    """``what`` (JavaScript) with ``inst`` the component's instance and ``box`` its element."""
    return page.evaluate(
        "async () => { const box = document.querySelector('.cg-map'), "
        f"inst = (await import({MODULE})).instanceOf(box); return {what}; }}"
    )


def told(page: Page):
    return json.loads(page.locator("#told").inner_text())


def settle(page: Page, ms: int = 700) -> None:
    page.wait_for_timeout(ms)


def opened(page: Page, url: str) -> Page:
    page.goto(url)
    page.wait_for_selector(DRAWN, timeout=30_000)
    page.wait_for_selector("#told")
    settle(page, 1200)
    return page


@pytest.fixture
def shown(page: Page, address: str) -> Page:
    return opened(page, address)


def spot(page: Page, lat: float, lng: float) -> tuple[float, float]:
    """Where on the screen a place of the data (WGS 84) lies."""
    x, y = inside(
        page,
        f"(() => {{ const p = inst.map.latLngToContainerPoint(inst.view.space.toMap({lat}, {lng})), b ="
        " box.getBoundingClientRect(); return [p.x + b.x, p.y + b.y]; })()",
    )
    return x, y


def test_it_draws_everything_and_says_nothing_in_english(shown):
    assert inside(shown, "inst.view.grids.byCode.size") == 9
    assert inside(shown, "inst.view.cases.points.length") == 4
    drawn = inside(shown, "(({boxes, ...rest}) => rest)(inst.view.labels.drawn)")
    assert drawn["grids"] >= 5
    assert drawn["places"] == drawn["water"] == 1
    assert shown.locator(".cgm-status").inner_text().startswith("绘出 4 / 4 件")
    assert "演示数据（合成）" in shown.locator(".cgm-status").inner_text()
    assert visible_latin(shown, ".cg-map") == []
    assert shown.errors == []


def test_the_legend_is_what_is_drawn(shown):
    text = shown.locator(".cgm-legend").inner_text()
    for words in (
        "未销号（件/km²）",
        "0–1",
        "5–9",
        "占道经营",
        "垃圾",
        "超期",
        "城中村",
        "另有 2 件没有坐标",
    ):
        assert words in text
    shown.locator(".cgm-layers").click()
    shown.get_by_label("案卷").uncheck()
    settle(shown)
    assert "占道经营" not in shown.locator(".cgm-legend").inner_text()
    shown.get_by_label("案卷").check()
    shown.get_by_text("很多").click()
    settle(shown, 2000)
    text = shown.locator(".cgm-legend").inner_text()
    assert "占道经营" not in text
    assert shown.locator(".cgm-status").inner_text().startswith("绘出 90,000 / 90,000 件（密度）")


def test_no_label_touches_another(shown):
    for _ in range(3):
        boxes = inside(shown, "inst.view.labels.drawn.boxes")
        assert len(boxes) >= 3
        for i, a in enumerate(boxes):
            for b in boxes[i + 1 :]:
                assert a[0] >= b[2] or a[2] <= b[0] or a[1] >= b[3] or a[3] <= b[1]
        shown.locator(".cgm-zoom_in").click()
        settle(shown)


def test_a_click_on_a_mark_gives_its_key_and_on_ground_the_grid(shown):
    shown.mouse.click(*spot(shown, 34.5302, 114.3302))
    shown.wait_for_function(
        "() => JSON.parse(document.querySelector('#told').textContent).clicks.length === 1"
    )
    shown.mouse.click(*spot(shown, 34.5385, 114.3385))
    shown.wait_for_function(
        "() => JSON.parse(document.querySelector('#told').textContent).clicks.length === 2"
    )
    assert told(shown)["clicks"] == [["case", "18446744073709551612"], ["grid", "g_11"]]


def test_pans_and_zooms_run_nothing_and_stand_in_the_address(shown):
    box = shown.locator(".cg-map").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    runs = told(shown)["runs"]
    for i in range(20):
        if i % 4 == 3:
            shown.locator(".cgm-zoom_in" if i % 8 == 3 else ".cgm-zoom_out").click()
        else:
            shown.mouse.move(x, y)
            shown.mouse.down()
            shown.mouse.move(x + 30, y + 20, steps=3)
            shown.mouse.up()
        settle(shown, 350)
    settle(shown, 1500)
    assert told(shown) == {"runs": runs, "clicks": [], "left": 0}
    centre = inside(
        shown, "(() => { const c = inst.map.getCenter(); return [c.lat, c.lng, inst.map.getZoom()]; })()"
    )
    zoom, lat, lng = (float(v) for v in shown.url.split("#map=")[1].split("/"))
    assert (lat, lng, zoom) == pytest.approx(tuple(centre), abs=1e-5)


def test_the_address_brings_the_view_back(page, address):
    opened(page, f"{address}/#map=16/34.531000/114.331000")
    assert inside(page, "inst.map.getZoom()") == 16
    assert inside(page, "[inst.map.getCenter().lat, inst.map.getCenter().lng]") == pytest.approx(
        [34.531, 114.331], abs=1e-4
    )


def test_a_change_keeps_the_view_and_the_same_map(shown):
    shown.locator(".cgm-zoom_in").click()
    settle(shown)
    before = shown.url.split("#")[1]
    inside(shown, "(inst.mark = 'same', 0)")
    for name in ("g_21", "g_01"):
        shown.locator('[data-testid="stSelectbox"] input').first.click()
        shown.get_by_role("option", name=name).click()
        settle(shown, 1200)
        assert shown.url.split("#")[1] == before
        assert inside(shown, "inst.mark") == "same"
        assert inside(shown, "inst.view.grids.spec.selected") == name
        assert inside(shown, f"inst.view.grids.byCode.get('{name}').options.weight") == 3.5


def test_a_command_moves_the_map_each_time(shown):
    for _ in range(2):
        shown.locator(".cgm-zoom_in").click()
        settle(shown)
        zoomed = inside(shown, "inst.map.getZoom()")
        shown.get_by_role("button", name="我的网格").click()
        settle(shown, 1500)
        assert inside(shown, "inst.map.getZoom()") < zoomed


def test_it_never_blanks_on_a_change(shown):
    frames = []
    shown.locator('[data-testid="stToggle"], [data-testid="stCheckbox"]').first.click()
    for _ in range(12):
        frames.append(shown.locator(".cg-map").screenshot())
    shares = [ground_share(frame) for frame in frames]
    assert max(shares) - shares[0] <= 0.05


def test_leaving_and_coming_back_keeps_the_eye_and_leaves_nothing_behind(shown):
    shown.locator(".cgm-zoom_in").click()
    settle(shown)
    zoom = inside(shown, "inst.map.getZoom()")
    for _ in range(3):
        shown.get_by_role("link", name="另一页").first.click()
        shown.wait_for_selector(".cg-map", state="detached")
        shown.get_by_role("link", name="地图").first.click()
        shown.wait_for_selector(DRAWN)
        settle(shown, 1200)
    assert inside(shown, "inst.map.getZoom()") == zoom
    assert shown.locator(".cg-map").count() == shown.locator(".cgm-bar").count() == 1
    assert shown.errors == []


def test_hostile_text_is_text(shown):
    shown.get_by_text("敌意").click()
    settle(shown, 1500)
    shown.mouse.move(*spot(shown, 34.5385, 114.3385))
    settle(shown)
    tip = shown.locator(".cgm-tip")
    assert "<script>window.hacked=1</script>" in tip.inner_text()
    assert tip.locator("script, img").count() == 0
    assert shown.evaluate("window.hacked") is None


@pytest.mark.parametrize("place", [(34.53, 114.33), (39.908, 116.397), (22.3, 114.17), (48.86, 2.35)])
def test_the_shift_is_that_of_the_library(shown, place):
    lat, lng = place
    inst_url = shown.evaluate(MODULE)
    got = shown.evaluate(
        "async ([url, lat, lng]) => { const m = await import(url); const there = m.gcjForward(lat, lng);"
        " return [there, m.gcjInverse(...there)]; }",
        [inst_url.replace("map/map.js", "map/space.js"), lat, lng],
    )
    lon_there, lat_there = crs.from_wgs84([lng], [lat], "gcj02")
    assert got[0] == pytest.approx([float(lat_there[0]), float(lon_there[0])], abs=1e-8)
    assert got[1] == pytest.approx([lat, lng], abs=1e-9)


def test_a_shifted_basemap_moves_ours_and_not_the_answers(shown):
    shown.get_by_text("偏移").click()
    settle(shown, 2500)
    away = inside(
        shown,
        "(() => { const p = inst.view.space.toMap(34.53, 114.33); return inst.map.distance(p, [34.53, 114.33]); })()",
    )
    assert 300 < away < 800
    shown.mouse.click(*spot(shown, 34.5302, 114.3302))
    settle(shown, 1500)
    assert told(shown)["clicks"][-1] == ["case", "18446744073709551612"]
    assert "某图" in shown.locator(".cgm-status").inner_text()


def test_the_scale_bar_is_true(shown):
    told_metres = shown.evaluate(
        "(() => { const t = document.querySelector('.cgm-scale span').textContent, w ="
        " document.querySelector('.cgm-scale i').getBoundingClientRect().width;"
        " return [parseFloat(t) * (t.includes('公里') ? 1000 : 1), w]; })()"
    )
    x, y = spot(shown, 34.53, 114.33)
    box = shown.locator(".cg-map").bounding_box()
    assert box is not None
    measured = inside(
        shown,
        f"inst.map.distance(inst.map.containerPointToLatLng([{x - box['x']}, {y - box['y']}]),"
        f" inst.map.containerPointToLatLng([{x - box['x'] + told_metres[1]}, {y - box['y']}]))",
    )
    assert measured == pytest.approx(told_metres[0], rel=0.02)


def test_on_a_phone_the_legend_is_folded_and_buttons_fit_a_thumb(browser, address):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(".cgm-legend-button")
    settle(page, 1500)
    assert page.locator(".cgm-legend-body").is_hidden()
    sizes = page.evaluate(
        "[...document.querySelectorAll('.cgm-bar button')].map((b) => b.getBoundingClientRect().toJSON())"
    )
    assert all(size["width"] >= 44 and size["height"] >= 44 for size in sizes)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    context.close()


@pytest.mark.slow
def test_two_hundred_changes_leave_the_heap_as_it_was(shown):
    session = shown.context.new_cdp_session(shown)

    def heap() -> float:
        session.send("HeapProfiler.collectGarbage")
        return session.send("Runtime.getHeapUsage")["usedSize"] / 1e6

    for _ in range(2):  # the first round fills caches, the second must not grow
        before, runs = heap(), told(shown)["runs"]
        shown.get_by_role("button", name="两百次").click()
        done = f"() => JSON.parse(document.querySelector('#told').textContent).runs > {runs + 200}"
        shown.wait_for_function(done, timeout=120_000)
        settle(shown, 3000)
    assert heap() - before < 6
