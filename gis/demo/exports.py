"""Write what each source would export: one base file and later ones with what changed since, as Parquet.

Times are the county's wall clock, coordinates WGS 84 degrees. A case is told as it stands at the export.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gis.demo import days, frame, units
from gis.demo.basemap import make_pois
from gis.demo.draw import SOURCES, Span
from gis.demo.ground import OFFICES, make_ground
from gis.demo.kinds import KINDS
from gis.demo.life import NEVER
from gis.demo.plant import Story

I64 = npt.NDArray[np.int64]
EXPORT_DAYS: dict[str, tuple[int, ...]] = {
    "collector": (62, 21, 7, 1, 0), "hotline": (62, 14, 0), "citizen": (62, 0), "covert_inspection": (55, 0),
}  # fmt: skip
"""How many days before the last one each source exported; the first file is full, the others hold changes."""
STATES: dict[str, tuple[str, ...]] = {
    # reported, filed, handling, checking, rework, suspended, closed, voided
    "collector": ("上报", "待派遣", "处置中", "待核查", "返工", "挂账", "结案", "作废"),
    "hotline": ("受理", "受理", "办理中", "办理中", "办理中", "暂缓", "已办结", "作废"),
    "citizen": ("受理", "受理", "处理", "处理", "处理", "挂账", "办结", "无效"),
    "covert_inspection": ("待整改", "待整改", "正在整改", "整改完成", "正在整改", "挂账", "已销号", "作废"),
}
PREFIX = {"collector": "CG", "hotline": "RX", "citizen": "PZ", "covert_inspection": "AF"}
STATED_SHARE = 0.7
"""Share of the rows that name their unit themselves."""


@dataclass(frozen=True)
class Texts:
    """What a row says in words; one entry a case."""

    id: pa.Array
    address: pa.Array
    phrase: pa.Array
    unit: pa.Array
    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]


def case_numbers(story: Story) -> pa.Array:
    """The number each source gives: letters, day, running number of that day, e.g. CG20261121-00017."""
    c = story.cases
    day = c.found // 86400
    order = np.lexsort((np.arange(len(c)), c.found, c.source))
    key = (c.source * 100_000 + day)[order]
    fresh = np.concatenate([[True], key[1:] != key[:-1]]) if len(key) else np.zeros(0, bool)
    begin = np.maximum.accumulate(np.where(fresh, np.arange(len(key)), 0))
    run = np.empty(len(c), np.int64)
    run[order] = np.arange(len(key)) - begin + 1
    heads = [PREFIX[s] for s in SOURCES]
    low, high = (int(day.min()), int(day.max())) if len(c) else (0, 0)
    table = pa.array(
        [f"{h}{days.EPOCH + timedelta(days=d):%Y%m%d}-" for h in heads for d in range(low, high + 1)]
    )
    stem = table.take(pa.array(c.source * (high - low + 1) + day - low))
    return pc.binary_join_element_wise(stem, pc.utf8_lpad(pa.array(run).cast(pa.string()), 5, "0"), "")


def make_texts(story: Story, seed: int) -> Texts:
    """Addresses from segment, house number and landmark; a phrase; the unit's name where it is stated."""
    ground, c, rng = make_ground(), story.cases, np.random.default_rng([seed, 50])
    s, seg = ground.sites, ground.segments
    low = np.array([g.house_from for g in seg])[s.segment]
    high = np.array([g.house_to for g in seg])[s.segment]
    house = (low + (high - low) * s.share).astype(np.int64)
    house += (house % 2 == 1) != s.left  # odd numbers on the left
    near = _landmarks()
    stems = [
        f"{seg[k].name}{h}号{near[i]}"
        if seg[k].kind != "rural"
        else f"{seg[k].name}{h * 9 // 1000}公里+{h * 9 % 1000}米处{near[i]}"
        for i, (k, h) in enumerate(zip(s.segment.tolist(), house.tolist(), strict=True))
    ]
    phrases = [p for k in KINDS for p in k.words]
    starts = np.concatenate([[0], np.cumsum([len(k.words) for k in KINDS])[:-1]])
    counts = np.array([len(k.words) for k in KINDS])
    phrase = starts[c.kind] + (rng.random(len(c)) * counts[c.kind]).astype(np.int64)
    stated = rng.random(len(c)) < STATED_SHARE
    zh = pa.array([u.zh for u in units.UNITS])
    unit = pa.array(units.unit_of_kind()[c.kind], mask=~stated)
    lon, lat = places(story)
    return Texts(
        case_numbers(story), _encoded(stems, c.site), _encoded(phrases, phrase), zh.take(unit), lon, lat
    )


