"""Write the county's CSV registers: units, calendar, limits, inspections, campaigns, patrols and the rest."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from gis.demo import days, frame, names, units
from gis.demo.draw import PATROL_FACTOR, Span, Switches, special_grids
from gis.demo.ground import make_ground
from gis.demo.kinds import KINDS

PATROL_HOURS_A_KM = 1.5
"""Patrol hours a road-km and week; the same everywhere but in the twice patrolled grid."""
WEIGHTS = (
    ("close_rate", 0.3),
    ("on_time_close_rate", 0.3),
    ("consolidation_rate", 0.3),
    ("rework_rate", 0.1),
)


def write_tables(out: Path, span: Span, seed: int, switches: Switches, tiles: int) -> None:
    """All CSV registers, UTF-8, ``\\n``; equal arguments give equal bytes."""
    for name, (head, rows) in {
        "units": unit_rows(tiles), "sources": source_rows(), "type_unit": type_rows(), "people": people_rows(),
        "inspections": inspection_rows(span), "campaigns": campaign_rows(span), "phases": phase_rows(span),
        "calendar": calendar_rows(), "limits": limit_rows(), "ranking_weights": weight_rows(),
        "responsibility": (("area_kind", "area_id", "unit_id", "role", "valid_from", "valid_to"), []),
        "patrols": patrol_rows(span, seed, switches, tiles),
    }.items():  # fmt: skip
        _write(out / f"{name}.csv", head, rows)


Table = tuple[Sequence[str], Iterable[Sequence[object]]]


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode())


def unit_rows(tiles: int) -> Table:
    """Bureaus answer everywhere; street offices and towns are one set a tile."""
    head = ("unit_id", "zh", "en", "kind", "group", "affiliation", "aliases", "valid_from", "valid_to")
    rows = []
    for tile in range(tiles):
        for u in units.UNITS if tile == 0 else units.TERRITORY:
            rows.append((frame.mark(u.id, tile), frame.title(u.zh, tile), u.en if tile == 0 else f"{u.en} ({tile + 1})",
                         u.kind, u.group, u.affiliation, ";".join(frame.title(a, tile) for a in u.aliases), "", ""))  # fmt: skip
    return head, rows


def source_rows() -> Table:
    """Whose cases there are."""
    zone = "Asia/Shanghai"
    return ("source", "zh", "en", "kind", "rank", "zone"), [
        ("collector", "数字城管", "Digital urban management", "collector", 30, zone),
        ("hotline", "便民热线", "Public hotline", "public_report", 20, zone),
        ("citizen", "市民随手拍", "Citizen photo reports", "public_report", 10, zone),
        ("covert_inspection", "暗访交办", "Covert inspection list", "covert_inspection", 40, zone),
    ]


def type_rows() -> Table:
    """Which unit answers for which type."""
    return ("problem_type", "unit_id", "valid_from", "valid_to"), [(k.id, k.unit, "", "") for k in KINDS]


def people_rows() -> Table:
    """Posts, no persons."""
    head = ("person_id", "name", "unit_id", "post", "valid_from", "valid_to")
    rows = []
    for k, u in enumerate(units.UNITS):
        post = (
            "主任"
            if u.zh.endswith(("办事处", "中心", "委员会"))
            else "镇长"
            if u.kind == "territory"
            else "负责人"
        )
        rows.append((f"R{k + 1:02d}", f"{u.zh}{post}", u.id, post, "", ""))
    return head, rows


def inspection_rows(span: Span) -> Table:
    """One covert inspection and one technical assessment."""
    (a, b), (c, d) = span.inspection, span.assessment
    return ("inspection_id", "kind", "zh", "en", "level", "start", "end"), [
        (
            f"TA{c.year}",
            "technical_assessment",
            f"{c.year}年国家卫生县技术评估",
            f"Technical assessment {c.year}",
            "省级",
            c,
            d,
        ),
        (
            f"CI{a.year}",
            "covert_inspection",
            f"{a.year}年省级暗访",
            f"Provincial covert inspection {a.year}",
            "省级",
            a,
            b,
        ),
    ]


def campaign_rows(span: Span) -> Table:
    """One campaign before the covert inspection."""
    a, b = span.campaign
    types = ";".join(k.id for k in KINDS if k.rebound_group in (
        "street_vending", "illegal_parking_motor", "illegal_parking_non_motor", "exposed_waste", "accumulated_waste",
        "illegal_posters"))  # fmt: skip
    return ("campaign_id", "zh", "en", "types", "start", "end"), [
        ("C1", "市容环境百日攻坚行动", "Hundred-day street campaign", types, a, b),
    ]


def phase_rows(span: Span) -> Table:
    """The stages of the title's work, each ends where the next begins."""
    marks = [span.start, span.assessment[0] - timedelta(days=60), span.assessment[1] + timedelta(days=1),
             span.campaign[0], span.inspection[1] + timedelta(days=1), span.end + timedelta(days=1)]  # fmt: skip
    titles = (("宣传发动阶段", "Mobilisation"), ("迎接技术评估阶段", "Before the assessment"), ("整改提升阶段", "Improvement"),
              ("攻坚迎检阶段", "Campaign and inspection"), ("巩固保持阶段", "Consolidation"))  # fmt: skip
    return ("phase_id", "zh", "en", "start", "end"), [
        (f"PH{k + 1}", zh, en, marks[k], marks[k + 1] - timedelta(days=1))
        for k, (zh, en) in enumerate(titles)
    ]


