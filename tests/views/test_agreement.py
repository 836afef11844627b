"""The same question, the same numbers: KPI line, table, points, tiles and exported file, on one fingerprint."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from gis.filters import SETS, Filters
from gis.live import Loaded, load
from gis.select import Selections, kpis
from gis.tiles.cases import case_tile
from gis.tiles.look import symbols_of, tile_style
from gis.tiles.points import points_in, read_bbox
from gis.views.overview import overview
from gis.views.table import table
from tests.cli import asked


@pytest.fixture(scope="module")
def county(demo_data: Path) -> tuple[Loaded, datetime]:
    opened = load(demo_data, datetime(2026, 11, 22, tzinfo=UTC).date())
    return opened, opened.county.present(datetime(2026, 11, 22, 1, tzinfo=UTC))


QUESTIONS = [
    Filters(),
    Filters(set="all"),
    Filters(set="overdue", days=30),
    Filters(set="new", days=7),
    Filters(set="closed", days=90, zone_kinds=("urban_village",)),
    Filters(set="suspended"),
    Filters(set="open", types=("on_road_vending", "exposed_waste")),
]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.to_query() or "open")
def test_one_number_everywhere(county: tuple[Loaded, datetime], question: Filters, tmp_path: Path) -> None:
    loaded, now = county
    held = Selections()
    view = overview(loaded, question, as_of=now, lang="zh", held=held)
    chosen = view.selection
    assert chosen.count == view.kpis.of(question.set)
    out = tmp_path / "cases.csv"
    options = [o for name, value in question.to_pairs() for o in (f"--{OPTION.get(name, name)}", value)]
    said = asked("cases", "--data", loaded.county.root, *options, "--out", out, CLEANGRID_NOW=now.isoformat())
    assert (said["count"], said["fingerprint"]) == (chosen.count, view.fingerprint)
    exported = pd.read_csv(out, encoding="utf-8-sig", dtype=str)
    assert len(exported) == chosen.count
    assert exported["case_id"].is_unique
    shown = table(loaded, chosen, view.names, size=chosen.count + 1)
    assert sorted(shown["source_case_id"]) == sorted(exported["case_id"].str.split("/", n=1).str[1])
    n, marks = points_in(chosen, read_bbox("-180,-85,180,85"), limit=10**9)
    assert n == len(marks or ()) == chosen.located == int(exported["lon"].notna().sum())


OPTION = {"types": "type", "zone_kinds": "zone-kind", "days": "days"}


@pytest.mark.parametrize("zoom", [12, 15, 18])
def test_half_open_tiles_add_up(county: tuple[Loaded, datetime], zoom: int) -> None:
    loaded, now = county
    chosen = Selections().get(loaded.frame, Filters(), as_of=now, tz=loaded.county.tz)
    frame, mask = loaded.frame, chosen.mask[: loaded.frame.located]
    shift = np.uint32(32 - zoom)
    tiles = set(
        zip(
            (frame.mx[: frame.located][mask] >> shift).tolist(),
            (frame.my[: frame.located][mask] >> shift).tolist(),
        )
    )
    style = tile_style("desk", symbols_of(loaded.vocabulary, "desk"))
    assert sum(case_tile(chosen, zoom, x, y, style=style).count for x, y in tiles) == chosen.located > 0


def test_every_set_has_its_kpi(county: tuple[Loaded, datetime]) -> None:
    loaded, now = county
    tz = loaded.county.tz
    for name in SETS:
        question = Filters(set=name, days=30)
        count = Selections().get(loaded.frame, question, as_of=now, tz=tz).count
        assert count == kpis(loaded.frame, question, as_of=now, tz=tz).of(name)
