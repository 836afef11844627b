"""Hot spots beside PySAL and pyMannKendall: Gi* of 10,000 squares, and the cube of 10,000 squares × 104 weeks.

The peer of the cube is what one would write with them: ``esda.G_Local`` called week by week, ``pymannkendall.
original_test`` square by square; no test against exposure, no FDR, no classes. Both start from the same counts. esda,
libpysal and pymannkendall are no dependencies of ours; they are put into a folder of their own for the time of the
bench, and where that cannot be, the table says so. Ours runs as in the app: in a worker, on files.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from bench.report import Row, child, fetch, peak_mb, row, say

SIDE, WEEKS, A_WEEK = 100, 104, 20_000
PINNED = (
    "esda==2.9.0", "libpysal==4.14.1", "pymannkendall==1.4.3", "scikit-learn", "joblib", "threadpoolctl",
    "beautifulsoup4", "soupsieve", "platformdirs",
)  # fmt: skip


def make(folder: Path) -> dict[str, Any]:
    """Counts of squares of unequal exposure, by week; a hundred of them hot for some time."""
    r = np.random.default_rng(1)
    exposure = r.gamma(2, 0.1, SIDE * SIDE)
    mean = np.outer(exposure / exposure.sum() * A_WEEK, 1 + 0.3 * np.sin(np.arange(WEEKS) / 52 * 2 * np.pi))
    for unit in r.integers(0, SIDE * SIDE, 100):
        mean[unit, r.integers(0, WEEKS) :] *= 4
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "exposure.npy", exposure)
    np.save(folder / "counts.npy", r.poisson(mean * r.gamma(5, 1 / 5, mean.shape)))
    return {}


def units(folder: Path) -> Any:
    """The squares, each beside the eight around it."""
    from gis.hotspots.units import Units

    at = np.arange(SIDE * SIDE)
    east, north = at // SIDE, at % SIDE
    pairs = []
    for a, b in ((a, b) for a in (-1, 0, 1) for b in (-1, 0, 1) if a or b):
        x, y = east + a, north + b
        held = (x >= 0) & (x < SIDE) & (y >= 0) & (y < SIDE)
        pairs.append(np.stack([at[held], (x * SIDE + y)[held]]))
    of, near = np.concatenate(pairs, axis=1)
    order = np.lexsort((near, of))
    start = np.r_[0, np.cumsum(np.bincount(of, minlength=len(at)))].astype(np.int64)
    ids = tuple(f"E{e}N{n}" for e, n in zip(east.tolist(), north.tolist()))
    return Units(
        "cell", ids, east * 100.0, north * 100.0, np.load(folder / "exposure.npy"), "road_km", start,
        near[order].astype(np.int32), np.zeros(0, np.int32),
    )  # fmt: skip


def cube_in_worker(folder: Path) -> dict[str, Any]:
    """What a worker does: counts from their file to classes and z."""
    from gis.hotspots.cube import cube_of, z_of
    from gis.hotspots.steps import steps_of

    zone = ZoneInfo("Asia/Shanghai")
    steps = steps_of("week", date(2020, 1, 6), as_of=datetime(2026, 11, 22, tzinfo=zone), tz=zone)
    ground, counts = units(folder), np.load(folder / "counts.npy")
    cube = cube_of(ground, counts, steps)
    z = z_of(ground, counts)
    return {"hot": int(cube.hot.sum()), "classes": len(np.unique(cube.classes.code)), "z": float(np.nanmax(z)),
            "peak_mb": peak_mb()}  # fmt: skip


def ours(folder: Path, peers: Path) -> dict[str, Any]:
    """The cube, asked of a warm worker."""
    from gis.work import Work

    work = Work(1)
    try:
        work.ask(units, folder)
        began = time.perf_counter()
        found = work.ask(cube_in_worker, folder)
        return {"seconds": time.perf_counter() - began, **found}
    finally:
        work.close()


def theirs(folder: Path, peers: Path) -> dict[str, Any]:
    """Gi* week by week, a trend square by square."""
    sys.path.insert(0, str(peers))
    import pymannkendall
    from esda.getisord import G_Local

    ground, weights = units(folder), _weights(folder)
    rates = np.load(folder / "counts.npy") / ground.exposure[:, None]
    began = time.perf_counter()
    z = np.stack(
        [G_Local(week, weights, transform="B", star=True, permutations=0).Zs for week in rates.T], axis=1
    )
    taken = time.perf_counter() - began
    trends = sum(pymannkendall.original_test(series).p < 0.05 for series in z)
    return {
        "seconds": time.perf_counter() - began,
        "gi_seconds": taken,
        "trends": int(trends),
        "peak_mb": peak_mb(),
    }


def gi(folder: Path, peers: Path) -> dict[str, Any]:
    """Gi* of the last week: ours, and theirs where it is at hand; the best of ten. They must agree."""
    from gis.hotspots.gi import local_g

    ground = units(folder)
    rate = np.load(folder / "counts.npy")[:, -1] / ground.exposure
    mine = _best(lambda: local_g(rate, ground.near_start, ground.near))
    if not peers.is_dir():
        return {"seconds": mine}
    sys.path.insert(0, str(peers))
    from esda.getisord import G_Local

    weights = _weights(folder)
    ask = lambda: G_Local(rate, weights, transform="B", star=True, permutations=0)  # noqa: E731
    apart = np.abs(ask().Zs - local_g(rate, ground.near_start, ground.near)).max()
    return {"seconds": mine, "peer": _best(ask), "apart": float(apart)}


def _weights(folder: Path) -> Any:
    """The same neighbours as libpysal's weights."""
    from libpysal.weights import W

    ground = units(folder)
    some = zip(ground.near_start[:-1], ground.near_start[1:])
    return W({i: ground.near[a:b].tolist() for i, (a, b) in enumerate(some)}, silence_warnings=True)


