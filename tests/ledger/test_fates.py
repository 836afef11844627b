"""Six fates, one a row."""

from __future__ import annotations

from hypothesis import given, settings

from gis.ledger.fates import fates, tally
from gis.ledger.fold import Sources
from gis.schema import FATES
from tests.ledger.made import at, statement, table
from tests.ledger.test_fold import statements

SOURCES = Sources(ranks={}, resight_days={}, exported={})


def names(existing: list[dict], incoming: list[dict], sources: Sources = SOURCES) -> list[str]:
    return [FATES[c] for c in fates(table(existing), table(incoming), sources)]


def test_each_fate_once() -> None:
    known = [statement("1", 5, state="filed"), statement("2", 5, state="filed")]
    rows = [
        statement("3", 9, state="filed"),
        statement("1", 9, state="closed"),
        statement("1", 1, state="filed"),
        statement("2", 9, state="filed"),
        statement("3", 9, state="filed"),
    ]
    assert names(known, rows) == ["new", "updated", "older", "unchanged", "repeated"]


def test_reopened_with_the_content_of_long_ago_is_an_update() -> None:
    known = [statement("1", 1, state="filed"), statement("1", 2, state="closed")]
    assert names(known, [statement("1", 3, state="filed")]) == ["updated"]


def test_a_flags_file_that_repeats_the_flag_is_unchanged() -> None:
    known = [statement("1", 1, state="filed", rework_count=1)]
    assert names(known, [statement("1", 2, rework_count=1)]) == ["unchanged"]
    assert names(known, [statement("1", 2, rework_count=2)]) == ["updated"]


def test_a_later_sighting_updates_and_one_after_the_gap_is_new() -> None:
    sources = Sources(ranks={}, resight_days={"collector": 3}, exported={})
    rows = [statement("k", h, found_at=at(h), state="reported") for h in (0, 24, 200)]
    assert names([], rows, sources) == ["new", "updated", "new"]


@settings(max_examples=150, deadline=None)
@given(statements(), statements())
def test_every_row_has_one_fate_and_new_ones_are_the_new_cases(known: list[dict], rows: list[dict]) -> None:
    got = names(known, rows)
    before = {r["source_case_id"] for r in known}
    assert got.count("new") == len({r["source_case_id"] for r in rows} - before)
    counted = tally(fates(table(known), table(rows), SOURCES), 3)
    assert sum(counted.values()) == len(rows) + 3
    again = names(known + rows, rows)
    assert set(again) <= {"older", "unchanged", "repeated", "updated"}
    assert "new" not in again
