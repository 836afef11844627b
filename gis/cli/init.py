"""``python -m gis init --data DIR``: an empty data folder for a real county."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gis.areas import read_grids, write_grids
from gis.cli._base import Command, show, tell
from gis.county import STORE_FORMAT
from gis.errors import GisError
from gis.ledger.files import plain_errors, write_bytes
from gis.settings import Settings
from gis.words import N_


def add(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("--name", default="本县", help=N_("县（区）名称"))
    parser.add_argument("--zone", default="Asia/Shanghai")
    parser.add_argument("--grids", type=Path, help="GeoJSON / GPKG / SHP / KML")
    parser.add_argument("--crs", default=None)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Write county.toml and, where given, the grids. An existing data folder is left as it is."""
    root: Path = args.data
    marker = root / "county.toml"
    if marker.exists():
        raise GisError("file-exists", path=marker)
    if args.grids and (root / "grids.geojson").exists():
        raise GisError("file-exists", path=root / "grids.geojson")
    _check_zone(args.zone)
    with plain_errors(root):
        (root / "points").mkdir(parents=True, exist_ok=True)
        (root / "registers").mkdir(exist_ok=True)
        (root / "profiles").mkdir(exist_ok=True)
    if args.grids:
        write_grids(read_grids(args.grids, crs=args.crs), root / "grids.geojson")
    name, zone = (
        json.dumps(args.name, ensure_ascii=False),
        json.dumps(args.zone),
    )  # JSON's quoting is TOML's too
    text = f"format = {STORE_FORMAT}\ndemo = false\nzone = {zone}\n\n[name]\nzh = {name}\nen = {name}\n"
    write_bytes(marker, text.encode())
    show(args, {"data": str(root)}, [tell(args, N_("已新建数据文件夹：{path}"), path=root)])
    return 0


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as bad:
        raise GisError("bad-value", name="--zone", value=name, known="Asia/Shanghai, Asia/Urumqi …") from bad


COMMAND = Command(key="init", help=N_("新建正式数据文件夹"), add=add, run=run)
