"""A large synthetic county for the bench: 225 grids, 25 units, zones, streets; a million cases or ten.

``python -m bench.county --cases 1000000 --out DIR`` writes the folder and takes its exports in, through the same
door as a real county's. It is labelled synthetic and its clock stands still, so a figure can be had again. Simpler
than the demo county and quicker to make: density and rhythm are right, streets and truths are not.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.locate import SOUTH, SPAN, WEST, partition

SIDE, UNITS = 15, 25
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
MINUTES = 730 * 1440
CHUNK = 1_000_000
"""Cases of one export: as offices hand them over, and what an import must hold at once."""
STILL_OPEN = 0.03
ZONE_KINDS = ("urban_village", "fringe_area", "back_lane", "market", "old_compound")
TYPES = np.array([
    "占道经营", "店外经营", "机动车乱停放", "非机动车乱停放", "暴露垃圾", "非法小广告", "乱堆杂物", "道路不洁",
    "积存垃圾渣土", "无照经营游商",
])  # fmt: skip
SHARES = np.array([0.2, 0.17, 0.15, 0.12, 0.1, 0.08, 0.07, 0.05, 0.04, 0.02])
PROFILE = """source = "collector"
id = ["任务号"]
[accepts]
name = "night*"
[columns]
found_at = "上报时间"
closed_at = "结案时间"
deadline_at = "处置截止"
state = "状态"
problem_type = "小类名称"
responsible_unit = "处置单位"
address = "地址描述"
x = "经度"
y = "纬度"
"""
COUNTY = f"""format = 1
demo = true
now = "{NOW.isoformat()}"
[name]
zh = "量测县（合成）"
en = "Bench county (synthetic)"
"""


@dataclass(frozen=True)
class Export:
    """One file of an office and when it was made."""

    path: Path
    at: datetime


def make(root: Path, cases: int) -> list[Export]:
    """Write folder and exports, nothing taken in yet. The last export is a night's: 0.1 % of the cases.

    Half of its rows close cases that were open, half are new; all others are whole chunks of the past.
    """
    root.mkdir(parents=True)
    _papers(root)
    (root / "exports").mkdir()
    exports = []
    for start in range(0, cases, CHUNK):
        ids = np.arange(start, min(start + CHUNK, cases))
        path = root / "exports" / f"night{start // CHUNK:03d}.parquet"
        pq.write_table(rows(ids), path)
        exports.append(Export(path, NOW - timedelta(days=2) + timedelta(minutes=start // CHUNK)))
    exports.append(Export(root / "exports" / "night_last.parquet", NOW - timedelta(hours=8)))
    pq.write_table(_night(cases), exports[-1].path)
    return exports


def rows(ids: npt.NDArray[np.int64]) -> pa.Table:
    """The rows of these cases; the same for the same ids. Local times as text, degrees, Chinese words."""
    rng = np.random.default_rng([7, int(ids[0])])
    count = len(ids)
    found = _moments(rng, count)
    took = rng.exponential(2.5 * 1440, count).astype("timedelta64[m]")
    closed = found + took
    shut = (rng.random(count) >= STILL_OPEN) & (closed < _local(NOW - timedelta(days=2)))
    kind = rng.choice(len(TYPES), count, p=SHARES)
    x, y = _places(rng, count)
    return pa.table({
        "任务号": pa.array([f"C{i:09d}" for i in ids]),
        "上报时间": np.datetime_as_string(found, "m"),
        "结案时间": np.where(shut, np.datetime_as_string(closed, "m"), ""),
        "处置截止": np.datetime_as_string(found + np.timedelta64(3 * 1440, "m"), "m"),
        "状态": np.where(shut, "已结案", "处理中"),
        "小类名称": TYPES[kind],
        "处置单位": np.char.add("单位", (kind * 2 + rng.integers(0, 5, count)).astype(str)),
        "地址描述": np.char.add(np.char.add("文渊街", rng.integers(1, 999, count).astype(str)), "号"),
        "经度": x.round(6),
        "纬度": y.round(6),
    })  # fmt: skip


def _night(cases: int) -> pa.Table:
    """A night's export: open cases now closed, and new ones."""
    half = max(cases // 2000, 1)
    last = (cases - 1) // CHUNK * CHUNK
    held = rows(np.arange(last, cases))
    waiting = np.flatnonzero(np.asarray(held.column("状态").to_pylist()) == "处理中")[:half]
    done = held.take(pa.array(waiting))
    done = done.set_column(2, "结案时间", pa.array([_minute(NOW - timedelta(hours=9))] * len(waiting)))
    done = done.set_column(4, "状态", pa.array(["已结案"] * len(waiting)))
    new = rows(np.arange(cases, cases + half))
    fresh = _local(NOW) - np.random.default_rng(3).integers(540, 1900, half).astype("timedelta64[m]")
    new = new.set_column(1, "上报时间", pa.array(np.datetime_as_string(fresh, "m")))
    new = new.set_column(2, "结案时间", pa.array([""] * half))
    new = new.set_column(4, "状态", pa.array(["处理中"] * half))
    return pa.concat_tables([done.cast(new.schema), new])


def _moments(rng: np.random.Generator, count: int) -> npt.NDArray[np.datetime64]:
    """Local minutes over two years before the last export, most of them in working hours."""
    day = rng.integers(0, MINUTES // 1440 - 1, count)
    hour = np.clip(rng.normal(12.5, 3.5, count), 0, 23.98)
    minute = day * 1440 + (hour * 60).astype(np.int64)
    first = (_local(NOW) - np.timedelta64(MINUTES, "m")).astype("datetime64[D]").astype("datetime64[m]")
    return np.asarray(first + minute.astype("timedelta64[m]"))


def _places(rng: np.random.Generator, count: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Degrees: a dense centre, a thin fringe, and one in a hundred outside every grid."""
    x, y = (low + SPAN * rng.beta(3, 3, count) for low in (WEST, SOUTH))
    out = rng.random(count) < 0.01
    return np.where(out, x + SPAN, x), y


def _local(moment: datetime) -> np.datetime64:
    return np.datetime64((moment + timedelta(hours=8)).replace(tzinfo=None), "m")


def _minute(moment: datetime) -> str:
    return str(_local(moment))


def _papers(root: Path) -> None:
    """county.toml, grids, registers, basemap, profile."""
    for folder in ("profiles", "registers", "basemap"):
        (root / folder).mkdir()
    (root / "county.toml").write_text(COUNTY, encoding="utf-8")
    (root / "profiles" / "night.toml").write_text(PROFILE, encoding="utf-8")
    shapes = partition(SIDE)
    _layer(root / "grids.geojson", (
        (s, {"grid_code": f"g_{i:03d}", "name": f"第{i}网格", "street": f"第{i // SIDE}街道", "lead_unit": f"u{i % UNITS:02d}"})
        for i, s in enumerate(shapes)
    ))  # fmt: skip
    rng = np.random.default_rng(11)
    centres = np.stack([WEST + SPAN * rng.beta(3, 3, 30), SOUTH + SPAN * rng.beta(3, 3, 30)], axis=1)
    _layer(root / "registers" / "zones.geojson", (
        (shapely.Point(c).buffer(rng.uniform(0.002, 0.008), quad_segs=3),
         {"zone_id": f"z{i}", "name": f"区域{i}", "kind": ZONE_KINDS[i % len(ZONE_KINDS)]})
        for i, c in enumerate(centres)
    ))  # fmt: skip
    _layer(root / "basemap" / "roads.geojson", (
        (s.exterior, {"name": f"第{i}路", "class": "street"}) for i, s in enumerate(shapes)
    ))  # fmt: skip
    lines = ["unit_id,zh,en,kind", *(f"u{i:02d},单位{i},Unit {i},department" for i in range(UNITS))]
    (root / "registers" / "units.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _layer(path: Path, features: Iterable[tuple[shapely.Geometry, dict[str, Any]]]) -> None:
    found = [
        {"type": "Feature", "geometry": json.loads(shapely.to_geojson(shape)), "properties": facts}
        for shape, facts in features
    ]
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": found}, ensure_ascii=False), encoding="utf-8"
    )


def take_in(root: Path, exports: list[Export]) -> int:
    """Import the files one after the other; the cases are not folded. Returns the rows taken in."""
    from gis.county import open_county
    from gis.ledger.importing import Order, import_paths

    county, taken = open_county(root), 0
    for export in exports:
        order = Order(profile="night", exported_at=export.at, now=NOW, into_demo=True)
        outcome = import_paths(county, [export.path], order)[0]
        taken += sum(n for fate, n in outcome.fates.items() if fate != "rejected")
    return taken


def exports_of(root: Path) -> list[Export]:
    """The exports of a folder made by ``make``, in order, the night's last."""
    past = sorted((root / "exports").glob("night[0-9]*.parquet"))
    found = [Export(p, NOW - timedelta(days=2) + timedelta(minutes=i)) for i, p in enumerate(past)]
    return [*found, Export(root / "exports" / "night_last.parquet", NOW - timedelta(hours=8))]


def main() -> int:
    """Make one folder, taken in but for the night's export unless --whole."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--cases", type=int, default=1_000_000)
    asked.add_argument("--out", type=Path, required=True)
    asked.add_argument("--whole", action="store_true", help="the night's export too")
    args = asked.parse_args()
    exports = make(args.out, args.cases)
    print(f"{take_in(args.out, exports if args.whole else exports[:-1]):,} rows taken in")
    return 0


if __name__ == "__main__":
    sys.exit(main())
