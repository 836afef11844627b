"""The county's registers, grids and basemap as files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from gis.crs import Metric
from gis.ledger.files import write_bytes
from gis.synthetic import names, offices, stories
from gis.synthetic.flow import SOURCES, TYPE_IDS, Span
from gis.synthetic.ground import Ground
from gis.synthetic.land import Land

Place = Callable[[shapely.Geometry], shapely.Geometry]
BORDER_DIGITS, LINE_DIGITS = 7, 6
COUNTY = """# {zh}：合成演示数据，地名、单位、案卷均为虚构
format = 1
demo = true
zone = "Asia/Shanghai"
metric_epsg = {epsg}
division_code = "{division}"
now = "{now}"

[name]
zh = "{zh}（演示）"
en = "{en}"

[basemap]
kind = "county"
credit = "地名与道路均为虚构"
"""
SOURCE_NAMES = {
    "collector": ("数字城管采集", "Collectors", 20), "public_report": ("热线与公众举报", "Hotline", 10),
    "patrol": ("日常巡查", "Patrols", 15), "covert_inspection": ("暗访检查", "Covert inspection", 30),
}  # fmt: skip


def placer(metric: Metric, origin: tuple[float, float], shift: tuple[float, float]) -> Place:
    """Local metres → WGS 84; equal points stay equal, so shared borders stay shared."""

    def place(shape: shapely.Geometry) -> shapely.Geometry:
        def move(xy: np.ndarray) -> np.ndarray:
            lon, lat = metric.inverse(xy[:, 0] + origin[0] + shift[0], xy[:, 1] + origin[1] + shift[1])
            return np.column_stack([lon, lat])

        return shapely.transform(shape, move)

    return place


def collection(rows: Iterable[dict[str, Any]], digits: int) -> bytes:
    """Rows with ``geometry`` as a GeoJSON collection, one feature a line, coordinates to so many decimals."""
    lines = []
    for row in rows:
        shape = json.loads(shapely.to_geojson(row["geometry"]))
        shape["coordinates"] = _rounded(shape["coordinates"], digits)
        properties = {k: v for k, v in row.items() if k != "geometry"}
        lines.append(json.dumps({"type": "Feature", "properties": properties, "geometry": shape}, ensure_ascii=False,
                                separators=(",", ":"), default=str))  # fmt: skip
    return ('{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n").encode()


def _rounded(value: Any, digits: int) -> Any:
    return [_rounded(v, digits) for v in value] if isinstance(value, list) else round(value, digits)


def grid_rows(
    ground: Ground, place: Place, leads: list[str], code: Callable[[str], str], tail: str
) -> list[dict[str, Any]]:
    """The grids as features."""
    rows = []
    for i, g in enumerate(ground.grids.itertuples()):
        office = offices.OFFICE_IDS[g.office]
        rows.append({
            "grid_code": code(g.grid_code), "name": g.name + tail, "street": g.street + tail, "street_code": code(g.street_code),
            "community": g.community + tail, "community_code": code(g.community_code), "lead_unit": leads[i],
            "participating_units": sorted({office, "law_enforcement", "market_regulation"} - {leads[i]}),
            "area_grade": "一类" if g.office < 2 else "二类", "urban_rural_code": "111" if g.office < 4 else "121",
            "geometry_version": 1, "valid_from": None, "valid_to": None, "geometry": place(g.geometry),
        })  # fmt: skip
    return rows


def zone_rows(zones: pd.DataFrame, place: Place, prefix: str, tail: str) -> list[dict[str, Any]]:
    """The zones as features."""
    return [
        {"zone_id": prefix + z.zone_id, "name": z.name + tail, "kind": z.kind,
         "buffer_m": None if z.buffer_m != z.buffer_m else z.buffer_m,
         "residents": None if z.residents != z.residents else int(z.residents),
         "valid_from": None, "valid_to": None, "geometry": place(z.geometry)}
        for z in zones.itertuples()
    ]  # fmt: skip


def segment_rows(ground: Ground, place: Place, prefix: str) -> list[dict[str, Any]]:
    """The road segments as features."""
    table = ground.segments.rename(columns={"class": "kind"})
    return [
        {"segment_id": prefix + s.segment_id, "name": s.name, "class": s.kind, "house_from": s.house_from,
         "house_to": s.house_to, "unit": None, "valid_from": None, "valid_to": None, "geometry": place(s.geometry.simplify(0.8))}
        for s in table.itertuples()
    ]  # fmt: skip


def basemap_rows(
    land: Land, ground: Ground, zones: pd.DataFrame, place: Place
) -> dict[str, list[dict[str, Any]]]:
    """Water, built-up ground, whole roads by name, and the names of places."""
    river = shapely.LineString(land.river).buffer(46, quad_segs=4).intersection(land.outline)
    lake = shapely.Polygon(
        [(1560, 1560), (1690, 1610), (1800, 1560), (1790, 1450), (1660, 1420), (1570, 1460)]
    ).buffer(24)
    roads = []
    for (name, kind), group in ground.segments.groupby(["name", "class"]):
        whole = shapely.line_merge(shapely.MultiLineString(list(group["geometry"])))
        roads.append({"name": name, "class": kind, "geometry": place(whole.simplify(1.0))})
    built = zones[zones["kind"] == "built_up_area"]
    places = [{"name": names.SEAT, "kind": "seat", "rank": 1, "geometry": place(shapely.Point(60, 900))}]
    for grid in ground.grids.drop_duplicates("street").itertuples():
        same = ground.grids[ground.grids["street"] == grid.street]
        middle = shapely.unary_union(list(same["geometry"])).representative_point()
        places.append({"name": grid.street, "kind": "street", "rank": 2, "geometry": place(middle)})
    return {
        "water": [{"name": names.RIVER, "kind": "river", "geometry": place(river.simplify(2))},
                  {"name": "清岚湖", "kind": "lake", "geometry": place(lake)}],
        "built_up": [{"name": z.name, "geometry": place(z.geometry.simplify(3))} for z in built.itertuples()],
        "roads": roads,
        "places": places,
    }  # fmt: skip


def write_csvs(folder: Path, ground: Ground, span: Span, codes: list[str], *, double: str | None) -> None:
    """Every CSV register. Patrols are hours a week and grid (``day`` is the Monday), of the collectors."""
    tables = {
        "units": offices.units().assign(valid_from="", valid_to=""),
        "sources": pd.DataFrame(
            [(s, zh, en, s, rank, "Asia/Shanghai") for s, (zh, en, rank) in SOURCE_NAMES.items()],
            columns=["source", "zh", "en", "kind", "rank", "zone"]),
        "type_unit": pd.DataFrame([(t, u, "", "") for t, u in offices.TYPE_UNIT.items()],
                                  columns=["problem_type", "unit_id", "valid_from", "valid_to"]),
        "limits": pd.DataFrame([(t, "", "", offices.LIMIT_HOURS.get(t, offices.USUAL_LIMIT), "natural_hour") for t in TYPE_IDS],
                               columns=["problem_type", "condition", "area_grade", "value", "unit"]),
        "calendar": offices.calendar(span.days[0], span.end.replace(month=12, day=31)),
        "inspections": pd.DataFrame(
            [("I1", "technical_assessment", "省级技术评估", "Provincial technical assessment", "province", *_days(span, stories.ASSESSMENT_DAYS)),
             ("I2", "covert_inspection", "省级暗访", "Provincial covert inspection", "province", *_days(span, stories.INSPECTION_DAYS))],
            columns=["inspection_id", "kind", "zh", "en", "level", "start", "end"]),
        "campaigns": pd.DataFrame(
            [("C1", "市容环境百日整治", "Hundred-day street campaign",
              ";".join(t for ts in stories.CAMPAIGN_TYPES.values() for t in ts), *_days(span, stories.CAMPAIGN_DAYS))],
            columns=["campaign_id", "zh", "en", "types", "start", "end"]),
        "phases": pd.DataFrame([("P1", "巩固提升阶段", "Consolidation phase", *_days(span, (729, 0)))],
                               columns=["phase_id", "zh", "en", "start", "end"]),
        "patrols": _patrols(ground, span, codes, double),
    }  # fmt: skip
    for name, table in tables.items():
        write_bytes(folder / f"{name}.csv", table.to_csv(index=False, lineterminator="\n").encode())


def _days(span: Span, back: tuple[int, int]) -> tuple[str, str]:
    return span.ago(back[0]).isoformat(), span.ago(back[1]).isoformat()


def _patrols(ground: Ground, span: Span, codes: list[str], double: str | None) -> pd.DataFrame:
    km = np.bincount(ground.pieces["grid"], ground.pieces["km"], len(ground.grids))
    hours = np.round(np.resize(km, len(codes)) * 1.6, 1)
    hours = np.where(np.array(codes) == double, hours * 2, hours)
    mondays: list[date] = [d for d in span.days if d.weekday() == 0]
    return pd.DataFrame({
        "day": np.repeat([d.isoformat() for d in mondays], len(codes)), "grid_code": np.tile(codes, len(mondays)),
        "source": SOURCES[0], "hours": np.tile(np.round(hours, 1), len(mondays)),
    })  # fmt: skip


def poi_rows(ground: Ground, place: Place, rng: np.random.Generator) -> list[dict[str, Any]]:
    """Named places beside streets."""
    kinds = ground.segments["class"].to_numpy()[ground.pieces["segment"].to_numpy()]
    pool = ground.pieces[np.isin(kinds, ("arterial", "street"))]
    rows = []
    for kind, labels in names.POI_KINDS.items():
        for label in labels:
            at = pool.iloc[int(rng.integers(len(pool)))]
            point = shapely.Point(at.x - at.dy * 25, at.y + at.dx * 25)
            rows.append(
                {"poi_id": f"P{len(rows) + 1:03d}", "name": label, "kind": kind, "geometry": place(point)}
            )
    return rows
