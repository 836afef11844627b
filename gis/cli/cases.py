"""``python -m gis cases [filters] --out F``: the located cases as a file."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

import gis.export as exports
from gis.cases import rows as case_rows
from gis.cli._base import Command, clock, show, tell
from gis.cli._filters import add_filters, filters_of
from gis.county import open_county
from gis.errors import GisError
from gis.export import shape, stored_columns
from gis.ledger.files import plain_errors, write_aside
from gis.live import Loaded, load
from gis.registry import collect
from gis.select import Selection, select
from gis.settings import Settings
from gis.words import N_


def add(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    add_filters(parser)
    parser.add_argument("--out", required=True, type=Path, metavar="F.csv|.parquet|.gpkg|.geojson")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Write the set; the count is printed with the set's name and the fingerprint."""
    exporters = {e.suffix: e for e in collect(exports, "EXPORTER").values()}
    exporter = exporters.get(args.out.suffix.lower())
    if exporter is None:
        raise GisError(
            "no-format", suffix=args.out.suffix or args.out.name, known=" ".join(sorted(exporters))
        )
    county = open_county(args.data)
    now = county.present(clock())
    loaded = load(args.data, now.astimezone(county.tz).date())
    selection = select(loaded.frame, filters_of(args), as_of=now, tz=county.tz)
    with plain_errors(args.out):
        write_aside(args.out, lambda aside: _write(exporter, aside, loaded, selection))
    facts = {"out": str(args.out), "count": selection.count, "set": selection.filters.set,
             "fingerprint": selection.fingerprint}  # fmt: skip
    show(
        args,
        facts,
        [
            tell(
                args,
                N_("{out}：{count} 件（集合 {set}，指纹 {fingerprint}）。全部案卷用 --set all。"),
                **facts,
            )
        ],
    )
    return 0


def _write(exporter: exports.Exporter, path: Path, loaded: Loaded, selection: Selection) -> None:
    exporter.write(path, pieces(loaded, selection))


def pieces(loaded: Loaded, selection: Selection) -> Iterator[pa.Table]:
    """The selected cases in the order of the case files, in the shape of an export."""
    types = {t.id: (t.rebound_group, t.family) for t in loaded.vocabulary.types.values()}
    assert loaded.frame.rows is not None
    rows = np.sort(loaded.frame.rows[selection.mask])
    empty = True
    for piece in case_rows.pieces(loaded.parts, rows, stored_columns()):
        empty = False
        yield shape(piece, types, loaded.county.tz)
    if empty:
        yield shape(case_rows.take(loaded.parts, rows, stored_columns()), types, loaded.county.tz)


COMMAND = Command(key="cases", help=N_("导出定位后的案卷"), add=add, run=run)
