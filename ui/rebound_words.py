"""Sentences that answer on 反弹, with the number and what it is of."""

from __future__ import annotations

from gis.views.describe import day_words
from gis.views.names import Names
from gis.views.rebounds import Rebounds
from gis.views.timeline import Timeline
from ui.text import number, t


def axis_title(view: Rebounds, line: Timeline, words: Names, grid: str) -> str:
    """What the time axis says: how many came back, of how many new ones, and when most did."""
    back, new = int(line.rebound.sum()), int(line.new.sum())
    where = t("{grid}：", grid=words.grids.get(grid, grid)) if grid else ""
    if view.unclosed:
        return where + t("来源没有销号时间，不能判断反弹")
    if not back:
        return where + t("本期没有反弹")
    top = int(line.rebound.argmax())
    day = day_words(line.steps[top], words.lang, now=view.as_of)
    peak = (
        t("{day}起的一周最多，{n} 件", day=day, n=number(line.rebound[top]))
        if line.days == 7
        else t("{day}最多，{n} 件", day=day, n=number(line.rebound[top]))
    )
    facts = {"new": number(new), "n": number(back), "share": f"{back / new:.1%}"}
    if int((line.rebound == line.rebound[top]).sum()) > 1:  # no day of its own
        return where + t("本期新增 {new} 件中 {n} 件是反弹，占 {share}", **facts)
    return where + t("本期新增 {new} 件中 {n} 件是反弹，占 {share}；{peak}", peak=peak, **facts)
