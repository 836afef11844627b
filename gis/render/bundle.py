"""The front end as one script for the saved file: Leaflet and our modules joined; styles with no address."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "web" / "static"
LEAFLET = STATIC / "vendor" / "leaflet-1.9.4"
MODULES = (
    "look", "space", "overlay", "marks", "tip", "place", "labels", "grids", "tiles", "viewport", "cases", "controls",
    "legend", "play", "rebounds", "hot", "chosen", "core", "dress",
)  # fmt: skip
"""Modules of web/static/map in the order they need each other; map.js and view.js are for the live page."""

IMPORT = re.compile(r'^import \{[^}]*\} from "\./(\w+)\.js";\n', re.M)
EXPORT = re.compile(r"^export (?=(?:class|function|const)\b)", re.M)
SCRIPT = re.compile(r"<script[^>]*>(.*?)</script>", re.S)


@cache
def script() -> str:
    """Leaflet and ``CleanGrid.dress`` / ``CleanGrid.switched`` as one classic script.

    Errors: ValueError if a module needs one that comes later: a mistake of the programmer.
    """
    seen: list[str] = []
    parts = []
    for name in MODULES:
        text = (STATIC / "map" / f"{name}.js").read_text(encoding="utf-8")
        late = set(IMPORT.findall(text)) - set(seen)
        if late:
            raise ValueError(f"{name}.js needs {sorted(late)} before it")
        parts.append(_wrapped(name, EXPORT.sub("", IMPORT.sub(_needs, text)), EXPORT_NAME.findall(text)))
        seen.append(name)
    leaflet = (LEAFLET / "leaflet.js").read_text(encoding="utf-8").split("//# sourceMappingURL")[0]
    ours = "var CleanGrid = (() => { const M = {};\n" + "\n".join(parts) + "\nreturn M.dress; })();"
    return f"{leaflet}\n{ours}"


EXPORT_NAME = re.compile(r"^export (?:class|function|const) (\w+)", re.M)


def _needs(found: re.Match[str]) -> str:
    names = found.group(0).split("{", 1)[1].split("}", 1)[0]
    return f"const {{{names}}} = M.{found.group(1)};\n"


def _wrapped(name: str, text: str, exported: list[str]) -> str:
    return f"M.{name} = (() => {{\n{text}\nreturn {{ {', '.join(exported)} }};\n}})();"


@cache
def style() -> str:
    """Leaflet's and the map's styles; pictures become part of the text, so nothing is fetched."""
    leaflet = re.sub(
        r"url\((images/[\w.-]+)\)", _inline, (LEAFLET / "leaflet.css").read_text(encoding="utf-8")
    )
    ours = "".join((STATIC / "map" / name).read_text(encoding="utf-8") for name in ("map.css", "file.css"))
    return re.sub(r"/\*.*?\*/|@import[^;]+;", "", leaflet + ours, flags=re.S)


def _inline(found: re.Match[str]) -> str:
    path = LEAFLET / found.group(1)
    if not path.is_file():  # a picture of markers, which we do not carry and do not use
        return "none"
    return f"url(data:image/png;base64,{b64encode(path.read_bytes()).decode()})"


def policy(html: str) -> str:
    """A Content-Security-Policy: exactly the scripts now in ``html`` run, nothing is fetched."""
    sums = sorted(
        {b64encode(sha256(t.encode()).digest()).decode() for t in SCRIPT.findall(html) if t.strip()}
    )
    allowed = " ".join(f"'sha256-{s}'" for s in sums)
    nothing = "base-uri 'none'; form-action 'none'"
    return f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; {nothing}"
