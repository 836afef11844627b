"""One small county for the file tests, one story of 60,000 cases for the figures."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gis.demo import DemoReport, make_demo
from gis.demo.draw import Span, Switches
from gis.demo.plant import Story, tell

SPAN = Span(date(2026, 11, 21))


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> DemoReport:
    return make_demo(tmp_path_factory.mktemp("demo") / "county", cases=4000, seed=3)


@pytest.fixture(scope="session")
def story() -> Story:
    return tell(SPAN, 60_000, 1, Switches(), 1)


@pytest.fixture(scope="session")
def cold() -> Story:
    return tell(SPAN, 60_000, 1, Switches.without("all"), 1)


def folder_bytes(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}
