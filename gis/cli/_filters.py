"""The shared filters on the command line, the same names as in a page's address."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from difflib import SequenceMatcher

from gis.errors import GisError
from gis.filters import SETS, Filters
from gis.live import Loaded
from gis.views.names import names

OPTIONS = {
    "type": "types", "state": "states", "source": "sources", "unit": "units", "grid": "grids",
    "zone-kind": "zone_kinds", "zone": "zones",
}  # fmt: skip

MOST = 8
"""Ids named where one is unknown."""


def add_filters(parser: argparse.ArgumentParser, without: tuple[str, ...] = ()) -> None:
    """--set, --start, --end, --type … (repeatable), --place lon,lat,radius_m, --radius, --window; but for ``without``,
    which a command means something else by."""
    parser.add_argument("--set", choices=SETS, default="open")
    parser.add_argument("--start", metavar="YYYY-MM-DD")
    parser.add_argument("--end", metavar="YYYY-MM-DD")
    parser.add_argument("--days", metavar="N")
    parser.add_argument("--place", metavar="LON,LAT,RADIUS_M")
    parser.add_argument("--radius", metavar="M")
    parser.add_argument("--window", metavar="DAYS")
    for option in (name for name in OPTIONS if name not in without):
        parser.add_argument(f"--{option}", action="append", default=[], metavar="ID")


def filters_of(args: argparse.Namespace) -> Filters:
    """Filters from parsed arguments. Errors: bad-value, bad-time."""
    pairs = [
        (n, getattr(args, n))
        for n in ("set", "start", "end", "days", "place", "radius", "window")
        if getattr(args, n)
    ]
    for option, name in OPTIONS.items():
        pairs += [(name, value) for value in getattr(args, option.replace("-", "_"), ())]
    return Filters.from_pairs(pairs)


def check_filters(args: argparse.Namespace, loaded: Loaded) -> None:
    """Nothing found is one answer, nothing meant another. Errors: bad-value for an id that neither the county's words
    nor its cases know; the nearest ones are named first."""
    words, frame = names(loaded, args.lang), loaded.frame
    for option, name in {**OPTIONS, "responsible-unit": "units"}.items():
        called: dict[str, str] = getattr(words, name)
        known = {*called, *(frame.zones.values() if name == "zone_kinds" else getattr(frame, name))}
        for value in getattr(args, option.replace("-", "_"), None) or ():
            if value not in known:
                first = sorted(
                    known, key=lambda k: (value not in (k, called.get(k)), -_alike(value, k, called), k)
                )
                some = [f"{k} ({called[k]})" if k in called else k for k in first[:MOST]]
                more = " …" if len(first) > MOST else ""
                raise GisError("bad-value", name=f"--{option}", value=value, known=", ".join(some) + more)


def _alike(value: str, key: str, called: Mapping[str, str]) -> float:
    return max(SequenceMatcher(None, value, other).ratio() for other in (key, called.get(key, "")))
