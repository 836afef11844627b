"""The words a map shows, in every language: the front end has none of its own."""

from __future__ import annotations

from gis.words import N_, say

WORDS: dict[str, str] = {
    "map": N_("地图。方向键平移，加号减号缩放。"),
    "zoom_in": N_("放大"),
    "zoom_out": N_("缩小"),
    "home": N_("回到全图"),
    "full": N_("全屏"),
    "full_exit": N_("退出全屏"),
    "layers": N_("图层"),
    "share": N_("复制本图地址"),
    "shared": N_("地址已复制，打开即是这张图。"),
    "legend": N_("图例"),
    "titled": N_("{name}（{unit}）"),
    "drawn": N_("绘出 {n} / {N} 件"),
    "density": N_("绘出 {n} / {N} 件（密度）"),
    "density_title": N_("案卷密度"),
    "density_only": N_("案卷密度（供参看，不是检验）"),
    "demo": N_("演示数据（合成）"),
    "failed": N_("地图数据暂未取到，正在重试…"),
    "overdue": N_("超期"),
    "m": N_("{n} 米"),
    "km": N_("{n} 公里"),
    "unlocated": N_("另有 {n} 件没有坐标，不在图上"),
    "ground": N_("底图"),
    "grids": N_("网格"),
    "zones": N_("区域"),
    "cases": N_("案卷"),
    "labels": N_("名称"),
    "rebounds": N_("反弹"),
    "rebound_ring": N_("反弹（{radius} 米、{window} 天内）"),
    "rebound_arc": N_("弧线起于此前销号处；双环表示与原处几乎重合。"),
    "rebound_drawn": N_("反弹绘出 {n} / {N} 件"),
    "rebound_tip": N_("{found} 发现，距 {closed} 销号 {days} 天、{metres} 米"),
    "rebound_tip_same_day": N_("{found} 发现，距 {closed} 销号不足 1 天、{metres} 米"),
    "hot": N_("热点"),
    "hot_place": N_("显著热点"),
    "cold_place": N_("显著冷点"),
    "hot_tip": N_("热点 {n}"),
    "cold_tip": N_("冷点"),
    "play_group": N_("按时间播放反弹"),
    "play": N_("播放"),
    "pause": N_("暂停"),
    "play_day": N_("日"),
    "play_week": N_("周"),
    "play_by": N_("播放步长"),
    "play_slider": N_("播放到的日期"),
    "play_all": N_("全程"),
    "play_days": N_("{first} 至 {last}"),
    "play_count": N_("反弹 {n} 件"),
    "as_of": N_("数据时间：{time}"),
    "query": N_("筛选：{sentence}"),
    "print": N_("数据指纹：{fingerprint}"),
    "saved_part": N_("本文件最多收入 {limit} 件，绘出 {n} / {N} 件"),
    "saved_title": N_("净格地图"),
}


def map_words(lang: str) -> dict[str, str]:
    """Every word of a map in ``lang``; blanks like {n} are filled where the word is shown."""
    return {key: say(text, lang) for key, text in WORDS.items()}
