"""回潮, counted by hand: what an earlier review found, looked at again or not, there again or not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest

from gis.cases.frame import NOT_COUNTED, Frame
from gis.county import open_county
from gis.crs import metric_for
from gis.duck import open_duckdb
from gis.errors import GisError
from gis.rebounds.review import Findings, Review, ckey_of, findings, review
from gis.registers import Registers, load
from gis.schema import TABLES
from tests.frames import frame_of

TZ = ZoneInfo("Asia/Shanghai")
METRIC = metric_for(111.02, 34.51)
EAST, NORTH = (float(v) for v in METRIC.forward(111.02, 34.51))
GROUPS = {
    "itinerant_vendor": "street_vending",
    "shopfront_overflow": "street_vending",
    "exposed_waste": "waste",
}
OLD, MID, NEW = "TA2024", "CI2025", "RE2026"


@pytest.fixture
def registers(tmp_path: Path) -> Registers:
    """Three reviews; ``camera`` is the source of covert inspections; CI2025 has no end: one day."""
    files = {
        "county.toml": 'format = 1\nmetric_epsg = 4546\n[name]\nzh = "县"\nen = "C"\n',
        "registers/inspections.csv": "inspection_id,kind,zh,en,level,start,end\n"
        "RE2026,re_review,复审,R,,2026-09-01,2026-09-03\nTA2024,technical_assessment,评,T,,2024-05-01,2024-05-02\n"
        "CI2025,covert,暗访,C,,2025-06-10,\n",
        "registers/sources.csv": "source,zh,en,kind,rank,zone\ncamera,暗访交办,C,covert_inspection,40,\n"
        "patrol,采集,P,collector,10,\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return load(open_county(tmp_path))


def table(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=TABLES["findings"])


def told(
    inspection: str, east_m: float | None, kind: str | None = "exposed_waste", **more: Any
) -> dict[str, Any]:
    """A finding so many metres east of the middle."""
    place = None
    if east_m is not None:
        lon, lat = METRIC.inverse(EAST + east_m, NORTH)
        place = {"x": float(lon), "y": float(lat)}
    day = {OLD: datetime(2024, 5, 1, tzinfo=UTC), MID: datetime(2025, 6, 10, tzinfo=UTC)}
    at = day.get(inspection, datetime(2026, 9, 1, tzinfo=UTC))
    return {"finding_id": f"{inspection}-{east_m}", "inspection_id": inspection, "found_at": at,
            "problem_type": kind, "geometry": place, **more}  # fmt: skip


def asked(
    registers: Registers, *rows: dict[str, Any], frame: Frame | None = None, **more: Any
) -> tuple[Findings, Review]:
    all_ = findings(frame or frame_of([]), table(*rows), registers, group_of=GROUPS, tz=TZ)
    return all_, review(all_, registers.inspections, **({"inspection": NEW, "radius_m": 50} | more))


def test_returned_looked_at_and_places(registers: Registers) -> None:
    """Places at 0, 1000, 2000 and 3000 m: there again; seen clean of it 199 m away; not looked at; another group."""
    all_, said = asked(
        registers, told(OLD, 0), told(OLD, 1000), told(MID, 2000), told(OLD, 3000),
        told(NEW, 30), told(NEW, 1199), told(NEW, 2201), told(NEW, 3010, "itinerant_vendor"),
    )  # fmt: skip
    assert (said.places, said.looked, said.returned) == (4, 3, 1)
    assert said.rate == pytest.approx(1 / 3) and said.looked_share == 0.75
    assert said.earlier == (OLD, MID) and (said.unplaced, said.untyped, said.unplaced_now) == (0, 0, 0)
    (row,) = said.rows
    assert (all_.finding_id[row.earlier], all_.finding_id[row.now]) == ("TA2024-0", "RE2026-30")
    assert row.metres == pytest.approx(30, abs=0.002) and row.days == 853


def test_the_border_of_the_radius_and_the_nearest(registers: Registers) -> None:
    _, said = asked(registers, told(OLD, 0), told(OLD, 500), told(NEW, 50), told(NEW, -20), told(NEW, 550.1))
    assert [(r.now, round(r.metres, 1)) for r in said.rows] == [(3, 20.0)]
    _, said = asked(registers, told(OLD, 0), told(NEW, 50))
    assert said.returned == 1


def test_several_findings_of_one_place_count_once(registers: Registers) -> None:
    """Two reviews found it, 40 m apart; two types of one group; all three are there again: one place."""
    rows = [
        told(OLD, 0, "itinerant_vendor"),
        told(MID, 40, "shopfront_overflow"),
        told(NEW, 45, "itinerant_vendor"),
    ]
    _, said = asked(registers, *rows)
    assert (said.places, said.looked, said.returned, len(said.rows)) == (1, 1, 1, 2)
    _, wide = asked(registers, told(OLD, 0), told(NEW, 230), radius_m=250)
    assert (wide.looked, wide.returned) == (1, 1)  # what is there again was looked at, however far one looks


def test_without_place_type_or_earlier_reviews(registers: Registers) -> None:
    _, said = asked(registers, told(OLD, None), told(OLD, 0, None), told(NEW, None), told("unknown", 0))
    assert (said.places, said.looked, said.rate, said.looked_share) == (0, 0, None, None)
    assert (said.unplaced, said.untyped, said.unplaced_now) == (1, 1, 1)
    _, first = asked(registers, told(OLD, 0), told(MID, 0), inspection=OLD)
    assert first.earlier == () and first.rate is None and first.looked_share is None
    _, unseen = asked(registers, told(OLD, 0))
    assert (unseen.places, unseen.looked, unseen.rate, unseen.looked_share) == (1, 0, None, 0.0)
    with pytest.raises(GisError, match="bad-value"):
        asked(registers, inspection="unknown")


def case(name: str, at: datetime, east_m: float | None = 0, **more: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"found": at, "type": "exposed_waste", "source": "camera", "ckey": ckey_of(name)}
    if east_m is not None:
        lon, lat = METRIC.inverse(EAST + east_m, NORTH)
        given |= {"lon": float(lon), "lat": float(lat)}
    return given | more


def test_cases_of_covert_inspections_are_findings(registers: Registers) -> None:
    """On its days and three days more, of that source, counted; a case named by a finding counts once."""
    first = datetime(2026, 9, 1, tzinfo=TZ)
    frame = frame_of([
        case("a", first), case("b", first - timedelta(seconds=1)), case("c", first + timedelta(days=6, seconds=-1)),
        case("d", first + timedelta(days=6)), case("e", first, source="patrol"), case("f", first, flags=NOT_COUNTED),
        case("g", first, None), case("h", first, 10), case("i", datetime(2025, 6, 10, 12, tzinfo=TZ)),
    ])  # fmt: skip
    by_case = {"finding_id": "F", "inspection_id": NEW, "case_id": "h"}
    all_, said = asked(registers, by_case, frame=frame)
    names = {ckey_of(n): n for n in "abcdefghi"}
    found = sorted((names[int(frame.ckey[r])], v) for r, v in zip(all_.row, all_.inspection))
    assert found == [("a", NEW), ("c", NEW), ("g", NEW), ("h", NEW), ("i", MID)]
    h = all_.finding_id.index("F")
    assert all_.group[h] == "waste" and all_.x_m[h] == pytest.approx(EAST + 10, abs=0.02)
    assert all_.found[h] == first.timestamp()
    assert (said.places, said.looked, said.returned, said.unplaced_now) == (1, 1, 1, 1)


def test_a_finding_of_an_unknown_case_stands_for_itself(registers: Registers) -> None:
    all_, said = asked(registers, told(OLD, 0, case_id="s/9"), told(NEW, 0, case_id="s/8"))
    assert all_.row.tolist() == [-1, -1] and said.returned == 1
    assert np.isfinite(all_.x_m).all()


def test_the_key_of_a_case_is_the_stores() -> None:
    con = open_duckdb()
    assert con.sql("SELECT md5_number_lower('collector/网-1')").fetchall()[0][0] == ckey_of("collector/网-1")
