"""The words of 反弹: how every figure was made, and what is in none of them. Page and workbook say the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gis.rebounds.closures import REASONS
from gis.rebounds.hold import NOTHING, SMALL, YOUNG
from gis.views.names import Names
from gis.views.rebounds import Rebounds
from gis.words import N_, SOURCE_LANGUAGE, say

METHOD = (
    N_("反弹：案卷销号之后，{r} 米以内又发现同类问题。游商、店外、占道、夜市同属街头摊贩一类，其余各自一类。"
       "返工是同一件案卷退回重办，不是反弹。"),
    N_("本期反弹：本期发现、距最近一次同类销号不超过 {w} 天的案卷（每天按 24 小时计），用于件数、清单和地图。"),
    N_("反弹率：本期销号中，到数据截止已满 {w} 天、且销号时附近没有其他同类未结案卷的（称“可判”），"
       "有多大比例在 {w} 天内反弹。一次销号最多算一次反弹。"),
    N_("巩固率＝1－反弹率，只看已满 {w} 天的销号。保持率把未满期的销号也用上（卡普兰—迈耶法），"
       "看到数据截止为止。两者不是同一个数。"),
    N_("95% 区间按地点整体重抽样：同一地点的多次销号并不互相独立。反弹不足 5 次时用精确区间；"
       "可判销号不足 20 件，不计算比率，不排名。"),
    N_("同类案卷在 {r} 米以内、自首件起 60 分钟内的，视为重复上报，不计反弹；其他统计照计。"),
)  # fmt: skip


def why(row: Mapping[Any, Any], lang: str) -> str:
    """Why a figure of a row of ``Rebounds.tables`` is missing; empty where none is."""
    if row["method"] == SMALL:
        return say(N_("样本不足，不排名"), lang)
    if row["method"] == NOTHING:
        return say(N_("没有可判的销号"), lang)
    return say(N_("观察未满 30 天"), lang) if row["hold_30_method"] == YOUNG else ""


def method(view: Rebounds, words: Names) -> list[str]:
    """The definitions with this question's radius and window, then what was left out, with counts."""
    lang, f = words.lang, view.filters
    comma, stop = ("、", "；") if lang == SOURCE_LANGUAGE else (", ", "; ")
    lines = [say(m, lang).format(r=f.radius, w=f.window) for m in METHOD]
    left = [
        say(N_("{reason} {n} 件"), lang).format(reason=say(REASONS[key], lang), n=f"{n:,}")
        for key, n in view.left_out.items()
        if n
    ]
    lines.append(
        say(N_("未纳入的销号：{list}。"), lang).format(list=stop.join(left))
        if left
        else say(N_("本期销号全部纳入。"), lang)
    )
    if view.without_closures:
        sources = comma.join(words.sources.get(s, s) for s in view.without_closures)
        lines.append(
            say(N_("{sources}没有销号时间，只能看同一地点是否反复出现，不能计算反弹。"), lang).format(
                sources=sources
            )
        )
    return lines
