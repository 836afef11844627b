"""Modules of a kind are found, not listed; two with one key are refused."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest

from gis.registry import collect

ITEM = "from types import SimpleNamespace\nITEM = SimpleNamespace(key={key!r})\n"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A package ``growing`` with two items and a helper; modules may be added before ``collect``."""
    home = tmp_path / "growing"
    home.mkdir()
    (home / "__init__.py").write_text("", encoding="utf-8")
    (home / "zebra.py").write_text(ITEM.format(key="a"), encoding="utf-8")
    (home / "ant.py").write_text(ITEM.format(key="z"), encoding="utf-8")
    (home / "helper.py").write_text("X = 1\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in [n for n in sys.modules if n.split(".")[0] == "growing"]:
        monkeypatch.delitem(sys.modules, name)
    return importlib.import_module("growing")


def test_items_are_found_by_key_and_in_order(package: ModuleType) -> None:
    assert list(collect(package, "ITEM")) == ["a", "z"]


def test_nothing_is_imported_before_it_is_asked_for(package: ModuleType) -> None:
    assert "growing.ant" not in sys.modules
    collect(package, "ITEM")
    assert "growing.ant" in sys.modules


def test_the_answer_cannot_be_written_to(package: ModuleType) -> None:
    with pytest.raises(TypeError):
        collect(package, "ITEM")["b"] = 1  # type: ignore[index]


def test_two_modules_with_one_key_are_refused(package: ModuleType) -> None:
    (Path(package.__path__[0]) / "twin.py").write_text(ITEM.format(key="a"), encoding="utf-8")
    importlib.invalidate_caches()
    with pytest.raises(ValueError, match="'a'"):
        collect(package, "ITEM")
