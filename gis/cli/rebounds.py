"""``python -m gis rebounds [--radius M] [--window DAYS] [filters] --out F.csv``: the register of what came back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv

from gis.cases import rows as case_rows
from gis.cases.frame import NONE_S, Frame
from gis.cli._base import Command, open_now, show, tell
from gis.cli._filters import add_filters, filters_of
from gis.errors import GisError
from gis.export.rebound_book import write_book
from gis.ledger.files import plain_errors, write_aside
from gis.live import Loaded
from gis.rebounds.ground import LeftOut, left_out, open_ground, points_of
from gis.rebounds.linking import chains
from gis.rebounds.links import DAY_S, Bools
from gis.select import Selection, select
from gis.select.dimensions import asked
from gis.settings import Settings
from gis.views.names import names
from gis.views.rebounds import rebounds
from gis.words import N_

COLUMNS = (
    "case_id", "rebound_of", "chain_id", "distance_m", "days_since_close", "rebound_group", "grid_code",
)  # fmt: skip
SUFFIXES = (".csv", ".xlsx")
"""One line a case for programs; a workbook with the rates and their definitions for people."""
LINES = (
    N_("{out}：{count} 件反弹案卷（{radius} 米、{window} 天，指纹 {fingerprint}）。"),
    N_(
        "本期案卷 {cases} 件；未参与关联：没有位置 {no_place} 件，未归入反弹组 {no_group} 件，没有发现时间 {no_time} 件，"
        "定位精度不及 {radius} 米 {inaccurate} 件，一小时内重复上报 {duplicates} 件。"
    ),
    N_(
        "参与关联 {taken} 件；其中未销号 {still_open} 件，销号没有时间 {undated} 件，销号早于发现 {before_found} 件，"
        "有销号时间 {closures} 件。"
    ),
)


def add(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command. ``--set`` does not matter: it is always ``rebound``."""
    add_filters(parser)
    parser.add_argument("--out", required=True, type=Path, metavar="F.csv|.xlsx")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Write the register; the count is printed with radius, window, what was left out, and the fingerprint."""
    suffix = args.out.suffix.lower()
    if suffix not in SUFFIXES:
        raise GisError("no-format", suffix=args.out.suffix or args.out.name, known=" ".join(SUFFIXES))
    loaded, now = open_now(args)
    county = loaded.county
    filters = filters_of(args).but(set="rebound")
    selection = select(loaded.frame, filters, as_of=now, tz=county.tz)
    table, out = register(loaded, selection)
    with plain_errors(args.out):
        if suffix == ".xlsx":
            write_aside(args.out, lambda aside: _book(aside, loaded, selection, args.lang))
        else:
            write_aside(args.out, lambda aside: _write(aside, table))
    facts = {"out": str(args.out), "count": selection.count, "radius": filters.radius, "window": filters.window,
             "fingerprint": selection.fingerprint, **out.facts()}  # fmt: skip
    show(args, facts, [tell(args, line, **facts) for line in LINES])
    return 0


def register(loaded: Loaded, selection: Selection) -> tuple[pa.Table, LeftOut]:
    """One row a case of the selection (set ``rebound``), by time found, then case_id; and what became of all cases
    of its period, and of those without a time found, that pass its other filters.

    ``distance_m`` and ``days_since_close`` are to the case of ``rebound_of``; ``grid_code`` is of the day found.
    """
    frame, filters = loaded.frame, selection.filters
    links, groups = loaded.links(filters.radius), loaded.vocabulary.group_of()
    ground = open_ground(loaded.parts, frame, loaded.registers.metric)
    points, names = points_of(frame, ground, groups, filters.radius)
    chain = chains(links, points, filters.window)
    rows = np.flatnonzero(selection.mask)
    ids = _ids(loaded, np.unique(np.concatenate([rows, links.origin[rows], chain[rows]])))
    table = pa.table({
        "case_id": ids(rows), "rebound_of": ids(links.origin[rows]), "chain_id": ids(chain[rows]),
        "distance_m": _fixed(links.distance_mm[rows] / 1000, 1),
        "days_since_close": _fixed(links.gap_s[rows] / DAY_S, 3),
        "rebound_group": pa.array([names[g] for g in points.group[rows]], pa.string()),
        "grid_code": pa.array([frame.grids[g] if g >= 0 else "" for g in frame.grid[rows]], pa.string()),
        "found": np.asarray(frame.found)[rows],
    })  # fmt: skip
    table = table.take(pc.sort_indices(table, [("found", "ascending"), ("case_id", "ascending")]))
    return table.select(COLUMNS), left_out(frame, ground, groups, links, _of_period(frame, selection))


def _of_period(frame: Frame, selection: Selection) -> Bools:
    """Cases found in the period, and those without a time found, that pass the filters."""
    found, span = np.asarray(frame.found), selection.period
    mask: Bools = ((found >= span.start) & (found < span.until)) | (found == NONE_S)
    for test in asked(frame, selection.filters, states=True):
        mask &= test(slice(0, len(frame)))
    return mask


def _ids(loaded: Loaded, rows: npt.NDArray[np.integer]) -> Any:
    """rows of the Frame (among ``rows``) → their case ids."""
    assert loaded.frame.rows is not None
    column = case_rows.take(loaded.parts, loaded.frame.rows[rows], ["case_id"]).column("case_id")
    return lambda some: column.take(pa.array(np.searchsorted(rows, some)))


def _fixed(values: npt.NDArray[np.float64], digits: int) -> pa.Array:
    """Numbers with so many decimals."""
    return pa.array(values.round(digits)).cast(pa.decimal128(15, digits))


def _write(path: Path, table: pa.Table) -> None:
    with path.open("wb") as handle:
        handle.write(b"\xef\xbb\xbf")
        pv.write_csv(table, handle, pv.WriteOptions(quoting_style="needed"))


def _book(path: Path, loaded: Loaded, selection: Selection, lang: str) -> None:
    view = rebounds(loaded, selection.filters, as_of=selection.as_of, lang=lang)
    write_book(path, loaded, view=view, selection=selection, names=names(loaded, lang))


COMMAND = Command(key="rebounds", help=N_("导出反弹清单：哪件案卷是哪件销号后的反弹"), add=add, run=run)
