"""The cases as the offices' systems would export them: Chinese columns, local times, the state of that night."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from gis.crs import Metric
from gis.ledger.files import write_table
from gis.synthetic.flow import TYPE_IDS
from gis.synthetic.ground import Ground
from gis.vocabulary import Vocabulary

F64 = npt.NDArray[np.float64]

PROFILE = """# {title}（合成演示数据）
source = "{source}"
kind = "delta"
id = ["案卷号"]
exported_at = "(\\\\d{{14}})"
zone = "Asia/Shanghai"

[accepts]
name = "{source}_*"
columns = ["案卷号", "上报时间", "小类名称"]

[columns]
found_at = "上报时间"
closed_at = "结案时间"
deadline_at = "处置截止时间"
state = "当前阶段"
problem_type = "小类名称"
responsible_unit = "处置部门"
address = "地址描述"
x = "经度"
y = "纬度"
duplicate_of = "重复案卷"
"""
WHERE = ("门前", "", "路口", "对面", "东侧", "西侧")


def profile(source: str, title: str) -> str:
    """The import profile of a source's exports."""
    return PROFILE.format(source=source, title=title)


def lonlat(cases: pd.DataFrame, metric: Metric, origin: tuple[float, float]) -> tuple[F64, F64]:
    """WGS 84 of the cases, rounded to 1e-6; (0, 0) and places far away where the export is wrong, NaN where silent."""
    lon, lat = metric.inverse(cases["x"].to_numpy() + origin[0], cases["y"].to_numpy() + origin[1])
    lon, lat = np.round(lon, 6), np.round(lat, 6)
    wrong, far = cases["null_island"].to_numpy(), cases["far"].to_numpy()
    lon = np.where(wrong, 0.0, np.where(far, lon - 0.6, lon))
    return lon, np.where(wrong, 0.0, lat)


def addresses(cases: pd.DataFrame, ground: Ground) -> npt.NDArray[np.object_]:
    """文渊街41号门前."""
    street = ground.segments["name"].to_numpy(dtype=object)[cases["segment"].to_numpy()]
    number = cases["house"].to_numpy()
    ending = np.array(WHERE, dtype=object)[number % len(WHERE)]
    return street + np.array([f"{n}号" for n in number], dtype=object) + ending


def seen_at(table: pd.DataFrame, moment: np.datetime64, words: Vocabulary) -> pd.DataFrame:
    """The rows an export of ``moment`` holds: cases found by then, with the state they were in."""
    known = table[table["found"].to_numpy() <= moment]
    closed = known["closed"].to_numpy()
    shut = ~np.isnat(closed) & (closed <= moment)
    age = (moment - known["found"].to_numpy()).astype("timedelta64[s]").astype(float) / 3600
    stage = np.select(
        [age < 2, age < 6, age < 60, age < 120], ["filed", "dispatched", "handling", "checking"], "handling"
    )
    stage = np.where(known["paused"].to_numpy() & (age > 24), "suspended", stage)
    stage = np.where(known["void"].to_numpy() & (age > 8), "voided", stage)
    stage = np.where(shut, "closed", stage)
    zh = {s.id: s.zh for s in words.states.values()}
    return known.assign(
        closed=np.where(shut, closed, np.datetime64("NaT", "s")), state=pd.Series(stage, index=known.index).map(zh)
    )  # fmt: skip


def write_exports(
    folder: Path, cases: pd.DataFrame, lon: F64, lat: F64, address: npt.NDArray[np.object_], *,
    moments: list[datetime], words: Vocabulary, units: dict[str, str], suffix: str = "",
) -> list[Path]:  # fmt: skip
    """One file a source and moment (local): the first holds all cases, later ones what has changed since.

    File names tell source and export time. Returns the files, oldest first.
    """
    zh = {t: words.types[t].zh for t in TYPE_IDS}
    table = cases.assign(
        lon=lon, lat=lat, address=address, zh=np.array([zh[t] for t in TYPE_IDS])[cases["type"]]
    )
    table["unit_zh"] = table["unit"].map(units).fillna("")
    out: list[Path] = []
    before: pd.DataFrame | None = None
    for moment in moments:
        seen = seen_at(table, np.datetime64(moment.replace(tzinfo=None), "s"), words)
        fresh = seen
        if before is not None:
            old = before.reindex(seen.index)
            fresh = seen[(old["state"] != seen["state"]) | old["state"].isna()]
        before = seen[["state"]]
        for source in sorted(seen["source"].unique()):
            rows = fresh[fresh["source"] == source]
            if len(rows):
                path = folder / f"{source}_{moment:%Y%m%d%H%M%S}{suffix}.parquet"
                write_table(path, _rows(rows))
                out.append(path)
    return out


def _rows(rows: pd.DataFrame) -> pa.Table:
    return pa.table({
        "案卷号": pa.array(rows["number"], pa.string()),
        "上报时间": pa.array(rows["found"].to_numpy().astype("datetime64[s]")),
        "小类名称": pa.array(rows["zh"].to_numpy(dtype=object), pa.string()),
        "当前阶段": pa.array(rows["state"].to_numpy(dtype=object), pa.string()),
        "处置部门": pa.array(rows["unit_zh"].to_numpy(dtype=object), pa.string()),
        "处置截止时间": pa.array(rows["deadline"].to_numpy().astype("datetime64[s]")),
        "结案时间": pa.array(rows["closed"].to_numpy().astype("datetime64[s]")),
        "地址描述": pa.array(rows["address"].to_numpy(dtype=object), pa.string()),
        "经度": pa.array(rows["lon"].to_numpy(), from_pandas=True),
        "纬度": pa.array(rows["lat"].to_numpy(), from_pandas=True),
        "重复案卷": pa.array(rows["duplicate_of"].to_numpy(dtype=object), pa.string()),
    })  # fmt: skip


__all__ = ["addresses", "lonlat", "profile", "seen_at", "write_exports"]
