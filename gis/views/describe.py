"""The filters in a sentence that says what each figure counts."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from gis.filters import Filters
from gis.select import Period, period
from gis.views.names import Names
from gis.words import N_, SOURCE_LANGUAGE, say

SET_WORDS = {
    "open": N_("未销号"), "overdue": N_("超期"), "suspended": N_("挂账"), "new": N_("本期新增"),
    "rebound": N_("反弹"), "closed": N_("本期销号"), "all": N_("全部"),
}  # fmt: skip
SET_COUNTS = {
    "open": N_("截至{end}尚未销号的案卷（不论何时发现）"),
    "overdue": N_("截至{end}未销号且已过处置时限的案卷（不含挂账）"),
    "suspended": N_("截至{end}挂账的案卷"),
    "new": N_("{period}发现的案卷"),
    "rebound": N_("{period}发现、在同类问题销号后 {window} 天内、{radius} 米内再次出现的案卷"),
    "closed": N_("{period}销号的案卷"),
    "all": N_("截至{end}发现的全部案卷"),
}
DIMENSIONS = {
    "types": N_("问题：{words}"), "states": N_("状态：{words}"), "sources": N_("来源：{words}"),
    "units": N_("责任单位：{words}"), "grids": N_("网格：{words}"), "zone_kinds": N_("区域类别：{words}"),
    "zones": N_("区域：{words}"),
}  # fmt: skip


def describe(filters: Filters, names: Names, *, as_of: datetime, tz: ZoneInfo) -> str:
    """One sentence: what the map and the table show, narrowed by what, and which days flows are counted over."""
    span = period(filters, as_of, tz)
    lang = names.lang
    head = say(SET_COUNTS[filters.set], lang).format(
        end=_end(span, tz, lang), period=_days(span, tz, lang), window=filters.window, radius=filters.radius
    )
    parts = [
        say(words, lang).format(words=names.many(kind, getattr(filters, kind)))
        for kind, words in DIMENSIONS.items()
        if getattr(filters, kind)
    ]
    if filters.place:
        parts.append(say(N_("{radius:.0f} 米范围内"), lang).format(radius=filters.place.radius_m))
    parts = parts or [say(N_("全县"), lang)]
    flows = say(N_("新增、销号按{period}统计"), lang).format(period=_days(span, tz, lang))
    where = ("，" if lang == SOURCE_LANGUAGE else "; ").join(parts)
    return say(N_("{where}，{head}；{flows}。"), lang).format(where=where, head=head, flows=flows)


def period_words(filters: Filters, lang: str) -> str:
    """The chosen period in a few words: 近 30 天, 全部时间, 10月1日—10月31日."""
    if filters.days:
        return say(N_("近 {n} 天"), lang).format(n=filters.days)
    if filters.start is None and filters.end is None:
        return say(N_("全部时间"), lang)
    first = filters.start.isoformat() if filters.start else ""
    last = filters.end.isoformat() if filters.end else ""
    return f"{first}—{last}"


def _days(span: Period, tz: ZoneInfo, lang: str) -> str:
    now = span.as_of.astimezone(tz)
    if span.first_day is None:
        return say(N_("{last}及以前"), lang).format(last=day_words(span.last_day, lang, now=now))
    year = span.first_day.year != now.year
    if span.first_day == span.last_day:
        return _day(span.last_day, lang, year=year)
    between = "至" if lang == SOURCE_LANGUAGE else "–"
    return between.join(_day(day, lang, year=year) for day in (span.first_day, span.last_day))


def day_words(day: date, lang: str, *, now: date) -> str:
    """A day in words, with its year where that is not the year of ``now``."""
    return _day(day, lang, year=day.year != now.year)


def _day(day: date, lang: str, *, year: bool) -> str:
    if lang == SOURCE_LANGUAGE:
        return f"{day.year}年{day.month}月{day.day}日" if year else f"{day.month}月{day.day}日"
    return f"{day:%b} {day.day}, {day.year}" if year else f"{day:%b} {day.day}"


def _end(span: Period, tz: ZoneInfo, lang: str) -> str:
    """The instant stocks are counted at: the time of day only where the last day is today."""
    local, now = datetime.fromtimestamp(span.instant, tz), span.as_of.astimezone(tz)
    if local == datetime(local.year, local.month, local.day, tzinfo=tz):
        day = span.last_day if local.date() > span.last_day else local.date() - timedelta(days=1)
        return day_words(day, lang, now=now)
    return f"{day_words(local, lang, now=now)}{'' if lang == SOURCE_LANGUAGE else ' '}{local:%H:%M}"
