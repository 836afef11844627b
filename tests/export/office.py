"""A county of four cases at one corner: what came back to what is counted by hand."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from gis.filters import Filters
from gis.live import Loaded, load
from gis.select import Selection, select
from gis.views.rebounds import Rebounds, rebounds
from tests.browser import counties

NOW = counties.NOW
FORMULAS = ("=1+1", "@x", "-2", "http://x.y/z", "<r>x</r>", "+A1")
"""Addresses that a careless workbook turns into something else."""


def county(root: Path, rows: list[dict[str, Any]]) -> Loaded:
    """A county of one grid with these cases, opened."""
    made = counties.new(root)
    square = (counties.square(0), {"grid_code": "g_01", "name": "=东关", "lead_unit": "u1"})
    counties.layer(root / "grids.geojson", [square])
    if rows:
        counties.take(made, counties.table(root / "office.csv", counties.HEADER, rows))
    return load(root, NOW.date())


def corner(root: Path) -> Loaded:
    """A1 closed; A2 18 m off three days later, closed; A3 where A1 was, A4 41 m beyond A2 and 60 m from A1."""
    return county(root, [
        done("A1", 0.5, "2026-03-01 08:00", "2026-03-02 08:00"),
        done("A2", 0.52, "2026-03-05 08:00", "2026-03-06 08:00", 地址="=1+1"),
        counties.case("A3", 0.5, 发现时间="2026-03-08 20:00", 地址="@x"),
        counties.case("A4", 0.565, 发现时间="2026-03-08 21:00", 地址="http://x.y/z"),
    ])  # fmt: skip


def done(number: str, place: float, found: str, closed: str, **said: str) -> dict[str, Any]:
    """A closed case."""
    return counties.case(number, place, 发现时间=found, 结案时间=closed, 状态="已结案", **said)


def asked(
    loaded: Loaded,
    as_of: datetime = NOW,
    filters: Filters = Filters(set="rebound"),  # noqa: B008 - frozen
) -> tuple[Rebounds, Selection]:
    """The page's answer and the cases of its register."""
    view = rebounds(loaded, filters, as_of=as_of, lang="zh")
    return view, select(loaded.frame, view.filters, as_of=as_of, tz=loaded.county.tz)
