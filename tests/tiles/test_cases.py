"""Case tiles: every case is counted on one tile of a zoom, and pictures join without a seam."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import GisError
from gis.filters import SETS
from gis.tiles.cases import case_tile
from gis.tiles.look import tile_style
from gis.tiles.marks import ALWAYS_MARKS, marks_from
from tests.frames import CENTRE, GRIDS, TYPES, frame_of, random_frame
from tests.tiles.made import chosen, look, pixels, tiles_of

FRAME = random_frame(2500, 9)
FOUND = {"found": datetime(2026, 11, 1, tzinfo=UTC), "type": TYPES[1]}


FEW_TYPES = st.lists(st.sampled_from(TYPES), max_size=2)
FEW_GRIDS = st.lists(st.sampled_from(GRIDS), max_size=6)


@settings(max_examples=25)
@given(
    st.sampled_from(SETS),
    st.lists(st.sampled_from(TYPES), max_size=2),
    st.lists(st.sampled_from(GRIDS), max_size=6),
)
def test_counts_of_all_tiles_of_a_zoom_add_up(set_, types, grids):
    selection = chosen(FRAME, set=set_, types=tuple(types), grids=tuple(grids))
    style = look("density")
    for z in (10, 12):
        total = sum(case_tile(selection, z, x, y, style=style).count for x, y in tiles_of(selection, z))
        assert total == selection.located


@pytest.mark.parametrize("z", [12, 15, 18])
def test_counts_add_up_at_the_zooms_of_the_acceptance(z):
    selection = chosen(FRAME)
    tiles = (case_tile(selection, z, x, y, style=look("marks")) for x, y in tiles_of(selection, z))
    assert sum(tile.count for tile in tiles) == selection.located


@pytest.mark.parametrize("draw", ["density", "marks"])
@pytest.mark.parametrize("scale", [1, 2])
@pytest.mark.parametrize("z", [9, 13, 16, 19, 22])
def test_a_tile_with_cases_shows_something(draw, scale, z):
    selection = chosen(FRAME, set="all")
    x, y = sorted(tiles_of(selection, z))[0]
    seen = pixels(case_tile(selection, z, x, y, style=look(draw), scale=scale).png)
    assert seen.shape == (256 * scale, 256 * scale, 4)
    assert seen[..., 3].max() > 80


def test_a_tile_without_cases_is_clear_and_shared():
    selection, style = chosen(FRAME), look()
    first, other = (case_tile(selection, 14, x, 3, style=style) for x in (5, 9))
    assert first.png is other.png
    assert first.count == 0
    assert pixels(first.png)[..., 3].max() == 0


def lonely(at: tuple[float, float]):
    return chosen(frame_of([{"lon": at[0], "lat": at[1]} | FOUND]), set="all")


@pytest.mark.parametrize("draw", ["density", "marks"])
def test_a_case_on_the_border_of_two_tiles_is_drawn_across_it_without_a_seam(draw):
    z, x, y = 14, 13248, 6524
    lon = x / 2**z * 360 - 180 + 1e-6  # just east of the border of x − 1 and x
    lat = float(np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * (y + 0.5) / 2**z)))))
    selection = lonely((lon, lat))
    west, east = (case_tile(selection, z, i, y, style=look(draw)) for i in (x - 1, x))
    assert (west.count, east.count) == (0, 1)
    left, right = pixels(west.png)[..., 3].astype(int), pixels(east.png)[..., 3].astype(int)
    assert left[:, -1].max() > 80 and right[:, 0].max() > 80
    joined = np.hstack([left, right])
    if draw == "density":  # smooth: no step at the seam larger than beside it
        steps = np.abs(np.diff(joined, axis=1)).max(axis=0)
        assert steps[255] <= steps[250:261].max()
        assert np.abs(joined[:, 255] - joined[:, 256]).max() < 25
    else:  # a square: the same rows on both sides of the seam
        assert (joined[:, 255] == joined[:, 256]).all()


def test_neighbouring_density_tiles_have_one_scale():
    selection, style = chosen(FRAME, set="all"), look("density")
    tiles = tiles_of(selection, 13)
    pairs = [(x, y) for x, y in tiles if (x + 1, y) in tiles]
    worst = 0
    for x, y in pairs:
        pair = (case_tile(selection, 13, i, y, style=style) for i in (x, x + 1))
        left, right = (pixels(tile.png).astype(int) for tile in pair)
        inner = np.abs(np.diff(left[..., 3], axis=1)).max()
        worst = max(worst, np.abs(left[:, -1, 3] - right[:, 0, 3]).max() - inner)
    assert pairs
    assert worst <= 8


def test_more_cases_are_drawn_denser():
    many = [{"lon": CENTRE[0], "lat": CENTRE[1]} | FOUND] * 50
    few = [{"lon": CENTRE[0] + 0.05, "lat": CENTRE[1]} | FOUND] * 2
    selection, style = chosen(frame_of(many + few), set="all"), look("density")
    peak = {}
    for x, y in tiles_of(selection, 13):
        tile = case_tile(selection, 13, x, y, style=style)
        peak[tile.count] = pixels(tile.png)[..., 3].max()
    assert peak[50] > peak[2] > 60


def test_marks_have_the_colour_of_their_type_and_a_ring():
    selection = chosen(frame_of([{"lon": CENTRE[0], "lat": CENTRE[1]} | FOUND]), set="all")
    (x, y), *_ = tiles_of(selection, 17)
    seen = pixels(case_tile(selection, 17, x, y, style=look("marks"), scale=2).png)
    solid = {tuple(p) for p in seen[seen[..., 3] == 255][:, :3].tolist()}
    assert (0x1F, 0x6F, 0xB4) in solid
    assert (255, 255, 255) in solid


def test_a_type_without_a_symbol_and_a_case_without_a_type_are_drawn_too():
    typed = {"lon": CENTRE[0], "lat": CENTRE[1]} | FOUND
    bare = {"lon": CENTRE[0] + 0.001, "lat": CENTRE[1], "found": FOUND["found"]}
    selection, style = chosen(frame_of([typed, bare]), set="all"), tile_style("wall", {}, draw="marks")
    for x, y in tiles_of(selection, 18):
        assert pixels(case_tile(selection, 18, x, y, style=style).png)[..., 3].max() == 255


def test_marks_begin_where_they_can_be_told_apart_and_at_one_zoom_for_all_tiles():
    assert marks_from(chosen(frame_of([{"lon": CENTRE[0], "lat": CENTRE[1]} | FOUND]))) <= 8
    crowd = chosen(random_frame(20_000, 2, spread_deg=0.01), set="all")
    assert 14 <= marks_from(crowd) <= ALWAYS_MARKS


NO_TILES = [(-1, 0, 0, 1), (23, 0, 0, 1), (3, 8, 0, 1), (3, 0, -1, 1), (3, 0, 0, 3)]


@pytest.mark.parametrize(("z", "x", "y", "scale"), NO_TILES)
def test_what_is_no_tile_is_refused(z, x, y, scale):
    with pytest.raises(GisError, match="bad-value"):
        case_tile(chosen(FRAME), z, x, y, style=look(), scale=scale)


def test_an_empty_frame_has_clear_tiles():
    selection = chosen(frame_of([]))
    for z in (0, 5, 12, 18, 22):
        for draw in ("auto", "density", "marks"):
            assert case_tile(selection, z, 0, 0, style=look(draw)).count == 0
