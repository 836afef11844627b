"""Random ground and points for the tests of this room, and the answers by another way."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

F64 = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]


def ground(rng: np.random.Generator, kind: str) -> Shapes:
    """Polygons near (120° E, 30° N): a partition, one with holes, or overlapping stars, some of several
    parts."""
    if kind == "stars":
        return np.array([_star(rng) for _ in range(rng.integers(1, 14))])
    side = int(rng.integers(1, 6))
    x, y = np.meshgrid(np.arange(2 * side + 1), np.arange(2 * side + 1), indexing="ij")
    # corners on a coarse lattice now and then, so that borders run along axes and points fall on them exactly
    shake = rng.choice([0.0, 0.45]) * rng.uniform(-1, 1, (2, *x.shape))
    xs, ys = 120 + (x + shake[0]) / 64, 30 + (y + shake[1]) / 64
    out = []
    for i in range(0, 2 * side, 2):
        for j in range(0, 2 * side, 2):
            ring = [
                (i, j),
                (i + 1, j),
                (i + 2, j),
                (i + 2, j + 1),
                (i + 2, j + 2),
                (i + 1, j + 2),
                (i, j + 2),
                (i, j + 1),
            ]
            out.append(shapely.Polygon([(xs[a, b], ys[a, b]) for a, b in ring]))
    if kind == "holes":
        middle = [shapely.centroid(p).buffer(0.004, quad_segs=2) for p in out]
        out = [shapely.difference(p, m) for p, m in zip(out, middle, strict=True)] + middle[::2]
    return np.array(out)


def _star(rng: np.random.Generator) -> shapely.Geometry:
    turns = np.sort(rng.uniform(0, 2 * np.pi, rng.integers(3, 12)))
    reach = rng.uniform(0.005, 0.05, len(turns))
    at = rng.uniform(0, 0.1, 2)
    xy = np.column_stack([120 + at[0] + reach * np.cos(turns), 30 + at[1] + reach * np.sin(turns)])
    star = shapely.make_valid(shapely.Polygon(xy))
    return shapely.union(star, shapely.box(120, 30, 120.01, 30.01)) if rng.random() < 0.3 else star


def points(rng: np.random.Generator, shapes: Shapes, n: int) -> tuple[F64, F64]:
    """Points anywhere, on vertices, on middles of sides, and far away."""
    xy = shapely.get_coordinates(shapes)
    middles = (xy[1:] + xy[:-1]) / 2
    lattice = np.round(rng.uniform([119.99, 29.99], [120.2, 30.2], (n, 2)) * 64) / 64
    far = rng.uniform([-180, -90], [180, 90], (5, 2))
    inside = rng.uniform(xy.min(axis=0) - 0.01, xy.max(axis=0) + 0.01, (n, 2))
    some = np.concatenate([inside, lattice, far, rng.permutation(xy)[:n], rng.permutation(middles)[:n]])
    some = rng.permutation(some)
    return np.ascontiguousarray(some[:, 0]), np.ascontiguousarray(some[:, 1])


def by_sjoin(lon: F64, lat: F64, shapes: Shapes, codes: list[str]) -> list[list[str]]:
    """Codes of all areas that meet each point, sorted, by geopandas."""
    left = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326")
    right = gpd.GeoDataFrame({"code": codes}, geometry=shapes, crs="EPSG:4326")
    joined = gpd.sjoin(left, right, predicate="intersects", how="inner")
    out: list[list[str]] = [[] for _ in lon]
    for row, code in zip(joined.index, joined["code"], strict=True):
        out[row].append(code)
    return [sorted(set(c)) for c in out]