def _encoded(words: list[str], index: I64) -> pa.Array:
    return pa.DictionaryArray.from_arrays(
        pa.array(index.astype(np.int32)), pa.array(words)
    ).dictionary_decode()


def _landmarks() -> list[str]:
    """For each site the words for a landmark within 90 m, else nothing."""
    s, pois = make_ground().sites, make_pois()
    far = np.array([np.hypot(s.x - p.x, s.y - p.y) for p in pois])
    nearest = np.argmin(far, axis=0)
    close = far[nearest, np.arange(len(s.x))] < 90
    return [
        f"（{pois[k].name}旁）" if ok else "" for k, ok in zip(nearest.tolist(), close.tolist(), strict=True)
    ]


def places(story: Story) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Lon and lat of each case as its source states them, to 1e-6 degrees: NaN without, (0, 0), or far outside."""
    c = story.cases
    lon, lat = (np.round(v, 6) for v in frame.to_wgs84(c.x, c.y, c.tile, story.tiles))
    far = np.round(lon + 1.3, 6)
    lon = np.select([story.place == 1, story.place == 2, story.place == 3], [np.nan, 0.0, far], lon)
    lat = np.select([story.place == 1, story.place == 2], [np.nan, 0.0], lat)
    return lon, lat


def state_at(story: Story, rows: I64, at: int) -> I64:
    """Index into STATES of each row at a second."""
    w = story.life
    return np.select(
        [w.voided[rows] <= at, w.closed[rows] <= at, (w.suspended[rows] <= at) & (w.resumed[rows] > at),
         w.handled[rows] <= at, (w.reworked[rows] > 0) & (w.deadline[rows] <= at), w.dispatched[rows] <= at,
         w.filed[rows] <= at],
        [7, 6, 5, 3, 4, 2, 1], 0,
    )  # fmt: skip


def export_moments(source: str, end: date) -> list[int]:
    """When a source exported, local seconds: 23:59 of its export days."""
    last = (end - days.EPOCH).days
    return [(last - back + 1) * 86400 - 60 for back in EXPORT_DAYS[source]]


def write_exports(out: Path, story: Story, texts: Texts, span: Span) -> list[tuple[Path, str, int, datetime]]:
    """exports/<source>_<yyyymmdd>-2359.parquet; gives back (path, kind, rows, when), in the order of export."""
    c, w = story.cases, story.life
    out.mkdir(parents=True, exist_ok=True)
    files: list[tuple[int, Path, str, int]] = []
    steps = [c.found, w.filed, w.dispatched, w.handled, w.closed, w.voided, w.suspended, w.resumed]
    for number, source in enumerate(SOURCES):
        own = np.flatnonzero(c.source == number)
        own = own[np.argsort(c.found[own], kind="stable")]
        before = -1
        for at in export_moments(source, span.end):
            changed = np.zeros(len(own), bool)
            for step in steps:
                changed |= (step[own] > before) & (step[own] <= at)
            rows = own[changed & (c.found[own] <= at)]
            kind = "full" if before < 0 else "delta"
            before = at
            if len(rows) == 0:
                continue
            stamp = days.EPOCH + timedelta(days=at // 86400)
            path = out / f"{source}_{stamp:%Y%m%d}-2359.parquet"
            pq.write_table(
                table(source, story, texts, rows, at), path, compression="zstd", compression_level=15,
                row_group_size=1 << 20, store_schema=False,
            )  # fmt: skip
            files.append((at, path, kind, len(rows)))
    files.sort(key=lambda f: (f[0], f[2], str(f[1])))
    return [(p, k, n, datetime(1970, 1, 1) + timedelta(seconds=at)) for at, p, k, n in files]  # noqa: DTZ001 - wall clock


def table(source: str, story: Story, texts: Texts, rows: I64, at: int) -> pa.Table:
    """The rows of one export in the words and columns of its source."""
    c, w, take = story.cases, story.life, pa.array(rows)
    state = state_at(story, rows, at)
    deadline = np.where(state == 5, NEVER, w.deadline[rows])
    common = {
        "id": texts.id.take(take), "found": _time(c.found[rows], at), "closed": _time(w.closed[rows], at),
        "due": _time(deadline, NEVER - 1), "state": _word(list(STATES[source]), state),
        "type": _word([k.zh for k in KINDS], c.kind[rows]), "text": texts.phrase.take(take),
        "address": texts.address.take(take), "unit": texts.unit.take(take),
        "lon": pa.array(texts.lon[rows], from_pandas=True), "lat": pa.array(texts.lat[rows], from_pandas=True),
    }  # fmt: skip
    if source != "collector":
        return pa.table({column: common[key] for key, column in COLUMNS[source]})
    ground = make_ground()
    grid = ground.grids
    cell = grid_text(story)[rows]
    extra = {
        "major": _word([k.major for k in KINDS], c.kind[rows]),
        "sort": _word(["部件" if k.id in COMPONENTS else "事件" for k in KINDS], c.kind[rows]),
        "channel": pa.repeat("监督员上报", len(rows)),
        "street": _word([o for o, _ in OFFICES], grid.office[cell]),
        "community": _word(grid.community, cell),
        "grid": pc.if_else(pa.array(c.tile[rows] == 0), _word(grid.code, cell), pa.scalar(None, pa.string())),
        "collector": _word([f"采集员{n:02d}" for n in range(1, 25)], cell % 24),
        "extended": pa.array(np.where(deadline <= at, w.extended[rows], 0).astype(np.int32)),
        "rework": pa.array(np.where(w.deadline[rows] <= at, w.reworked[rows], 0).astype(np.int32)),
    }
    return pa.table({column: (common | extra)[key] for key, column in COLUMNS[source]})


def grid_text(story: Story) -> I64:
    """The grid each row claims: that of its site."""
    return make_ground().sites.grid[story.cases.site]


def _time(seconds: I64, known: int | np.int64) -> pa.Array:
    """Wall-clock times up to ``known``; empty later."""
    return pa.array(seconds.astype("datetime64[s]"), mask=seconds > known)


def _word(words: list[str], index: I64) -> pa.Array:
    return pa.array(words).take(pa.array(index))


COMPONENTS = {"manhole_cover", "street_lamp", "trash_bin", "guardrail", "street_tree"}
COLUMNS: dict[str, tuple[tuple[str, str], ...]] = {
    "collector": (
        ("id", "任务号"), ("found", "上报时间"), ("sort", "问题类型"), ("major", "大类名称"), ("type", "小类名称"),
        ("channel", "问题来源"), ("text", "问题描述"), ("address", "地址描述"), ("street", "所属街道"),
        ("community", "所属社区"), ("grid", "单元网格"), ("collector", "监督员"), ("state", "当前阶段名称"),
        ("unit", "处置部门"), ("due", "处置截止时间"), ("closed", "结案时间"), ("extended", "延期次数"),
        ("rework", "返工次数"), ("lon", "经度"), ("lat", "纬度"),
    ),
    "hotline": (
        ("id", "工单编号"), ("found", "受理时间"), ("type", "诉求类别"), ("text", "诉求内容"), ("address", "事发地址"),
        ("unit", "承办单位"), ("state", "办理状态"), ("due", "办理时限"), ("closed", "办结时间"), ("lon", "经度"),
        ("lat", "纬度"),
    ),
    "citizen": (
        ("id", "随手拍编号"), ("found", "上传时间"), ("type", "问题类别"), ("text", "补充说明"), ("address", "位置"),
        ("state", "状态"), ("closed", "办结时间"), ("lon", "经度"), ("lat", "纬度"),
    ),
    "covert_inspection": (
        ("id", "暗访编号"), ("found", "检查时间"), ("type", "问题类别"), ("text", "问题描述"), ("address", "地点"),
        ("unit", "责任单位"), ("state", "整改状态"), ("due", "整改期限"), ("closed", "销号时间"), ("lon", "经度"),
        ("lat", "纬度"),
    ),
}  # fmt: skip
"""Source → its columns in order: (what it is, what the source calls it)."""
