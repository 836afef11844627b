"""The lists of the data-health page: each says its number first, then shows the rows."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from gis.areas import KINDS
from gis.intake.rejects import REASONS
from gis.ledger.batches import Batch
from gis.live import Loaded
from gis.views.health import LIST_ROWS, STALE_HOURS, Health, rejects_of, unlocated_cases
from gis.views.names import clipped, names
from gis.words import N_
from ui import cache
from ui.cards import Card, line
from ui.panels import FIELD_WORDS
from ui.rows import listed
from ui.text import ago, e, md, number, t

UNLOCATED = {
    "no_coordinates": N_("没有坐标"),
    "null_island": N_("坐标为 (0, 0)"),
    "outside_grids": N_("不在任何网格内"),
    "out_of_range": N_("坐标超出范围"),
}
ISSUES = {
    "unreadable": N_("文件无法读取"),
    "missing_column": N_("缺少这一列"),
    "not_a_day": N_("不是日期"),
    "not_a_number": N_("不是数字"),
    "missing_id": N_("缺少编号"),
    "unknown_unit": N_("没有这个单位"),
    "unknown_type": N_("没有这个问题分类"),
    "ambiguous_word": N_("几个单位共用这个名称"),
}
DOUBTS = {
    "bad_coordinates": N_("坐标不全或无法识别，按没有坐标计"),
    "off_earth": N_("坐标超出范围"),
    "bad_stated_at": N_("更新时间无法识别，以导出时间计"),
    "bad_characters": N_("文字编码有误，个别字符丢失"),
    "code_without_scheme": N_("问题代码没有注明所属标准"),
}
LIST_BATCHES = 10
FIELDS = {
    "problem_type": N_("问题分类"),
    "state": N_("状态"),
    "responsible_unit": N_("责任单位"),
    "channel": N_("来源渠道"),
    "check": N_("核查结果"),
    "source": N_("来源"),
}


def summary(loaded: Loaded, view: Health) -> None:
    """How old, how many, how much could not be placed."""
    line([_age(loaded, view), *_counts(view), *_ground(view)])
    facts = [
        (t("未对应到问题分类"), view.untyped),
        (t("没有发现时间"), view.undated),
        (t("已销号但没有销号时间，以最近一次更新时间计"), view.undated_closures),
        (t("最近的全量导出中已没有"), view.missing),
    ]
    items = "".join(f"<li>{e(t('{what}：{n} 件', what=word, n=number(n)))}</li>" for word, n in facts)
    st.html(f'<ul class="cg-facts">{items}</ul>')


def _age(loaded: Loaded, view: Health) -> Card:
    if view.newest_export_at is None or view.age_hours is None:
        return Card(t("数据时间"), t("暂无"), "", t("还没有数据"))
    newest = f"{view.newest_export_at.astimezone(loaded.county.tz):%Y-%m-%d %H:%M}"
    return Card(
        t("数据时间"),
        ago(view.age_hours),
        "",
        newest + (t("，已超过 {h} 小时未更新", h=f"{STALE_HOURS:.0f}") if view.stale else ""),
    )


def _counts(view: Health) -> list[Card]:
    nowhere, refused = sum(view.unlocated.values()), view.fates.get("rejected", 0)
    return [
        Card(
            t("案卷"),
            number(view.cases),
            t("件"),
            t("另有作废或重复 {n} 件不计", n=number(view.void_or_double)),
        ),
        Card(t("未落入网格"), number(nowhere), t("件"), _share(nowhere, view.cases)),
        Card(t("拒收行"), number(refused), t("行"), _share(refused, view.rows)),
    ]


def _ground(view: Health) -> list[Card]:
    doubts = len(view.register_issues)
    note = t("基础资料有 {n} 处存疑", n=number(doubts)) if doubts else t("基础资料未见问题")
    free = f"{view.free_bytes / 1024**3:,.1f}"
    return [
        Card(t("网格缺陷"), number(len(view.grid_faults)), t("处"), note),
        Card(t("磁盘剩余"), free, "GB", t("空间不足，请尽快清理") if view.low_disk else t("空间充足")),
    ]


def _share(part: int, whole: int) -> str:
    return t("占 {part} / {whole}", part=number(part), whole=number(whole)) if whole else t("暂无")


def rejects(loaded: Loaded, view: Health) -> None:
    """Rows that became no statement, with the reason and the row itself."""
    held = [b for b in view.batches if b.rejects and not b.retracted]
    count = sum(b.fates.get("rejected", 0) for b in held)
    if not view.batches:
        return
    with st.container(key="cg-rejects", border=True):
        if not held:
            st.html(f"<h3>{e(t('没有拒收的行'))}</h3>")
            return
        st.html(f"<h3>{e(t('拒收 {n} 行', n=number(count)))}</h3><p>{e(_why(held))}</p>")
        for batch in held[:LIST_BATCHES]:
            table = rejects_of(loaded, batch).to_pandas()
            table["reason"] = table["reason"].map(lambda r: t(REASONS.get(str(r), str(r))))
            table["raw"] = table["raw"].str.slice(0, 400)
            n, rows = number(batch.fates.get("rejected", 0)), number(batch.rows)
            words = t("拒收 {n} 行，共 {rows} 行", n=n, rows=rows)
            st.caption(md(f"{clipped(batch.file_name, 120)} · {words} · {batch.batch_id}"))
            table.columns = [t("行号（不含表头）"), t("原因"), t("列"), t("值"), t("原行")]
            listed(table, key=f"rejects.{batch.batch_id}", most=220)


def _why(held: list[Batch]) -> str:
    """How often each reason, what to do, and what of it is listed below."""
    by = t("；").join(f"{t(REASONS.get(r, r))} {number(n)}" for r, n in cache.reject_reasons().items())
    words = by + t("。改正原文件后重新导入即可，已收的行不会重复计入。")
    if len(held) > LIST_BATCHES or any(b.fates.get("rejected", 0) > LIST_ROWS for b in held):
        words += t("下面只列最近 {n} 批，每批至多 {m} 行。", n=LIST_BATCHES, m=LIST_ROWS)
    return words


def doubts(view: Health) -> None:
    """Rows that were kept though something in them could not be read; nothing where there are none."""
    if not view.doubts:
        return
    with st.container(key="cg-doubts", border=True):
        st.html(f"<h3>{e(t('{n} 处内容无法识别，行已收下', n=number(sum(n for *_, n in view.doubts))))}</h3>")
        rows = [(clipped(name, 120) or "—", _doubt(code), n) for name, code, n in view.doubts[:LIST_ROWS]]
        listed(pd.DataFrame(rows, columns=[t("文件"), t("情况"), t("行数")]), key="doubts", most=260)


def _doubt(code: str) -> str:
    field = code.removeprefix("bad_")
    if code in DOUBTS:
        return t(DOUBTS[code])
    return t("{field}无法识别，按未填计", field=t(FIELD_WORDS[field])) if field in FIELD_WORDS else code


def sources(loaded: Loaded, view: Health, lang: str) -> None:
    """Each source's newest export: one that has fallen silent is not seen in the age of them all."""
    if view.coverage.empty:
        return
    known, tz = names(loaded, lang).sources, loaded.county.tz
    table = view.coverage.sort_values("newest_export_at")
    at = pd.to_datetime(table["newest_export_at"], format="ISO8601", utc=True).dt.tz_convert(tz)
    hours = (pd.Timestamp(view.as_of) - at).dt.total_seconds() / 3600
    late = int((hours > STALE_HOURS).sum())
    facts = {"n": len(table), "m": late, "h": f"{STALE_HOURS:.0f}"}
    silent, fresh = N_("{n} 个来源中 {m} 个超过 {h} 小时没有新数据"), N_("各来源均在 {h} 小时内有新数据")
    title = t(silent if late else fresh, **facts)
    with st.container(key="cg-sources", border=True):
        st.html(f"<h3>{e(title)}</h3>")
        shown = pd.DataFrame({
            t("来源"): [known.get(s, s) for s in table["source"]], t("最近导出"): at.dt.strftime("%Y-%m-%d %H:%M"),
            t("距今"): [ago(max(h, 0)) for h in hours], t("最早发现"): table["first_found_at"],
            t("案卷"): table["cases"], t("批次"): table["batches"], t("行数"): table["rows"],
        })  # fmt: skip
        listed(shown, key="sources", most=260)


