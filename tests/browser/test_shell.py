"""What app.js and the page shell do while the server lives and when it is gone."""

from __future__ import annotations

import time
from pathlib import Path

from tests.browser.look import visible_latin, wait_ready
from tests.browser.map_app.run import running


def test_a_dead_server_is_told_in_chinese_and_streamlits_dialog_is_not_seen(page, tmp_path: Path):
    with running(tmp_path) as (url, server):
        page.goto(url)
        wait_ready(page)
        page.wait_for_timeout(2500)
        assert page.locator("#cg-lost").count() == 0
        server.kill()
        killed = time.monotonic()
        page.wait_for_selector("#cg-lost", timeout=12_000)
        assert time.monotonic() - killed < 9
        page.wait_for_timeout(3000)
        assert "与服务器断开" in page.locator("#cg-lost").inner_text()
        assert page.locator('[data-testid="stDialog"]:visible, [role="dialog"]:visible').count() == 0
        assert visible_latin(page, "body") == []


def test_locale_and_head_are_ours_before_streamlit_runs(page, tmp_path: Path):
    with running(tmp_path) as (url, _):
        page.goto(url, wait_until="commit")
        page.wait_for_function("() => document.body")
        found = page.evaluate(
            "[navigator.language, document.documentElement.lang, document.title, typeof prerenderReady]"
        )
        assert found == ["zh-CN", "zh-CN", "净格 CleanGrid", "undefined"]
        wait_ready(page)
        assert page.errors == []
