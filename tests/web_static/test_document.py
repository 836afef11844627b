"""Streamlit's own index.html, made ours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse
from starlette.routing import Route

from tests.web_static.asgi import get, run
from web.assets import ASSETS, STATIC, asset, files, tree_hash
from web.document import LANG_COOKIE, language, rewrite
from web.middleware import middleware, policy

INDEX = Path(streamlit.__file__).parent / "static" / "index.html"


@pytest.fixture(scope="module")
def app() -> Starlette:
    return Starlette(
        routes=[
            ASSETS,
            Route("/plain", lambda r: PlainTextResponse("a")),
            Route("/own", lambda r: HTMLResponse("<p>own</p>")),
            Route("/{path:path}", lambda r: FileResponse(INDEX, media_type="text/html")),
        ],
        middleware=middleware(None),
    )


def test_nothing_of_streamlit_is_left_in_the_head():
    text = rewrite(INDEX.read_bytes(), "zh").decode()
    assert text.count("<html") == text.count('<html lang="zh-CN">') == 1
    assert text.count("<title>") == text.count("<title>净格 CleanGrid</title>") == 1
    assert re.findall(r"<script(?![^>]*\bsrc=)", text) == []
    assert re.findall(r"%[A-Z]+%", text) == []
    visible = re.sub(r"<script.*?</script>|<link[^>]*>|<meta[^>]*>|<title>.*?</title>", "", text, flags=re.S)
    assert "请启用 JavaScript" in visible
    assert "Streamlit" not in visible


def test_ours_runs_before_theirs():
    text = rewrite(INDEX.read_bytes(), "zh").decode()
    assert text.index("streamlit_zh.js") < text.index("app.js") < text.index('type="module"')
    assert 'id="root"' in text
    assert "streamlit_zh.js" not in rewrite(INDEX.read_bytes(), "en").decode()


@pytest.mark.parametrize("path", ["/", "/health", "/overview?set=open"])
def test_every_page_gets_the_shell_even_when_the_browser_has_it(app, path):
    answer = get(app, path, if_none_match='"x"', accept_encoding="gzip")
    assert answer.status == 200
    assert "净格 CleanGrid" in answer.text
    assert "etag" not in answer.headers
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_every_answer_carries_the_policy(app):
    for path in ("/", "/plain", "/own", asset("app.js")):
        headers = get(app, path).headers
        assert headers["content-security-policy"] == policy()
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
    assert "frame-src 'self'" in get(app, "/wall").headers["content-security-policy"]


def test_the_policy_lets_nothing_of_the_internet_in():
    for part in policy().split("; "):
        name, *values = part.split()
        assert set(values) <= {"'none'", "'self'", "data:", "blob:"} | (
            {"'unsafe-inline'"} if name == "style-src" else set()
        )


def test_own_html_is_left_alone(app):
    assert get(app, "/own").text == "<p>own</p>"


@pytest.mark.parametrize(
    ("query", "cookie", "wanted"),
    [
        (b"", "", ("zh", False)),
        (b"lang=zh", "", ("zh", True)),
        (b"lang=xx", "", ("zh", False)),
        (b"lang=%3Cscript%3E", f"{LANG_COOKIE}=zh", ("zh", False)),
        (b"", "a=b; =; \x00", ("zh", False)),
    ],
)
def test_language(query, cookie, wanted):
    assert language(query, cookie) == wanted


def test_the_language_of_the_address_is_kept(app):
    assert f"{LANG_COOKIE}=zh" in get(app, "/?lang=zh").headers["set-cookie"]
    assert "set-cookie" not in get(app, "/").headers


def test_files_are_kept_for_ever_under_their_own_hash_alone(app):
    fresh = get(app, asset("app.css"))
    assert fresh.headers["cache-control"].endswith("immutable")
    assert fresh.headers["content-type"] == "text/css; charset=utf-8"
    old = get(app, "/assets/000000000000/app.css")
    assert (old.content, old.headers["cache-control"]) == (fresh.content, "no-store")
    assert tree_hash() in asset("app.css")


@pytest.mark.parametrize("path", ["../middleware.py", "vendor/VENDOR.toml", "nothing.js", "%2e%2e/routes.py"])
def test_only_listed_files_are_served(app, path):
    answer = get(app, f"/assets/{tree_hash()}/{path}")
    assert answer.status == 404 or "净格" in answer.text
    assert b"import" not in answer.content[:200]


def test_no_asset_names_another_machine():
    own = [p for name, p in files().items() if p.suffix in (".js", ".css", ".html") and "vendor/" not in name]
    assert own
    for path in own:
        found = re.findall(r"https?://[^\s\"'`)]+", path.read_text(encoding="utf-8"))
        assert [u for u in found if u != "http://www.w3.org/2000/svg"] == [], path.relative_to(STATIC)


def test_websockets_pass_untouched():
    seen = []

    async def app(scope, receive, send):
        seen.append(scope)

    wrapped = middleware(None)[0]
    shell = wrapped.cls(app, *wrapped.args, **wrapped.kwargs)
    scope = {"type": "websocket", "path": "/_stcore/stream"}
    run(lambda: shell(scope, None, None))
    assert seen == [scope]
