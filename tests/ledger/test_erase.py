"""Erasure: the words are gone from every file, everything else stays, and the stone says who, when and why."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow.parquet as pq

from gis.ledger.batches import load_all
from gis.ledger.compact import compact
from gis.ledger.erase import erase
from gis.ledger.retract import retract
from tests.ledger.office import DAY0, cases, make_county, row, take, write


def test_the_words_of_one_case_leave_every_file(tmp_path: Path) -> None:
    county = make_county(tmp_path / "data")
    take(county, write(tmp_path, "a", [row(1), row(2)]), 10)
    second = take(county, write(tmp_path, "b", [row(1, state="已结案", closed=9)]), 11)
    take(county, write(tmp_path, "c", [row(3)]), 12)
    retract(county, second.batch_id, now=DAY0)
    before = cases(county).to_pylist()
    assert erase(county, before[0], who="档案室", why="依申请", now=DAY0) == 2
    after = cases(county).to_pylist()
    assert after[0]["address"] is None and before[0]["address"] == "甲街1号"
    assert [r["address"] for r in after[1:]] == ["甲街2号", "甲街3号"]
    assert [(r["state"], r["lon"], r["grid_code"]) for r in after] == [
        (r["state"], r["lon"], r["grid_code"]) for r in before
    ]
    raw = b"".join(p.read_bytes() for p in (county.points / "raw").iterdir())
    assert "甲街1号".encode() not in raw and "甲街3号".encode() in raw
    for path in county.points.rglob("*.parquet"):
        assert "甲街1号" not in pq.read_table(path).column("address").to_pylist(), path
    stones = [line for b in load_all(county.points) for line in b.history if line["action"] == "erase"]
    assert len(stones) == 2 and stones[0]["who"] == "档案室" and stones[0]["why"] == "依申请"
    assert [b.retracted for b in load_all(county.points)].count(True) == 1


def test_the_words_leave_a_file_that_many_batches_share_and_what_a_kill_left(tmp_path: Path) -> None:
    county = make_county(tmp_path / "data")
    for n in (1, 2, 3):
        take(county, write(tmp_path, f"e{n}", [row(n)]), 10 + n)
    left = county.points / "statements" / "left-by-a-kill.parquet"
    first = load_all(county.points)[0].statements["file"]
    shutil.copy(county.points / first, left)
    assert compact(county, many=2) == 3
    before = cases(county).to_pylist()
    assert erase(county, before[0], who="w", why="y", now=DAY0) == 1
    assert [r["address"] for r in cases(county).to_pylist()] == [None, "甲街2号", "甲街3号"]
    for path in county.points.rglob("*.parquet"):
        assert "甲街1号" not in pq.read_table(path).column("address").to_pylist(), path
    assert not left.exists()
    assert [b.erased for b in load_all(county.points)] == [1, 0, 0]
    assert [bool(b.raw) for b in load_all(county.points)] == [False, True, True]
    assert sorted(len(b.history) for b in load_all(county.points)) == [0, 0, 1]
