"""``python -m gis hotspots [--unit grid|cell] [--weeks N] [filters] --out F``: where cases cluster, unit by unit."""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import shapely

from gis.areas.measure import sound
from gis.cases.frame import Frame
from gis.cli._base import Command, open_now, show, tell
from gis.cli._filters import add_filters, filters_of
from gis.errors import GisError
from gis.filters import Filters
from gis.hotspots.classes import CLASSES, NONE
from gis.hotspots.cluster import BARE, COLD, FEW, HOT, PLAIN, WHOLE, Clusters, cluster
from gis.hotspots.cube import Cube, make_cube
from gis.hotspots.exposure import AREA_KM2, BUILT_KM2, ROAD_KM
from gis.hotspots.sentences import reason
from gis.hotspots.terms import BARE_GROUND, BASES, GROUND, LAGGING, NO_BUILT_GROUND
from gis.hotspots.units import CELL, CELL_M, GRID, Units, grids_of, units_of
from gis.hotspots.windows import (
    asked_rows,
    by_unit,
    chosen,
    known_until,
    lagging,
    last_weeks,
    whole_county,
)
from gis.ledger.files import plain_errors, write_aside
from gis.live import Loaded
from gis.select import fingerprint
from gis.settings import Settings
from gis.views.names import names
from gis.words import N_, say

COLUMNS = ("unit_id", "count", "expected", "z", "p", "significant", "class", "reason")
FORMATS = (".csv", ".geojson")
WEEKS = 12
MOST_WEEKS = 104
SAID = {
    HOT: N_(
        "本处及相邻共 {places} 处，{weeks} 周内 {found} 件，按{basis}预期 {fair} 件，为 {ratio} 倍，显著偏多"
    ),
    COLD: N_(
        "本处及相邻共 {places} 处，{weeks} 周内 {found} 件，按{basis}预期 {fair} 件，为 {ratio} 倍，显著偏少"
    ),
    PLAIN: N_("本处及相邻共 {places} 处，{weeks} 周内 {found} 件，按{basis}预期 {fair} 件，没有显著差别"),
    FEW: N_("本处及相邻按{basis}预期不足 1 件，未作检验"),
    BARE: N_("本处没有{ground}，未作检验"),
    WHOLE: N_("本处及相邻就是全部研究范围，没有可比的地方，未作检验"),
}
"""Why a unit is marked, or is not."""
ALONE = N_("另有 {whole} 处连同相邻就是全部研究范围，无从比较，未检验。")


