"""The page of the map's own test app: a map and the controls that change it."""

import json
from datetime import date

import streamlit as st

from gis.county import Basemap
from gis.filters import Filters
from gis.render.model import HotPlace, Rebounds
from gis.render.specs import to_spec
from tests.render.made import CODES, CONTENTS, EVIL, model, square
from ui.map import show_map

first = st.Page(lambda: main(), title="地图", url_path="map", default=True)
other = st.Page(lambda: st.write("另一页"), title="另一页", url_path="other")


back = st.Page(lambda: returned(), title="反弹图", url_path="back")


def returned() -> None:
    """A map with rebounds to play; a switch that changes nothing of them, one that brushes, one that only offers."""
    columns = st.columns(3)
    columns[0].toggle("无关", key="idle")
    first = date(2026, 11, 6) if columns[1].toggle("后五天", key="brush") else date(2026, 11, 1)
    offered = columns[2].toggle("只列出", key="offered")
    asked = Rebounds(Filters(days=60), count=11, first=first, last=date(2026, 11, 10), play=not offered)
    made = model(query="days=60", rebounds=asked, off=("rebounds",) if offered else ())
    clicked = show_map(to_spec(made, height="max(420px, calc(100vh - 320px))"), key="test.back")
    st.session_state.back_runs = st.session_state.get("back_runs", 0) + 1
    if clicked:
        st.session_state.back_click = [clicked.kind, clicked.id]
    told = {"runs": st.session_state.back_runs, "click": st.session_state.get("back_click")}
    st.html(f"<pre id='told' data-case-text>{json.dumps(told)}</pre>")


hot = st.Page(lambda: significant(), title="热点图", url_path="hot")

CELL = (
    (114.3195, 34.5195),
    (114.3205, 34.5195),
    (114.3205, 34.5205),
    (114.3195, 34.5205),
    (114.3195, 34.5195),
)
RING = tuple((x, y) for x, y in square(1, 1))
HOT = (
    HotPlace(2, "cell:2", "cell", (CELL,), "方格 2：本期 9 件，按道路长度应有 2 件。"),
    HotPlace(1, "grid:g_11", "grid", (RING,), "网格4：连续 6 周显著，最近 4 周增强。"),
    HotPlace(3, "cell:3", "cell", (tuple((x + 0.001, y) for x, y in CELL),), "方格 3：本期 8 件。"),
    HotPlace(4, "grid:g_20", "grid", (tuple((x, y) for x, y in square(2, 0)),), "网格6：少于应有。", cold=True),
)  # fmt: skip


def significant() -> None:
    """Three hot places, two of them side by side, and a cold one; a button looks at the last of the hot ones."""
    columns = st.columns(2)
    if columns[0].button("看第三处"):
        st.session_state.hot_seq = st.session_state.get("hot_seq", 0) + 1
    places = () if columns[1].toggle("没有", key="none") else HOT
    seq = st.session_state.get("hot_seq", 0)
    focus = (114.3205, 34.5195, 114.3215, 34.5205) if seq else None
    spec = to_spec(model(hot=places, focus=focus), height="max(420px, calc(100vh - 260px))", view_seq=seq)
    clicked = show_map(spec, key="test.hot")
    if clicked:
        st.session_state.hot_click = [clicked.kind, clicked.id]
    told = {"click": st.session_state.get("hot_click")}
    st.html(f"<pre id='told' data-case-text>{json.dumps(told)}</pre>")


def main() -> None:
    """One map; the query string of its model is the filter."""
    columns = st.columns(6)
    grids = columns[0].selectbox("网格", ("g_01", "g_21"), key="grids")
    many = columns[1].toggle("很多", key="many")
    evil = columns[2].toggle("敌意", key="evil")
    gcj = columns[3].toggle("偏移", key="gcj")
    if columns[4].button("我的网格"):
        st.session_state.seq = st.session_state.get("seq", 0) + 1
    if columns[5].button("两百次"):
        st.session_state.many_changes = 200
    left = st.session_state.get("many_changes", 0)
    mine = model(query=f"grids={grids}&many={int(many)}", selected=CODES[left % 9] if left else grids)
    if evil:
        bad = dict.fromkeys(CODES, (EVIL, EVIL))
        mine = model(
            choropleth=type(mine.choropleth)(
                tips=bad, names=bad, tip_labels=(EVIL,), values=dict.fromkeys(CODES, 1.0)
            )
        )
    if gcj:
        mine = model(
            basemap=Basemap(
                kind="xyz", template="/tiles/basemap/v1/{z}/{x}/{y}.png", crs="gcj02", credit="某图"
            )
        )
    clicked = show_map(to_spec(mine, height=560, view_seq=st.session_state.get("seq", 0)), key="test.map")
    st.session_state.runs = st.session_state.get("runs", 0) + 1
    if clicked:
        st.session_state.clicks = [*st.session_state.get("clicks", []), [clicked.kind, clicked.id]]
    told = {"runs": st.session_state.runs, "clicks": st.session_state.get("clicks", []), "left": left}
    st.html(f"<pre id='told' data-case-text>{json.dumps(told)}</pre>")
    if left:
        st.session_state.many_changes = left - 1
        st.rerun()


assert CONTENTS.grids
st.set_page_config(layout="wide")
st.navigation([first, other, back, hot]).run()
