"""Why a unit is of its class, in a sentence with the steps counted and the figures of the last four."""

from __future__ import annotations

from scipy.stats import betabinom, binom

from gis.hotspots.classes import CLASSES, NONE
from gis.hotspots.cube import Cube
from gis.words import N_, SOURCE_LANGUAGE, say

FEW = 4
"""The last so many steps are held against as many before."""
ALPHA = 0.05

NAMES: dict[str, str] = {
    "new_hot": N_("新增热点"),
    "consecutive_hot": N_("连续热点"),
    "intensifying_hot": N_("增强热点"),
    "persistent_hot": N_("持续热点"),
    "diminishing_hot": N_("减弱热点"),
    "sporadic_hot": N_("间歇热点"),
    "oscillating_hot": N_("反复热点"),
    "historical_hot": N_("历史热点"),
    "new_cold": N_("新增冷点"),
    "consecutive_cold": N_("连续冷点"),
    "intensifying_cold": N_("增强冷点"),
    "persistent_cold": N_("持续冷点"),
    "diminishing_cold": N_("减弱冷点"),
    "sporadic_cold": N_("间歇冷点"),
    "oscillating_cold": N_("反复冷点"),
    "historical_cold": N_("历史冷点"),
    NONE: N_("走势不明显"),
}
"""Class → its name. A hot spot has significantly more cases than its exposure expects, a cold spot fewer."""

REASONS: dict[str, str] = {
    "new_hot": N_("最近 {run}首次显著偏多（{since} 起）"),
    "consecutive_hot": N_("连续 {run}显著偏多（{since} 起），此前没有过"),
    "intensifying_hot": N_("近 {steps}中有 {hits}显著偏多，总体在增强"),
    "persistent_hot": N_("近 {steps}中有 {hits}显著偏多，总体没有明显升降"),
    "diminishing_hot": N_("近 {steps}中有 {hits}显著偏多，总体在减弱"),
    "sporadic_hot": N_("时断时续：近 {steps}中有 {hits}显著偏多，最近 {run}又是（{since} 起）"),
    "oscillating_hot": N_(
        "冷热反复：近 {steps}中有 {hits}显著偏多、{others}显著偏少，最近 {run}偏多（{since} 起）"
    ),
    "historical_hot": N_("近 {steps}中有 {hits}显著偏多，但最近 {one}已不再显著偏多"),
    "new_cold": N_("最近 {run}首次显著偏少（{since} 起）"),
    "consecutive_cold": N_("连续 {run}显著偏少（{since} 起），此前没有过"),
    "intensifying_cold": N_("近 {steps}中有 {hits}显著偏少，总体还在减少"),
    "persistent_cold": N_("近 {steps}中有 {hits}显著偏少，总体没有明显升降"),
    "diminishing_cold": N_("近 {steps}中有 {hits}显著偏少，总体在回升"),
    "sporadic_cold": N_("时断时续：近 {steps}中有 {hits}显著偏少，最近 {run}又是（{since} 起）"),
    "oscillating_cold": N_(
        "冷热反复：近 {steps}中有 {hits}显著偏少、{others}显著偏多，最近 {run}偏少（{since} 起）"
    ),
    "historical_cold": N_("近 {steps}中有 {hits}显著偏少，但最近 {one}已不再显著偏少"),
}
PASSING: dict[tuple[bool, bool], str] = {
    (True, True): N_("近 {steps}中有 {hits}显著偏多、{others}显著偏少，最近 {one}不显著"),
    (True, False): N_("近 {steps}中有 {hits}显著偏多，最近 {one}不显著"),
    (False, True): N_("近 {steps}中有 {others}显著偏少，最近 {one}不显著"),
    (False, False): N_("近 {steps}都不显著"),
}
"""Of no class, by whether it was ever hot and ever cold."""
UNTESTED = N_("每段平均预期不足 1 件，不分段检验")

RECENT: dict[int, str] = {
    1: N_("最近 {few}增强：由全县同期水平的 {before} 倍升到 {now} 倍"),
    0: N_("最近 {few}为全县同期水平的 {now} 倍"),
    -1: N_("最近 {few}减弱：由全县同期水平的 {before} 倍降到 {now} 倍"),
}
LENGTHS: dict[str, str] = {
    "week": N_("{n} 周"),
    "fortnight": N_("{n} 个双周"),
    "month": N_("{n} 个月"),
}
COMMA, STOP = N_("，"), N_("。")


def reason(cube: Cube, unit: int, lang: str = SOURCE_LANGUAGE) -> str:
    """Why unit number ``unit`` is of its class, with its last four steps where it is of one. ``since`` is the local
    day its present run of significant steps began."""
    found, total = cube.classes, len(cube.steps)
    if not cube.tested[unit]:
        return say(UNTESTED, lang) + say(STOP, lang)
    name = CLASSES[found.code[unit]]
    hits, others, run = (int(v[unit]) for v in (found.hot_steps, found.cold_steps, found.run))
    sentence = PASSING[hits > 0, others > 0] if name == NONE else REASONS[name]
    if name.endswith("_cold"):
        hits, others = others, hits
    numbers = {"steps": total, "hits": hits, "others": others, "run": run, "one": 1}
    words = {key: _length(cube, n, lang) for key, n in numbers.items()}
    text = say(sentence, lang).format(**words, since=cube.steps.days[total - run].isoformat())
    recent = "" if name == NONE else recently(cube, unit, lang)
    return text + (say(COMMA, lang) + recent if recent else "") + say(STOP, lang)


def recently(cube: Cube, unit: int, lang: str = SOURCE_LANGUAGE) -> str:
    """The last four steps by the county's level, and the four before where the two differ (``change``); "" where
    nothing was expected."""
    now, before = slice(-FEW, None), slice(-2 * FEW, -FEW)
    levels = []
    for some in (now, before):
        expected = float(cube.expected(unit)[some].sum())
        levels.append(float(cube.near_counts[unit, some].sum()) / expected if expected else None)
    if levels[0] is None:
        return ""
    facts = {key: f"{level:.1f}" for key, level in zip(("now", "before"), levels) if level is not None}
    return say(RECENT[change(cube, unit)], lang).format(few=_length(cube, FEW, lang), **facts)


def change(cube: Cube, unit: int) -> int:
    """1, −1 or 0: whether the neighbourhood's last four steps are above or below the four before, each by what is
    expected; two-sided at 5 %.

    Given both sums together, the later is binomial (Przyborowski & Wilenski, Biometrika 31, 1940), beta-binomial where
    counts scatter more than Poisson.
    """
    now, before = slice(-FEW, None), slice(-2 * FEW, -FEW)
    late, early = (int(cube.near_counts[unit, s].sum()) for s in (now, before))
    mean = [float(cube.expected(unit)[s].sum()) for s in (now, before)]
    more = [float(cube.more(unit)[s].sum()) for s in (now, before)]
    if not min(mean):
        return 0
    if min(more) > 0:
        law = betabinom(late + early, mean[0] ** 2 / more[0], mean[1] ** 2 / more[1])
    else:
        law = binom(late + early, mean[0] / sum(mean))
    if law.sf(late - 1) <= ALPHA / 2:
        return 1
    return -1 if law.cdf(late) <= ALPHA / 2 else 0


def _length(cube: Cube, n: int, lang: str) -> str:
    return say(LENGTHS[cube.steps.kind], lang).format(n=n)
