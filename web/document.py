"""Streamlit's index.html made ours before any script runs: language, title, icon, words, no inline script."""

from __future__ import annotations

import json
import re
from html import escape
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from gis.words import N_, SOURCE_LANGUAGE, languages, say
from web.assets import asset, files

LANG_COOKIE = "cleangrid_lang"
TITLE = "净格 CleanGrid"
TAGS = {"zh": "zh-CN"}
"""Language of the product → BCP 47 tag of the document, where they differ."""

WORDS = {
    "noscript": N_("请启用 JavaScript 后再打开本页。"),
    "busy": N_("正在计算…"),
    "lost": N_("与服务器断开，画面停在 {time}，正在重连…"),
    "stuck": N_("服务器在线，但画面停在 {time}，正在等待更新…"),
    "back": N_("已重新连上"),
}
"""What app.js says; it has no words of its own."""

CHANGES = (
    (re.compile(rb"<!--.*?-->", re.S), b""),
    (re.compile(rb"<script>.*?</script>", re.S), b""),
    (re.compile(rb"<noscript>.*?</noscript>", re.S), b"<noscript><p>%NOSCRIPT%</p></noscript>"),
    (re.compile(rb"<title>.*?</title>", re.S), b""),
    (re.compile(rb'<link\s[^>]*rel="(?:shortcut icon|service-desc|preload)"[^>]*>', re.S), b""),
    (re.compile(rb"<html[^>]*>"), b"<html lang=%LANG%>"),
    (re.compile(rb"<head>"), b"<head>%HEAD%"),
)


def language(query: bytes, cookie: str, default: str = SOURCE_LANGUAGE) -> tuple[str, bool]:
    """Language of a page and whether the address asked for it: ``?lang=``, cookie, ``default``."""
    known = languages()
    asked = parse_qs(query.decode("latin-1")).get("lang", [""])[0]
    if asked in known:
        return asked, True
    try:
        kept = SimpleCookie(cookie).get(LANG_COOKIE)
    except CookieError:
        kept = None
    if kept is not None and kept.value in known:
        return kept.value, False
    return (default if default in known else SOURCE_LANGUAGE), False


def is_shell(body: bytes) -> bool:
    """Whether a document is Streamlit's page shell."""
    return b'<div id="root">' in body


def head(lang: str) -> str:
    """What is put first into <head>: everything ours, before any script of Streamlit."""
    words = {"lang": lang, "tag": TAGS.get(lang, lang), **{k: say(v, lang) for k, v in WORDS.items()}}
    scripts = [name for name in (f"streamlit_{lang}.js", "app.js") if name in files()]
    return "".join([
        f"<title>{TITLE}</title>",
        f'<link rel="icon" type="image/svg+xml" href="{asset("icon.svg")}">',
        f'<link rel="apple-touch-icon" href="{asset("icon.png")}">',
        f'<meta name="cleangrid" content="{escape(json.dumps(words, ensure_ascii=False), quote=True)}">',
        f'<link rel="stylesheet" href="{asset("app.css")}">',
        *(f'<script src="{asset(name)}"></script>' for name in scripts),
    ])  # fmt: skip


def rewrite(body: bytes, lang: str) -> bytes:
    """Streamlit's shell in ``lang`` with our head; the same document for every path."""
    for pattern, new in CHANGES:
        body = pattern.sub(new, body)
    for blank, text in {
        "%LANG%": f'"{TAGS.get(lang, lang)}"',
        "%HEAD%": f'<meta charset="UTF-8">{head(lang)}',
        "%NOSCRIPT%": escape(say(WORDS["noscript"], lang)),
    }.items():
        body = body.replace(blank.encode(), text.encode(), 1)
    return body
