"""A county of nine square grids whose map one can check by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from gis.render.model import Choropleth, ClassBreak, MapModel, Mark, ZoneKind
from gis.render.saved import Contents, Spot

SIDE, WEST, SOUTH = 0.02, 114.30, 34.50
CODES = tuple(f"g_{row}{column}" for row in range(3) for column in range(3))
EVIL = (
    '<script>window.hacked=1</script><img src=x onerror="window.hacked=2">"\'</script>'
    "{{ 7*7 }}{% raw %}{# x #}\u202eabc"
)


def square(row: int, column: int) -> list[list[float]]:
    """The ring of one grid."""
    x, y = WEST + column * SIDE, SOUTH + row * SIDE
    return [[x, y], [x + SIDE, y], [x + SIDE, y + SIDE], [x, y + SIDE], [x, y]]


def feature(geometry: dict[str, Any], **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


GRIDS = collection(*(
    feature({"type": "Polygon", "coordinates": [square(i // 3, i % 3)]}, grid_code=code)
    for i, code in enumerate(CODES)
))  # fmt: skip
RIVER = feature(
    {"type": "LineString", "coordinates": [[WEST, 34.51], [114.33, 34.513], [114.36, 34.51]]},
    name="清水河", kind="water",
)  # fmt: skip
ROAD = feature(
    {"type": "LineString", "coordinates": [[WEST, 34.545], [114.36, 34.545]]},
    name="人民路", kind="road", **{"class": "street"},
)  # fmt: skip
TOWN = feature({"type": "Point", "coordinates": [114.33, 34.533]}, name="城关镇", kind="place", rank=1)

CLASSES = (
    ClassBreak(0, 2, "#ffffff", "0–1"),
    ClassBreak(2, 5, "#ecdfc4", "2–4"),
    ClassBreak(5, None, "#d3a56b", "5–9"),
)


def model(**changes: Any) -> MapModel:
    """Grid g_rc has the value 3r + c; g_22 has none."""
    made = MapModel(
        bounds=(WEST, SOUTH, WEST + 3 * SIDE, SOUTH + 3 * SIDE),
        query="set=open", as_of=datetime(2026, 11, 21, 16, tzinfo=UTC), version="v1", fingerprint="0a1b2c3d",
        choropleth=Choropleth(
            title="未销号", unit="件/km²", classes=CLASSES, tip_labels=("牵头单位", "未销号"),
            values={c: float(i) for i, c in enumerate(CODES[:-1])},
            tips={c: (f"网格{i}", "县检察院", str(i)) for i, c in enumerate(CODES)},
            names={c: (f"网格{i}", "县检察院") for i, c in enumerate(CODES)},
        ),
        zones=(ZoneKind("urban_village", "lines", "#a0761a", "城中村"),),
        marks=(
            Mark("on_road_vending", "circle", "#d9541e", "占道经营", 3),
            Mark("exposed_waste", "triangle", "#2a9d9d", "垃圾", 1),
        ),
        total=6, located=4, overdue=1, demo=True,
        title="示例县网格治理总览", sentence="全县未销号的案卷。", data_time="2026-11-22 08:42",
    )  # fmt: skip
    return replace(made, **changes)


SPOTS = (
    Spot(114.3101, 34.5101, "on_road_vending"), Spot(114.3102, 34.5102, "on_road_vending"),
    Spot(114.3302, 34.5302, "on_road_vending", True), Spot(114.3502, 34.5502, "exposed_waste"),
)  # fmt: skip
CONTENTS = Contents(
    grids=GRIDS,
    zones=collection(feature({"type": "Polygon", "coordinates": [square(1, 1)]}, kind="urban_village")),
    names=collection(RIVER, ROAD, TOWN), water=collection(RIVER), roads=collection(ROAD), spots=SPOTS,
)  # fmt: skip


def evil() -> tuple[MapModel, Contents]:
    """The same map with hostile text in every field that comes from data."""
    long = EVIL + "字" * 10_000
    bad = {code: EVIL + code for code in CODES}
    grids = collection(
        *(feature(f["geometry"], grid_code=bad[f["properties"]["grid_code"]]) for f in GRIDS["features"])
    )
    mine = model(
        title=long, sentence=EVIL, data_time=EVIL, notes=(long,), selected=bad["g_11"],
        choropleth=Choropleth(
            title=EVIL, unit=EVIL, classes=CLASSES, values={bad[c]: 1.0 for c in CODES}, tip_labels=(EVIL,),
            tips={bad[c]: (long, EVIL) for c in CODES}, names={bad[c]: (EVIL, long) for c in CODES},
        ),
        zones=(ZoneKind("urban_village", "lines", "#a0761a", EVIL),),
        marks=(Mark(EVIL, "circle", "#d9541e", EVIL, 4),),
    )  # fmt: skip
    named = collection(
        *(feature(f["geometry"], **{**f["properties"], "name": EVIL}) for f in (RIVER, ROAD, TOWN))
    )
    return mine, replace(
        CONTENTS, grids=grids, names=named, spots=tuple(replace(s, type_id=EVIL) for s in SPOTS)
    )
