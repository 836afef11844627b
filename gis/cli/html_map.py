"""``python -m gis html-map [filters] --out F.html``: the overview's map as one file that needs no network."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path

import numpy as np

from gis import crs
from gis.cli._base import Command, clock, show, tell
from gis.cli._filters import add_filters, filters_of
from gis.county import open_county
from gis.errors import GisError
from gis.live import Loaded, load
from gis.render.saved import SAVED_LIMIT, Collection, Contents, Spot, save_html
from gis.select import Selection, Selections, overdue
from gis.settings import Settings
from gis.tiles.features import read_features
from gis.tiles.geometry import geometry_json
from gis.views.overview import measure_list, overview
from gis.views.overview_map import map_model
from gis.words import N_

WORLD = float(1 << 32)


def add(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    add_filters(parser)
    parser.add_argument("--measure", choices=[m.key for m in measure_list()], default=measure_list()[0].key)
    parser.add_argument("--out", required=True, type=Path, metavar="F.html")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Write the file; what is drawn, of how many, and the fingerprint are printed."""
    if args.out.suffix.lower() not in (".html", ".htm"):
        raise GisError("no-format", suffix=args.out.suffix or args.out.name, known=".html")
    county = open_county(args.data)
    now = county.present(clock())
    day = now.astimezone(county.tz).date()
    loaded = load(args.data, day)
    view = overview(
        loaded, filters_of(args), as_of=now, lang=args.lang, measure=args.measure, held=Selections()
    )
    contents = contents_of(loaded, view.selection, day)
    size = save_html(map_model(loaded, view), contents, args.out)
    facts = {"out": str(args.out), "drawn": len(contents.spots), "count": view.selection.count,
             "bytes": size, "fingerprint": view.fingerprint}  # fmt: skip
    said = N_("{out}：绘出 {drawn} / {count} 件，{bytes} 字节，指纹 {fingerprint}。断网也能打开。")
    show(args, facts, [tell(args, said, **facts)])
    return 0


def contents_of(loaded: Loaded, selection: Selection, day: date) -> Contents:
    """What is put into the file: grids, zones, names of a day, the basemap, at most SAVED_LIMIT cases."""

    def drawn(name: str) -> Collection:
        found: Collection = json.loads(geometry_json(name, loaded.county, loaded.registers, day))
        return found

    ground = loaded.county.root / "basemap"
    return Contents(
        grids=drawn("grids"), zones=drawn("zones"), names=drawn("names"),
        built_up=_read(ground / "built_up.geojson"), water=_read(ground / "water.geojson"),
        roads=_read(ground / "roads.geojson"), spots=spots(selection),
    )  # fmt: skip


def spots(selection: Selection) -> tuple[Spot, ...]:
    """The located cases of a selection; more than SAVED_LIMIT are thinned evenly along the Z-order."""
    frame = selection.frame
    rows = np.flatnonzero(selection.mask[: frame.located])
    if rows.size > SAVED_LIMIT:
        rows = rows[np.linspace(0, rows.size - 1, SAVED_LIMIT).astype(np.int64)]
    lon, lat = crs.from_world_fraction((frame.mx[rows] + 0.5) / WORLD, (frame.my[rows] + 0.5) / WORLD)
    late = overdue(frame, selection.period)(slice(0, len(frame)))[rows]
    types = (*frame.types, "")
    return tuple(
        Spot(float(x), float(y), types[int(kind)], bool(is_late))
        for x, y, kind, is_late in zip(lon, lat, frame.type_[rows], late, strict=True)
    )


def _read(path: Path) -> Collection:
    return {"type": "FeatureCollection", "features": [feature for _, feature in read_features(path)]}


COMMAND = Command(key="html-map", help=N_("把总览地图存为一个断网可用的网页文件"), add=add, run=run)
