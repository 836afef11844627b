"""The pages: every pages/*.py that states its META, in order. A new page is one file."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gis.settings import ROOT


@dataclass(frozen=True)
class Entry:
    """One page of the navigation."""

    slug: str
    """Path in the address; empty for the front page."""
    title: str
    """Chinese source words."""
    order: int
    path: Path


@cache
def ordered() -> tuple[Entry, ...]:
    """Every page in order. META is read from the text: a page runs only when it is shown."""
    found = [_entry(path) for path in (ROOT / "pages").glob("*.py")]
    return tuple(sorted((e for e in found if e), key=lambda e: e.order))


def _entry(path: Path) -> Entry | None:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "META":
            meta = ast.literal_eval(node.value)
            return Entry(slug=meta["slug"], title=meta["title"], order=meta["order"], path=path)
    return None
