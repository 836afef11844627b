"""PNG files, the basemap and the hatching of zones."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.areas import grown
from gis.errors import GisError
from gis.style import DESK, HATCHES, rgb
from gis.tiles import hatch, png
from gis.tiles.basemap import Basemap, basemap_tile, read_basemap
from gis.tiles.shapes import shapes_of
from gis.tiles.zones import ZoneStyle, zone_tile
from tests.tiles.made import pixels

Z = 14
X, Y = 13248, 6524


def lonlat(x: float, y: float) -> tuple[float, float]:
    """The place at a fraction of tile (X, Y): (0, 0) is its north-west corner."""
    n = 2.0**Z
    return (X + x) / n * 360 - 180, float(np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * (Y + y) / n)))))


def box(west: float, north: float, east: float, south: float) -> shapely.Polygon:
    corners = ((west, north), (east, north), (east, south), (west, south))
    return shapely.Polygon([lonlat(*corner) for corner in corners])


def line(*at: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([lonlat(*p) for p in at])


@given(st.integers(1, 40), st.integers(1, 40), st.integers(3, 4), st.integers(0, 2**32 - 1))
def test_a_png_read_back_is_what_was_written(high, wide, bands, seed):
    made = np.random.default_rng(seed).integers(0, 256, (high, wide, bands), np.uint8)
    assert (pixels(png.from_pixels(made))[..., :bands] == made).all()
    palette = np.random.default_rng(seed).integers(0, 256, (256, 4), np.uint8)
    assert (pixels(png.from_palette(made[..., 0], palette)) == palette[made[..., 0]]).all()


def write(folder, name, features):
    rows = [
        {"type": "Feature", "geometry": json.loads(shapely.to_geojson(g)), "properties": p}
        for g, p in features
    ]
    (folder / f"{name}.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": rows}), "utf-8"
    )


@pytest.fixture
def basemap(tmp_path):
    write(tmp_path, "built_up", [(box(-0.5, -0.5, 1.5, 1.5), {})])
    write(tmp_path, "water", [(line((-0.5, 0.5), (1.5, 0.5)), {"name": "河"})])
    write(tmp_path, "roads", [
        (line((0.25, -0.5), (0.25, 1.5)), {"class": "ring", "name": "环"}),
        (line((0.5, -0.5), (0.5, 1.5)), {"class": "street"}),
        (line((0.75, -0.5), (0.75, 1.5)), {"class": "lane"}),
    ])  # fmt: skip
    return read_basemap(tmp_path)


def widths(seen: np.ndarray) -> dict[str, int]:
    """Pixels unlike their ground along the row at a quarter of the height (roads) and in a column (river)."""
    row, column = seen[64, :, :3].astype(int), seen[:, 8, :3].astype(int)
    ground = np.array(rgb(DESK.built_up))
    off = np.abs(row - ground).sum(axis=1) > 3
    return {
        "ring": int(off[40:90].sum()), "street": int(off[110:150].sum()), "lane": int(off[170:220].sum()),
        "river": int((np.abs(column - ground).sum(axis=1) > 3).sum()),
    }  # fmt: skip


def test_lines_have_their_hierarchy(basemap):
    seen = widths(pixels(basemap_tile(basemap, Z, X, Y)))
    assert seen["river"] > seen["ring"] > seen["street"] > seen["lane"] >= 1


def test_lanes_and_streets_leave_at_low_zoom(basemap):
    ring = Basemap({**basemap.layers, "roads": shapes_of([line((0.25, -0.5), (0.25, 1.5))], ["ring"])})
    for z, equal in ((10, True), (11, True), (13, False)):
        tile = (z, X >> (Z - z), Y >> (Z - z))
        assert (basemap_tile(basemap, *tile) == basemap_tile(ring, *tile)) is equal, z


def test_basemap_tiles_join(basemap):
    west, east = (pixels(basemap_tile(basemap, Z, x, Y)).astype(int) for x in (X - 1, X))
    assert np.abs(west[:, -1] - east[:, 0]).max() <= 3
    double = pixels(basemap_tile(basemap, Z, X, Y, scale=2, theme="wall"))
    assert double.shape == (512, 512, 4)


def test_an_absent_basemap_is_bare_ground_and_a_broken_one_is_said(tmp_path):
    bare = pixels(basemap_tile(read_basemap(tmp_path), 12, 3300, 1600))
    assert (bare == (*rgb(DESK.ground), 255)).all()
    (tmp_path / "roads.geojson").write_text("{", "utf-8")
    with pytest.raises(GisError) as refused:
        read_basemap(tmp_path)
    assert refused.value.code == "damaged-file"


STYLE = ZoneStyle({"uv": ("lines", "#a0761a"), "fringe": ("dots", "#8b7f63")}, "#5d6880")


def test_hatching_runs_on_across_tiles():
    zones = shapes_of([box(-2, -2, 3, 3)], ["uv"])
    places = ((X, Y), (X + 1, Y), (X, Y + 1))
    west, east, south = (pixels(zone_tile(zones, Z, *p, style=STYLE))[..., 3].astype(int) for p in places)
    assert (west == east).all() and (west == south).all()  # far from the border a tile is the pattern alone
    assert (west[:, 0:8] == west[:, 8:16]).all()  # which repeats with its period, over the seam too
    covered = (west > 40).mean()
    assert 0.1 < covered < 0.4


@pytest.mark.parametrize("name", HATCHES)
@pytest.mark.parametrize("scale", [1, 2])
def test_every_hatch_repeats_within_a_tile(name, scale):
    size, period = 256 * scale, hatch.PERIOD_PX * scale
    cover = hatch.pattern(name, size, scale)
    step = 2 * period if name == "dots" else period
    for moved in (cover, cover.T):
        assert np.allclose(moved[:, :-step], moved[:, step:], atol=1e-4)
    assert size % step == 0
    assert (cover.max() > 0.6) == (name != "outline")


def test_a_zone_has_its_colour_its_border_and_its_hole():
    ring = box(0.1, 0.1, 0.9, 0.9) - box(0.4, 0.4, 0.6, 0.6)
    seen = pixels(zone_tile(shapes_of([ring], ["uv"]), Z, X, Y, style=STYLE))
    assert seen[5, 5, 3] == 0 and seen[128, 128, 3] == 0
    assert seen[128, 26, 3] > 100
    strong = seen[seen[..., 3] > 150][:, :3]
    assert np.abs(strong.astype(int) - rgb("#a0761a")).max() <= 12


def test_kinds_not_asked_for_and_unknown_kinds():
    zones = shapes_of([box(0.1, 0.1, 0.9, 0.9), box(0.1, 0.1, 0.9, 0.9)], ["uv", "else"])
    only = ZoneStyle(STYLE.kinds, STYLE.other, shown=frozenset())
    assert pixels(zone_tile(zones, Z, X, Y, style=only))[..., 3].max() == 0
    outlined = ZoneStyle(STYLE.kinds, STYLE.other, shown=frozenset({"else"}))
    assert pixels(zone_tile(zones, Z, X, Y, style=outlined))[128, 128, 3] == 0


def test_a_buffer_is_metres_on_the_ground():
    from gis.crs import metric_for

    point = shapely.Point(111.0, 34.5)
    metric = metric_for(111.0, 34.5)
    wide, none = grown(np.array([point, point], object), [200.0, float("nan")], metric)
    flat = shapely.transform(wide, metric.forward, interleaved=False)
    assert flat.area == pytest.approx(np.pi * 200**2, rel=0.02)
    assert none is point


def test_faulty_and_empty_shapes_are_no_stumbling_block():
    bow = shapely.Polygon([lonlat(0, 0), lonlat(1, 1), lonlat(1, 0), lonlat(0, 1)])
    zones = shapes_of(
        [bow, None, shapely.Polygon(), shapely.Point(lonlat(0.5, 0.5))], ["uv", "uv", "uv", "uv"]
    )
    assert pixels(zone_tile(zones, Z, X, Y, style=STYLE))[..., 3].max() > 0


def test_a_feature_without_geometry_and_a_byte_order_mark_do_no_harm(tmp_path):
    line = {"type": "LineString", "coordinates": [lonlat(0, 0), lonlat(1, 1)]}
    features = [{"geometry": None}, {"geometry": line, "properties": None}]
    text = "\ufeff" + json.dumps({"type": "FeatureCollection", "features": features})
    (tmp_path / "roads.geojson").write_text(text, encoding="utf-8")
    assert read_basemap(tmp_path).layers["roads"].kinds == ("",)
