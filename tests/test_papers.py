"""What the papers promise is there."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

import dev
from gis.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
READMES = [ROOT / "README.md", ROOT / "README.en.md"]
PAPERS = [*READMES, *(ROOT / name for name in ("ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"))]


@pytest.mark.parametrize("paper", READMES, ids=lambda p: p.name)
def test_every_setting_stands_in_the_readme_with_its_default(paper):
    rows = dict(
        re.findall(
            r"^\| `(CLEANGRID_\w+)` \|.*\| *(.*?) \|$", paper.read_text(encoding="utf-8"), re.MULTILINE
        )
    )
    assert set(rows) == {f"CLEANGRID_{field.name.upper()}" for field in fields(Settings)}
    for field in fields(Settings):
        default = str(getattr(Settings, field.name))
        shown = rows[f"CLEANGRID_{field.name.upper()}"]
        assert field.name == "data" or not default or f"`{default}`" in shown, (field.name, shown)


def test_every_verb_of_dev_py_stands_in_contributing():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `python3 dev\.py (\w+)", text, re.MULTILINE)) == {
        act.__name__ for act in dev.VERBS
    }


def test_every_command_in_the_papers_is_one_of_the_command_line():
    named = {
        verb
        for p in PAPERS
        for verb in re.findall(r"python -m gis ([a-z][a-z-]+)", p.read_text(encoding="utf-8"))
    }
    ran = subprocess.run([sys.executable, "-m", "gis", "--help"], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0
    assert [verb for verb in sorted(named) if not re.search(rf"^ +{verb}\b", ran.stdout, re.MULTILINE)] == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: p.name)
def test_links_and_pictures_lead_somewhere(paper):
    targets = re.findall(r"\]\(([^)#]+)\)", paper.read_text(encoding="utf-8"))
    assert [t for t in targets if not t.startswith("http") and not (ROOT / t).exists()] == []


def test_notices_cover_what_is_vendored():
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    folders = [path for path in (ROOT / "web" / "static" / "vendor").iterdir() if path.is_dir()]
    assert [path.name for path in folders if f"web/static/vendor/{path.name}" not in notice] == []
    assert [path.name for path in folders if not any(path.glob("LICEN*"))] == []
