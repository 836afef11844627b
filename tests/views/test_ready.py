"""A worker has the store and the ground of 热点 at hand before it is asked; the server itself loads no compiler."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from gis.live import Live, opened
from gis.views.hotspots import ground_units
from gis.views.ready import get_ready
from gis.work import Work


def kept() -> tuple[int, int]:
    return opened.cache_info().currsize, ground_units.cache_info().currsize


def test_a_worker_is_ready_when_the_store_is_loaded(demo_data: Path) -> None:
    work = Work(1)
    try:
        live = Live(demo_data, lambda: datetime(2026, 11, 22, tzinfo=UTC), work)
        live.get_ready = get_ready
        live.now()
        assert work.ask(kept) == (1, 2)
    finally:
        work.close()


def test_sending_it_loads_neither_a_compiler_nor_statistics() -> None:
    heavy = "import sys, gis.views.ready; print([m for m in ('numba', 'scipy.stats') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
