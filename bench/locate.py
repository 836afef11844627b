"""Points → areas: our sweep beside ``geopandas.sjoin``, in one run on one core.

``python bench/locate.py [--points 1000000] [--areas 400]``. The areas are a jittered partition of 0.3° × 0.3°
whose neighbours share their borders exactly. Prints seconds (best of three, and once for the peer) and the
ratio, and fails when the two answers differ.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gis.locate import assign_areas

WEST, SOUTH, SPAN, POINTS_A_SIDE = 109.5, 34.4, 0.3, 8


def partition(side: int, seed: int = 0) -> npt.NDArray[np.object_]:
    """side × side polygons with crooked shared borders, ``POINTS_A_SIDE`` vertices to a side."""
    rng = np.random.default_rng(seed)
    ticks = np.arange(side * POINTS_A_SIDE + 1) / POINTS_A_SIDE
    x, y = np.meshgrid(ticks, ticks, indexing="ij")
    x, y = (v + rng.uniform(-0.3, 0.3, v.shape) / POINTS_A_SIDE for v in (x, y))
    corners = np.stack([WEST + x / side * SPAN, SOUTH + y / side * SPAN], axis=-1)
    out = []
    for i in range(side):
        for j in range(side):
            block = corners[
                i * POINTS_A_SIDE : (i + 1) * POINTS_A_SIDE + 1,
                j * POINTS_A_SIDE : (j + 1) * POINTS_A_SIDE + 1,
            ]
            out.append(shapely.Polygon([*block[:-1, 0], *block[-1, :-1], *block[:0:-1, -1], *block[0, ::-1]]))
    return np.array(out)


def peer(points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> npt.NDArray[np.object_]:
    """What one writes with geopandas: a spatial join, and of several matches the smallest code."""
    joined = gpd.sjoin(points, areas, predicate="intersects", how="left")
    return joined["grid_code"].groupby(level=0).min().to_numpy(dtype=object)


def main() -> int:
    """Run both and print one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--areas", type=int, default=400)
    parser.add_argument("--alone", action="store_true", help="leave the peer out")
    args = parser.parse_args()
    shapes = partition(int(np.sqrt(args.areas)))
    codes = [f"g{k:05d}" for k in range(len(shapes))]
    rng = np.random.default_rng(1)
    lon, lat = WEST + rng.random(args.points) * SPAN, SOUTH + rng.random(args.points) * SPAN
    ours = []
    for _ in range(3):
        start = time.perf_counter()
        found = assign_areas(lon, lat, shapes, codes)
        ours.append(time.perf_counter() - start)
    print(f"{args.points:,} points, {len(shapes)} areas, {int((found < 0).sum()):,} in none")
    print(f"ours    {min(ours):8.3f} s   (of {', '.join(f'{t:.3f}' for t in ours)})")
    if args.alone:
        return 0
    areas = gpd.GeoDataFrame({"grid_code": codes}, geometry=shapes, crs="EPSG:4326")
    start = time.perf_counter()
    theirs = peer(gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326"), areas)
    seconds = time.perf_counter() - start
    print(f"sjoin   {seconds:8.3f} s   (points_from_xy and the smallest code included)")
    print(f"ratio   {seconds / min(ours):8.1f} ×")
    same = np.array([*codes, None], dtype=object)[found]
    agree = bool(np.array_equal(same, np.where(theirs == theirs, theirs, None)))
    print("answers agree" if agree else "ANSWERS DIFFER")
    return 0 if agree else 1


if __name__ == "__main__":
    sys.exit(main())
