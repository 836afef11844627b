"""``python -m gis heating [--unit grid|cell] [filters] --out F.csv``: the 升温清单."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gis.cli._base import Command, only_csv, open_now, show, tell
from gis.cli.hotspots import add_unit, filters_for, lagging_lines
from gis.hotspots.heating import ALL, Heating, Rise, heating
from gis.hotspots.units import GRID, units_of
from gis.hotspots.wavering import RECENT
from gis.hotspots.weekly import weekly_of
from gis.hotspots.windows import known_until, lagging
from gis.ledger.files import plain_errors, write_aside
from gis.live import Loaded
from gis.select import fingerprint
from gis.settings import Settings
from gis.views.names import names
from gis.words import N_

COLUMNS = (
    "unit_id", "name", "group", "group_name", "recent", "before", "expected", "ratio", "low", "high", "p", "q",
    "weeks_listed", "since", "reason",
)  # fmt: skip
RISEN = N_(
    "最近 {recent_weeks} 周 {recent} 件，按此前 {before_weeks} 周所占份额预期 {fair} 件，为 {ratio} 倍（95% 区间 {low}–{high}）"
)
FIRST = N_("最近 {recent_weeks} 周 {recent} 件，此前 {before_weeks} 周没有")
LASTING = N_("，已连续 {weeks_listed} 周在清单上（{since} 起）")
FRESH = N_("，本周新上清单")


def add(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command. The weeks are fixed: the last four against the 48 before them."""
    add_unit(parser)
    parser.add_argument("--out", required=True, type=Path, metavar="F.csv")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Write one row for each unit and group heating up, the surest first; what was tested is printed."""
    only_csv(args.out)
    filters = filters_for(args)
    loaded, now = open_now(args)
    county = loaded.county
    units = units_of(loaded, args.kind, day=now.astimezone(county.tz).date())
    heard = known_until(loaded, filters, as_of=now)
    weekly = weekly_of(
        units, loaded.frame, filters, as_of=heard, tz=county.tz, group_of=loaded.vocabulary.group_of()
    )  # fmt: skip
    found = heating(units, weekly, area=county.zh if args.lang == "zh" else county.en)
    grids = names(loaded, args.lang).grids if args.kind == GRID else {}
    groups = group_names(loaded, args.lang) | {ALL: tell(args, N_("全部案卷"))}
    rows = [_row(args, rise, found, grids, groups) for rise in found.rises]
    with plain_errors(args.out):
        write_aside(args.out, lambda aside: _write(aside, rows))
    facts = {k: v for k, v in vars(found.method).items() if k != "noise"} | {
        "clump": found.method.noise[ALL][0], "waver": found.method.noise[ALL][1],
        "out": str(args.out), "rows": len(rows), "places": len({r.unit for r in found.rises}),
        "recent_weeks": RECENT, "as_of": now.astimezone(county.tz).isoformat(timespec="minutes"),
        "fingerprint": fingerprint(loaded.frame.version, filters, now),
        "lagging": lagging(loaded, filters, weekly.steps, tz=county.tz),
    }  # fmt: skip
    show(args, facts, [*_lines(args, facts), *lagging_lines(args, loaded, facts["lagging"])])
    return 0


def group_names(loaded: Loaded, lang: str) -> dict[str, str]:
    """Rebound group → its name."""
    known = loaded.vocabulary.rebound_groups.values()
    return {g.id: g.name(lang) for g in known}


def _row(
    args: argparse.Namespace, rise: Rise, found: Heating, grids: Mapping[str, str], groups: Mapping[str, str]
) -> dict[str, str]:
    facts = {
        "recent_weeks": RECENT, "before_weeks": found.method.before_weeks, "recent": rise.recent,
        "fair": f"{rise.expected:.1f}", "ratio": _number(rise.ratio, 1), "low": _number(rise.low, 1),
        "high": _number(rise.high, 1), "weeks_listed": rise.weeks_listed, "since": rise.since,
    }  # fmt: skip
    said = tell(args, FIRST if rise.ratio is None else RISEN, **facts)
    said += tell(args, LASTING if rise.weeks_listed > 1 else FRESH, **facts)
    name = grids.get(rise.unit_id, "")
    return {
        "unit_id": rise.unit_id, "name": "'" + name if name[:1] in tuple("=+-@\t\r") else name,
        "group": rise.group, "group_name": groups.get(rise.group, rise.group), "recent": str(rise.recent),
        "before": str(rise.before), "expected": _number(rise.expected, 3), "ratio": _number(rise.ratio, 4),
        "low": _number(rise.low, 4), "high": _number(rise.high, 4), "p": f"{rise.p:.3g}", "q": f"{rise.q:.3g}",
        "weeks_listed": str(rise.weeks_listed), "since": rise.since.isoformat(), "reason": said,
    }  # fmt: skip


def _number(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    """With a byte-order mark, so that WPS and Excel read the Chinese."""
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


def _lines(args: argparse.Namespace, facts: dict[str, Any]) -> list[str]:
    none = (
        N_("没有明显升温的地方。")
        if facts["tested"]
        else N_("案卷太少，没有一项可以检验，不能说有没有升温。")
    )
    nothing = [] if facts["rows"] else [tell(args, none)]
    return [
        tell(args, N_("已写入 {out}：{places} 处 {rows} 行，指纹 {fingerprint}。"), **facts),
        *nothing,
        tell(
            args, N_("研究范围 {area}：{turn} 起 {recent_weeks} 周，与 {first} 起 {before_weeks} 周相比，共 {cases} 件。"),
            **facts,
        ),
        tell(
            args, N_("检验 {tested} 项（单元×类别），预期不足 1 件的 {few} 项未检验；错误发现率 {rate}。"),
            rate=f"{facts['level']:.0%}", **facts,
        ),
    ]  # fmt: skip


COMMAND = Command(key="heating", help=N_("升温清单：哪里比以往更多"), add=add, run=run)
