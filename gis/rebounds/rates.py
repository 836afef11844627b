"""反弹率 and 巩固率: of the closures watched for W days, how many something came back to; by grid, unit or type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis.rebounds.closures import Closures
from gis.rebounds.hold import BY_PLACE, ENOUGH, EXACT, FEW, HORIZONS, NOTHING, ONE_PLACE, SMALL, hold
from gis.rebounds.interval import Blocks, exact, on_log_log, place_error
from gis.rebounds.kaplan import kaplan_meier
from gis.rebounds.links import Bools


@dataclass(frozen=True)
class Rate:
    """Returned ÷ judged closures. ``value`` None: see ``method``; ``low``, ``high``: 95 %."""

    window_days: int
    returned: int
    judged: int
    value: float | None
    low: float | None
    high: float | None
    method: str

    @property
    def consolidation(self) -> tuple[float | None, float | None, float | None]:
        """巩固率 = 1 − rebound rate, with its interval."""
        return _less(self.value), _less(self.high), _less(self.low)


def rebound_rate(closures: Closures, window_days: int) -> Rate:
    """Of the closures watched at least ``window_days`` × 24 h, the share with a return within them.

    None of nothing and under ENOUGH judged closures. Interval: by place as for the hold rate; exact under FEW
    returns or where all came back.
    """
    chosen = closures.judged(window_days)
    came = closures.returned(window_days)[chosen]
    judged, returned = len(came), int(np.count_nonzero(came))
    if judged < ENOUGH:
        why = SMALL if judged else NOTHING
        return Rate(window_days, returned, judged, None, None, None, why)
    low, high, method = _limits(came, closures.blocks.of(chosen))
    return Rate(window_days, returned, judged, returned / judged, low, high, method)


def _limits(came: Bools, blocks: Blocks) -> tuple[float | None, float | None, str]:
    judged, returned = len(came), int(np.count_nonzero(came))
    if returned < FEW or returned == judged:
        low, high = exact(returned, judged)
        return float(low), float(high), EXACT
    if blocks.count < 2:
        return None, None, ONE_PLACE
    # the share of a cohort is Kaplan and Meier's product of one factor: all are watched for one same time
    once = np.ones(judged, np.uint32)
    error = place_error(once, came, blocks, kaplan_meier(once, came), np.ones(1, np.int64))
    low, high = on_log_log(np.array([1 - returned / judged]), error, blocks.count)
    return float(1 - high[0]), float(1 - low[0]), BY_PLACE


COLUMNS = ("key", "closures", "judged", "returned", "rate", "rate_low", "rate_high", "method", "ranked",
           *(f"hold_{days}{part}" for days in HORIZONS for part in ("", "_low", "_high", "_method")))  # fmt: skip


def by(closures: Closures, codes: npt.NDArray[Any], names: Sequence[str], window_days: int) -> pd.DataFrame:
    """One row for each of ``names`` that has closures, and "" for those with none of them: COLUMNS, NaN for none.

    ``codes``: a code of the Frame for each closure, −1 (or any outside ``names``) for none. ``ranked``: at least
    ENOUGH judged closures and a name; these come first, the highest rebound rate on top; the rest follow by key.
    """
    size = len(names)
    code = codes.astype(np.int64)
    code[(code < 0) | (code >= size)] = size
    order = np.argsort(closures.time_s)  # within each group, where ``hold`` wants it
    order = order[np.argsort(code.astype(np.min_scalar_type(size))[order], kind="stable")]
    ends = np.cumsum(np.bincount(code, minlength=size + 1))
    starts = np.r_[0, ends[:-1]]
    rows = [
        figures(closures.take(order[a:b]), name, window_days)
        for name, a, b in zip((*names, ""), starts, ends)
        if b > a
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table = table.assign(
        _last=~table["ranked"].astype(bool), _first=-table["rate"].where(table["ranked"], 0.0)
    )
    return table.sort_values(["_last", "_first", "key"], ignore_index=True).drop(columns=["_last", "_first"])


def figures(closures: Closures, key: str, window_days: int) -> dict[str, Any]:
    """One row of the table: COLUMNS."""
    rate, held = rebound_rate(closures, window_days), hold(closures)
    row: dict[str, Any] = {
        "key": key, "closures": len(closures), "judged": rate.judged, "returned": rate.returned,
        "rate": _number(rate.value), "rate_low": _number(rate.low), "rate_high": _number(rate.high),
        "method": rate.method, "ranked": rate.value is not None and key != "",
    }  # fmt: skip
    for e in held.estimates:
        parts = (_number(e.value), _number(e.low), _number(e.high), e.method)
        row |= {f"hold_{e.days}{part}": v for part, v in zip(("", "_low", "_high", "_method"), parts)}
    return row


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def _less(value: float | None) -> float | None:
    return None if value is None else 1 - value
