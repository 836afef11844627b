"""The located cases after many small steps are those made anew, row for row, whatever the way there."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np

from gis.cases.build import refresh
from gis.cases.framing import open_frame
from gis.county import County
from gis.ledger.erase import erase
from gis.ledger.importing import Order, import_paths
from gis.ledger.manual import say
from gis.ledger.retract import restore, retract
from gis.ledger.store import open_store
from gis.registers import load as registers_of
from gis.vocabulary import load as vocabulary_of
from tests.ledger.office import DAY0, PROFILE, cases, make_county, row, take, write


def anew(county: County) -> list[dict[str, Any]]:
    """The cases without any cache."""
    shutil.rmtree(county.points / "cache")
    return cases(county).to_pylist()


def rows_of_the_frame(county: County) -> list[int]:
    """The ckey of each row of the Frame, as the case files have it where the Frame says."""
    parts = refresh(county, today=DAY0.date())
    frame = open_frame(parts, registers_of(county), vocabulary_of(county.root))
    assert frame.rows is not None
    stored = parts.read(["ckey"]).column("ckey").to_numpy()
    assert stored[frame.rows].tolist() == np.asarray(frame.ckey).tolist()
    return sorted(stored.tolist())


def test_rows_stay_where_the_frame_says_when_a_batch_goes_and_comes_back(tmp_path: Path) -> None:
    county = make_county(tmp_path / "data")
    take(county, write(tmp_path, "a", [row(n) for n in range(1, 40)]), 20)
    second = take(county, write(tmp_path, "b", [row(n, state="已结案", closed=18) for n in (3, 5)]), 21)
    before = rows_of_the_frame(county)
    retract(county, second.batch_id, now=DAY0)
    assert rows_of_the_frame(county) == before
    restore(county, second.batch_id, now=DAY0)
    assert rows_of_the_frame(county) == before


def test_another_rule_of_sighting_folds_old_cases_again(tmp_path: Path) -> None:
    county = make_county(tmp_path / "data")
    seen = 'source = "eye"\nidentity = ["地址"]\nresight_days = {}\n[columns]\nfound_at = "发现时间"\n'
    far = [row(1) | {"地址": "甲"}, row(7) | {"地址": "甲"}]  # two days apart
    for days, rows in ((1, far), (3, [row(n) | {"地址": f"乙{n}"} for n in range(1)])):
        (county.root / "profiles" / f"eye{days}.toml").write_text(seen.format(days), encoding="utf-8")
        order = Order(exported_at=DAY0.replace(day=20), now=DAY0, profile=f"eye{days}")
        import_paths(county, [write(tmp_path, f"eye{days}", rows)], order)
        held = cases(county).to_pylist()
    assert [r["sightings"] for r in held if r["address"] is None] == [2, 1]
    assert held == anew(county)


def test_a_rank_is_that_of_the_newest_export_whatever_came_in_first(tmp_path: Path) -> None:
    ranks = []
    for order in ((1, 2), (2, 1)):
        county = make_county(tmp_path / f"{order}")
        for n in order:
            profile = PROFILE.replace('source = "office"', f'source = "office"\nrank = {n}')
            (county.root / "profiles" / "office.toml").write_text(profile, encoding="utf-8")
            take(county, write(tmp_path, f"r{n}", [row(n)]), 20 + n)
        ranks.append(open_store(county).sources.ranks)
    assert ranks == [{"office": 2}, {"office": 2}]


def test_a_batch_whose_manifest_was_taken_away_takes_its_cases_along(tmp_path: Path) -> None:
    county = make_county(tmp_path / "data")
    take(county, write(tmp_path, "a", [row(n) for n in range(1, 20)]), 20)
    second = take(county, write(tmp_path, "b", [row(30)]), 21)
    assert cases(county).num_rows == 20
    (county.points / "batches" / f"{second.batch_id}.json").unlink()
    assert cases(county).num_rows == 19


def test_a_click_is_no_export(tmp_path: Path) -> None:
    county = make_county(tmp_path / "data")
    take(county, write(tmp_path, "a", [row(1), row(2)]), 10, kind="full")
    take(county, write(tmp_path, "b", [row(2)]), 11, kind="full")
    was = refresh(county, today=DAY0.date()).facts["newest_export_at"]
    one = cases(county).to_pylist()[0]
    say(county, one, {"note": "已核"}, by="x", now=DAY0.replace(day=25))
    parts = refresh(county, today=DAY0.date())
    frame = open_frame(parts, registers_of(county), vocabulary_of(county.root))
    assert parts.facts["newest_export_at"] == was
    assert int(np.count_nonzero(np.asarray(frame.flags) & 2)) == 1, (
        "still missing from the newest full export"
    )


def test_erased_words_leave_the_cases_even_if_the_caches_were_not_cleared(tmp_path: Path) -> None:
    county = make_county(tmp_path / "data")
    take(county, write(tmp_path, "a", [row(n) for n in range(1, 20)]), 20)
    before = cases(county)
    county_cache = county.points / "cache" / "cases"
    kept = tmp_path / "kept"
    shutil.copytree(county_cache, kept)
    erase(county, before.to_pylist()[0], who="w", why="y", now=DAY0)
    shutil.rmtree(county_cache, ignore_errors=True)
    shutil.copytree(kept, county_cache)  # as after a kill between the two steps
    assert cases(county).to_pylist()[0]["address"] is None


def test_a_frame_of_another_age_is_made_again(tmp_path: Path) -> None:
    county = make_county(tmp_path / "data")
    take(county, write(tmp_path, "a", [row(1), row(2)]), 20)
    held = rows_of_the_frame(county)
    (folder,) = (county.points / "cache" / "frames").iterdir()
    for broken in ("{}", "[", json.dumps({"version": "x", "of_yore": 1})):
        (folder / "frame.json").write_text(broken, encoding="utf-8")
        assert rows_of_the_frame(county) == held
    (folder / "found.npy").unlink()
    assert rows_of_the_frame(county) == held
    assert not [p for p in folder.parent.iterdir() if p != folder]


def test_more_names_than_small_numbers(tmp_path: Path) -> None:
    county = make_county(tmp_path / "data")
    profile = PROFILE.replace("[columns]", '[columns]\nresponsible_unit = "地址"')
    (county.root / "profiles" / "office.toml").write_text(profile, encoding="utf-8")
    take(
        county,
        write(tmp_path, "a", [row(1) | {"案卷号": f"B{n}", "地址": f"摊{n}"} for n in range(33_000)]),
        20,
    )
    frame = open_frame(refresh(county, today=DAY0.date()), registers_of(county), vocabulary_of(county.root))
    assert {frame.units[code] for code in np.asarray(frame.unit).tolist()} == {
        f"摊{n}" for n in range(33_000)
    }
