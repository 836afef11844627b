"""Cases in words: what a program calls columns and codes, as the office calls them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from gis.export import SHEET
from gis.live import Loaded
from gis.views.names import Names
from gis.words import N_, say

HEADS = {
    "case_id": N_("案卷编号"), "problem_type": N_("问题"), "type_text": N_("原始分类"),
    "rebound_group": N_("反弹归类"), "family": N_("大类"), "state": N_("状态"), "source": N_("来源"),
    "channel": N_("来源渠道"), "found_at": N_("发现时间"), "closed_at": N_("销号时间"),
    "deadline_at": N_("处置截止"), "lon": N_("经度"), "lat": N_("纬度"), "accuracy_m": N_("定位精度（米）"),
    "location_method": N_("定位方式"), "unlocated": N_("未定位原因"), "grid_code": N_("网格编码（发现时）"),
    "grid_code_now": N_("网格编码（现在）"), "lead_unit": N_("牵头单位（发现时）"),
    "lead_unit_now": N_("牵头单位（现在）"), "responsible_unit": N_("责任单位"),
    "responsible_basis": N_("责任依据"), "zones": N_("所在区域"), "segment_id": N_("路段"),
    "address": N_("地址"), "description": N_("描述"), "supervised": N_("督办"), "rework_count": N_("返工次数"),
    "duplicate_of": N_("重复于"), "sightings": N_("发现次数"), "last_seen_at": N_("最近一次发现"),
    "rebound_of": N_("原案卷编号"), "days_since_close": N_("距原销号（天）"), "distance_m": N_("距原案卷（米）"),
}  # fmt: skip
"""Column → its head."""
GRIDS = {"grid_code": N_("网格（发现时）"), "grid_code_now": N_("网格（现在）")}
"""A grid's code stays, for it is what files of others name; its name stands beside it."""
UNLOCATED = {
    "no_coordinates": N_("没有坐标"), "null_island": N_("坐标为 (0, 0)"),
    "outside_grids": N_("不在任何网格内"), "out_of_range": N_("坐标超出范围"),
}  # fmt: skip
BASES = {"stated": N_("来源注明"), "type": N_("按问题类型"), "none": N_("未明确")}
METHODS = {"stated": N_("来源坐标"), "geocoded": N_("按地址"), "manual": N_("人工标注")}
YES = {True: N_("是"), False: N_("否")}


def spoken(pieces: Iterator[pa.Table], loaded: Loaded, names: Names) -> Iterator[pa.Table]:
    """``pieces`` with their heads and codes in the language of ``names``; a code nobody knows stands for itself."""
    codes = _codes(loaded, names)
    for piece in pieces:
        heads, columns = [], []
        for name in piece.column_names:
            column = piece.column(name)
            if name in codes:
                column = _in_words(column, codes[name])
            elif name == "zones":
                column = _zones(column, names)
            heads.append(say(HEADS.get(name, name), names.lang))
            columns.append(column)
            if name in GRIDS:
                heads.append(say(GRIDS[name], names.lang))
                columns.append(_in_words(column, names.grids))
        said = pa.table(columns, names=heads)
        yield said.replace_schema_metadata({SHEET: say(N_("案卷"), names.lang)})


def _codes(loaded: Loaded, names: Names) -> dict[str, Mapping[Any, str]]:
    """Column → code → word."""
    lang = names.lang

    def said(words: Mapping[Any, str]) -> dict[Any, str]:
        return {key: say(text, lang) for key, text in words.items()}

    groups = {key: term.name(lang) for key, term in loaded.vocabulary.rebound_groups.items()}
    held: dict[str, Mapping[Any, str]] = {
        "problem_type": {**names.types}, "rebound_group": {**names.types, **groups}, "family": {**names.families},
        "state": {**names.states}, "source": {**names.sources}, "channel": {**names.sources},
        "unlocated": said({**UNLOCATED}), "responsible_basis": said({**BASES}),
        "location_method": said({**METHODS}), "supervised": said({**YES}),
    }  # fmt: skip
    return held | {c: {**names.units} for c in ("lead_unit", "lead_unit_now", "responsible_unit")}


def _in_words(column: pa.ChunkedArray, words: Mapping[Any, str]) -> pa.Array:
    """Each distinct value looked up once."""
    encoded = pc.dictionary_encode(column.combine_chunks())
    known = [words.get(value, str(value)) for value in encoded.dictionary.to_pylist()]
    return pa.array(known, pa.string()).take(encoded.indices)


def _zones(column: pa.ChunkedArray, names: Names) -> pa.Array:
    mark = say(N_("、"), names.lang)
    known = {
        value: mark.join(names.zones.get(zone, zone) for zone in str(value).split(";"))
        for value in pc.unique(column).to_pylist()
        if value
    }
    return _in_words(column, known)
