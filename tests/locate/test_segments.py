"""The nearest segment: equal to asking each line for its distance."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.crs import metric_for
from gis.locate import nearest_segment

METRIC = metric_for(120.0, 30.0)
EAST, NORTH = (float(v) for v in METRIC.forward(120.0, 30.0))


def roads(lines: list[object], ids: list[str]) -> gpd.GeoDataFrame:
    """Lines given in metres around 120° E 30° N."""

    def to_degrees(x, y):  # type: ignore[no-untyped-def]
        return METRIC.inverse(EAST + x, NORTH + y)

    shapes = [None if s is None else shapely.transform(s, to_degrees, interleaved=False) for s in lines]
    return gpd.GeoDataFrame({"segment_id": ids}, geometry=shapes, crs="EPSG:4326")


def nearest(
    points: list[tuple[float, float]], segments: gpd.GeoDataFrame, tolerance: float = 30
) -> list[str | None]:
    x, y = np.array(points, dtype=float).reshape(-1, 2).T
    lon, lat = METRIC.inverse(EAST + x, NORTH + y)
    rows = nearest_segment(lon, lat, segments, tolerance_m=tolerance, metric=METRIC)
    return [segments["segment_id"].iloc[r] if r >= 0 else None for r in rows]


def test_by_hand() -> None:
    cross = roads(
        [shapely.LineString([(0, 0), (100, 0)]), shapely.LineString([(100, 0), (100, 100)]), None],
        ["b", "a", "c"],
    )
    points = [(50, 10), (50, -29.9), (50, 30.1), (120, 50), (110, -10), (1e6, 0), (np.nan, 0), (-20, 0)]
    # at the corner both are equally near: the smaller id
    assert nearest(points, cross) == ["b", "b", None, "a", "a", None, None, "b"]
    assert nearest(points, cross.iloc[:0]) == [None] * len(points)
    assert nearest([], cross) == []


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.floats(1, 200))
def test_equals_the_distance_to_every_line(seed: int, tolerance: float) -> None:
    rng = np.random.default_rng(seed)
    lines: list[object] = []
    for _ in range(rng.integers(1, 25)):
        walk = np.cumsum(
            rng.normal(0, rng.choice([5, 80, 900]), (rng.integers(2, 7), 2)), axis=0
        ) + rng.uniform(0, 2000, 2)
        lines.append(shapely.LineString(walk))
    lines.append(shapely.MultiLineString([lines[0], shapely.LineString([(0, 0), (2000, 2000)])]))
    ids = [f"{k}" for k in rng.permutation(len(lines))]
    frame = roads(lines, ids)
    points = rng.uniform(-300, 2300, (200, 2))
    got = nearest(list(map(tuple, points)), frame, tolerance)
    flat = shapely.transform(np.asarray(frame.geometry), METRIC.forward, interleaved=False)
    gap = shapely.distance(shapely.points(points + np.array([EAST, NORTH]))[:, None], flat[None, :])
    for k, segment in enumerate(got):
        best = gap[k].min()
        if segment is None:
            assert best > tolerance - 1e-6
        else:
            assert gap[k, ids.index(segment)] <= best + 1e-6 and best <= tolerance + 1e-6
