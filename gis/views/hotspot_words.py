"""The words of 热点: what was tested, against what, and what it does not mean. Page and files say the same."""

from __future__ import annotations

from gis.hotspots.exposure import AREA_KM2
from gis.hotspots.terms import BARE_GROUND, BASES, GROUND, LAGGING
from gis.views.hotspots import Hotspots
from gis.words import N_, say

UNITS = {"cell": N_("百米方格"), "grid": N_("网格")}
WAVERS = N_("件数的波动大于随机（离散系数 {a}），按负二项分布检验")
EVEN = N_("件数的波动与随机相符，按泊松分布检验")
METHOD = (
    N_("检验范围：{area}全部{unit}，{first} 至 {last} 的 {weeks} 个整周，案卷 {cases} 件。"
       "z、p、q 都是相对这一范围而言。"),
    N_("预期：同期全县案卷按{basis}分摊，季节和攻坚对全县的影响因此不会造成热点。"),
    N_("每个{unit}连同相邻的（平均 {near} 个）一起，看实际件数是否多于预期；{spread}。"),
    N_("检验 {tested} 个单元；邻域预期不足 1 件的 {few} 个、没有{ground}的 {bare} 个不检验。"),
    N_("同时检验很多地方会有误报，按 BH 法把误报比例控制在 {level} 以内；热点、冷点分开检验。"),
    N_("z 是 Gi* 统计量，只供参看，不决定是否显著。"),
    N_("热点是案卷多于{basis}所能解释的地方，不等于那里管得差：巡查多、上报多也会多，参看“巡查与盲区”。"),
    N_("另有 {elsewhere} 件不在任何{unit}内（没有坐标，或在网格以外），不计入。"),
)  # fmt: skip


STEPS = {
    "week": N_("走势按历史判断：按周分段，共 {n} 周，逐段检验。"),
    "fortnight": N_("走势按历史判断：按周分段则多数地方每段不足 1 件，改按两周一段，共 {n} 段，逐段检验。"),
    "month": N_(
        "走势按历史判断：按周、按两周分段则多数地方每段不足 1 件，改按月分段，共 {n} 个月，逐段检验。"
    ),
}
WHOLE = N_("有 {n} 个单元连同相邻的就是全部检验范围，无从比较，不检验。")
SMOOTH = N_("图上的案卷密度是平滑后供参看的，不是检验。")
ASKED = N_("{a} 至 {b} 发现的案卷，与全县同期按{basis}分摊的预期相比；状态、区域、网格、位置不缩小检验范围。")
BEHIND = N_("数据截至 {day}，此后的周不计。")


def sentence(view: Hotspots, lang: str) -> str:
    """What is asked, over the figures."""
    asked = say(ASKED, lang).format(a=view.first, b=view.last, basis=say(BASES[view.method.basis], lang))
    silent = (say(LAGGING, lang).format(source=source, day=day) for source, day in view.lagging)
    return " ".join([asked, *([say(BEHIND, lang).format(day=view.behind)] if view.behind else []), *silent])


def method(view: Hotspots, lang: str) -> list[str]:
    """The method box, sentence by sentence."""
    m = view.method
    spread = say(WAVERS, lang).format(a=f"{m.dispersion:.3f}") if m.dispersion else say(EVEN, lang)
    facts = {
        "area": m.area, "unit": say(UNITS[m.kind], lang), "first": view.first, "last": view.last, "weeks": m.weeks,
        "cases": f"{m.cases:,}", "basis": say(BASES[m.basis], lang),
        "ground": say(GROUND[m.basis], lang), "near": f"{m.near:.1f}", "spread": spread,
        "tested": f"{m.tested:,}", "few": f"{m.few:,}", "bare": f"{m.bare:,}", "level": f"{m.level:.0%}",
        "elsewhere": f"{m.elsewhere:,}",
    }  # fmt: skip
    history = say(STEPS[view.step], lang).format(n=view.steps) if view.step else view.refusal
    whole = [say(WHOLE, lang).format(n=m.whole)] if m.whole else []
    more = [*whole, say(SMOOTH, lang), *([say(BARE_GROUND, lang)] if m.basis == AREA_KM2 else [])]
    return [*(say(line, lang).format(**facts) for line in METHOD), history, *more]
