"""Any order of arrival of the same batches gives the same current table; twice is once; an undo can be undone."""

from __future__ import annotations

import random
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis.cases.build import refresh
from gis.ledger.manual import say
from gis.ledger.retract import restore, retract
from tests.ledger.office import DAY0, cases, make_county, row, take, write

STATES = ["处理中", "已结案", "挂账"]


@st.composite
def exports(draw: st.DrawFn) -> tuple[str, float, list[dict[str, Any]]]:
    kind = draw(st.sampled_from(["delta", "full", "flags"]))
    when = draw(st.integers(10, 16))
    numbers = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    if kind == "flags":
        return kind, when, [{"案卷号": f"A{n}", "返工": draw(st.integers(0, 2))} for n in numbers]
    states = [draw(st.sampled_from(STATES)) for _ in numbers]
    return kind, when, [row(n, state=s, closed=9 if s == "已结案" else None) for n, s in zip(numbers, states)]


@st.composite
def stories(draw: st.DrawFn) -> list[tuple[Any, ...]]:
    steps: list[tuple[Any, ...]] = [("import", *draw(exports())) for _ in range(draw(st.integers(2, 4)))]
    clicks = [("say", draw(st.integers(1, 4)), draw(st.integers(10, 16)), draw(st.sampled_from(["voided", "closed"])))
              for _ in range(draw(st.integers(0, 2)))]  # fmt: skip
    undone = [("retract", i) for i in range(len(steps)) if draw(st.booleans()) and draw(st.booleans())]
    return steps + clicks + undone


def live(story: list[tuple[Any, ...]], order: list[int], *, midway: bool) -> Any:
    """Play the steps in ``order``; a retraction waits for its import. ``midway``: refresh the caches at each step."""
    with tempfile.TemporaryDirectory() as folder:
        county = make_county(Path(folder) / "data")
        done: dict[int, str] = {}
        late = [i for i in order if story[i][0] == "retract"]
        for i in [i for i in order if story[i][0] != "retract"] + late:
            step = story[i]
            if step[0] == "import":
                name = "flags" if step[1] == "flags" else "export"
                path = write(Path(folder), f"{name}{i}", step[3])
                done[i] = take(county, path, step[2], kind=step[1]).batch_id
            elif step[0] == "say":
                from tests.ledger.made import number

                case = {
                    "key": number(f"office\x1fA{step[1]}"),
                    "source": "office",
                    "source_case_id": f"A{step[1]}",
                    "found_at": None,
                }
                say(county, case, {"state": step[3]}, by="t", now=DAY0 + timedelta(days=step[2]))
            else:
                retract(county, done[step[1]], now=DAY0)
            if midway:
                refresh(county, today=DAY0.date())
        return cases(county)


def check(story: list[tuple[Any, ...]], chance: random.Random) -> None:
    first = list(range(len(story)))
    mixed = first.copy()
    chance.shuffle(mixed)
    want = live(story, first, midway=False)
    assert live(story, mixed, midway=True).equals(want)


FAST = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@FAST
@given(stories(), st.randoms(use_true_random=False))
def test_any_order_of_arrival(story: list[tuple[Any, ...]], chance: random.Random) -> None:
    check(story, chance)


@pytest.mark.slow
@settings(FAST, max_examples=250)
@given(stories(), st.randoms(use_true_random=False))
def test_any_order_of_arrival_many(story: list[tuple[Any, ...]], chance: random.Random) -> None:
    check(story, chance)


def test_twice_is_once(tmp_path: Path) -> None:
    county = make_county(tmp_path / "data")
    path = write(tmp_path, "a", [row(1), row(2)])
    first = take(county, path, 10)
    before = cases(county)
    again = take(county, path, 10)
    assert again.again and again.batch_id == first.batch_id
    assert cases(county).equals(before)
    assert first.fates["new"] == 2


def test_an_older_export_reopens_nothing(tmp_path: Path) -> None:
    county = make_county(tmp_path / "data")
    take(county, write(tmp_path, "new", [row(1, state="已结案", closed=9)]), 12)
    late = take(county, write(tmp_path, "old", [row(1)]), 10)
    assert late.fates["older"] == 1
    assert cases(county)["state"].to_pylist() == ["closed"]


def test_retraction_and_its_undoing(tmp_path: Path) -> None:
    county = make_county(tmp_path / "data")
    take(county, write(tmp_path, "a", [row(1), row(2)]), 10)
    before = cases(county)
    closing = take(county, write(tmp_path, "b", [row(1, state="已结案", closed=9), row(3)]), 11)
    after = cases(county)
    retract(county, closing.batch_id, now=DAY0)
    assert cases(county).equals(before)
    restore(county, closing.batch_id, now=DAY0)
    assert cases(county).equals(after)
    retract(county, closing.batch_id, now=DAY0)
    back = take(county, tmp_path / "b.csv", 11)
    assert back.again and back.restored
    assert cases(county).equals(after)


def test_missing_from_a_later_full_export(tmp_path: Path) -> None:
    from gis.live import load

    county = make_county(tmp_path / "data")
    take(county, write(tmp_path, "a", [row(1), row(2)]), 10, kind="full")
    take(county, write(tmp_path, "b", [row(2)]), 11, kind="full")
    frame = load(county.root, DAY0.date()).frame
    assert sorted((f & 2) // 2 for f in frame.flags.tolist()) == [0, 1]
    assert len(frame) == 2


def test_located_cases_have_grid_and_unit(tmp_path: Path) -> None:
    county = make_county(tmp_path / "data")
    take(county, write(tmp_path, "a", [row(1), row(2, x=112.01), row(3, x=112.5), row(4, x=0)]), 10)
    table = cases(county).to_pydict()
    assert table["grid_code"] == ["g_01", "g_01", None, None]
    assert table["unlocated"] == [None, None, "outside_grids", "outside_grids"]
    assert table["lead_unit"][:2] == ["u0", "u0"]
