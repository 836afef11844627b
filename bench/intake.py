"""A CSV of a million rows → statements and their grid, beside pandas and geopandas, in one run.

``python bench/intake.py [--rows 1000000] [--areas FILE] [--whole]``. Ours: read, parse times, places, words
and silence into statements, find the grid (no ledger write). The peer's: ``pandas.read_csv``,
``geopandas.points_from_xy``, ``geopandas.sjoin``; it leaves times and words as text. Best of five each, by
turns. The grids are those of FILE, by default the demo county's where it is there, else a jittered partition.
``--whole`` prints a whole import into a fresh store beside it. Fails when the two find different grids.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.locate import partition
from gis import vocabulary
from gis.intake import Parsed, Profile, profile, read_raw, seal, to_statements
from gis.locate import assign_areas

ROOT = Path(__file__).resolve().parents[1]
T = TypeVar("T")
EXPORTED = datetime(2026, 1, 31, 16, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
TYPES = (
    "暴露垃圾", "占道经营", "店外经营", "无照经营游商", "机动车乱停放", "非机动车乱停放", "非法小广告",
    "道路不洁", "积存垃圾渣土", "乱堆杂物",
)  # fmt: skip
STREETS = ("人民路", "解放路", "建设大街", "河东街", "中心街", "学苑路", "工农街", "禹都大道")
PROFILE = """source = "bench"
id = "任务号"
[columns]
found_at = "上报时间"
problem_type = "小类名称"
x = "经度"
y = "纬度"
address = "地址描述"
"""


def make(path: Path, rows: int, bounds: npt.NDArray[np.float64], seed: int = 0) -> None:
    """A CSV like an office's: Chinese header, numbers, local times, words, degrees, addresses."""
    rng = np.random.default_rng(seed)
    west, south, east, north = bounds
    seconds = rng.integers(1_700_000_000, 1_769_000_000, rows).astype("datetime64[s]")
    columns = (
        [f"AP{i:09d}" for i in range(rows)],
        np.datetime_as_string(seconds).tolist(),
        np.array(TYPES)[rng.integers(0, len(TYPES), rows)].tolist(),
        rng.uniform(west - 0.01, east + 0.01, rows).round(7).tolist(),
        rng.uniform(south - 0.01, north + 0.01, rows).round(7).tolist(),
        np.array(STREETS)[rng.integers(0, len(STREETS), rows)].tolist(),
        rng.integers(1, 400, rows).tolist(),
    )
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write("任务号,上报时间,小类名称,经度,纬度,地址描述\r\n")
        out.writelines(
            f"{number},{at.replace('T', ' ')},{word},{lon},{lat},{street}{house}号\r\n"
            for number, at, word, lon, lat, street, house in zip(*columns)
        )


def parse(path: Path, by: Profile) -> Parsed:
    """Our way to statements."""
    return to_statements(
        read_raw(path, by),
        by,
        exported_at=EXPORTED,
        vocabulary=vocabulary.load(),
        unit_of_word=None,
        zone=SHANGHAI,
    )


def locate(parsed: Parsed, shapes: npt.NDArray[np.object_], codes: list[str]) -> npt.NDArray[np.int32]:
    """The grid of each statement, −1 for none."""
    geometry = parsed.statements["geometry"]
    lon, lat = (pc.struct_field(geometry, [axis]).to_numpy() for axis in ("x", "y"))
    return assign_areas(lon, lat, shapes, codes)


def peer(path: Path, grids: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """What most scripts do."""
    table = pd.read_csv(path)
    points = gpd.points_from_xy(table["经度"], table["纬度"], crs=4326)
    return gpd.sjoin(gpd.GeoDataFrame(table, geometry=points), grids, how="left", predicate="intersects")


def whole_import(path: Path, by: Path, folder: Path) -> None:
    """A whole import into a fresh store: statements, fates, raw file, manifest."""
    from gis.county import open_county
    from gis.ledger.importing import Order, import_paths

    (folder / "county.toml").write_text('name = {zh = "测试", en = "Bench"}\n', encoding="utf-8")
    import_paths(open_county(folder), [path], Order(profile=str(by), exported_at=EXPORTED, now=EXPORTED))


def read_grids(areas: Path | None) -> gpd.GeoDataFrame:
    """Grids in WGS 84 with their grid_code."""
    demo = ROOT / "data" / "grids.geojson"
    path = areas or (demo if demo.is_file() else None)
    if path is not None:
        return gpd.read_file(path)[["grid_code", "geometry"]]
    shapes = partition(11)
    codes = [f"g_{i:03d}" for i in range(len(shapes))]
    return gpd.GeoDataFrame({"grid_code": codes}, geometry=list(shapes), crs=4326)


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds, and what came out."""
    start = time.perf_counter()
    out = work()
    return time.perf_counter() - start, out


def by_turns(path: Path, by: Profile, grids: gpd.GeoDataFrame, turns: int = 5) -> tuple[Parsed, bool]:
    """Print the best of several runs of each; our statements, and whether both find the same grids."""
    shapes, codes = grids.geometry.to_numpy(dtype=object), grids["grid_code"].tolist()
    best = dict.fromkeys(("parse", "grid", "ours", "peer"), float("inf"))
    for _ in range(turns):
        parse_s, parsed = timed(lambda: parse(path, by))
        grid_s, found = timed(lambda: locate(parsed, shapes, codes))  # noqa: B023 - used at once
        peer_s, joined = timed(lambda: peer(path, grids))
        run = {"parse": parse_s, "grid": grid_s, "ours": parse_s + grid_s, "peer": peer_s}
        best = {name: min(best[name], run[name]) for name in best}
    print(f"ours   parse {best['parse']:.2f} s, grid {best['grid']:.2f} s, together {best['ours']:.2f} s")
    print(f"peer   pandas.read_csv + points_from_xy + sjoin {best['peer']:.2f} s")
    theirs = joined["grid_code"].fillna("").groupby(level=0).min()
    ours = np.array([*codes, ""], dtype=object)[found]
    same = bool((pd.Series(ours) == theirs).all())
    print(f"ratio  {best['peer'] / best['ours']:.1f} (wanted: 3)    same grids: {same}")
    return parsed, same


def main() -> int:
    """Make, run, compare, print."""
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--rows", type=int, default=1_000_000)
    args.add_argument("--areas", type=Path)
    args.add_argument("--whole", action="store_true")
    given = args.parse_args()
    pa.set_cpu_count(2)
    grids = read_grids(given.areas)
    with tempfile.TemporaryDirectory() as temp:
        folder = Path(temp)
        path, toml = folder / "cases.csv", folder / "bench.toml"
        make(path, given.rows, grids.total_bounds)
        toml.write_text(PROFILE, encoding="utf-8")
        vertices = int(grids.geometry.count_coordinates().sum())
        size = f"{given.rows:,} rows, {path.stat().st_size / 1e6:.0f} MB"
        print(f"{size}; {len(grids)} grids, {vertices:,} vertices")
        parsed, same = by_turns(path, profile.load(toml), grids)
        print(f"beside seal (hashes for the ledger) {timed(lambda: seal(parsed.statements))[0]:.2f} s")
        if given.whole:
            print(f"beside whole import {timed(lambda: whole_import(path, toml, folder))[0]:.2f} s")
    return 0 if same else 1


if __name__ == "__main__":
    raise SystemExit(main())