def unlocated(loaded: Loaded, view: Health, lang: str) -> None:
    """Cases on no grid, by reason, then the newest of them."""
    total = sum(view.unlocated.values())
    if not view.cases:
        return
    with st.container(key="cg-unlocated", border=True):
        if not total:
            st.html(f"<h3>{e(t('案卷全部落入网格'))}</h3>")
            return
        st.html(f"<h3>{e(t('{n} 件案卷未落入网格', n=number(total)))}</h3>")
        by = t("；").join(
            f"{t(UNLOCATED.get(r, r))} {number(n)}"
            for r, n in sorted(view.unlocated.items(), key=lambda p: -p[1])
        )
        shown = t("。下表列出最近发现的 {n} 件。", n=number(LIST_ROWS)) if total > LIST_ROWS else t("。")
        st.html(f"<p>{e(by + shown)}</p>")
        words = names(loaded, lang)
        table = unlocated_cases(loaded).to_pandas()
        table["problem_type"] = table["problem_type"].map(words.types).fillna(table["type_text"])
        table["unlocated"] = table["unlocated"].map(lambda r: t(UNLOCATED.get(str(r), str(r))))
        table["found_at"] = table["found_at"].dt.tz_convert(loaded.county.tz)
        table = table[["unlocated", "problem_type", "address", "found_at", "case_id", "lon", "lat"]]
        table.columns = [t("原因"), t("问题"), t("地址"), t("发现时间"), t("案卷号"), t("经度"), t("纬度")]
        stamp = st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm")
        listed(table, key="unlocated", most=300, columns={t("发现时间"): stamp, **_degrees()})


