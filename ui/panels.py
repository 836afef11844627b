"""Cards beside the map: the trend, the grids that need most, the chosen grid, the chosen case."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from gis.cases.detail import CaseDetail, case_detail
from gis.errors import GisError
from gis.live import Loaded
from gis.views.map_parts import digits_of
from gis.views.names import LONGEST, Names, clipped
from gis.views.overview import Overview
from gis.words import N_
from ui import state
from ui.text import e, number, t

CELL, VALUE = 80, 160
"""Characters of a name in a title, and of a value in a card; the table below and the export have all."""
FIELD_WORDS = {
    "found_at": N_("发现时间"),
    "closed_at": N_("销号时间"),
    "deadline_at": N_("处置截止"),
    "state": N_("状态"),
    "problem_type": N_("问题"),
    "responsible_unit": N_("责任单位"),
    "address": N_("地址"),
    "geometry": N_("位置"),
    "description": N_("描述"),
    "type_text": N_("原始分类"),
    "filed_at": N_("立案时间"),
    "dispatched_at": N_("派遣时间"),
    "handled_at": N_("处置时间"),
    "checked_at": N_("核查时间"),
    "rework_count": N_("返工次数"),
    "extended_count": N_("延期次数"),
    "supervised": N_("督办"),
    "check": N_("核查结果"),
    "note": N_("备注"),
    "duplicate_of": N_("重复于"),
    "channel": N_("来源渠道"),
    "accuracy_m": N_("定位精度（米）"),
}


def table_card(title: str, head: list[str], rows: list[list[object]], *, figures: int = 1) -> None:
    """A card of a few rows, two lines a cell at most; the last ``figures`` columns are right-aligned."""
    first = len(head) - figures
    ends = ["" if i < first else ' class="cg-figure"' for i in range(len(head))]
    cells = "".join(f"<th{end}>{e(h)}</th>" for end, h in zip(ends, head))
    body = "".join(
        "<tr>" + "".join(f"<td{end}>{_two_lines(c)}</td>" for end, c in zip(ends, row)) + "</tr>"
        for row in rows
    )
    st.html(
        f'<section class="cg-card"><h3>{e(title)}</h3>'
        f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table></section>"
    )


def _two_lines(value: object) -> str:
    words = e(clipped(value, VALUE))
    return f'<span class="cg-two" title="{words}">{words}</span>'


def facts_card(title: str, note: str, facts: list[tuple[str, object]]) -> None:
    """A card of names and values."""
    rows = "".join(f"<dt>{e(name)}</dt><dd>{e(clipped(value, VALUE))}</dd>" for name, value in facts)
    head = f"{e(clipped(title, CELL))} <small>{e(clipped(note, 2 * CELL))}</small>"
    st.html(f'<section class="cg-card"><h3>{head}</h3><dl>{rows}</dl></section>')


def worst_grids(view: Overview, most: int = 6) -> None:
    """The grids with the highest value of the chosen measure; its title says what it shows."""
    if not len(view.counts):
        return facts_card(t("还没有网格"), "", [])
    values = view.values.dropna()
    values = values[values > 0].sort_values(ascending=False, kind="stable")
    name = t(view.measure.name)
    if not len(values):
        nothing = t("{measure}：各网格均为零") if view.values.notna().any() else t("{measure}：暂无数据")
        return facts_card(nothing.format(measure=name), "", [])
    top, digits = view.counts.loc[values.index[:most]], digits_of(values, view.measure.digits)
    first = clipped(_grid_name(top["name"].iloc[0], str(top.index[0])), LONGEST)
    rows: list[list[object]] = [
        [
            _grid_name(r["name"], str(code)),
            view.names.units.get(r["lead_unit"], r["lead_unit"]) or t("无牵头单位"),
            number(r["open"]),
            number(r["overdue"]),
            number(value, digits),
        ]
        for code, r, value in zip(top.index, top.to_dict("records"), values)
    ]
    title = t(
        "{grid}{measure}最高：{value} {unit}",
        grid=first,
        measure=name,
        unit=t(view.measure.unit),
        value=number(values.iloc[0], digits),
    )
    table_card(
        title, [t("网格"), t("牵头单位"), t("未销号"), t("超期"), t(view.measure.unit)], rows, figures=3
    )
    return None


def _grid_name(name: object, code: str) -> str:
    """A grid's name; its code where the file gave none."""
    return name if isinstance(name, str) and name else code


