"""The rules of the house as functions over one file: imports, clocks, names, colours, addresses, lengths."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SERVED = ("app.py", "gis", "ui", "web", "pages")
OURS = (*SERVED, "devtools", "bench", "tests", "dev.py")

GEO = {
    "numpy",
    "pandas",
    "geopandas",
    "shapely",
    "pyogrio",
    "pyarrow",
    "duckdb",
    "filelock",
    "babel",
    "psutil",
    "PIL",
    "loky",
    "scipy",
}
ALLOWED = {
    "gis": {"gis", *GEO, "pyproj", "folium", "branca", "matplotlib", "xlsxwriter", "numba", "statsmodels"},
    "ui": {"ui", "gis", "streamlit", "altair", "pandas"},
    "pages": {"ui", "gis", "streamlit"},
    "web": {"web", "gis", "starlette"},
    "app.py": {"streamlit", "web", "gis"},
}
ONLY_IN = {
    "pyproj": "gis/crs.py",
    "numba": "gis/rebounds/cells.py",
    "statsmodels": "gis/campaign/",
    "folium": "gis/render/",
    "branca": "gis/render/",
    "matplotlib": "gis/render/",
    "xlsxwriter": "gis/export/",
}

# Rooms of gis, from the ground up: a room imports only rooms before it (ARCHITECTURE.md, "Rooms of gis").
# A module named by itself stands on a lower floor than the rest of its room, and is held to it.
FLOORS = """
    words errors settings log registry duck style shifts crs zorder schema vocabulary county filters areas registers
    intake ledger locate cases select rebounds work live process tiles campaign hotspots measures
    render.model views render export demo cli __main__
""".split()  # noqa: SIM905 - a list of forty quoted words hides the order

CLOCK = "gis/process.py"
"""The app's one clock: the only file of gis that may ask what time it is; the rest get it as an argument."""

HEX_HOMES = ("gis/vocabulary/", "gis/style/")
URLS = ("http://www.w3.org/", "http://www.opengis.net/", "http://127.0.0.1", "http://localhost")
"""Names of schemas, which are never fetched, and this machine."""


@dataclass(frozen=True)
class Source:
    """A file by its path from the root, with its text."""

    path: str
    text: str

    @property
    def room(self) -> str:
        return self.path.split("/")[0]

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)


def sources(rooms: tuple[str, ...], *suffixes: str) -> list[Source]:
    """Files of our own below ``rooms``; what is vendored is not ours."""
    found = []
    for room in rooms:
        for path in [ROOT / room] if (ROOT / room).is_file() else sorted((ROOT / room).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix in suffixes and "/vendor/" not in name:
                found.append(Source(name, path.read_text(encoding="utf-8")))
    return found


def imported(source: Source) -> Iterator[str]:
    """Full dotted name of every module imported anywhere in the file, relative ones resolved."""
    here = source.path.removesuffix(".py").removesuffix("/__init__").split("/")
    package = here if source.path.endswith("__init__.py") else here[:-1]
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{stem}.{name.name}" for name in node.names)


def strays(source: Source) -> set[str]:
    """Packages this file imports and may not."""
    tops = {name.split(".")[0] for name in imported(source)}
    astray = tops - ALLOWED[source.room] - set(sys.stdlib_module_names)
    return astray | {top for top in tops if top in ONLY_IN and not source.path.startswith(ONLY_IN[top])}


def upward(source: Source) -> set[str]:
    """Rooms of gis this file imports from above its own."""
    own = _floor(source.path.removesuffix(".py").split("/"))
    used = {_floor(name.split(".")) for name in imported(source) if name.split(".")[0] == "gis"}
    return {FLOORS[floor] for floor in used if floor > own >= 0}


def _floor(parts: list[str]) -> int:
    """Index of the longest entry of FLOORS that begins the dotted path below gis; -1 for gis itself."""
    names = [name for n in (2, 1) if (name := ".".join(parts[1 : n + 1])) in FLOORS]
    return FLOORS.index(names[0]) if names else -1


def clock_readings(source: Source) -> list[str]:
    """Places where the file asks for the time of day."""
    return [
        f"{source.path}:{node.lineno}"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "today", "utcnow", "time"}
        and _name(node.value) in {"datetime", "date", "Timestamp", "pd", "time"}
    ]


def uses(source: Source, *words: str) -> list[str]:
    """Places where one of ``words`` is used as a name or an attribute, or imported."""
    found = set()
    for node in ast.walk(source.tree):
        names = {alias.name for alias in node.names} if isinstance(node, ast.ImportFrom) else {_name(node)}
        if names & set(words):
            found.add(f"{source.path}:{node.lineno}")
    return sorted(found)


def _name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def colours(source: Source) -> list[str]:
    """Colours written as hex: ``#rrggbb`` anywhere, ``#rgb`` alone in quotes."""
    return re.findall(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6})\b|[\"'`]#[0-9a-fA-F]{3}[\"'`]", source.text)


def addresses(source: Source) -> list[str]:
    """Addresses on the internet in the file."""
    return [url for url in re.findall(r"https?://[^\s\"'`<>)\]]+", source.text) if not url.startswith(URLS)]


def long_functions(source: Source, limit: int) -> list[str]:
    """Functions of more than ``limit`` lines, the docstring not counted."""
    found = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            doc = ast.get_docstring(node) is not None
            lines = node.end_lineno - node.lineno + 1 - (first.end_lineno - first.lineno + 1 if doc else 0)
            if lines > limit:
                found.append(f"{source.path}:{node.lineno} {node.name} ({lines} lines)")
    return found