def _best(ask: Callable[[], Any]) -> float:
    took = []
    for _ in range(10):
        began = time.perf_counter()
        ask()
        took.append(time.perf_counter() - began)
    return min(took)


STEPS: dict[str, Callable[[Path, Path], dict[str, Any]]] = {"ours": ours, "peer": theirs, "gi": gi}


def step(name: str, folder: Path, peers: Path) -> dict[str, Any]:
    """One step in a process of its own."""
    found = child("bench.hotspots", ["--step", name, "--data", str(folder), "--peers", str(peers)])
    say(f"    {name:6} {json.dumps(found)}")
    return found


def run(work: Path) -> list[Row]:
    """The rows of the table."""
    say("  hot spots")
    folder, peers = work / "hotspots", work / "hotspots-peers"
    make(folder)
    there = peers.is_dir() or fetch(peers, *PINNED)
    one, cube = step("gi", folder, peers), step("ours", folder, peers)
    other = step("peer", folder, peers) if there else {}
    rival = "esda.G_Local" if there else "esda could not be installed"
    both = "esda.G_Local a week, pymannkendall a square" if there else rival
    more = {"least": 0.9} if there else {}
    return [
        row("h", "10 k squares: Gi*", one["seconds"] * 1000, "ms", rival=rival, **more,
            peer=one["peer"] * 1000 if there else None),
        row("h", "10 k squares × 104 weeks: cube, tests, trends, classes, z, in a worker", cube["seconds"], "s",
            target=10.0),
        row("h", "the same beside the peer's Gi* and trends alone", cube["seconds"], "s", peer=other.get("seconds"),
            rival=both),
        row("h", "peak memory of the worker", cube["peak_mb"], "MB", peer=other.get("peak_mb"), rival=both),
    ]  # fmt: skip


def main() -> int:
    """One step, for ``step`` above, its last line JSON; without ``--step`` all of it, as a table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--step", choices=tuple(STEPS))
    asked.add_argument("--data", type=Path, required=True)
    asked.add_argument("--peers", type=Path, default=Path())
    args = asked.parse_args()
    if args.step:
        print(json.dumps(STEPS[args.step](args.data, args.peers)))
        return 0
    from bench.report import table

    print(table(run(args.data)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
