"""The shared filters on the command line, the same names as in a page's address."""

from __future__ import annotations

import argparse

from gis.filters import SETS, Filters

OPTIONS = {
    "type": "types", "state": "states", "source": "sources", "unit": "units", "grid": "grids",
    "zone-kind": "zone_kinds", "zone": "zones",
}  # fmt: skip


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
