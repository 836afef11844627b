"""Points to areas: equal to another way of asking, whatever the order, on borders too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.locate import assign_areas, assign_many, cells
from tests.locate.made import by_sjoin, ground, points

seeds = st.integers(0, 2**32 - 1)
kinds = st.sampled_from(["partition", "holes", "stars"])
rasters = st.sampled_from([None, 1 << 8, 1 << 12, 1 << 17])
"""The raster is for many points; here it is used for few too, coarse and fine, or not at all."""


@contextmanager
def raster(fewest_cells: int | None) -> Iterator[None]:
    """Within: points go through a raster of at least so many cells, or through none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "FEW", 10**9 if fewest_cells is None else 0)
        patch.setattr(cells, "FEWEST_CELLS", fewest_cells or 1)
        yield


def names(rng: np.random.Generator, n: int) -> list[str]:
    """Codes whose text order is not the order of numbers, with repeats."""
    return [str(k) for k in rng.integers(0, 3 * n, n)]


@settings(max_examples=60)
@given(seeds, kinds, rasters)
def test_equals_sjoin_and_the_smallest_code(seed: int, kind: str, fewest_cells: int | None) -> None:
    rng = np.random.default_rng(seed)
    shapes = ground(rng, kind)
    lon, lat = points(rng, shapes, 150)
    codes = names(rng, len(shapes))
    want = by_sjoin(lon, lat, shapes, codes)
    with raster(fewest_cells):
        got = assign_areas(lon, lat, shapes, codes)
        picked, sets = assign_many(lon, lat, shapes, codes)
    assert [codes[k] if k >= 0 else None for k in got] == [w[0] if w else None for w in want]
    assert [list(sets[k]) for k in picked] == want
    assert list(sets) == sorted(set(sets)) and sets[0] == ()


@settings(max_examples=30)
@given(seeds, kinds)
def test_order_of_rows_and_of_areas_does_not_matter(seed: int, kind: str) -> None:
    rng = np.random.default_rng(seed)
    shapes = ground(rng, kind)
    lon, lat = points(rng, shapes, 100)
    codes = np.array(names(rng, len(shapes)), dtype=object)
    first = np.append(codes, None)[assign_areas(lon, lat, shapes, list(codes))]
    p, q = rng.permutation(len(lon)), rng.permutation(len(shapes))
    again = np.append(codes[q], None)[assign_areas(lon[p], lat[p], shapes[q], list(codes[q]))]
    assert list(first[p]) == list(again)


@settings(max_examples=15)
@given(seeds, st.floats(1e-6, 1e3), st.floats(-1e7, 1e7), st.floats(-1e7, 1e7))
def test_the_raster_is_exact_at_every_size_and_place(seed: int, scale: float, dx: float, dy: float) -> None:
    rng = np.random.default_rng(seed)
    shapes = shapely.transform(ground(rng, "partition"), lambda xy: (xy - [120, 30]) * scale + [dx, dy])
    xy = shapely.get_coordinates(shapes)
    t = rng.random((len(xy) - 1, 1))
    near = np.nextafter(xy[:-1] + t * np.diff(xy, axis=0), rng.choice([-np.inf, np.inf], (len(xy) - 1, 2)))
    some = np.concatenate([near, xy, rng.uniform(xy.min(axis=0), xy.max(axis=0), (300, 2))])
    codes = [f"{k:03d}" for k in range(len(shapes))]
    exact = assign_areas(some[:, 0], some[:, 1], shapes, codes)
    with raster(1 << 17):
        assert np.array_equal(assign_areas(some[:, 0], some[:, 1], shapes, codes), exact)


def test_by_hand() -> None:
    left, right, third = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(0.5, 0.5, 1.5, 2)
    x = np.array([0.2, 1.0, 1.8, 0.7, 5.0, 1.0, np.nan, 0.5, np.inf])
    y = np.array([0.2, 0.2, 0.2, 0.7, 5.0, 1.0, 0.5, 2.0, 0.5])
    # "10" < "2" < "9" in text order; (1, 0.2) lies on the border of two, (1, 1) touches all three
    got = assign_areas(x, y, np.array([left, right, third]), ["9", "10", "2"])
    assert list(got) == [0, 1, 1, 2, -1, 1, -1, 2, -1]
    picked, sets = assign_many(x, y, np.array([left, right, third]), ["9", "10", "2"])
    assert [sets[k] for k in picked] == [
        ("9",),
        ("10", "9"),
        ("10",),
        ("2", "9"),
        (),
        ("10", "2", "9"),
        (),
        ("2",),
        (),
    ]


@pytest.mark.parametrize("few", [0, 10**9])
def test_nothing_and_rubbish(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "FEW", few)
    x, y = np.array([0.5, 3.0]), np.array([0.5, 3.0])
    rubbish = np.array(
        [None, shapely.Polygon(), shapely.Point(0.5, 0.5), shapely.LineString([(0, 0), (1, 1)])], dtype=object
    )
    assert list(assign_areas(x, y, rubbish, list("abcd"))) == [-1, -1]
    assert list(assign_areas(x, y, np.array([], dtype=object), [])) == [-1, -1]
    assert list(assign_areas(x[:0], y[:0], np.array([shapely.box(0, 0, 1, 1)]), ["a"])) == []
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    assert list(assign_areas(np.array([0.9, 0.5]), np.array([0.5, 0.9]), np.array([bow]), ["a"])) == [0, -1]
    assert assign_many(x, y, np.array([], dtype=object), [])[1] == ((),)


def test_the_callers_polygons_are_left_as_they_were() -> None:
    shapes = np.array([shapely.box(0, 0, 1, 1)])
    assign_areas(np.array([0.5]), np.array([0.5]), shapes, ["a"])
    assert not shapely.is_prepared(shapes[0])
