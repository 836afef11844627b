"""What a process holds: one selection a question, shared, gone with its data version."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from gis.filters import Filters
from gis.select import Memo, Selections, fingerprint
from tests.frames import NEWEST, random_frame

TZ = ZoneInfo("Asia/Shanghai")
NOW = datetime.fromtimestamp(NEWEST, UTC)
FRAME = random_frame(300)


def test_one_selection_a_minute_and_question():
    held = Selections()
    first = held.get(FRAME, Filters(), as_of=NOW, tz=TZ)
    assert held.get(FRAME, Filters(), as_of=NOW + timedelta(seconds=59), tz=TZ) is first
    assert held.get(FRAME, Filters(), as_of=NOW + timedelta(seconds=60), tz=TZ) is not first
    assert held.get(FRAME, Filters(set="all"), as_of=NOW, tz=TZ).ground is first.ground


def test_the_oldest_leave_first_and_a_new_version_clears_all():
    held = Selections(maxsize=2)
    first = held.get(FRAME, Filters(), as_of=NOW, tz=TZ)
    for name in ("all", "new"):
        held.get(FRAME, Filters(set=name), as_of=NOW, tz=TZ)
    assert len(held) == 2
    assert held.get(FRAME, Filters(), as_of=NOW, tz=TZ) is not first
    newer = held.get(replace(FRAME, version="next"), Filters(), as_of=NOW, tz=TZ)
    assert len(held) == 1
    assert newer.ground is not first.ground


def test_the_fingerprint_changes_with_data_question_and_minute_only():
    base = fingerprint("v1", Filters(types=("a", "b")), NOW)
    assert base == fingerprint("v1", Filters(types=("b", "a", "a")), NOW + timedelta(seconds=3))
    others = {
        fingerprint("v2", Filters(types=("a", "b")), NOW),
        fingerprint("v1", Filters(types=("a",)), NOW),
        fingerprint("v1", Filters(types=("a", "b")), NOW + timedelta(minutes=1)),
        fingerprint("v1", Filters(grids=("g_01",)), NOW),
        fingerprint("v1", Filters(grids=("g_77",)), NOW),
    }
    assert len(others | {base}) == 6
    assert len(base) == 8


def test_a_thing_is_made_once_however_many_ask():
    memo, made = Memo(), []

    def make() -> int:
        made.append(1)
        return 7

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: memo.get("k", make), range(200))) == {7}
    assert len(made) == 1


def test_a_failed_making_is_tried_again():
    memo = Memo()
    with pytest.raises(ZeroDivisionError):
        memo.get("k", lambda: 1 // 0)
    assert memo.get("k", lambda: 2) == 2
