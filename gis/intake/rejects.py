"""Rows that become no statement: why, and the row as it came, so that it can be taken later."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from gis.intake.digits import I64, Bool
from gis.intake.raw import Raw
from gis.schema import REJECTS
from gis.words import N_

REASONS: dict[str, str] = {
    "ragged": N_("列数与表头不符"),
    "no_id": N_("没有案卷号"),
    "bad_id": N_("案卷号已被电子表格改成科学计数，无法还原"),
    "no_time": N_("没有发现时间"),
    "bad_time": N_("发现时间无法识别或不在合理范围"),
    "future": N_("发现时间比导出时间晚一天以上"),
}
"""Code of a rejection → why, as a person reads it."""


@dataclass(frozen=True)
class Refusal:
    """One reason and the rows it meets; of several reasons the first in order counts."""

    reason: str
    rows: Bool
    """One flag a row of ``Raw.table``."""
    columns: tuple[str, ...]
    """The columns of the file that are at fault."""


def table(raw: Raw, refusals: list[Refusal]) -> tuple[pa.Table, Bool]:
    """The rejected rows as ``REJECTS`` in order of the file, and which rows of ``raw.table`` stay."""
    stays = np.ones(raw.table.num_rows, np.bool_)
    rows: list[tuple[int, str, str, str, str]] = [
        (r.row_no, "ragged", "", str(r.cells or ""), json.dumps({"": r.text}, ensure_ascii=False))
        for r in raw.ragged
    ]
    for refusal in refusals:
        rows += _rows(raw, refusal, np.flatnonzero(refusal.rows & stays))
        stays &= ~refusal.rows
    rows.sort()
    columns = list(zip(*rows)) if rows else [()] * len(REJECTS)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, REJECTS)], schema=REJECTS), stays


def _rows(raw: Raw, refusal: Refusal, at: I64) -> list[tuple[int, str, str, str, str]]:
    whole = raw.table.take(pa.array(at)).to_pylist() if len(at) else []
    column = refusal.columns[0] if refusal.columns else ""
    return [
        (
            int(raw.row_no[place]),
            refusal.reason,
            column,
            " ".join(_shown(cells.get(name)) for name in refusal.columns).strip(),
            json.dumps(cells, ensure_ascii=False, default=str),
        )
        for place, cells in zip(at, whole)
    ]


def _shown(cell: object) -> str:
    return "" if cell is None else str(cell)
