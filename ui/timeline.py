"""The time axis: what came back step by step, with inspections, campaigns and festivals; a span can be brushed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from gis.style import DESK
from gis.views.timeline import Happening, Timeline
from ui import state
from ui.text import e, t
from ui.vega import dressed

BANDS = {"campaign": DESK.arterial, "inspection": DESK.ink, "festival": DESK.border}


def axis(view: Timeline, *, title: str, key: str) -> None:
    """The axis with its sentence; brushing puts the days into the address (``span``) and the page runs again."""
    with st.container(key="cg-axis", border=True):
        chosen = brushed()
        st.html(f"<h3>{e(title)}</h3><p>{e(_under(view, chosen))}</p>")
        if chosen:
            st.button(t("取消所选时段"), key="axis.clear", type="tertiary", on_click=_let_go)
        if not view.steps or not view.rebound.sum():
            return
        picked = st.altair_chart(
            _chart(view),
            width="stretch",
            height=120,
            key=f"axis.{key}.{state.count('axis')}",
            on_select="rerun",
            selection_mode="span",
        )
        span = _days(picked, view.days)
        if span and span != chosen:
            state.choose(span=f"{span[0]}..{span[1]}")
            st.rerun()


def _let_go() -> None:
    """Forget the span; a chart of another key has no brush on it."""
    state.choose(span=None)
    state.count("axis", 1)


def brushed() -> tuple[date, date] | None:
    """The days of the address's ``span``; None where it says nothing usable."""
    first, _, last = state.value("span").partition("..")
    try:
        days = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return None
    return days if days[0] <= days[1] else None


def _under(view: Timeline, chosen: tuple[date, date] | None) -> str:
    step = t("每周") if view.days == 7 else t("每日")
    if chosen:
        return t("已选 {first} 至 {last}，地图和清单只含这一段", first=chosen[0], last=chosen[1])
    ground = t("；深色底为检查，浅色底为攻坚行动、节假日") if view.happenings else ""
    return t("{step}反弹件数；在图上拖动可选一段时间，地图和清单随之变化", step=step) + ground


def _days(picked: Any, step: int) -> tuple[date, date] | None:
    """The brush of the chart as whole days; milliseconds of the chart are UTC by construction."""
    ends = dict(getattr(picked, "selection", {}) or {}).get("span") or {}
    pair = next((v for v in ends.values() if isinstance(v, list | tuple) and len(v) == 2), None)
    if pair is None:
        return None
    first, last = (datetime.fromtimestamp(float(ms) / 1000, UTC).date() for ms in sorted(pair))
    return first, last + timedelta(days=step - 1 if step > 1 else 0)


def _chart(view: Timeline) -> alt.LayerChart:
    day, n, new, shut = t("日期"), t("反弹"), t("新增"), t("销号")
    rows = pd.DataFrame({
        day: [_utc(d) for d in view.steps], n: view.rebound, new: view.new, shut: view.closed,
        "end": [_utc(d + timedelta(days=view.days)) for d in view.steps], "base": 0,
    })  # fmt: skip
    x = alt.X(f"{day}:T", scale=alt.Scale(type="utc"), axis=alt.Axis(
        format="%Y-%m-%d" if len(view.steps) * view.days > 300 else "%m-%d", title=None, grid=False, tickCount=8,
        labelColor=DESK.second_ink, domainColor=DESK.border,
    ))  # fmt: skip
    y = alt.Y(
        f"{n}:Q",
        axis=alt.Axis(
            title=None,
            tickCount=3,
            labelColor=DESK.second_ink,
            gridColor=DESK.border,
            domain=False,
            format="d",
        ),
    )
    brush = alt.selection_interval(name="span", encodings=["x"])
    bars = (
        alt.Chart(rows)
        .mark_rect(color=DESK.red, xOffset=0.5, x2Offset=-0.5)
        .encode(
            x=x,
            x2="end:T",
            y=y,
            y2="base:Q",
            opacity=alt.condition(brush, alt.value(1), alt.value(0.35)),
            tooltip=[
                alt.Tooltip(f"{day}:T", format="%Y-%m-%d"),
                *(alt.Tooltip(f"{c}:Q") for c in (n, new, shut)),
            ],
        )
        .add_params(brush)
    )
    layers = [*_bands(view.happenings), bars]
    return dressed(alt.layer(*layers))


def _bands(happenings: tuple[Happening, ...]) -> list[alt.Chart]:
    """Campaigns and festivals as pale grounds, inspections dark; names above, those that do not fit in the tooltip."""
    if not happenings:
        return []
    rows = pd.DataFrame([
        {"from": _utc(h.start), "to": _utc(h.end + timedelta(days=1)), "name": h.name, "colour": BANDS[h.kind]}
        for h in happenings
    ])  # fmt: skip
    named = rows[[h.kind != "festival" for h in happenings]]
    scale = alt.Scale(type="utc")
    ground = alt.Chart(rows).mark_rect(opacity=0.45).encode(
        x=alt.X("from:T", scale=scale), x2="to:T", color=alt.Color("colour:N", scale=None),
        tooltip=alt.Tooltip("name:N", title=t("事项")),
    )  # fmt: skip
    words = alt.Chart(named).mark_text(align="left", baseline="top", dx=3, fontSize=12, color=DESK.ink).encode(
        x=alt.X("from:T", scale=scale), y=alt.value(2), text="name:N"
    )  # fmt: skip
    return [ground, words]


def _utc(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
