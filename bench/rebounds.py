"""Linking of rebounds beside ``geopandas.sjoin(predicate="dwithin")`` of the same cases on themselves.

The peer finds the pairs of cases within 50 m and keeps those of one group: no times, no closures, no duplicates, no
places; and its memory grows with the pairs. Ours starts from the same: places in metres. Each step runs in a
process of its own, on columns it maps from files as the app does, so that the peak memory is linking's.

The cases are made here: 14 groups, two years, nine of ten cases along streets of 240 m (119 cases each), the rest
anywhere, 1,111 cases a km². So 52 cases lie within 50 m of a case and 6 of them are of its group, as in the demo county
when it is made with 200,000 cases; both counts include the case itself. ``--dense 10`` puts ten times
as many on the ground. In Z-order like a Frame.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.report import Row, child, peak_mb, row, say

R = 50
START_S, DAYS, DAY_S = 1_710_000_000, 730, 86400
SHARES = np.array([15, 14, 13, 12, 10, 9, 8, 6, 5, 3, 2, 1, 1, 1]) / 100
CASES_A_STREET, ANYWHERE, SPREAD_M, WIDTH_M = 119, 0.1, 60, 4
FIELDS = ("x_mm", "y_mm", "found", "closed", "group", "ckey", "usable", "dated")
CENTRE = (111.0, 34.5)


def make(folder: Path, cases: int, dense: float, seed: int = 1) -> dict[str, Any]:
    """The columns of ``Points`` as files."""
    from gis.cases.frame import NONE_S
    from gis.zorder import order

    r = np.random.default_rng(seed)
    side_m = 30_000 * np.sqrt(cases / 1e6 / dense)
    x, y = _streets(r, cases, side_m)
    at = order((x * 1000 + 2**31).astype(np.uint32), (y * 1000 + 2**31).astype(np.uint32))
    found = START_S + r.integers(0, DAYS * 1440, cases) * 60
    still_open = r.random(cases) < 0.03
    closed = np.where(still_open, NONE_S, found + (r.exponential(2.5 * DAY_S, cases) + 600).astype(np.int64))
    columns = {
        "x_mm": (x[at] * 1000).astype(np.int32), "y_mm": (y[at] * 1000).astype(np.int32),
        "found": found.astype(np.uint32), "closed": closed.astype(np.uint32),
        "group": r.choice(len(SHARES), cases, p=SHARES).astype(np.int16),
        "ckey": r.integers(0, 2**63, cases).astype(np.uint64), "usable": r.random(cases) < 0.98, "dated": ~still_open,
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    for name, column in columns.items():
        np.save(folder / f"{name}.npy", column)
    return {}


def _streets(r: np.random.Generator, n: int, side_m: float) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Metres: along streets that run east or north, and anywhere."""
    count = max(n // CASES_A_STREET, 1)
    middle, north = r.uniform(0, side_m, (count, 2)), r.random(count) < 0.5
    of = r.integers(0, count, n)
    along, across = r.normal(0, SPREAD_M, n), r.normal(0, WIDTH_M, n)
    x = middle[of, 0] + np.where(north[of], across, along)
    y = middle[of, 1] + np.where(north[of], along, across)
    loose = r.random(n) < ANYWHERE
    return np.where(loose, r.uniform(0, side_m, n), x), np.where(loose, r.uniform(0, side_m, n), y)


def points(folder: Path) -> Any:
    """The columns, mapped."""
    from gis.rebounds.links import Points

    return Points(**{name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in FIELDS})


def ours(folder: Path, times: int) -> dict[str, Any]:
    """Linking, compiled already: the best of ``times``."""
    from gis.rebounds.linking import link
    from gis.rebounds.links import Points

    held = points(folder)
    link(Points(**{name: getattr(held, name)[:2000] for name in FIELDS}), R)
    took, work, linked = [], [], 0
    for _ in range(times):
        began, busy = time.perf_counter(), time.process_time()
        linked = int(np.count_nonzero(link(held, R).origin >= 0))
        took.append(time.perf_counter() - began)
        work.append(time.process_time() - busy)
    return {"seconds": min(took), "work": min(work), "linked": linked, "peak_mb": peak_mb()}


def cold(folder: Path, times: int) -> dict[str, Any]:
    """The first linking of a machine: everything is compiled."""
    with tempfile.TemporaryDirectory() as cache:
        os.environ["NUMBA_CACHE_DIR"] = cache
        from gis.rebounds.linking import link

        began = time.perf_counter()
        link(points(folder), R)
        return {"seconds": time.perf_counter() - began}


def peer(folder: Path, times: int) -> dict[str, Any]:
    """geopandas: pairs within the radius, then those of one group."""
    import geopandas as gpd

    held = points(folder)
    x, y, group = (np.asarray(a)[held.usable] for a in (held.x_mm, held.y_mm, held.group))
    began, busy = time.perf_counter(), time.process_time()
    geometry = gpd.points_from_xy(x / 1000, y / 1000, crs="EPSG:4546")
    cases = gpd.GeoDataFrame({"group": group}, geometry=geometry)
    pairs = cases.sjoin(cases, predicate="dwithin", distance=R)
    pairs = pairs[pairs["group_left"] == pairs["group_right"]]
    took, work = time.perf_counter() - began, time.process_time() - busy
    return {"seconds": took, "work": work, "pairs": len(pairs), "peak_mb": peak_mb()}


def night(folder: Path, times: int) -> dict[str, Any]:
    """A day's cases come onto the others: ground and links of the new data version, from case files to files."""
    from gis.crs import metric_for
    from gis.rebounds.store import ensure

    metric, took = metric_for(*CENTRE), []
    group_of = {f"t{g}": f"g{g}" for g in range(len(SHARES))}
    for version, share in (("before", 1 - 1 / DAYS), ("after", 1.0)):
        frame, parts = _as_store(folder, share, version, metric)
        began = time.perf_counter()
        held = ensure(frame, parts, metric, group_of, R)
        took.append(time.perf_counter() - began)
    return {"seconds": took[1], "linked": int(np.count_nonzero(held.origin >= 0)), "peak_mb": peak_mb()}


def _as_store(folder: Path, share: float, version: str, metric: Any) -> tuple[Any, Any]:
    """Frame and case files (a month each) of the first ``share`` of the time."""
    import pyarrow as pa

    from gis.cases.frame import NOT_COUNTED, Frame
    from gis.cases.parts import Parts, write_part
    from gis.crs import world_fraction

    held = points(folder)
    rows = np.flatnonzero(held.found < START_S + share * DAYS * DAY_S)
    east, north = metric.forward(*CENTRE)
    lon, lat = metric.inverse(held.x_mm[rows] / 1000 + east, held.y_mm[rows] / 1000 + north)
    month = (held.found[rows] - START_S) // (DAY_S * 31)
    stored = np.argsort(month, kind="stable")
    files, counts = {}, {}
    for k in np.unique(month):
        some = stored[month[stored] == k]
        table = pa.table(
            {"lon": lon[some], "lat": lat[some], "accuracy_m": pa.nulls(len(some), pa.float64())}
        )
        files[f"{k:06}.0"] = write_part(folder / "cases", f"{k:06}.0", table, version=version)
        counts[f"{k:06}.0"] = len(some)
    back = np.empty(len(rows), np.uint32)
    back[stored] = np.arange(len(rows))
    fx, fy = world_fraction(lon, lat)
    codes = np.zeros(len(rows), np.int16)
    frame = Frame(
        version=version, located=len(rows), mx=(fx * 2**32).astype(np.uint32), my=(fy * 2**32).astype(np.uint32),
        found=held.found[rows], closed=held.closed[rows], ckey=held.ckey[rows], type_=held.group[rows],
        flags=np.where(held.usable[rows], 0, NOT_COUNTED).astype(np.uint8), deadline=held.found[rows],
        **dict.fromkeys(("unit", "grid", "grid_now", "lead", "lead_now", "zset"), codes),
        **dict.fromkeys(("state", "source"), codes.astype(np.uint8)), types=tuple(f"t{g}" for g in range(len(SHARES))),
        **dict.fromkeys(("states", "sources", "units", "grids", "open_states", "suspended_states"), ()),
        zone_sets=(), zones={}, facts={}, rows=back,
    )  # fmt: skip
    return frame, Parts(folder / "cases", version, "s", "b", (), 1, files, counts, {})


STEPS: dict[str, Callable[[Path, int], dict[str, Any]]] = {
    "ours": ours, "cold": cold, "peer": peer, "night": night,
}  # fmt: skip


def step(name: str, folder: Path, cases: int, dense: float = 1.0, times: int = 1) -> dict[str, Any]:
    """One step in a process of its own."""
    more = ["--cases", str(cases), "--dense", str(dense), "--times", str(times)]
    if not folder.is_dir():
        child("bench.rebounds", ["--step", "make", "--data", str(folder), *more])
    found = child("bench.rebounds", ["--step", name, "--data", str(folder), *more])
    say(
        f"    {name:6} {cases:>10,} × {dense:g}  {found['seconds']:8.2f} s  {found.get('peak_mb', 0):7,.0f} MB"
    )
    return found


def run(work: Path, cases: list[int]) -> list[Row]:
    """Figures of 200 k, 1 M and, where 10 M are asked for, 10 M at the same and at ten times the density."""
    say("  rebounds")
    rival = 'geopandas.sjoin(predicate="dwithin") on itself, then the same group'
    small, million, ten, dense = (work / f"rebounds-{n}" for n in ("200k", "1m", "10m", "dense"))
    first = step("cold", small, 200_000)
    few, theirs = step("ours", small, 200_000, times=5), step("peer", small, 200_000)
    many, after = step("ours", million, 1_000_000, times=3), step("night", million, 1_000_000)
    rows = [
        row("g", "200 k cases linked", few["seconds"], "s", peer=theirs["seconds"], rival=rival, least=30),
        row("g", "200 k: processor time, both cores", few["work"], "s", peer=theirs["work"], rival=rival),
        row("g", "200 k: peak memory", few["peak_mb"], "MB", peer=theirs["peak_mb"], rival=rival),
        row("g", "200 k: the very first time, compiling", first["seconds"], "s"),
        row("g", "1 M cases linked", many["seconds"], "s", target=5.0),
        row("g", "1 M and a day's cases: all anew, from case files to files", after["seconds"], "s", target=1.0),
        row("g", "1 M: peak memory", many["peak_mb"], "MB"),
    ]  # fmt: skip
    if max(cases) < 10_000_000:
        return rows
    most, thick = step("ours", ten, 10_000_000, times=2), step("ours", dense, 10_000_000, dense=10)
    grown = most["seconds"] / many["seconds"]
    return [
        *rows,
        row("g", "10 M cases linked, the same density", most["seconds"], "s", target=60.0),
        row("g", "10 M: by 1 M", grown, "×", target=12.0),
        row("g", "10 M: by 1 M, processor time", most["work"] / many["work"], "×"),
        row("g", "10 M: peak memory", most["peak_mb"], "MB", target=3000.0),
        row("g", "10 M cases linked, ten times the density", thick["seconds"], "s"),
        row("g", "10 M, ten times the density: peak memory", thick["peak_mb"], "MB", target=3000.0),
    ]


def main() -> int:
    """One step, for ``step`` above; its last line is JSON."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--step", choices=("make", *STEPS), required=True)
    asked.add_argument("--data", type=Path, required=True)
    asked.add_argument("--cases", type=int, default=1_000_000)
    asked.add_argument("--dense", type=float, default=1.0)
    asked.add_argument("--times", type=int, default=1)
    args = asked.parse_args()
    if args.step == "make":
        print(json.dumps(make(args.data, args.cases, args.dense)))
    else:
        print(json.dumps(STEPS[args.step](args.data, args.times)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
