"""``python -m gis make-grid --boundary F --cell 500 --out F.geojson``: square grids for a place without
any."""

from __future__ import annotations

import argparse
from pathlib import Path

from gis.areas import make_grid, read, write_grids
from gis.cli._base import Command, show, tell
from gis.crs import metric_for
from gis.errors import GisError
from gis.settings import Settings
from gis.words import N_


def add(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("--boundary", type=Path, required=True, help=N_("县界文件"))
    parser.add_argument("--cell", type=float, required=True, help=N_("边长，50–10000 米"))
    parser.add_argument("--out", type=Path, required=True, help="*.geojson")
    parser.add_argument("--crs", default=None, help=N_("文件未注明坐标系时按此坐标系"))
    parser.add_argument("--epsg", type=int, default=None, help=N_("量算用的投影坐标系（EPSG），例如 4545"))
    parser.add_argument("--prefix", default="w", help=N_("编码前缀"))


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Write the grids; an existing file is left as it is."""
    if args.out.exists():
        raise GisError("file-exists", path=args.out)
    if args.out.suffix.lower() not in (".geojson", ".json"):
        raise GisError("no-format", suffix=args.out.suffix, known=".geojson")
    boundary = read(args.boundary, args.crs)
    boundary = boundary[boundary.geom_type.isin(["Polygon", "MultiPolygon"])]
    if not len(boundary):
        raise GisError("bad-boundary", path=args.boundary)
    boundary.attrs["path"] = str(args.boundary)
    metric = None if args.epsg is None else metric_for(0.0, 0.0, args.epsg)
    grids = make_grid(boundary, args.cell, metric, prefix=args.prefix)
    write_grids(grids, args.out)
    lines = [tell(args, N_("已生成 {count} 个网格：{path}"), count=len(grids), path=args.out)]
    show(args, {"out": str(args.out), "grids": len(grids), "cell_m": args.cell}, lines)
    return 0


COMMAND = Command(key="make-grid", help=N_("按边长生成方格网格"), add=add, run=run)
