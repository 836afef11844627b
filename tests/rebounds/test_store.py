"""Links on disk: made once for a version and radius, mapped, made again when they cannot be what is asked for."""

from __future__ import annotations

import csv
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from gis.cases.frame import Frame
from gis.cases.parts import Parts
from gis.live import load
from gis.rebounds.ground import open_ground, points_of
from gis.rebounds.linking import link
from gis.rebounds.links import FIELDS
from gis.rebounds.store import KEEP_RADII, ensure, find
from tests.cli import asked, gis
from tests.rebounds.kept import GROUP_OF, kept
from tests.rebounds.test_ground import DAY, METRIC, case

TWO = [case(closed=DAY + timedelta(hours=2)), case(found=DAY + timedelta(days=2))]


def folder(parts: Parts, radius: int) -> Path:
    return parts.folder.parent / "rebounds" / parts.version / f"r{radius}"


@pytest.fixture
def store(tmp_path: Path) -> tuple[Parts, Frame]:
    return kept(tmp_path, TWO)


def test_what_is_kept_is_what_linking_gives(store: tuple[Parts, Frame]) -> None:
    parts, frame = store
    assert find(parts, 50, GROUP_OF) is None
    held = ensure(frame, parts, METRIC, GROUP_OF, 50)
    points, _ = points_of(frame, open_ground(parts, frame, METRIC), GROUP_OF, 50)
    for name, kind in FIELDS.items():
        np.testing.assert_array_equal(getattr(held, name), getattr(link(points, 50), name))
        assert getattr(held, name).dtype == kind
        assert not getattr(held, name).flags.writeable
    assert held.gap_s[frame.ckey == 1] == 46 * 3600
    assert find(parts, 51, GROUP_OF) is None


def test_no_cases_have_links_too(tmp_path: Path) -> None:
    parts, frame = kept(tmp_path, [])
    assert len(ensure(frame, parts, METRIC, GROUP_OF, 50).origin) == 0
    assert find(parts, 50, GROUP_OF) is not None


@pytest.mark.parametrize("harm", ["cut", "gone", "nonsense"])
def test_a_damaged_cache_is_made_again(store: tuple[Parts, Frame], harm: str) -> None:
    parts, frame = store
    ensure(frame, parts, METRIC, GROUP_OF, 50)
    path = folder(parts, 50) / "origin.npy"
    if harm == "gone":
        path.unlink()
    elif harm == "cut":
        path.write_bytes(path.read_bytes()[:-3])
    else:
        (folder(parts, 50) / "links.json").write_text("[", encoding="utf-8")
    assert find(parts, 50, GROUP_OF) is None
    assert ensure(frame, parts, METRIC, GROUP_OF, 50).origin[frame.ckey == 1] >= 0


def test_other_groups_are_other_links(store: tuple[Parts, Frame]) -> None:
    parts, frame = store
    ensure(frame, parts, METRIC, GROUP_OF, 50)
    assert find(parts, 50, {**GROUP_OF, "dust": "exposed_waste"}) is None
    assert (ensure(frame, parts, METRIC, {}, 50).origin == -1).all()


def test_a_killed_writer_leaves_nothing_that_is_taken_for_links(store: tuple[Parts, Frame]) -> None:
    parts, frame = store
    ensure(frame, parts, METRIC, GROUP_OF, 50)
    (folder(parts, 50) / "links.json").unlink()  # written last: this is what a kill before it looks like
    assert find(parts, 50, GROUP_OF) is None


def test_radii_asked_for_last_are_kept(store: tuple[Parts, Frame]) -> None:
    parts, frame = store
    radii = range(10, 10 + KEEP_RADII + 4)
    for at, radius in enumerate(radii):
        ensure(frame, parts, METRIC, GROUP_OF, radius)
        for path in (folder(parts, radius), folder(parts, radius) / "links.json"):
            os.utime(path, (at, at))
        assert find(parts, 10, GROUP_OF) is not None, "asked for again and again"
    assert [r for r in radii if find(parts, r, GROUP_OF) is None] == [11, 12, 13]


def test_old_versions_are_forgotten(tmp_path: Path) -> None:
    for at in range(6):
        parts, frame = kept(tmp_path, TWO, version=f"v{at}")
        ensure(frame, parts, METRIC, GROUP_OF, 50)
    assert len(list((tmp_path / "rebounds").iterdir())) == 4


def test_two_who_ask_at_once_make_them_once(
    store: tuple[Parts, Frame], monkeypatch: pytest.MonkeyPatch
) -> None:
    import gis.rebounds.linking as linking

    parts, frame = store
    made: list[int] = []
    plain = linking.link

    def counted(points: object, radius: int) -> object:
        made.append(radius)
        return plain(points, radius)

    monkeypatch.setattr(linking, "link", counted)
    threads = [threading.Thread(target=ensure, args=(frame, parts, METRIC, GROUP_OF, 50)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [50]


@pytest.fixture(scope="module")
def register(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict, list[dict[str, str]]]:
    out = tmp_path_factory.mktemp("register") / "r.csv"
    facts = asked("rebounds", "--data", demo_data, "--start", "2026-06-01", "--out", out)
    return facts, list(csv.DictReader(out.open(encoding="utf-8-sig")))


def test_the_register_says_which_case_came_back_to_which(
    register: tuple[dict, list[dict[str, str]]], demo_data: Path
) -> None:
    facts, rows = register
    loaded = load(demo_data, datetime(2026, 11, 22, tzinfo=UTC).date())
    assert facts["count"] == len(rows) > 1000
    assert list(rows[0]) == [
        "case_id", "rebound_of", "chain_id", "distance_m", "days_since_close", "rebound_group", "grid_code",
    ]  # fmt: skip
    assert len({r["case_id"] for r in rows}) == len(rows)
    assert all(0 <= float(r["distance_m"]) <= 50 and 0 < float(r["days_since_close"]) <= 30 for r in rows)
    assert {r["rebound_group"] for r in rows} <= set(loaded.vocabulary.group_of().values())
    chain = {r["case_id"]: r["chain_id"] for r in rows}
    for r in rows:  # of its chain, or the first of one
        assert r["chain_id"] in (r["case_id"], r["rebound_of"], chain.get(r["rebound_of"], r["chain_id"]))
    out = {k: facts[k] for k in ("no_place", "no_group", "no_time", "inaccurate", "duplicates", "taken")}
    assert sum(out.values()) == facts["cases"]


def test_a_wider_radius_and_a_longer_window_find_no_fewer(
    register: tuple[dict, list[dict[str, str]]], demo_data: Path, tmp_path: Path
) -> None:
    _, rows = register
    wide = tmp_path / "wide.csv"
    gis(
        "rebounds",
        "--data",
        demo_data,
        "--start",
        "2026-06-01",
        "--radius",
        "80",
        "--window",
        "60",
        "--out",
        wide,
    )
    more = list(csv.DictReader(wide.open(encoding="utf-8-sig")))
    assert {r["case_id"] for r in rows} < {r["case_id"] for r in more}


def test_another_format_is_refused_in_words(demo_data: Path, tmp_path: Path) -> None:
    assert ".csv" in gis("rebounds", "--data", demo_data, "--out", tmp_path / "r.xls", ok=False).stderr
