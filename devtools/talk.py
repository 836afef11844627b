"""How the commands speak: one clear sentence in Chinese and English with the next step; never a traceback."""

from __future__ import annotations

import sys


class Stop(Exception):
    """A command cannot go on; the sentence says why and what to do next."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(f"{zh}\n{en}")


def tell(zh: str, en: str) -> None:
    """Print both languages at once, so that they are never torn apart by a child's output."""
    print(f"{zh}\n{en}", flush=True)


def speak_utf8() -> None:
    """Let a Windows console of another code page print Chinese as far as it can, instead of dying."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
