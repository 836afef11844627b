"""The other tables and the store's format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gis.errors import GisError
from gis.ledger.retract import restore, retract
from gis.ledger.store import open_store
from gis.ledger.tables import append, read
from gis.ledger.upgrade import format_of, upgrade
from gis.schema import TABLES
from tests.ledger.office import DAY0, make_county

ROWS = {
    "events": {"case_id": "office/A1", "kind": "dispatched", "at": DAY0, "unit": "u0"},
    "links": {
        "case_id": "office/A2",
        "kind": "duplicate_of",
        "other": "office/A1",
        "at": DAY0,
        "said_by": "manual",
    },
    "case_units": {"case_id": "office/A1", "unit": "u1", "role": "cooperating", "at": DAY0},
    "findings": {
        "finding_id": "f1",
        "inspection_id": "I1",
        "found_at": DAY0,
        "geometry": {"x": 112.0, "y": 34.0},
    },
    "attachments": {
        "case_id": "office/A1",
        "kind": "photo",
        "name": "前.jpg",
        "sha256": "0" * 64,
        "at": DAY0,
    },
}


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_table_takes_rows_and_gives_them_back(table: str, tmp_path: Path) -> None:
    county = make_county(tmp_path / "data")
    assert read(open_store(county), table).num_rows == 0
    batch = append(county, table, [ROWS[table]], said_by="manual", now=DAY0)
    assert append(county, table, [ROWS[table]], said_by="manual", now=DAY0).batch_id == batch.batch_id
    (row,) = read(open_store(county), table).to_pylist()
    assert {k: row[k] for k in ROWS[table]} == ROWS[table]
    retract(county, batch.batch_id, now=DAY0)
    assert read(open_store(county), table).num_rows == 0
    restore(county, batch.batch_id, now=DAY0)
    assert read(open_store(county), table).num_rows == 1


def test_an_unknown_column_is_refused(tmp_path: Path) -> None:
    county = make_county(tmp_path / "data")
    with pytest.raises(KeyError):
        append(county, "events", [{"colour": "x"}], said_by="manual", now=DAY0)


def test_upgrade_goes_step_by_step_and_stops_where_it_was_killed(tmp_path: Path) -> None:
    county = make_county(tmp_path / "data")
    assert format_of(county) == 0
    assert upgrade(county) == 1 and format_of(county) == 1
    assert upgrade(county) == 0
    done: list[int] = []

    def killed(_: object) -> None:
        raise KeyboardInterrupt

    steps = {1: lambda _: done.append(1), 2: killed}
    with pytest.raises(KeyboardInterrupt):
        upgrade(county, steps, target=3)
    assert done == [1] and format_of(county) == 2
    assert upgrade(county, {2: lambda _: done.append(2)}, target=3) == 1
    assert done == [1, 2] and format_of(county) == 3
    assert json.loads((county.points / "format.json").read_text())["format"] == 3
    with pytest.raises(GisError) as newer:
        upgrade(county)
    assert newer.value.code == "newer-format"
