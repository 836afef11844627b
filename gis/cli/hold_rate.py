"""``python -m gis hold-rate [--by grid|unit|type] [filters] --out F.csv``: how long closures hold."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from gis.cli._base import Command, only_csv, open_now, show, tell
from gis.cli._filters import add_filters, filters_of
from gis.filters import Filters
from gis.ledger.files import write_aside
from gis.live import Loaded
from gis.rebounds.closures import REASONS, Closures, closures, coverage_of
from gis.rebounds.hold import EXACT, HORIZONS, NOTHING, ONE_PLACE, SMALL, YOUNG, Hold, hold
from gis.rebounds.rates import Rate, by, figures, rebound_rate
from gis.select import fingerprint
from gis.settings import Settings
from gis.views.names import names
from gis.words import N_

Words = Callable[..., str]

BY = {"grid": ("grid", "grids"), "unit": ("unit", "units"), "type": ("type_", "types")}
UNNAMED = {"grid": N_("不在任何网格内"), "unit": N_("责任单位未明确"), "type": N_("问题类别未明确")}
WHY = {NOTHING: N_("暂无"), SMALL: N_("样本不足"), YOUNG: N_("尚无足够时间")}
"""What stands in for a figure there is none of."""
HOW = {EXACT: N_("精确区间"), ONE_PLACE: N_("仅一处，无区间")}
OUT = (
    "key", "name", "closures", "judged", "returned", "rebound_rate", "rebound_low", "rebound_high",
    "consolidation_rate", *(f"hold_{days}{part}" for days in HORIZONS for part in ("", "_low", "_high")),
    "ranked", "radius_m", "window_days", "as_of", "fingerprint",
)  # fmt: skip


def add(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    add_filters(parser)
    parser.add_argument("--by", choices=BY)
    parser.add_argument("--out", required=True, type=Path, metavar="F.csv")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Write one row for the whole, or one a grid, unit or type; the whole is printed."""
    only_csv(args.out)
    filters = filters_of(args)
    loaded, now = open_now(args)
    county = loaded.county
    found = closures(
        loaded.frame, loaded.links(filters.radius), filters, as_of=now, tz=county.tz,
        coverage=coverage_of(loaded.store.active),
    )  # fmt: skip
    whole = rebound_rate(found, filters.window), hold(found)
    facts = _facts(found, *whole) | {
        "radius_m": filters.radius, "window_days": filters.window,
        "as_of": now.astimezone(county.tz).isoformat(timespec="minutes"),
        "fingerprint": fingerprint(loaded.frame.version, filters, now),
    }  # fmt: skip
    table = _table(loaded, found, filters, args.by)

    def words(sentence: str, **blanks: object) -> str:
        return tell(args, sentence, **blanks)

    named = _names(loaded, args.by, words, args.lang) if args.by else {}
    rows = [_row(figures, named, facts, words) for figures in table.to_dict("records")]
    write_aside(args.out, lambda aside: _write(aside, rows))
    show(args, facts | {"out": str(args.out), "rows": len(rows)}, _lines(found, *whole, facts, words))
    return 0


def _facts(found: Closures, rate: Rate, held: Hold) -> dict[str, Any]:
    return {
        "closures": held.closures, "returns": held.returns, "left_out": dict(found.left_out),
        "hold": [vars(e) for e in held.estimates], "median_days": held.median_days,
        "rebound": vars(rate) | {"consolidation": rate.consolidation[0]},
    }  # fmt: skip


def _names(loaded: Loaded, dimension: str, words: Words, lang: str) -> dict[str, str]:
    """Id → name; "" is what has none."""
    return {"": words(UNNAMED[dimension])} | getattr(names(loaded, lang), BY[dimension][1])


def _table(loaded: Loaded, found: Closures, filters: Filters, dimension: str | None) -> pd.DataFrame:
    if dimension is None:
        return pd.DataFrame([figures(found, "", filters.window)])
    column, codes_of = BY[dimension]
    codes = np.asarray(getattr(loaded.frame, column))[found.rows]
    return by(found, codes, getattr(loaded.frame, codes_of), filters.window)


