"""Bytes of a text file → UTF-8, and what they were."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from gis.errors import GisError

BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
PROBE = 1 << 16
BEARABLE = 0.1
"""Share of the characters beyond ASCII that may be broken before another encoding is tried."""
ASCII = bytes(range(128))
BROKEN = "\ufffd"


@dataclass(frozen=True)
class Text:
    """A text file in memory."""

    data: memoryview
    """UTF-8 without BOM."""
    encoding: str
    damaged: int = 0


def looks_utf8(data: bytes) -> bool:
    """Whether a file begins like UTF-8 text that says something."""
    start = data[:PROBE]
    if not start.strip() or b"\0" in start:
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)  # a character cut off at the end is no fault
    except UnicodeDecodeError:
        return False
    return True


def plain_utf8(data: bytes) -> Text:
    """UTF-8 as it is, unchecked, without its BOM."""
    if data.startswith(codecs.BOM_UTF8):
        return Text(memoryview(data)[len(codecs.BOM_UTF8) :], "utf-8-sig")
    return Text(memoryview(data), "utf-8")


def to_utf8(path: Path, data: bytes, encoding: str = "") -> Text:
    """The text of ``data``. ``encoding`` is what the profile says; empty: BOM, then UTF-8, then GB18030.

    Single broken characters become U+FFFD and are counted: one of them is no reason to lose a file, nor to
    take a UTF-8 file for GB18030. Errors: empty-file, not-text.
    """
    if not data.strip(b" \t\r\n\0"):
        raise GisError("empty-file", path=path)
    for bom, name in BOMS:
        if data.startswith(bom):
            return _decoded(data, name)
    wide = encoding.replace("-", "").replace("_", "").lower().startswith(("utf16", "utf32"))
    if b"\0" in data[:PROBE] and not wide:
        raise GisError("not-text", path=path)
    return _decoded(data, encoding or _guess(path, data))


def _guess(path: Path, data: bytes) -> str:
    for name in ("utf-8", "gb18030"):
        try:
            data.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    beyond = len(data.translate(None, ASCII))
    for name, width in (("utf-8", 3), ("gb18030", 2)):  # bytes of a Chinese character
        if data.decode(name, "replace").count(BROKEN) * width <= max(BEARABLE * beyond, width):
            return name
    raise GisError("not-text", path=path)


def _decoded(data: bytes, name: str) -> Text:
    text = data.decode(name, "replace")
    own = data.count(BROKEN.encode()) if name.startswith("utf-8") else 0
    return Text(memoryview(text.encode("utf-8", "replace")), name, max(text.count(BROKEN) - own, 0))
