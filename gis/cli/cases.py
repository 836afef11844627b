"""``python -m gis cases [filters] --out F``: the located cases as a file."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

import gis.export as exports
from gis.cases import rows as case_rows
from gis.cli._base import Command, open_now, show, tell
from gis.cli._filters import add_filters, filters_of
from gis.errors import GisError
from gis.export import shape, stored_columns
from gis.export.came_back import came_back
from gis.export.spoken import spoken
from gis.ledger.files import plain_errors, write_aside
from gis.live import Loaded
from gis.registry import collect
from gis.select import Selection, select
from gis.settings import Settings
from gis.views.names import names
from gis.words import N_


def add(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    add_filters(parser)
    parser.add_argument("--out", required=True, type=Path, metavar="F.csv|.xlsx|.parquet|.gpkg|.geojson")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Write the set; the count is printed with the set's name and the fingerprint."""
    exporters = {e.suffix: e for e in collect(exports, "EXPORTER").values()}
    exporter = exporters.get(args.out.suffix.lower())
    if exporter is None:
        raise GisError(
            "no-format", suffix=args.out.suffix or args.out.name, known=" ".join(sorted(exporters))
        )
    loaded, now = open_now(args)
    county = loaded.county
    selection = select(loaded.frame, filters_of(args), as_of=now, tz=county.tz)
    exporter.check(selection.count)
    found = pieces(loaded, selection)
    if exporter.spoken:
        found = spoken(found, loaded, names(loaded, args.lang))
    with plain_errors(args.out):
        write_aside(args.out, lambda aside: _write(exporter, aside, found))
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


def _write(exporter: exports.Exporter, path: Path, found: Iterator[pa.Table]) -> None:
    exporter.write(path, found)


def pieces(loaded: Loaded, selection: Selection) -> Iterator[pa.Table]:
    """The selected cases in the order of the case files, in the shape of an export; at least one piece.

    The set ``rebound`` has CAME_BACK besides.
    """
    types = {t.id: (t.rebound_group, t.family) for t in loaded.vocabulary.types.values()}
    assert loaded.frame.rows is not None
    chosen = np.flatnonzero(selection.mask)
    chosen = chosen[np.argsort(loaded.frame.rows[chosen])]
    rows, done = np.asarray(loaded.frame.rows)[chosen], 0
    found = case_rows.pieces(loaded.parts, rows, stored_columns())
    if not len(rows):
        found = iter([case_rows.take(loaded.parts, rows, stored_columns())])
    for piece in found:
        table, here = shape(piece, types, loaded.county.tz), chosen[done : done + piece.num_rows]
        done += piece.num_rows
        yield (
            came_back(loaded, selection.filters, here, table) if selection.filters.set == "rebound" else table
        )


COMMAND = Command(key="cases", help=N_("导出定位后的案卷"), add=add, run=run)