def calendar_rows() -> Table:
    """Holidays, make-up workdays, market days and festival fairs from 2024-11 to 2026-12."""
    rows: list[tuple[date, str, str, str]] = [
        (d, "holiday", zh, en) for d, (zh, en) in days.holidays().items()
    ]
    rows += [(date.fromisoformat(d), "workday", "调休上班", "Make-up workday") for d in days.WORKDAYS]
    rows += [
        (d, "market_day", "大集", "Market day")
        for d in days.each("2024-11-01", "2026-12-31")
        if days.is_market(d)
    ]
    rows += [(d, "festival", zh, en) for a, b, zh, en in days.FESTIVALS for d in days.each(a, b)]
    return ("day", "kind", "zh", "en"), sorted(rows)


def limit_rows() -> Table:
    """Time limits by type and area grade: half as long again on second-grade ground."""
    rows = []
    for k in KINDS:
        for grade, factor in (("一类", 1.0), ("二类", 1.5)):
            rows.append((k.id, "", grade, f"{k.limit * factor:g}", k.limit_unit))
    return ("problem_type", "condition", "area_grade", "value", "unit"), rows


def weight_rows() -> Table:
    """Weights of the ranking."""
    return ("measure", "weight", "valid_from", "valid_to"), [(m, w, "", "") for m, w in WEIGHTS]


def patrol_rows(span: Span, seed: int, switches: Switches, tiles: int) -> Table:
    """Patrol hours, one row a grid and week: ``day`` is the Monday the week begins with.

    Hours follow road length, with five in a hundred of noise that detection does not know of.
    """
    ground, rng = make_ground(), np.random.default_rng([seed, 99])
    km = np.bincount(ground.sites.grid, ground.sites.km, len(ground.grids.code))
    factor = np.ones(len(km))
    if switches.patrolled_grid:
        factor[special_grids(ground)[1]] = PATROL_FACTOR
    monday = span.start - timedelta(days=span.start.weekday())
    rows: list[tuple[object, ...]] = []
    while monday <= span.end:
        inside = sum(span.start <= monday + timedelta(days=k) <= span.end for k in range(7)) / 7
        for tile in range(tiles):
            hours = km * factor * PATROL_HOURS_A_KM * inside * rng.normal(1, 0.05, len(km)).clip(0.8, 1.2)
            rows += [
                (monday, frame.code(c, tile), "collector", f"{h:.1f}")
                for c, h in zip(ground.grids.code, hours, strict=True)
            ]
        monday += timedelta(days=7)
    return ("day", "grid_code", "source", "hours"), rows


__all__ = ["names", "write_tables"]
