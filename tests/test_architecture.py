"""Who may import whom, how long a file may be, and where each kind of knowledge may stand.

The rules are functions over a file (tests/rules.py), so that each of them is also tried on a planted fault.
"""

from __future__ import annotations

import warnings

import pytest

from tests.rules import (
    CLOCK,
    FLOORS,
    HEX_HOMES,
    OURS,
    ROOT,
    SERVED,
    Source,
    addresses,
    clock_readings,
    colours,
    long_functions,
    sources,
    strays,
    upward,
    uses,
)  # fmt: skip

PYTHON = sources(SERVED, ".py")
GIS = [source for source in PYTHON if source.room == "gis"]


def faults(rule, files):
    """Path → what the rule finds there, for every file where it finds anything."""
    return {source.path: found for source in files if (found := rule(source))}


def test_each_room_imports_only_what_it_may():
    assert faults(strays, PYTHON) == {}


def test_arrows_in_gis_go_down():
    assert faults(upward, GIS) == {}


def test_every_room_of_gis_has_its_floor():
    rooms = {
        path.stem
        for path in (ROOT / "gis").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    assert rooms - {"__init__"} <= set(FLOORS)


def test_files_are_short():
    lengths = {s.path: s.text.count("\n") for s in sources(OURS, ".py", ".js")}
    assert {p: n for p, n in lengths.items() if n > (60 if p.startswith("pages/") else 300)} == {}


def test_functions_are_short():
    everything = sources((*SERVED, "devtools"), ".py")
    assert faults(lambda source: long_functions(source, 60), everything) == {}
    for path, found in faults(lambda source: long_functions(source, 40), everything).items():
        warnings.warn(f"{path}: longer than 40 lines: {found}", stacklevel=1)


def test_gis_asks_no_clock():
    assert faults(clock_readings, [s for s in GIS if s.path != CLOCK]) == {}


def test_state_cache_and_environment_have_one_home_each():
    homes = {
        "ui/state.py": ("session_state", "query_params"),
        "ui/cache.py": ("cache_data", "cache_resource"),
        "gis/settings.py": ("environ", "getenv"),
    }
    astray = [
        place
        for home, words in homes.items()
        for s in PYTHON
        # a request of web/ has query_params of its own, which are not Streamlit's
        if s.path != home and (s.room != "web" or home.startswith("gis/"))
        for place in uses(s, *words)
    ]
    assert astray == []


def test_colours_stand_in_the_style_the_vocabulary_and_stylesheets():
    served = [s for s in sources(SERVED, ".py", ".js") if not s.path.startswith(HEX_HOMES)]
    assert faults(colours, served) == {}


def test_nothing_served_names_an_address_on_the_internet():
    served = sources(SERVED, ".py", ".js", ".css", ".html", ".toml")
    assert faults(addresses, served) == {}


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
    (upward, "gis/render/model.py", "from gis.views import overview", {"views"}),
    (upward, "gis/views/overview.py", "from gis.render.model import MapModel", set()),
    (upward, "gis/intake/raw.py", "from gis.schema import KEY", set()),
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
