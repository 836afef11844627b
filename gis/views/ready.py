"""What a worker has at hand before the first heavy question: the store, the compiled loops, the ground of 热点."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from gis.live import opened


def get_ready(root: Path, today: date, version: str) -> None:
    """In a worker that has nothing to do yet. Errors: those of gis.live.load and of the county's roads."""
    from gis.hotspots.units import CELL, GRID  # the server, which sends this, starts without them, and
    from gis.rebounds.linking import link  # itself loads no compiler
    from gis.rebounds.links import one_point
    from gis.views.hotspots import ground_units

    opened(root, today, version)
    link(one_point(), 1)
    for kind in (CELL, GRID):
        ground_units(root, today, version, kind)