def add(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command. Cases are those found in the last N complete weeks; ``--set`` does not matter."""
    add_unit(parser)
    parser.add_argument("--weeks", type=int, default=WEEKS, metavar="N")
    parser.add_argument("--basis", choices=(ROAD_KM, BUILT_KM2), default=ROAD_KM)
    parser.add_argument("--out", required=True, type=Path, metavar="F.csv|.geojson")


def add_unit(parser: argparse.ArgumentParser) -> None:
    """The filters, with --unit for the unit of analysis and --responsible-unit for who answers."""
    add_filters(parser, without=("unit",))
    parser.add_argument("--unit", dest="kind", choices=(GRID, CELL), default=GRID)
    parser.add_argument("--responsible-unit", action="append", default=[], metavar="ID")


def filters_for(args: argparse.Namespace) -> Filters:
    """Filters from the arguments of ``add_unit``. Errors: bad-value, bad-time, whole-county."""
    return whole_county(filters_of(args).but(units=tuple(args.responsible_unit)))


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Write one row a unit; how many were tested and found is printed."""
    if args.out.suffix.lower() not in FORMATS:
        raise GisError("no-format", suffix=args.out.suffix or args.out.name, known=" ".join(FORMATS))
    if not 1 <= args.weeks <= MOST_WEEKS:
        raise GisError("bad-value", name="weeks", value=args.weeks, known=f"1–{MOST_WEEKS}")
    filters = filters_for(args)
    loaded, now = open_now(args)
    county = loaded.county
    today = now.astimezone(county.tz).date()
    units = units_of(loaded, args.kind, basis=args.basis, day=today)
    heard = known_until(loaded, filters, as_of=now)
    steps = last_weeks(filters, args.weeks, as_of=heard, tz=county.tz)
    count, elsewhere = by_unit(units, asked_rows(loaded.frame, filters, steps))
    name = county.zh if args.lang == "zh" else county.en
    found = cluster(units, count, area=name, weeks=len(steps), elsewhere=elsewhere)
    ended = datetime.fromtimestamp(int(steps.edges[-1]), UTC)
    cube = cube_for(units, loaded.frame, filters, as_of=ended, tz=county.tz)
    rows = table(args, units, found, cube)
    with plain_errors(args.out):
        write_aside(
            args.out, lambda aside: _write(aside, args.out.suffix.lower(), rows, shapes(loaded, units, today))
        )
    facts = vars(found.method) | {
        "out": str(args.out), "rows": len(rows), "start": steps.days[0], "until": steps.days[-1],
        "hot": int((found.significant == HOT).sum()), "cold": int((found.significant == COLD).sum()),
        "as_of": now.astimezone(county.tz).isoformat(timespec="minutes"),
        "fingerprint": fingerprint(loaded.frame.version, filters, now),
        "lagging": lagging(loaded, filters, steps, tz=county.tz),
    }  # fmt: skip
    show(args, facts, [*_lines(args, facts), *lagging_lines(args, loaded, facts["lagging"])])
    return 0


def cube_for(units: Units, frame: Frame, filters: Filters, *, as_of: datetime, tz: ZoneInfo) -> Cube | None:
    """The cube behind the classes; None where there are too few weeks for one."""
    try:
        return make_cube(units, frame, chosen=chosen(frame, filters), as_of=as_of, tz=tz)
    except GisError as few:
        if few.code != "few-steps":
            raise
        return None


def table(args: argparse.Namespace, units: Units, found: Clusters, cube: Cube | None) -> list[dict[str, Any]]:
    """One row a unit: COLUMNS. An empty cell: there is no figure. ``class`` is by the history of the unit, whose sentence
    stands behind that of the last weeks."""
    places = np.diff(units.near_start) + 1
    basis, ground = (tell(args, words[units.basis]) for words in (BASES, GROUND))
    out = []
    for i, unit in enumerate(units.ids):
        fair, near = float(found.near_expected[i]), int(found.near_count[i])
        facts = {
            "places": int(places[i]), "weeks": found.method.weeks, "found": near, "fair": f"{fair:.1f}",
            "ratio": f"{near / fair:.1f}" if fair else "", "basis": basis, "ground": ground,
        }  # fmt: skip
        out.append({
            "unit_id": unit, "count": int(found.count[i]), "expected": round(float(found.expected[i]), 3),
            "z": _number(found.z[i], 3), "p": _p(found.p[i]), "significant": str(found.significant[i]),
            "class": CLASSES[cube.classes.code[i]] if cube and cube.tested[i] else "",
            "reason": tell(args, SAID[str(found.reason[i])], **facts) + _history(cube, i, args.lang),
        })  # fmt: skip
    return out


def _history(cube: Cube | None, unit: int, lang: str) -> str:
    """Why it is of its class; nothing where it is of none."""
    if cube is None or CLASSES[cube.classes.code[unit]] == NONE:
        return ""
    return say(N_("。{reason}"), lang).format(reason=reason(cube, unit, lang))


def lagging_lines(args: argparse.Namespace, loaded: Loaded, days: Mapping[str, date]) -> list[str]:
    """A sentence for each source that fell silent."""
    called = names(loaded, args.lang).sources
    return [tell(args, LAGGING, source=called.get(s, s), day=day) for s, day in days.items()]


def _number(value: float, digits: int) -> float | None:
    return round(float(value), digits) if np.isfinite(value) else None


def _p(value: float) -> float | None:
    """Never 0: three digits that count, however small."""
    return float(f"{value:.3g}") if np.isfinite(value) else None


def _write(path: Path, suffix: str, rows: list[dict[str, Any]], outlines: list[Any]) -> None:
    """CSV with a byte-order mark, so that WPS and Excel read the Chinese; or GeoJSON, a feature a line."""
    if suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as handle:
            writer = csv.DictWriter(handle, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
        return
    lines = [
        f'{{"type":"Feature","properties":{json.dumps(row, ensure_ascii=False)},"geometry":{shapely.to_geojson(shape)}}}'
        for row, shape in zip(rows, outlines, strict=True)
    ]
    body = ",\n".join(lines)
    path.write_text(f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n', encoding="utf-8")


def shapes(loaded: Loaded, units: Units, day: date) -> list[Any]:
    """The polygon of each unit, WGS 84; ``units`` as of the local ``day``."""
    if units.kind == GRID:
        return list(sound(np.asarray(grids_of(loaded.registers, day).geometry.values, dtype=object)))
    half = CELL_M / 2
    squares = shapely.box(units.x_m - half, units.y_m - half, units.x_m + half, units.y_m + half)
    return list(shapely.transform(squares, loaded.registers.metric.inverse, interleaved=False))


def _lines(args: argparse.Namespace, facts: dict[str, Any]) -> list[str]:
    return [
        tell(args, N_("已写入 {out}：{rows} 行，指纹 {fingerprint}。"), **facts),
        tell(
            args, N_("研究范围 {area}，{start} 起 {weeks} 周共 {cases} 件，另有 {elsewhere} 件不在任何单元内。"), **facts
        ),
        tell(
            args,
            N_("检验 {tested} 处：偏多 {hot} 处，偏少 {cold} 处；未检验：预期不足 1 件 {few} 处，没有{ground} {bare} 处。"),
            ground=tell(args, GROUND[facts["basis"]]), **facts,
        ),
        tell(
            args, N_("多重检验按错误发现率 {rate} 控制，离散系数 {alpha}（0 为泊松分布）。"),
            rate=f"{facts['level']:.0%}", alpha=f"{facts['dispersion']:.3f}",
        ),
        *([tell(args, ALONE, **facts)] if facts["whole"] else []),
        *([tell(args, BARE_GROUND if args.basis == ROAD_KM else NO_BUILT_GROUND)] if facts["basis"] == AREA_KM2 else []),
    ]  # fmt: skip


COMMAND = Command(key="hotspots", help=N_("热点：案卷在哪里聚集"), add=add, run=run)