def _row(
    figures: Mapping[Any, Any], named: Mapping[str, str], facts: Mapping[str, Any], words: Words
) -> dict[str, Any]:
    """One line of the file: a word where there is no figure."""
    key, rate, why = figures["key"], figures["rate"], figures["method"]
    row = {name: figures[name] for name in ("key", "closures", "judged", "returned")}
    row |= {"name": named.get(key, key), "ranked": int(figures["ranked"])}
    row |= {
        "rebound_rate": _cell(rate, why, words), "rebound_low": _cell(figures["rate_low"]),
        "rebound_high": _cell(figures["rate_high"]), "consolidation_rate": _cell(1 - rate, why, words),
    }  # fmt: skip
    for days in HORIZONS:
        at = f"hold_{days}"
        row |= {at: _cell(figures[at], figures[f"{at}_method"], words)}
        row |= {f"{at}{part}": _cell(figures[f"{at}{part}"]) for part in ("_low", "_high")}
    return row | {name: facts[name] for name in ("radius_m", "window_days", "as_of", "fingerprint")}


def _cell(value: float, why: str = "", words: Words | None = None) -> str:
    if not np.isnan(value):
        return f"{value:.4f}"
    return words(WHY[why]) if words and why in WHY else ""


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    """With a byte-order mark, so that WPS and Excel read the Chinese."""
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.DictWriter(handle, OUT)
        writer.writeheader()
        for row in rows:
            row["name"] = "'" + row["name"] if row["name"][:1] in tuple("=+-@\t\r") else row["name"]
            writer.writerow(row)


def _lines(found: Closures, rate: Rate, held: Hold, facts: Mapping[str, Any], words: Words) -> list[str]:
    lines = [
        words(N_("销号 {n} 件，其中观察期内反弹 {back} 件。"), n=held.closures, back=held.returns),
        *(
            words(
                N_("{days} 天保持率：{figure}"), days=e.days,
                figure=_figure((e.value, e.low, e.high), e.method, words),
            )
            for e in held.estimates
        ),
        _median(held.closures, held.median_days, words),
        *_rates(rate, words),
    ]  # fmt: skip
    out = [f"{words(REASONS[reason])} {n}" for reason, n in found.left_out.items() if n]
    if out:
        lines.append(words(N_("未计入（件）：{reasons}"), reasons=words(N_("、")).join(out)))
    lines.append(
        words(N_("半径 {radius_m} 米，窗口 {window_days} 天，截至 {as_of}，指纹 {fingerprint}。"), **facts)
    )
    return lines


def _median(closures: int, days: float | None, words: Words) -> str:
    if not closures:
        return words(N_("保持天数中位数：{figure}"), figure=words(WHY[NOTHING]))
    figure = words(N_("未达到")) if days is None else words(N_("{days} 天"), days=f"{days:.1f}")
    return words(N_("保持天数中位数：{figure}"), figure=figure)


def _rates(rate: Rate, words: Words) -> list[str]:
    facts = {"days": rate.window_days, "part": rate.returned, "whole": rate.judged}
    back = _figure((rate.value, rate.low, rate.high), rate.method, words)
    kept = _figure(rate.consolidation, rate.method, words)
    return [
        words(N_("{days} 天反弹率：{figure}，{part} / {whole} 件"), figure=back, **facts),
        words(N_("{days} 天巩固率：{figure}"), figure=kept, **facts),
    ]


def _figure(figures: tuple[float | None, float | None, float | None], method: str, words: Words) -> str:
    """``81.2%（95% 区间 79.0%–83.1%）``, or the word for none."""
    value, low, high = figures
    if value is None:
        return words(WHY[method])
    if low is None or high is None:
        return f"{value:.1%}" + words(N_("（{how}）"), how=words(HOW[method]))
    spread = {"low": f"{low:.1%}", "high": f"{high:.1%}"}
    if method == EXACT:
        return f"{value:.1%}" + words(N_("（95% 精确区间 {low}–{high}）"), **spread)
    return f"{value:.1%}" + words(N_("（95% 区间 {low}–{high}）"), **spread)


COMMAND = Command(key="hold-rate", help=N_("保持率、反弹率与巩固率"), add=add, run=run)
