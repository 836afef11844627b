"""Zones against the rest, on tables made by hand and at random."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.hotspots.compare import Cases, Epoch, Measured, Row, compare
from gis.hotspots.places import Cell, Place, Places

EACH = (
    Place("f1", "fringe_area", "城东"), Place("m1", "market", "东市"), Place("u1", "urban_village", "甲村"),
    Place("u2", "urban_village", "乙村"),
)  # fmt: skip
PLACES = Places(
    EACH, built=frozenset({"b"}), weak=frozenset({"urban_village", "fringe_area"}),
    street_of={"g1": "s1", "g2": "s1", "g3": "s2"},
)  # fmt: skip
GROUND: dict[Cell, float] = {
    (("b",), "g1"): 6.0, (("b",), "g2"): 4.0, (("b",), "g3"): 8.0, ((), "g1"): 90.0, (("b", "u1"), "g1"): 2.0,
    (("b", "u1", "u2"), "g2"): 1.0, (("b", "u2"), "g2"): 1.0, (("b", "m1"), "g2"): 0.5, (("f1",), "g3"): 3.0,
    (("f1",), ""): 1.0,
}  # fmt: skip
"""What lies where, with its road-km: u1 and u2 overlap, f1 lies beyond the built-up ground, partly in no grid."""
FIRST = date(2026, 3, 2)  # a Monday
DAYS = 28


def cases(counts: dict[Cell, Sequence[int]], **more: Any) -> Cases:
    """Cell → the day of each of its cases."""
    cells = list(counts)
    rows = [(i, d) for i, cell in enumerate(cells) for d in counts[cell]]
    cell, day = np.array(rows, np.int64).reshape(-1, 2).T
    facts: dict[str, Any] = {"first": FIRST, "days": DAYS, "since": 0, "no_place": 0} | more
    return Cases(cells, cell, day, np.ones(len(rows), np.int64), **facts)


def epoch(
    ground: dict[Cell, float] = GROUND, *, days: tuple[int, int] = (0, DAYS), valid: str = "f1 m1 u1 u2"
) -> Epoch:
    return Epoch(*days, list(ground), np.array(list(ground.values())), frozenset(valid.split()))


def row(found: Measured, name: str) -> Row:
    return next(r for r in (*found.zones, *found.kinds, found.weak) if (r.zone_id or r.kind) == name)


DAILY: dict[Cell, Sequence[int]] = {
    (("b",), "g1"): [0, 8, 15, 22, 23, 24], (("b",), "g2"): [1, 9, 16, 27], (("b",), "g3"): [3] * 7, ((), "g1"): [4] * 50,
    (("b", "u1"), "g1"): [0, 7, 14], (("b", "u1", "u2"), "g2"): [2, 9], (("b", "u2"), "g2"): [5], (("b", "m1"), "g2"): [6],
    (("f1",), "g3"): [7], (("f1",), ""): [8], ((), ""): [9, 9],
}  # fmt: skip


def test_a_zone_against_the_built_up_rest_of_its_streets() -> None:
    found = compare(cases(DAILY), [epoch()], PLACES)
    u1 = row(found, "u1")
    assert (u1.cases, u1.exposure, u1.streets) == (5, 3.0, ("s1",))
    # s1 built up, less the villages: g1 6 km with 6 cases, g2 4 km with 4 and the market's 0.5 km with 1
    assert (u1.reference_cases, u1.reference_exposure) == (11, 10.5)
    assert u1.rate == pytest.approx(5 / 3) and u1.expected == pytest.approx(11 / 10.5 * 3)
    assert u1.ratio == pytest.approx(5 / 3 / (11 / 10.5))
    assert not u1.ranked and u1.why == "few" and u1.q is None and u1.low is not None


def test_a_zone_is_never_its_own_reference() -> None:
    market = row(compare(cases(DAILY), [epoch()], PLACES), "m1")
    assert (market.cases, market.exposure, market.reference_cases, market.reference_exposure) == (
        1,
        0.5,
        10,
        10.0,
    )


def test_an_overlap_counts_in_both_zones_and_once_in_their_kind() -> None:
    found = compare(cases(DAILY), [epoch()], PLACES)
    assert [row(found, z).cases for z in ("u1", "u2")] == [5, 3]
    kind, weak = row(found, "urban_village"), row(found, "weak_link")
    assert (kind.cases, kind.exposure) == (6, 4.0)
    assert (weak.cases, weak.exposure, weak.streets) == (8, 8.0, ("s1", "s2"))
    totals = found.totals
    assert (totals.cases, totals.weak, totals.other_zones, totals.elsewhere) == (78, 8, 1, 69)


def test_ground_beyond_the_grids_belongs_to_its_zone_and_to_no_reference() -> None:
    fringe = row(compare(cases(DAILY), [epoch()], PLACES), "f1")
    assert (fringe.cases, fringe.exposure, fringe.streets) == (2, 4.0, ("s2",))
    assert (fringe.reference_cases, fringe.reference_exposure) == (7, 8.0)


def test_a_street_touched_by_less_than_a_twentieth_is_not_the_zones() -> None:
    ground = {**GROUND, (("b", "u1"), "g3"): 0.1}
    assert row(compare(cases(DAILY), [epoch(ground)], PLACES), "u1").streets == ("s1",)
    ground = {**GROUND, (("b", "u1"), "g3"): 0.3}
    assert row(compare(cases(DAILY), [epoch(ground)], PLACES), "u1").streets == ("s1", "s2")


def test_without_built_up_zones_all_ground_in_the_grids_is_the_reference() -> None:
    found = compare(cases(DAILY), [epoch()], replace(PLACES, built=frozenset()))
    assert row(found, "u1").reference_exposure == 100.5


def test_zero_denominators_have_no_figure() -> None:
    ground = {k: v for k, v in GROUND.items() if k[1] != "g3"} | {(("u1",), "g1"): 0.0}
    found = compare(cases(DAILY), [epoch({k: v for k, v in ground.items() if "m1" not in k[0]})], PLACES)
    market, fringe = row(found, "m1"), row(found, "f1")
    assert (market.cases, market.rate, market.ratio, market.low, market.why) == (
        1,
        None,
        None,
        None,
        "no_exposure",
    )
    assert (fringe.rate, fringe.reference_rate, fringe.ratio, fringe.why) == (2.0, None, None, "no_reference")
    nothing = compare(cases({((), ""): []}), [epoch()], PLACES)
    assert all(
        (r.rate, r.ratio, r.low, r.why, r.method) == (0.0, None, None, "nothing", "") for r in nothing.zones
    )


def test_no_case_has_an_interval() -> None:
    found = row(compare(cases({(("b",), "g1"): [1] * 20}), [epoch()], PLACES), "u1")
    assert (found.cases, found.ratio, found.low) == (0, 0.0, 0.0) and found.high == pytest.approx(
        (0.025 ** (-1 / 20) - 1) * 10.5 / 3
    )
    assert found.ranked and found.method == "exact"


def test_only_what_is_ranked_is_held_against_each_other() -> None:
    many = {cell: list(days) * 20 for cell, days in DAILY.items()} | {(("b", "m1"), "g2"): []}
    found = compare(cases(many), [epoch()], PLACES)
    assert [r.zone_id for r in found.zones if r.ranked] == ["m1"] * 0 + [
        r.zone_id for r in found.zones if r.q is not None
    ]
    ranked = [r for r in found.zones if r.ranked]
    assert [r.ratio for r in ranked] == sorted((r.ratio for r in ranked), reverse=True)
    alone = compare(cases(many), [epoch()], PLACES, chosen=[2])
    (only,) = alone.zones
    assert only.q == only.p and replace(only, q=row(found, "u1").q) == row(found, "u1"), (
        "the choice moves q alone"
    )
    assert alone.totals == found.totals


def test_a_zone_counts_with_its_reference_while_it_is_valid() -> None:
    """u2 is there for the second half only: cases and road of that half, for it and for its reference."""
    before = {tuple_without(cell, "u2"): km for cell, km in GROUND.items()}
    early, late = epoch(before, days=(0, 14), valid="f1 m1 u1"), epoch(days=(14, 28))
    told = {cell: [d for d in days if d >= 14 or "u2" not in cell[0]] for cell, days in DAILY.items()}
    told[(("b",), "g2")] = [1, 5, 9, 16, 27]
    found = row(compare(cases(told), [early, late], PLACES), "u2")
    assert (found.cases, found.exposure, found.reference_cases, found.reference_exposure) == (0, 2.0, 6, 10.5)
    gone = compare(cases(told), [epoch(before, valid="f1 m1 u1")], PLACES)
    assert "u2" not in [r.zone_id for r in gone.zones]


def tuple_without(cell: Cell, zone: str) -> Cell:
    return tuple(z for z in cell[0] if z != zone), cell[1]


def test_days_before_the_period_only_tell_how_even_the_weeks_are() -> None:
    rng = np.random.default_rng(3)
    bursts = [int(d) for d in np.repeat(rng.integers(0, 28, 12), 8)]
    long = {(("b", "u1"), "g1"): [*bursts, 30, 31], (("b",), "g1"): [*range(35), *range(35)]}
    found = row(compare(cases(long, days=35, since=28), [epoch(days=(0, 35))], PLACES), "u1")
    assert (found.cases, found.reference_cases, found.method) == (
        2,
        14,
        "scaled",
    ) and found.dispersion is not None


def test_residents_stand_in_for_ground_and_know_no_reference() -> None:
    found = compare(cases(DAILY), [epoch()], PLACES, given=np.array([np.nan, np.nan, 2.0, 3.0]))
    assert row(found, "u1").rate == 2.5 and row(found, "u1").ratio is None
    assert row(found, "fringe_area").rate is None and row(found, "urban_village").rate == 6 / 5


@given(st.integers(0, 2**32 - 1))
def test_a_partition_adds_up_and_order_and_far_ground_do_not_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    counts = {cell: rng.integers(0, DAYS, rng.integers(0, 30)).tolist() for cell in (*GROUND, ((), ""))}
    told = cases(counts, no_place=int(rng.integers(0, 5)))
    found = compare(told, [epoch()], PLACES)
    totals = found.totals
    assert totals.weak + totals.other_zones + totals.elsewhere + totals.no_place == totals.cases
    assert totals.cases == sum(map(len, counts.values())) + told.no_place
    assert sum(r.cases for r in found.zones) == sum(
        len(days) * len(set(c[0]) - {"b"}) for c, days in counts.items()
    )
    order = rng.permutation(len(told.cell))
    shuffled = replace(told, cell=told.cell[order], day=told.day[order])
    turned = dict(sorted(GROUND.items(), reverse=True))
    assert close(compare(shuffled, [epoch(turned)], PLACES), found)
    far = replace(PLACES, street_of={**PLACES.street_of, "g9": "s9"})
    wide = {**GROUND, (("b",), "g9"): 5.0}
    extra = {**counts, (("b",), "g9"): [1, 2, 3]}
    assert close(compare(cases(extra), [epoch(wide)], far), found)


def close(one: Measured, two: Measured) -> bool:
    """Equal rows: text and counts exactly, figures to twelve digits."""
    for a, b in zip((*one.zones, *one.kinds, one.weak), (*two.zones, *two.kinds, two.weak), strict=True):
        for name, value in vars(a).items():
            other = vars(b)[name]
            if value != other and not (
                isinstance(value, float) and value == pytest.approx(other, rel=1e-12, abs=1e-12)
            ):
                return False
    return True