def grid_card(view: Overview, code: str, participating: list[str]) -> None:
    """Who leads, who answers, what is open, overdue, new against last week."""
    if code not in view.counts.index:
        return
    row = view.counts.loc[code].to_dict()
    units = view.names.units
    week = t("{n} 件，前 7 天 {m} 件", n=number(row["new_week"]), m=number(row["new_week_before"]))
    if view.heard is not None and not view.heard.week:
        week = t("{day}以后没有收到数据", day=view.heard.day)
    facts_card(
        _grid_name(row["name"], code),
        "·".join(p for p in (row["street"], row["community"]) if isinstance(p, str) and p),
        [
            (t("牵头单位"), units.get(row["lead_unit"], row["lead_unit"]) or t("无牵头单位")),
            (t("参与单位"), t("、").join(units.get(u, u) for u in participating) or t("暂无")),
            (t("未销号 / 超期 / 挂账"), " / ".join(number(row[c]) for c in ("open", "overdue", "suspended"))),
            (t("近 7 天新增"), week),
            (t("面积"), f"{row['km2']:.2f} km²"),
            (t("网格编码"), code),
        ],
    )


def case_card(case: CaseDetail, names: Names, tz: ZoneInfo) -> None:
    """The case and its history: who said what, when."""
    now = case.now
    title = names.types.get(now["problem_type"] or "", now["type_text"] or t("未分类"))
    facts_card(
        title,
        now["source_case_id"],
        [
            (t("状态"), names.states.get(now["state"], now["state"])),
            (t("地址"), now["address"] or t("暂无")),
            (t("网格"), names.grids.get(now["grid_code"] or "", t("不在网格内"))),
            (
                t("牵头单位（现）"),
                names.units.get(now["lead_unit_now"] or "", now["lead_unit_now"]) or t("暂无"),
            ),
            (
                t("责任单位"),
                names.units.get(now["responsible_unit"] or "", now["responsible_unit"]) or t("未指派"),
            ),
            (t("发现时间"), shown(now["found_at"], names, tz)),
            (t("处置截止"), shown(now["deadline_at"], names, tz) if now["deadline_at"] else t("无时限")),
            (t("销号时间"), shown(now["closed_at"], names, tz) if now["closed_at"] else "—"),
            (t("来源"), names.sources.get(now["source"], now["source"])),
        ],
    )
    history(case, names, tz)


def history(case: CaseDetail, names: Names, tz: ZoneInfo) -> None:
    """Who said what of a case, newest first: when, by whom, which fields changed from what to what."""
    lines = []
    for said in reversed(case.history):
        changes = t("；").join(
            f"{t(FIELD_WORDS[f])} {shown(a, names, tz)} → {shown(b, names, tz)}"
            if a is not None
            else f"{t(FIELD_WORDS[f])} {shown(b, names, tz)}"
            for f, (a, b) in said.changes.items()
            if f in FIELD_WORDS
        )
        lines.append(
            f"<li><time>{e(shown(said.stated_at, names, tz))}</time> {e(names.sources.get(said.said_by, said.said_by))}"
            f"<div>{e(changes)}</div></li>"
        )
    st.html(
        f'<section class="cg-card"><h3>{e(t("办理经过（{n} 条）", n=len(case.history)))}</h3>'
        f'<ol class="cg-history">{"".join(lines)}</ol></section>'
    )


def shown(value: Any, names: Names, tz: ZoneInfo) -> str:
    """A field's value for a person: local times, names for ids."""
    if value is None:
        return t("空")
    if isinstance(value, datetime):
        return f"{value.astimezone(tz):%Y-%m-%d %H:%M}"
    if isinstance(value, dict):
        return f"{value['x']:.5f}, {value['y']:.5f}"
    if isinstance(value, bool):
        return t("是") if value else t("否")
    text = str(value)
    for known in (names.states, names.types, names.units, names.sources):
        if text in known:
            return known[text]
    return text if len(text) <= 120 else text[:120] + "…"


def chosen(loaded: Loaded, view: Overview) -> None:
    """The card of the grid or case in the address, with a button that lets go of it."""
    grid, case = state.value("grid"), state.value("case")
    if not grid and not case:
        return
    with st.container(key="cg-chosen"):
        st.button(
            t("关闭"),
            key="chosen.close",
            type="tertiary",
            on_click=lambda: state.choose(grid=None, case=None),
        )
        if case:
            chosen_case(loaded, view.names, case)
        elif grid in view.counts.index:
            on = loaded.registers.grids_on(view.as_of.astimezone(loaded.county.tz).date()).set_index(
                "grid_code"
            )
            grid_card(
                view,
                grid,
                [loaded.registers.unit_of_word(u) or u for u in on.at[grid, "participating_units"]],
            )
            question = view.filters.but(grids=(grid,))
            st.button(t("只看这个网格"), key="chosen.only", on_click=state.ask, args=(question,))
        else:
            facts_card(t("没有编码为“{code}”的网格。", code=grid[:40]), "", [])


def chosen_case(loaded: Loaded, names: Names, case: str) -> None:
    """The card of the case in the address; an address may name any, so one sentence where there is none."""
    try:
        key = int(case) if case.isdecimal() and len(case) <= 20 else -1
        found = case_detail(loaded.store, loaded.parts, loaded.frame, key)
    except GisError as wrong:
        if wrong.code != "unknown-case":
            raise
        facts_card(GisError("unknown-case", case=case[:40]).sentence(state.lang()), "", [])
        return
    case_card(found, names, loaded.county.tz)