def grid_faults(loaded: Loaded, view: Health) -> None:
    """Every fault of the grids with its area and place."""
    faults = view.grid_faults
    with st.container(key="cg-faults", border=True):
        st.html(f"<h3>{e(_faults_title(len(loaded.registers.grids), len(faults)))}</h3>")
        if faults:
            rows = [
                (t(KINDS.get(f.kind, f.kind)), t("、").join(f.codes), _rounded(f.area_m2), f.lon, f.lat)
                for f in faults[:LIST_ROWS]
            ]
            table = pd.DataFrame(rows, columns=[t("缺陷"), t("网格"), t("面积（m²）"), t("经度"), t("纬度")])
            listed(table, key="faults", most=300, columns=_degrees())
        if view.register_issues:
            issues = [
                (i.file, i.row, i.column, i.value, t(ISSUES.get(i.reason, i.reason)))
                for i in view.register_issues[:LIST_ROWS]
            ]
            table = pd.DataFrame(issues, columns=[t("文件"), t("行号"), t("列"), t("值"), t("问题")])
            st.html(f"<p>{e(t('基础资料有 {n} 处存疑', n=number(len(view.register_issues))))}</p>")
            listed(table, key="issues", most=220)


def _faults_title(grids: int, faults: int) -> str:
    if faults:
        return t("网格有 {n} 处缺陷", n=number(faults))
    return t("网格没有缺陷：不重叠、无缝隙、各有一个牵头单位") if grids else t("还没有网格")


def _rounded(area_m2: float | None) -> float | None:
    return None if area_m2 is None else round(area_m2, 2)


def _degrees() -> dict[str, object]:
    figure = st.column_config.NumberColumn(format="%.5f")
    return {t("经度"): figure, t("纬度"): figure}


def unmapped(view: Health) -> None:
    """Words no vocabulary entry answers to."""
    total = sum(sum(w.values()) for w in view.unmapped.values())
    if not view.batches:
        return
    with st.container(key="cg-unmapped", border=True):
        rows = [
            (t(FIELDS.get(f, f)), word, n) for f, words in view.unmapped.items() for word, n in words.items()
        ]
        if not rows:
            st.html(f"<h3>{e(t('用词全部对应'))}</h3>")
            return
        st.html(f"<h3>{e(t('{n} 处用词未对应', n=number(total)))}</h3>")
        table = pd.DataFrame(rows[:LIST_ROWS], columns=[t("字段"), t("用词"), t("次数")])
        listed(table, key="unmapped", most=260)
        st.caption(t("在数据文件夹的 vocabulary.toml 中给词条加上这些用词，即可对应。"))
