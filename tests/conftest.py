"""What every test may ask for. Tests never touch data/ itself: they get a copy."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from devtools.launch import working_copy

ROOT = Path(__file__).resolve().parents[1]

# Timing is measured in bench/; under load a deadline only makes a good test fail.
settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")

# A developer's own settings must not decide what a test sees.
for _name in [name for name in os.environ if name.startswith("CLEANGRID_")]:
    del os.environ[_name]


def _demo(target: Path) -> Path:
    if not (ROOT / "data" / "county.toml").is_file():
        message = "data/ holds no demo county: make it with `python -m gis demo --out data`"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return working_copy(ROOT / "data", target)


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the committed demo county, shared by the session: only for reading."""
    return _demo(tmp_path_factory.mktemp("demo") / "data")


@pytest.fixture
def demo_copy(tmp_path: Path) -> Path:
    """A copy of the committed demo county of the test's own, to write into."""
    return _demo(tmp_path / "demo")
