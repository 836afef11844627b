"""Repeat places by hand, and Stuttgart's as its list counts them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from gis.cases import rows as case_rows
from gis.cases.build import refresh
from gis.cases.frame import NONE_S, NOT_COUNTED, UNDATED_CLOSURE, Frame
from gis.cases.framing import open_frame
from gis.cases.parts import Parts
from gis.county import open_county
from gis.crs import from_world_fraction, metric_for
from gis.ledger.importing import Order, import_paths
from gis.ledger.resight import runs
from gis.rebounds.linking import link
from gis.rebounds.links import Links, Points, no_links
from gis.rebounds.repeats import by_coordinate, has_closures, repeats, whereabouts
from gis.registers import load as load_registers
from gis.vocabulary import load as load_vocabulary
from tests.cli import ROOT
from tests.frames import frame_of

T0 = datetime(2026, 1, 1, tzinfo=UTC)
STUTTGART = ROOT.parent / "shared" / "data" / "stuttgart"


def case(day: int, **more: Any) -> dict[str, Any]:
    return {"found": T0 + timedelta(days=day), "type": "exposed_waste", "grid": "g_003", **more}


def placed(place: list[int], gap_days: dict[int, float]) -> Links:
    links = no_links(len(place), 50)
    links.place[:] = place
    for row, days in gap_days.items():
        links.gap_s[row] = int(days * 86400)
    return links


def test_places_with_enough_cases_by_number() -> None:
    """Place 0: five cases, two of them rebounds within 30 days; place 5: six cases, one of them not chosen."""
    frame = frame_of([case(d) for d in (4, 3, 2, 1, 0, 10, 11, 12, 13, 14, 15, 20)])
    links = placed([0, 0, 0, 0, 0, 5, 5, 5, 5, 5, 5, -1], {1: 3, 2: 30, 3: 30.1, 6: 1})
    chosen = np.arange(12) != 10
    said = repeats(frame, links, chosen=chosen, window_days=30, least=5)
    assert said.count == 2
    first, second = said.places
    assert (first.row, first.cases, first.rebounds, first.members) == (0, 5, 2, (4, 3, 2, 1, 0))
    assert (second.row, second.cases, second.rebounds, second.members) == (5, 5, 1, (5, 6, 7, 8, 9))
    assert (first.first_s, first.last_s) == (int(frame.found[4]), int(frame.found[0]))
    assert frame.grids[first.grid] == "g_003" and frame.types[first.type_] == "exposed_waste"
    every = repeats(frame, links, chosen=np.ones(12, bool), window_days=30, least=5, top=1)
    assert (every.count, len(every.places), every.places[0].row, every.places[0].cases) == (2, 1, 5, 6)
    assert repeats(frame, links, chosen=chosen, window_days=30, least=6).places == ()
    assert [w.address for w in whereabouts(None, frame, said.places)] == ["", ""]  # type: ignore[arg-type]


def test_sources_without_closing_dates() -> None:
    closed = {"closed": T0 + timedelta(days=3), "state": "closed"}
    frame = frame_of([
        case(0, source="patrol"), case(0, source="patrol", **closed), case(0, source="camera"),
        case(0, source="hotline", flags=UNDATED_CLOSURE, **closed), case(0, source="hotline", flags=NOT_COUNTED, **closed),
    ])  # fmt: skip
    assert [has_closures(frame, s) for s in ("patrol", "hotline", "camera", "nobody")] == [
        True,
        False,
        False,
        False,
    ]


def test_rounded_coordinates_are_places() -> None:
    lon, lat = [9.1, 9.100004, 9.100006, np.nan, 9.1], [48.7, 48.7, 48.7, 48.7, 48.70001]
    assert by_coordinate(lon, lat).tolist() == [0, 0, 2, -1, 1]
    assert by_coordinate(lon, lat, 4).tolist() == [0, 0, 0, -1, 0]
    assert len(by_coordinate([], [])) == 0


@pytest.mark.real
@pytest.mark.skipif(not STUTTGART.is_dir(), reason="the real data are not beside the checkout")
def test_stuttgart_sightings_are_not_cases(tmp_path: Path) -> None:
    """Wilder Müll by coordinates rounded to 1e-5: 719 places have five sightings, 113 five cases.

    A case there is a run of sightings of the rounded place with gaps of at most the profile's three days. The store
    goes by the coordinates as written, so that two reports a metre apart stay two: 13,814 cases, 130 such places.
    """
    files = sorted(STUTTGART.glob("gelbe_karten_*.csv"))
    seen = pd.concat([pd.read_csv(f) for f in files])
    seen = seen[seen["category"] == "Wilder Müll"]
    place = by_coordinate(seen["lon"], seen["lat"])
    assert len(seen) == 31_502
    assert (np.bincount(place) >= 5).sum() == 719
    times = pa.array(pd.to_datetime(seen["first_seen_at_timestamp"]).astype("datetime64[us]"))
    sightings = pa.table({"key": place, "source": ["s"] * len(seen), "found_at": times})
    run = runs(sightings, {"s": 3})
    cases = pd.DataFrame({"place": place, "run": run}).drop_duplicates()
    assert (np.bincount(cases["place"]) >= 5).sum() == 113
    frame, parts = stored(tmp_path, files)
    waste = np.flatnonzero(np.asarray(frame.type_) == frame.types.index("exposed_waste"))
    assert len(waste) == 13_814 and frame.rows is not None
    where = case_rows.take(parts, np.asarray(frame.rows)[waste], ["lon", "lat"])
    spots = by_coordinate(where.column("lon").to_numpy(), where.column("lat").to_numpy())
    assert (np.bincount(spots[spots >= 0]) >= 5).sum() == 130
    assert frame.sources == ("stuttgart_gelbe_karten",) and not has_closures(frame, frame.sources[0])
    links = link(points_of(frame), 50)
    every = repeats(frame, links, chosen=np.ones(len(frame), bool), window_days=30)
    assert every.count > 130 and all(p.cases >= 5 and p.rebounds == 0 for p in every.places)
    assert "Straße" in whereabouts(parts, frame, every.places)[0].address


def stored(root: Path, files: list[Path]) -> tuple[Frame, Parts]:
    """The files taken in as ``gis import`` does."""
    (root / "county.toml").write_text('format = 1\nzone = "Europe/Berlin"\n[name]\nzh = "S"\nen = "S"\n')
    county = open_county(root)
    now = datetime(2026, 11, 22, tzinfo=UTC)
    import_paths(county, files, Order(now=now))
    parts = refresh(county, today=now.date())
    return open_frame(parts, load_registers(county), load_vocabulary(county.root)), parts


def points_of(frame: Frame) -> Points:
    """Types for groups; nothing was ever closed."""
    lon, lat = from_world_fraction(*((np.asarray(m) + 0.5) / 2.0**32 for m in (frame.mx, frame.my)))
    x, y = metric_for(9.18, 48.78).forward(lon, lat)
    usable = (np.arange(len(frame)) < frame.located) & (np.asarray(frame.type_) >= 0)
    mm = [np.where(usable, np.rint((v - np.median(v)) * 1000), 0).astype(np.int32) for v in (x, y)]
    none = np.full(len(frame), NONE_S, np.uint32)
    return Points(*mm, frame.found, none, frame.type_, frame.ckey, usable, np.zeros(len(frame), bool))
