"""The answer about a campaign in sentences: what a chart is called, and why there is none."""

from __future__ import annotations

from gis.campaign.answer import (
    FEW_CASES,
    MIN_CASES,
    NEXT_EVENT,
    NO_EVENT,
    NO_FIT,
    NO_SOURCE,
    ONE_SIDE,
    SHORT_AFTER,
    SHORT_DURING,
    CampaignAnswer,
)
from gis.campaign.counts import INSPECTION, SHORT
from gis.campaign.events import SIDE_DAYS
from gis.campaign.regression import Ratio
from gis.campaign.report import CampaignReport
from gis.campaign.turn import Turn
from gis.vocabulary import Vocabulary
from gis.words import N_, say

REFERENCE = {"campaign": N_("攻坚期间"), "run_up": N_("检查结束前四周")}
ROSE = N_("“{event}”结束后，{group}日均 {rate} 件，扣除星期、季节等影响是{reference}的 {ratio}{turn}。")
FELL = N_(
    "“{event}”结束后，{group}日均 {rate} 件，扣除星期、季节等影响是{reference}的 {ratio}，没有回升，反而更低。"
)
SAME = N_(
    "“{event}”结束后，{group}日均 {rate} 件，扣除星期、季节等影响是{reference}的 {ratio}，未见明显变化。"
)
REFUSED = {
    NO_EVENT: N_("还没有已结束的检查或攻坚行动。请在检查、攻坚行动登记表中登记起止日期。"),
    NO_SOURCE: N_("没有一个来源在“{event}”结束前后都有 {least} 天以上的数据，暂不能判断。"),
    NEXT_EVENT: N_(
        "“{event}”结束后不足 {least} 天，{next_day}“{next}”又已开始，不能单独判断。请改选“{next}”。"
    ),
    SHORT_AFTER: N_("“{event}”结束后的完整数据只有 {after} 天，满 {least} 天后才能判断。"),
    SHORT_DURING: N_(
        "截至“{event}”结束，{reference}有数据的只有 {during} 天，不足 {least} 天，不能作为比较的基准。"
    ),
    FEW_CASES: N_("{reference}和结束后一共只有 {cases} 件，不足 {fewest} 件，不作判断。"),
    ONE_SIDE: N_("{reference} {cases_during} 件，结束后 {cases_after} 件，有一段没有案卷，不能计算倍数。"),
    NO_FIT: N_("案卷太少或过于集中，无法估计，不作判断。"),
}
LEFT_OUT = {
    INSPECTION: N_("{source}是检查本身的来源，不计入"),
    SHORT: N_("{source}在结束前或结束后的数据不足 {least} 天，不计入"),
}
METHOD = N_(
    "倍数＝结束后的实际件数 ÷ 按{reference}水平应有的件数，已扣除星期、集市日、节假日、季节和长期趋势的影响；"
    "95% 区间按 Newey–West（滞后 14 天）计算，并作小样本校正；共检验 {tested} 类问题，按 BH 法控制误报。"
)


def sentence(report: CampaignReport, given: CampaignAnswer | None, words: Vocabulary, lang: str) -> str:
    """The answer for one group in a sentence with its number and interval, or why there is none."""
    refused = report.refusal or (given.refusal if given else "")
    if refused or given is None or given.vs_during is None:
        return _refused(report, given, refused or NO_FIT, lang)
    facts = {
        "event": _event(report, lang), "group": group_name(given.group, words, lang),
        "rate": f"{given.after.per_day or 0:.1f}", "reference": reference(report, lang),
        "ratio": ratio_words(given.vs_during, lang), "turn": turn_words(given.turn, lang),
    }  # fmt: skip
    template = SAME if not given.significant else ROSE if given.rose else FELL
    return say(template, lang).format(**facts)


def ratio_words(ratio: Ratio, lang: str) -> str:
    """``2.05 倍（95% 区间 1.63–2.58）``."""
    text = say(N_("{value} 倍（95% 区间 {low}–{high}）"), lang)
    return text.format(value=f"{ratio.value:.2f}", low=f"{ratio.low:.2f}", high=f"{ratio.high:.2f}")


def turn_words(turn: Turn | None, lang: str) -> str:
    """``，自结束后第 7–12 天开始回升``; nothing without a turning day."""
    if turn is None:
        return ""
    days = str(turn.low) if turn.low == turn.high else f"{turn.low}–{turn.high}"
    return say(N_("，自结束后第 {days} 天开始回升"), lang).format(days=days)


def before_words(given: CampaignAnswer, lang: str) -> str:
    """How the level after the end stands to the one before the campaign."""
    if given.vs_before is None:
        return say(N_("此前的数据不足，未与平时水平比较。"), lang)
    return say(N_("与此前的平时水平相比是 {ratio}。"), lang).format(ratio=ratio_words(given.vs_before, lang))


def patrol_words(report: CampaignReport, lang: str) -> str:
    """The change of patrol hours that stands beside every ratio."""
    held = report.patrols
    if held.during is None or held.after is None or held.change is None:
        return say(N_("巡查时长没有完整登记，无法排除巡查多少的影响。"), lang)
    return say(N_("同期巡查由每周 {during} 小时变为 {after} 小时（{change}）。"), lang).format(
        during=f"{held.during:.0f}", after=f"{held.after:.0f}", change=f"{held.change:+.1%}"
    )


def method_words(report: CampaignReport, lang: str) -> str:
    """What the ratio is and how its interval was made."""
    return say(METHOD, lang).format(reference=reference(report, lang), tested=report.tested)


def source_words(report: CampaignReport, source: str, name: str, lang: str) -> str:
    """Why a source is not counted; ``name`` is how it is called in ``lang``."""
    return say(LEFT_OUT[report.left_out[source]], lang).format(source=name, least=SIDE_DAYS)


def group_name(group: str | None, words: Vocabulary, lang: str) -> str:
    """The name of a rebound group; all together for None."""
    if group is None:
        return say(N_("各类问题合计"), lang)
    if not group:
        return say(N_("未归类问题"), lang)
    known = words.rebound_groups.get(group)
    return known.name(lang) if known else group


def reference(report: CampaignReport, lang: str) -> str:
    """What the level after the end is held against."""
    return say(REFERENCE[report.windows.reference if report.windows else "campaign"], lang)


def _event(report: CampaignReport, lang: str) -> str:
    return report.event.name(lang) if report.event else ""


def _refused(report: CampaignReport, given: CampaignAnswer | None, code: str, lang: str) -> str:
    spans = report.windows
    following = spans.next_event if spans else None
    facts: dict[str, object] = {
        "event": _event(report, lang), "least": SIDE_DAYS, "fewest": MIN_CASES, "reference": reference(report, lang),
        "after": report.heard.get("after", 0), "during": report.heard.get("during", 0),
        "next": following.name(lang) if following else "", "next_day": following.start.isoformat() if following else "",
        "cases_during": given.during.cases if given else 0, "cases_after": given.after.cases if given else 0,
        "cases": given.during.cases + given.after.cases if given else 0,
    }  # fmt: skip
    return say(REFUSED[code], lang).format_map(facts)
