"""``python -m gis check-grids FILE``: everything wrong with a file of grids; exit 1 if there is anything."""

from __future__ import annotations

import argparse
import unicodedata
from dataclasses import asdict
from pathlib import Path

from gis.areas import KINDS, Fault, check_grids, read, read_grids
from gis.cli._base import Command, show, tell
from gis.errors import GisError
from gis.settings import Settings
from gis.words import N_

SHOWN_CODES = 3


def add(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("file", type=Path, help="GeoJSON / GPKG / SHP / ZIP / KML / KMZ")
    parser.add_argument("--boundary", type=Path, default=None, help=N_("县界文件"))
    parser.add_argument("--boundary-crs", default=None, help=N_("边界文件的坐标系"))
    add_reading(parser)
    parser.add_argument("--min-m2", type=float, default=0.01, help=N_("小于此面积（m²）的重叠和缝隙不列"))


def add_reading(parser: argparse.ArgumentParser) -> None:
    """Arguments that say how a file of areas is to be read."""
    parser.add_argument("--crs", default=None, help=N_("文件未注明坐标系时按此坐标系"))
    parser.add_argument("--table", type=Path, default=None, help=N_("属性表（CSV）"))
    parser.add_argument("--join", default=None, help=N_("按哪一列关联属性表：列名，或 左列=右列"))
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help=N_("指定字段对应的列，例如 grid_code=boro_cd"),
    )


def columns_of(args: argparse.Namespace) -> dict[str, str]:
    """``--column FIELD=COLUMN`` as a mapping. Errors: bad-value."""
    pairs = [str(item).partition("=") for item in args.column]
    for item, (field, _, column) in zip(args.column, pairs, strict=True):
        if not field or not column:
            raise GisError("bad-value", name="--column", value=item, known="FIELD=COLUMN")
    return {field: column for field, _, column in pairs}


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print every fault of the file. 0 when there is none, 1 when there is any."""
    grids = read_grids(args.file, args.crs, args.table, args.join, columns=columns_of(args))
    if not len(grids):
        raise GisError("no-grids", path=args.file)
    boundary = None if args.boundary is None else read(args.boundary, args.boundary_crs or args.crs)
    if boundary is not None and not boundary.geom_type.isin(["Polygon", "MultiPolygon"]).any():
        raise GisError("bad-boundary", path=args.boundary)
    faults = check_grids(grids, boundary, min_m2=args.min_m2)
    names = dict(zip(grids["grid_code"], grids["name"], strict=True))
    facts = {"file": str(args.file), "grids": len(grids), "faults": [asdict(f) for f in faults]}
    show(args, facts, [*_table(args, faults, names), _summary(args, len(grids), faults)])
    return 1 if faults else 0


def _summary(args: argparse.Namespace, grids: int, faults: list[Fault]) -> str:
    if not faults:
        return tell(args, N_("共 {grids} 个网格，没有发现问题。"), grids=grids)
    return tell(args, N_("共 {grids} 个网格，{faults} 处问题。"), grids=grids, faults=len(faults))


def _table(args: argparse.Namespace, faults: list[Fault], names: dict[str, str]) -> list[str]:
    """The faults as lines of equal columns."""
    if not faults:
        return []
    heads = (N_("问题"), N_("网格"), N_("面积（m²）"), N_("经度"), N_("纬度"), N_("说明"))
    rows = [tuple(tell(args, head) for head in heads)]
    rows += [_line(args, fault, names) for fault in faults]
    wide = [max(_width(row[k]) for row in rows) for k in range(len(heads))]
    right = (False, False, True, True, True, False)
    return [
        "  ".join(_pad(c, w, r) for c, w, r in zip(row, wide, right, strict=True)).rstrip() for row in rows
    ]


def _line(args: argparse.Namespace, fault: Fault, names: dict[str, str]) -> tuple[str, ...]:
    surface = "" if fault.area_m2 is None else f"{fault.area_m2:,.2f}"
    place = ["" if v is None else f"{v:.6f}" for v in (fault.lon, fault.lat)]
    return tell(args, KINDS[fault.kind]), _grids(args, fault, names), surface, *place, _note(args, fault)


def _grids(args: argparse.Namespace, fault: Fault, names: dict[str, str]) -> str:
    """The grids of a fault by code and, where it tells more, name; long lists shortened."""
    words = [
        f"{c} {_plain(names.get(c, ''))}".strip() if names.get(c) != c else c
        for c in fault.codes[:SHOWN_CODES]
    ]
    text = tell(args, N_("、")).join(words)
    if len(fault.codes) <= SHOWN_CODES:
        return text
    return tell(args, N_("{names} 等 {count} 个"), names=text, count=len(fault.codes))


def _note(args: argparse.Namespace, fault: Fault) -> str:
    facts = fault.facts
    if facts.get("all"):
        return tell(args, N_("全部网格都没有填写"))
    if isinstance(facts.get("pieces"), int) and facts["pieces"] != 1:
        return tell(args, N_("共 {pieces} 块，位置为最大一块"), pieces=facts["pieces"])
    if "units" in facts:
        return tell(args, N_("、")).join(str(u) for u in facts["units"])  # type: ignore[attr-defined]
    if fault.kind == "duplicate_code":
        return tell(args, N_("出现 {count} 次"), count=facts["count"])
    if fault.kind == "gap" and not fault.codes:
        return tell(args, N_("旁边没有网格"))
    return _plain(str(facts.get("reason", "")))


def _plain(text: str) -> str:
    """Text of a file without what would disturb a terminal."""
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf"))[:60]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _pad(text: str, width: int, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space


COMMAND = Command(
    key="check-grids", help=N_("检查网格：边界线、编码、牵头单位、缝隙和重叠"), add=add, run=run
)
