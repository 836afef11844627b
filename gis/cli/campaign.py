"""``python -m gis campaign [--event ID] [filters] [--out F.csv]``: did it hold when the inspection was over?"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import Any

from gis.campaign import CampaignAnswer, CampaignReport, Level, Ratio, campaigns
from gis.campaign.sentences import (
    before_words,
    group_name,
    method_words,
    patrol_words,
    sentence,
    source_words,
)
from gis.cli._base import Command, open_now, show, tell
from gis.cli._filters import add_filters, filters_of
from gis.errors import GisError
from gis.ledger.files import plain_errors, write_aside
from gis.live import Loaded
from gis.select import fingerprint
from gis.settings import Settings
from gis.views.names import names
from gis.words import N_

FORMULA = tuple("=+-@\t\r")
"""A cell that begins so would be worked out by a spreadsheet."""


def add(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("--event", metavar="ID")
    add_filters(parser)
    parser.add_argument("--out", type=Path, metavar="F.csv")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print the answer for all groups together and the groups that rose; with --out every group as a row."""
    if args.out is not None and args.out.suffix.lower() != ".csv":
        raise GisError("no-format", suffix=args.out.suffix or args.out.name, known=".csv")
    filters = filters_of(args)
    loaded, now = open_now(args)
    county = loaded.county
    report = campaigns(loaded, filters, as_of=now, event_id=args.event)
    stamp = {
        "as_of": now.astimezone(county.tz).isoformat(timespec="minutes"),
        "fingerprint": fingerprint(loaded.frame.version, filters, now),
    }
    answers = [*([report.total] if report.total else []), *report.groups]
    rows = [row(report, each, loaded, args.lang) | stamp for each in answers]
    if args.out is not None:
        with plain_errors(args.out):
            write_aside(args.out, lambda aside: _write(aside, rows))
    show(args, {"event": report.event and vars(report.event), "refusal": report.refusal, "rows": rows} | stamp,
         _lines(args, report, loaded, stamp))  # fmt: skip
    return 0


def row(report: CampaignReport, given: CampaignAnswer, loaded: Loaded, lang: str) -> dict[str, Any]:
    """One group as numbers; a figure there is none of is empty, ``why`` says why."""
    words, held, turn = loaded.vocabulary, report.patrols, given.turn
    out: dict[str, Any] = {
        "event": report.event.id if report.event else "", "group": "" if given.group is None else given.group,
        "name": group_name(given.group, words, lang), "total": int(given.group is None), "targeted": int(given.targeted),
    }  # fmt: skip
    spans = report.windows
    for name, level in (("before", given.before), ("during", given.during), ("after", given.after)):
        days = getattr(spans, name) if spans else None
        out |= {f"{name}_first": days[0] if days else "", f"{name}_last": days[1] if days else ""}
        out |= _level(name, level)
    out |= _ratio("vs_during", given.vs_during) | _ratio("vs_before", given.vs_before)
    out |= _ratio("slope_week", given.slope_week)
    out |= {"q": _number(given.q), "significant": int(given.significant), "rose": int(given.rose)}
    out |= {f"turn_{k}": getattr(turn, k) if turn else "" for k in ("day", "low", "high")}
    out |= _ratio("since_turn", turn.since if turn else None)
    out |= {f"patrol_hours_week_{k}": _number(getattr(held, k)) for k in ("before", "during", "after")}
    return out | {"patrol_change": _number(held.change), "refusal": given.refusal,
                  "why": sentence(report, given, words, lang) if given.refusal else ""}  # fmt: skip


def _level(name: str, level: Level) -> dict[str, Any]:
    return {
        f"{name}_cases": level.cases,
        f"{name}_days": level.days,
        f"{name}_per_day": _number(level.per_day),
    }


def _ratio(name: str, ratio: Ratio | None) -> dict[str, Any]:
    parts = {"": "value", "_low": "low", "_high": "high", "_p": "p"}
    return {f"{name}{end}": _number(getattr(ratio, part) if ratio else None) for end, part in parts.items()}


def _number(value: float | None) -> float | str:
    return "" if value is None else float(f"{value:.6g}")


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    """With a byte-order mark, so that WPS and Excel read the Chinese."""
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]) if rows else ["event", "group"])
        writer.writeheader()
        for each in rows:
            safe = {k: "'" + v if isinstance(v, str) and v[:1] in FORMULA else v for k, v in each.items()}
            writer.writerow(safe)


def _lines(
    args: argparse.Namespace, report: CampaignReport, loaded: Loaded, stamp: dict[str, str]
) -> list[str]:
    words, lang, named = loaded.vocabulary, args.lang, names(loaded, args.lang).sources
    lines = [sentence(report, report.total, words, lang)]
    if report.total is not None and not report.total.refusal:
        lines += [before_words(report.total, lang), patrol_words(report, lang)]
        lines += [sentence(report, each, words, lang) for each in report.headlines]
        if not report.headlines:
            lines.append(tell(args, N_("没有一类问题明显反弹。")))
        lines.append(method_words(report, lang))
    lines += [source_words(report, s, named.get(s, s), lang) for s in report.left_out]
    return [*lines, tell(args, N_("截至 {as_of}，指纹 {fingerprint}。"), **stamp)]


COMMAND = Command(key="campaign", help=N_("检查或攻坚结束后是否反弹"), add=add, run=run)
