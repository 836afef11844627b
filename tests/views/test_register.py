"""反弹问题清单: which case came back to which, and for the how-manieth time."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from gis.filters import Filters
from gis.live import Loaded, load
from gis.rebounds.ground import open_ground, points_of
from gis.rebounds.linking import chains
from gis.select import kpis, select
from gis.views.names import names
from gis.views.register import COLUMNS, nth_return, register, whole
from tests.export.office import NOW, asked, corner, county


@pytest.fixture(scope="module")
def four(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return corner(tmp_path_factory.mktemp("corner") / "county")


def test_a_line_says_what_came_back_to_what(four: Loaded) -> None:
    _, selection = asked(four)
    lines = register(four, selection, names(four, "zh"))
    assert list(lines["source_case_id"]) == ["A4", "A3", "A2"]  # newest first
    assert list(lines["origin_source_case_id"]) == ["A2", "A2", "A1"]
    assert list(lines["days_since_close"]) == [2.5, 2.5, 3.0]
    assert list(lines["distance_m"]) == [42, 18, 18]
    assert list(lines["nth"]) == [1, 2, 1]  # A4 lies too far from A1 to be of its chain
    assert str(lines["origin_closed_at"].iloc[2]) == "2026-03-02 08:00:00+08:00"
    ckeys = dict(zip(four.frame.rows, four.frame.ckey))
    assert set(lines["origin_ckey"]) <= set(ckeys.values())


def test_pages_add_up_to_the_whole(four: Loaded) -> None:
    words = names(four, "zh")
    _, selection = asked(four)
    pages = pd.concat([register(four, selection, words, size=2, number=n) for n in range(2)])
    every = pd.concat(whole(four, selection, words))
    assert pages["case_id"].tolist() == every["case_id"].tolist()
    assert len(every) == selection.count == 3


def test_nothing_came_back(tmp_path: Path) -> None:
    loaded = county(tmp_path / "county", [])
    _, selection = asked(loaded)
    assert register(loaded, selection, names(loaded, "zh")).columns.tolist() == list(COLUMNS)
    assert [len(piece) for piece in whole(loaded, selection, names(loaded, "zh"))] == [0]


def test_only_rebounds_have_a_register(four: Loaded) -> None:
    selection = select(four.frame, Filters(), as_of=NOW, tz=four.county.tz)
    with pytest.raises(ValueError, match="open"):
        register(four, selection, names(four, "zh"))


def test_the_count_is_that_of_its_chain(demo_data: Path) -> None:
    loaded = load(demo_data, datetime(2026, 11, 22, tzinfo=UTC).date())
    now = loaded.county.present(datetime(2026, 11, 22, tzinfo=UTC))
    question = Filters(set="rebound", window=60)
    selection = select(loaded.frame, question, as_of=now, tz=loaded.county.tz)
    assert selection.count == kpis(loaded.frame, question, as_of=now, tz=loaded.county.tz).rebound > 1000
    links = loaded.links(question.radius)
    ground = open_ground(loaded.parts, loaded.frame, loaded.registers.metric)
    points, _ = points_of(loaded.frame, ground, loaded.vocabulary.group_of(), question.radius)
    chain, back = chains(links, points, question.window), links.rebound(question.window)

    def climbed(row: int) -> int:
        """Rebounds from ``row`` up to the first case of its chain."""
        first, count = chain[row], 0
        while True:
            count += bool(back[row])
            if row == first:
                return count
            row = int(links.origin[row])

    rows = np.flatnonzero(selection.mask)
    nth = nth_return(loaded, question, rows)
    assert nth.tolist() == [climbed(int(r)) for r in rows]
    assert nth.max() >= 3
