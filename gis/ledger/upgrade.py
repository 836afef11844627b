"""A store of an older format, step by step to the present one. A newer one is refused by ``open_store``."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gis.county import STORE_FORMAT, County
from gis.errors import GisError
from gis.ledger.files import read_json, write_json, write_lock

Step = Callable[[County], None]


def _first_mark(county: County) -> None:
    """Stores written before the format had a number differ in nothing else."""


STEPS: Mapping[int, Step] = {0: _first_mark}
"""From format n to n + 1. Every format below STORE_FORMAT has its step; each may be run again after a kill."""


def format_of(county: County) -> int:
    """The format number of a store; 0 where none was written yet."""
    marker = county.points / "format.json"
    return int(read_json(marker)["format"]) if marker.is_file() else 0


def upgrade(county: County, steps: Mapping[int, Step] = STEPS, target: int = STORE_FORMAT) -> int:
    """Bring the store to ``target``, one step at a time, the number written after each; gives the number of steps.

    Errors: newer-format, locked, read-only, disk-full.
    """
    with write_lock(county.points):
        found = format_of(county)
        if found > target:
            raise GisError("newer-format", found=found, known=target)
        for number in range(found, target):
            steps[number](county)
            write_json(county.points / "format.json", {"format": number + 1})
        return target - found
