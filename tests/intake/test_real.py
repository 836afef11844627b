"""Real files with the shipped profiles."""

from __future__ import annotations

import csv
import itertools
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest

from gis import vocabulary
from gis.intake import Parsed, exported_at, read_raw, to_statements
from gis.intake import profile as profiles

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
SHANGHAI = ZoneInfo("Asia/Shanghai")  # a county's own zone; the profiles have theirs
pytestmark = [pytest.mark.real, pytest.mark.skipif(not DATA.is_dir(), reason="real data is not here")]


def take(path: Path, at: datetime | None = None) -> Parsed:
    raw = read_raw(path)
    by = profiles.find(path, raw.header)
    at = at or exported_at(by, path, raw, SHANGHAI)
    return to_statements(
        raw, by, exported_at=at, vocabulary=vocabulary.load(), unit_of_word=None, zone=SHANGHAI
    )


@pytest.fixture(scope="module")
def stuttgart() -> list[Parsed]:
    return [take(path) for path in sorted((DATA / "stuttgart").glob("*.csv"))]


def test_stuttgart_loses_no_row(stuttgart: list[Parsed]) -> None:
    assert sum(p.rows for p in stuttgart) == sum(p.statements.num_rows for p in stuttgart) == 134_627
    assert [p.notes for p in stuttgart] == [{}] * 7
    whole = pa.concat_tables(p.statements for p in stuttgart)
    assert whole["geometry"].null_count == whole["found_at"].null_count == 0


def test_stuttgart_sightings_make_57937_cases(stuttgart: list[Parsed]) -> None:
    """Three days are 72 hours after the previous sighting; by calendar days it would be 57,878 cases."""
    whole = pa.concat_tables(p.statements for p in stuttgart)
    ids = np.asarray(whole["source_case_id"].to_pylist())
    seen = whole["found_at"].cast(pa.int64()).to_numpy()
    order = np.lexsort((seen, ids))
    same = ids[order][1:] == ids[order][:-1]
    near = np.diff(seen[order]) <= timedelta(days=3) // timedelta(microseconds=1)
    assert len(np.unique(ids)) == 55_362
    assert len(ids) - int((same & near).sum()) == 57_937
    first = order[np.concatenate([[True], ~(same & near)])]
    dumped = np.asarray(whole["type_text"].to_pylist())[first] == "Wilder Müll"
    assert int(dumped.sum()) == 13_814


def test_stuttgart_by_brute_force() -> None:
    """The same, by the plainest possible program."""
    sightings: dict[tuple[str, ...], list[datetime]] = {}
    rows: Counter[tuple[str, ...]] = Counter()
    for path in sorted((DATA / "stuttgart").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as handle:
            for row in csv.DictReader(handle):
                seen = datetime.fromisoformat(row["first_seen_at_timestamp"]).replace(
                    tzinfo=ZoneInfo("Europe/Berlin")
                )
                key = (row["category"], row["location"], row["lat"], row["lon"])
                sightings.setdefault(key, []).append(seen.astimezone(UTC))
                rows[tuple(row.values())] += 1
    runs = [
        1 + sum(b - a > timedelta(days=3) for a, b in itertools.pairwise(s))
        for s in map(sorted, sightings.values())
    ]
    assert (len(sightings), sum(runs)) == (55_362, 57_937)
    assert sum(n - 1 for n in rows.values()) == 1_019


def test_stuttgart_words(stuttgart: list[Parsed]) -> None:
    whole = pa.concat_tables(p.statements for p in stuttgart)
    types = Counter(whole["problem_type"].to_pylist())
    assert types["exposed_waste"] == 31_502
    unmapped = sum((Counter(p.unmapped["problem_type"]) for p in stuttgart), Counter())
    assert unmapped.total() == types[None] and unmapped["Sonstiges"] == 37_212


def test_new_york_vendors() -> None:
    path = next((DATA / "nyc").glob("vendor_requests*.csv"))
    out = take(path, datetime(2026, 1, 1, tzinfo=UTC))
    assert (out.rows, out.statements.num_rows, out.unmapped, out.notes) == (100, 100, {}, {})
    assert Counter(out.statements["problem_type"].to_pylist()) == {"itinerant_vendor": 100}
    assert out.statements["geometry"].null_count == 3
    by_id = {s["source_case_id"]: s for s in out.statements.to_pylist()}
    assert len(by_id) == 100
    # 07:18:41 in New York's summer
    assert by_id["42111610"]["found_at"] == datetime(2019, 4, 1, 11, 18, 41, tzinfo=UTC)
