"""Who may import whom, how long a file may be, and where each kind of knowledge may stand.

The rules are functions over a file, so that each of them is also tried on a planted fault.
"""

from __future__ import annotations

import ast
import re
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

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
}
ALLOWED = {
    "gis": {"gis", *GEO, "pyproj", "folium", "branca", "matplotlib"},
    "ui": {"ui", "gis", "streamlit", "altair"},
    "pages": {"ui", "gis", "streamlit"},
    "web": {"web", "gis", "starlette"},
    "app.py": {"streamlit", "web", "gis"},
}
ONLY_IN = {
    "pyproj": "gis/crs.py",
    "folium": "gis/render/",
    "branca": "gis/render/",
    "matplotlib": "gis/render/",
}

# Rooms of gis, from the ground up: a room imports only rooms before it (ARCHITECTURE.md, "Rooms of gis").
# A module named by itself stands on a lower floor than the rest of its room, and is held to it.
FLOORS = (
    *("words", "errors", "settings", "log", "registry", "duck", "style", "shifts", "crs", "vocabulary"),
    *(
        "county",
        "filters",
        "areas",
        "registers",
        "ledger.schema",
        "intake",
        "ledger",
        "locate",
        "tiles.zorder",
    ),
    *("cases", "live", "select", "tiles", "measures", "views", "render", "export", "demo", "cli", "__main__"),
)

CLOCK = "gis/cli/_base.py"
"""The one file of gis that may ask what time it is; everything else gets it as an argument."""

HEX_HOMES = ("gis/vocabulary/", "gis/style.py")
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


def ids(source: Source) -> str:
    return source.path


PYTHON = sources(SERVED, ".py")
GIS = [source for source in PYTHON if source.room == "gis"]


@pytest.mark.parametrize("source", PYTHON, ids=ids)
def test_each_room_imports_only_what_it_may(source):
    assert strays(source) == set()


@pytest.mark.parametrize("source", GIS, ids=ids)
def test_arrows_in_gis_go_down(source):
    assert upward(source) == set()


def test_every_room_of_gis_has_its_floor():
    rooms = {
        path.stem
        for path in (ROOT / "gis").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    assert rooms - {"__init__"} <= set(FLOORS)


@pytest.mark.parametrize("source", sources(OURS, ".py", ".js"), ids=ids)
def test_files_are_short(source):
    assert source.text.count("\n") <= (60 if source.room == "pages" else 300)


def test_functions_are_short():
    everything = sources((*SERVED, "devtools"), ".py")
    assert [each for source in everything for each in long_functions(source, 60)] == []
    for each in [each for source in everything for each in long_functions(source, 40)]:
        warnings.warn(f"longer than 40 lines: {each}", stacklevel=1)


@pytest.mark.parametrize("source", [s for s in GIS if s.path != CLOCK], ids=ids)
def test_gis_asks_no_clock(source):
    assert clock_readings(source) == []


def test_state_cache_and_environment_have_one_home_each():
    homes = {
        "ui/state.py": ("session_state", "query_params"),
        "ui/cache.py": ("cache_data", "cache_resource"),
        "gis/settings.py": ("environ", "getenv"),
    }
    astray = [
        place for home, words in homes.items() for s in PYTHON if s.path != home for place in uses(s, *words)
    ]
    assert astray == []


def test_colours_stand_in_the_style_the_vocabulary_and_stylesheets():
    served = [s for s in sources(SERVED, ".py", ".js") if not s.path.startswith(HEX_HOMES)]
    assert [(s.path, found) for s in served if (found := colours(s))] == []


def test_nothing_served_names_an_address_on_the_internet():
    served = sources(SERVED, ".py", ".js", ".css", ".html", ".toml")
    assert [(s.path, found) for s in served if (found := addresses(s))] == []


def test_every_requirement_is_pinned():
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = [
            line.split("#")[0].strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines()
        ]
        assert [line for line in lines if line and "==" not in line] == []


PLANTED = [
    (strays, "gis/views/wall.py", "def f():\n    import streamlit", {"streamlit"}),
    (strays, "gis/areas/read.py", "from pyproj import CRS", {"pyproj"}),
    (strays, "pages/wall.py", "import geopandas as gpd, ui.state", {"geopandas"}),
    (strays, "web/routes.py", "from ui.state import filters", {"ui"}),
    (upward, "gis/ledger/fold.py", "from gis.views import overview", {"views"}),
    (upward, "gis/ledger/fold.py", "from gis import views, words", {"views"}),
    (upward, "gis/ledger/schema.py", "from gis.ledger import store", {"ledger"}),
    (upward, "gis/intake/raw.py", "from gis.ledger.schema import KEY", set()),
    (upward, "gis/ledger/fold.py", "from ..views import overview", {"views"}),
    (upward, "gis/views/overview.py", "from gis.ledger.fold import fold", set()),
    (clock_readings, "gis/a.py", "import time\nx = time.time()", ["gis/a.py:2"]),
    (clock_readings, "gis/a.py", "x = datetime.now(UTC)", ["gis/a.py:1"]),
    (clock_readings, "gis/a.py", "x = row.time", []),
    (colours, "web/a.js", "fill: '#C8102E', id: '#map'", ["#C8102E"]),
    (addresses, "web/a.js", "import 'https://cdn.invalid/l.js'", ["https://cdn.invalid/l.js"]),
]


@pytest.mark.parametrize(("rule", "path", "text", "found"), PLANTED)
def test_the_rules_find_planted_faults(rule, path, text, found):
    assert rule(Source(path, text)) == found


def test_the_rule_on_names_finds_every_form():
    text = (
        "st.session_state\nfrom streamlit import session_state\nimport os\nos.environ['A']\nenviron_x = 1\n"
    )
    planted = Source("ui/a.py", text)
    assert uses(planted, "session_state", "environ") == ["ui/a.py:1", "ui/a.py:2", "ui/a.py:4"]


def test_the_rule_on_length_leaves_the_docstring_out():
    body = "\n".join(f"    x = {i}" for i in range(10))
    planted = Source("gis/a.py", f'def f():\n    """One.\n\n    Two.\n    """\n{body}\n')
    assert long_functions(planted, 11) == []
    assert long_functions(planted, 10) == ["gis/a.py:1 f (11 lines)"]
