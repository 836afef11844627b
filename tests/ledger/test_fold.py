"""The fold against its own definition read row by row, and the office's stories told in a few statements."""

from __future__ import annotations

import random

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.ledger.fold import CURRENT, Sources, fold
from gis.schema import FIELDS
from tests.ledger.made import at, naive_fold, statement, table

RANKS = {"collector": 10, "hotline": 5}
SOURCES = Sources(ranks=RANKS, resight_days={}, exported={"b1": 0})


def states(rows: list[dict]) -> dict[str, str]:
    out = fold(table(rows), SOURCES)
    return dict(zip(out["case_id"].to_pylist(), out["state"].to_pylist()))


values = {
    "state": st.sampled_from(["filed", "closed", None]),
    "address": st.sampled_from(["甲街1号", "乙街2号", None]),
    "rework_count": st.sampled_from([0, 1, None]),
    "closed_at": st.sampled_from([at(3), at(9), None]),
    "geometry": st.sampled_from([{"x": 112.0, "y": 34.0}, {"x": 112.5, "y": 34.0}, None]),
}


@st.composite
def statements(draw: st.DrawFn) -> list[dict]:
    rows = []
    for _ in range(draw(st.integers(1, 14))):
        names = draw(st.sets(st.sampled_from(sorted(values)), min_size=1))
        rows.append(statement(
            draw(st.sampled_from(["1", "2"])), draw(st.integers(0, 5)),
            said_by=draw(st.sampled_from(["collector", "hotline", "manual"])),
            **{n: draw(values[n]) for n in sorted(names)},
        ))  # fmt: skip
    return rows


@settings(max_examples=300, deadline=None)
@given(statements(), st.randoms(use_true_random=False))
def test_fold_is_the_rule_and_order_never_matters(rows: list[dict], chance: random.Random) -> None:
    out = fold(table(rows), SOURCES)
    want = naive_fold(rows, RANKS)
    assert out.schema.equals(CURRENT)
    got = {r["case_id"]: {f: r[f] for f in FIELDS} for r in out.to_pylist()}
    assert got == want
    mixed = rows * 2  # every statement twice, in any order
    chance.shuffle(mixed)
    again = fold(table(mixed), SOURCES).drop_columns(["statements"])
    assert again.equals(out.drop_columns(["statements"]))


def test_older_export_reopens_nothing() -> None:
    assert states([statement("1", 5, state="closed"), statement("1", 1, state="filed")]) == {
        "collector/1": "closed"
    }


def test_nightly_export_does_not_undo_a_correction() -> None:
    rows = [statement("1", 0, state="filed"), statement("1", 5, said_by="manual", state="voided")]
    rows += [statement("1", 24 * n, state="filed") for n in range(1, 5)]
    assert states(rows) == {"collector/1": "voided"}
    assert states([*rows, statement("1", 200, state="closed")]) == {"collector/1": "closed"}


def test_a_correction_repeated_by_hand_counts_again() -> None:
    rows = [
        statement("1", 0, state="filed"),
        statement("1", 1, said_by="manual", state="voided"),
        statement("1", 2, state="closed"),
        statement("1", 3, said_by="manual", state="voided"),
    ]
    assert states(rows) == {"collector/1": "voided"}


def test_open_closed_reopened_with_equal_content_is_seen() -> None:
    rows = [statement("1", t, state=s) for t, s in [(0, "filed"), (1, "closed"), (2, "filed")]]
    assert states(rows) == {"collector/1": "filed"}


def test_flags_only_changes_only_flags() -> None:
    rows = [statement("1", 0, state="filed", address="甲街1号"), statement("1", 9, rework_count=2)]
    out = fold(table(rows), SOURCES).to_pylist()[0]
    assert (out["state"], out["address"], out["rework_count"]) == ("filed", "甲街1号", 2)


def test_an_empty_cell_says_empty() -> None:
    rows = [
        statement("1", 0, closed_at=at(0), state="closed"),
        statement("1", 1, closed_at=None, state="filed"),
    ]
    assert fold(table(rows), SOURCES).to_pylist()[0]["closed_at"] is None


def test_at_one_instant_a_person_wins_over_any_source() -> None:
    rows = [statement("1", 1, said_by="manual", state="voided"), statement("1", 1, state="closed")]
    assert states(rows) == {"collector/1": "voided"}


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 400), min_size=1, max_size=25), st.randoms(use_true_random=False))
def test_sightings_make_runs(hours: list[int], chance: random.Random) -> None:
    rows = [statement("k", h, found_at=at(h), state="reported") for h in hours]
    chance.shuffle(rows)
    out = fold(table(rows), Sources(ranks=RANKS, resight_days={"collector": 3}, exported={})).to_pylist()
    want: list[list[int]] = []
    for h in sorted(set(hours)):
        if want and h - want[-1][-1] <= 72:
            want[-1].append(h)
        else:
            want.append([h])
    assert [(r["found_at"], r["last_seen_at"], r["sightings"]) for r in out] == [
        (at(w[0]), at(w[-1]), len(w)) for w in want
    ]
    assert [r["case_id"] for r in out] == [f"collector/k-{at(w[0]):%Y%m%dT%H%M%SZ}" for w in want]


def test_nothing_in_nothing_out() -> None:
    assert fold(table([]), SOURCES).num_rows == 0
    assert isinstance(fold(table([]), SOURCES), pa.Table)
