"""``python -m gis zone-contrast [filters] [--basis road_km|built_km2|residents] --out F.csv``: zones against the rest."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gis.cli._base import Command, only_csv, open_now, show, tell
from gis.cli._filters import add_filters, filters_of
from gis.hotspots.compare import FEW, NO_EXPOSURE, NO_REFERENCE, NOTHING, WEAK_LINK, Measured, Row
from gis.hotspots.contrast import BASES, MEASURES, Contrast, zone_contrast
from gis.hotspots.exposure import RESIDENTS, ROAD_KM
from gis.hotspots.terms import NO_BUILT, per
from gis.ledger.files import write_aside
from gis.settings import Settings
from gis.views.names import names
from gis.words import N_

Words = Callable[..., str]

COLUMNS = (
    "zone_id", "kind", "cases", "exposure", "rate", "reference_rate", "ratio", "low", "high", "name", "expected",
    "reference_cases", "reference_exposure", "p", "q", "ranked", "method", "why", "measure", "basis", "start", "end",
    "as_of", "fingerprint",
)  # fmt: skip
SMALL = ("p", "q")
"""Told by three digits that count: never 0."""
COUNTED = {"new": N_("本期发现"), "rebound": N_("本期反弹"), "overdue": N_("期末超期")}
WHY = {
    NO_EXPOSURE: N_("暂无"), NO_REFERENCE: N_("没有可比的参照地段"), NOTHING: N_("两边均无案卷"),
    FEW: N_("样本不足，不排名"),
}  # fmt: skip
COMPARED = N_("{per}的案卷数，与所在街道、乡镇建成区（不含薄弱环节）相比：")
ALONE = N_("{per}的案卷数（只有区域登记了居民数，不作对比）：")
NO_ROADS = N_("没有街路图层，改按建成区面积计算。")
NO_ROADS_NOR_BUILT = N_("没有街路图层，改按面积计算。")


def add(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command. ``--set rebound`` and ``--set overdue`` compare these; any other set, the cases found."""
    add_filters(parser)
    parser.add_argument("--basis", choices=BASES, default=ROAD_KM)
    parser.add_argument("--out", required=True, type=Path, metavar="F.csv")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Write one row a zone, then one a kind and one for all weak links (without zone_id, each case once)."""
    only_csv(args.out)
    filters = filters_of(args)
    loaded, now = open_now(args)
    county = loaded.county
    found = zone_contrast(loaded, filters, as_of=now, basis=args.basis)
    measure = filters.set if filters.set in MEASURES else "new"
    mine = found.measures[measure]
    facts = {
        "measure": measure, "basis": found.basis, "start": found.first_day, "end": found.last_day,
        "as_of": now.astimezone(county.tz).isoformat(timespec="minutes"), "fingerprint": found.fingerprint,
    }  # fmt: skip
    kinds = names(loaded, args.lang).zone_kinds

    def words(sentence: str, **blanks: object) -> str:
        return tell(args, sentence, **blanks)

    named = {**kinds, WEAK_LINK: words(N_("薄弱环节"))}
    rows = [_cells(row, named, facts) for row in (*mine.zones, *mine.kinds, mine.weak)]
    write_aside(args.out, lambda aside: _write(aside, rows))
    lines = [
        words(N_("已写入 {out}：{rows} 行，指纹 {fingerprint}。"), out=args.out, rows=len(rows), **facts),
        *_lines(found, mine, named, facts, words),
    ]  # fmt: skip
    show(args, facts | {"out": str(args.out), "rows": len(rows), **_json(found, mine)}, lines)
    return 0


def _cells(row: Row, named: Mapping[str, str], facts: Mapping[str, Any]) -> dict[str, str]:
    """One line of the file; empty where there is no figure."""
    values = asdict(row) | {"name": row.name or named.get(row.kind, row.kind), **facts}
    return {name: _cell(values[name], ".3g" if name in SMALL else ".4f") for name in COLUMNS}


def _cell(value: object, form: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    return f"{value:{form}}" if isinstance(value, float) else str(value)


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    """With a byte-order mark, so that WPS and Excel read the Chinese."""
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS)
        writer.writeheader()
        for row in rows:
            row["name"] = "'" + row["name"] if row["name"][:1] in tuple("=+-@\t\r") else row["name"]
            writer.writerow(row)


def _json(found: Contrast, mine: Measured) -> dict[str, Any]:
    return {
        "zones": [asdict(row) for row in mine.zones], "kinds": [asdict(row) for row in mine.kinds],
        "weak": asdict(mine.weak), "totals": asdict(mine.totals), "asked_basis": found.asked_basis,
        "built": found.built, "grids": found.grids, "road_km": found.road_km, "fringe_by_code": found.by_code,
    }  # fmt: skip


def _lines(
    found: Contrast, mine: Measured, named: Mapping[str, str], facts: Mapping[str, Any], words: Words
) -> list[str]:
    totals = mine.totals
    whole = words(
        N_("{counted} {cases} 件：薄弱环节 {weak} 件，其他区域 {others} 件，区域以外 {elsewhere} 件，没有位置 {no_place} 件。"),
        counted=words(COUNTED[facts["measure"]]), cases=totals.cases, weak=totals.weak, others=totals.other_zones,
        elsewhere=totals.elsewhere, no_place=totals.no_place,
    )  # fmt: skip
    lines = [
        whole, words(COMPARED if found.basis != RESIDENTS else ALONE, per=words(per(found.basis, built=found.built))),
        *(_line(named.get(row.kind, row.kind), row, words) for row in (mine.weak, *mine.kinds)),
    ]  # fmt: skip
    if found.basis != found.asked_basis:
        lines.append(words(NO_ROADS if found.built else NO_ROADS_NOR_BUILT))
    if not found.built and found.basis != RESIDENTS:
        lines.append(words(NO_BUILT))
    if found.by_code:
        lines.append(words(N_("按城乡划分代码计入城乡结合部 {n} 处。"), n=len(found.by_code)))
    study = N_("范围：全县 {grids} 个网格；时段：{start} 至 {end}；截至 {as_of}。")
    if found.first_day is None:
        study = N_("范围：全县 {grids} 个网格；所选时段至 {end}，没有可以落图的案卷；截至 {as_of}。")
    return [*lines, words(study, grids=found.grids, **facts)]


def _line(name: str, row: Row, words: Words) -> str:
    """``城中村：3615 件，1.76 倍（95% 区间 1.70–1.83）``; the rate alone where there is no ratio."""
    facts = {"name": name, "cases": row.cases, "why": words(WHY[row.why]) if row.why else ""}
    if row.rate is None:
        return words(N_("{name}：{cases} 件，{why}"), **facts)
    if row.ratio is None or row.low is None:
        return words(N_("{name}：{cases} 件（比率 {rate}），{why}"), rate=f"{row.rate:.2f}", **facts)
    spread = {"low": f"{row.low:.2f}", "high": "∞" if row.high is None else f"{row.high:.2f}"}
    figure = N_("{name}：{cases} 件，{ratio} 倍（95% 区间 {low}–{high}）")
    few = N_("{name}：{cases} 件，{ratio} 倍（95% 区间 {low}–{high}），{why}")
    return words(few if row.why else figure, ratio=f"{row.ratio:.2f}", **spread, **facts)


COMMAND = Command(
    key="zone-contrast", help=N_("城中村、城乡结合部、背街小巷与其他地段的对比"), add=add, run=run
)
"""``python -m gis zone-contrast``."""
