"""The Z-order curve: a tile is one run of rows, at every zoom."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.select import Memo
from gis.tiles.cells import cells_of
from gis.zorder import interleave, order, tile_codes, tile_slice
from tests.frames import frame_of, random_frame

U32 = st.integers(0, 2**32 - 1)
FRAME = random_frame(3000, 4)


@given(U32, U32)
def test_bits_of_x_and_y_alternate(x, y):
    code = int(interleave(np.array([x], np.uint32), np.array([y], np.uint32))[0])
    assert format(code, "064b")[1::2] == format(x, "032b")
    assert format(code, "064b")[0::2] == format(y, "032b")


@given(st.lists(st.tuples(U32, U32), max_size=50))
def test_order_sorts_by_code_and_keeps_equals_as_they_came(points):
    mx, my = (np.array([p[i] for p in points], np.uint32) for i in (0, 1))
    codes = interleave(mx, my).tolist()
    assert order(mx, my).tolist() == sorted(range(len(points)), key=lambda i: (codes[i], i))


@pytest.mark.parametrize("z", [0, 1, 9, 12, 15, 18, 20, 22, 31, 32])
def test_tile_slice_holds_exactly_the_rows_of_the_tile(z):
    room = np.uint64(32 - z)
    x, y = (c[: FRAME.located].astype(np.uint64) >> room for c in (FRAME.mx, FRAME.my))
    for i in range(0, FRAME.located, 97):
        rows = tile_slice(FRAME, z, int(x[i]), int(y[i]))
        inside = np.flatnonzero((x == x[i]) & (y == y[i]))
        assert inside.tolist() == list(range(rows.start, rows.stop))


@pytest.mark.parametrize("level", [16, 20])
@pytest.mark.parametrize("z", [0, 5, 11, 16])
def test_cells_know_the_same_rows(level, z):
    cells = cells_of(FRAME, Memo(), level)
    for i in range(0, FRAME.located, 97):
        x, y = int(FRAME.mx[i]) >> (32 - z), int(FRAME.my[i]) >> (32 - z)
        assert cells.rows(z, x, y) == tile_slice(FRAME, z, x, y)


def test_the_last_tile_of_the_world_ends_with_the_last_code():
    assert tile_codes(0, 0, 0) == (0, 1 << 64)
    corner = frame_of([{"lon": 179.99, "lat": -85.0}, {"lon": -179.99, "lat": 85.0}])
    assert tile_slice(corner, 1, 1, 1) == slice(1, 2)
    assert cells_of(corner, Memo(), 20).rows(1, 1, 1) == slice(1, 2)
    assert cells_of(corner, Memo(), 20).rows(1, 1, 0) == slice(1, 1)
