"""Everything with valid_from/valid_to, and the other small tables of a county; read once, never changed.

A missing register is an empty one with the right columns; a cell that cannot be read is empty and an
``Issue``. A county with broken grids or registers opens: what is wrong is in ``faults`` and ``issues``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from gis import vocabulary
from gis.areas import Fault, area_km2, check_grids, valid_on
from gis.areas.grids import SEPARATORS
from gis.county import County
from gis.crs import Metric, metric_for
from gis.registers.dated import Dated, Span, epochs_of
from gis.registers.layers import LAYERS, grid_layer, read_layer
from gis.registers.tables import COLUMNS, Issue, read_register
from gis.registers.units import plain, word_table

__all__ = ["FRINGE_CODES", "Issue", "Registers", "is_fringe", "load"]

FRINGE_CODES = ("112", "122")
"""统计用城乡划分代码 of the fringe: 城乡结合区, 镇乡结合区."""
LEAD_ROLES = ("lead", "lead_unit", "牵头", "牵头单位")
GRID_KINDS = ("grid", "网格")


@dataclass(frozen=True, eq=False)
class Registers:
    """The registers of one county. Tables are shared: never change them in place.

    Geometry is WGS 84. Text is "" where empty, days are ``date`` or None, numbers float or NaN, lists tuples.
    """

    grids: gpd.GeoDataFrame
    zones: gpd.GeoDataFrame
    segments: gpd.GeoDataFrame
    pois: gpd.GeoDataFrame
    sample_points: gpd.GeoDataFrame
    boundary: gpd.GeoDataFrame
    units: pd.DataFrame
    responsibility: pd.DataFrame
    sources: pd.DataFrame
    type_unit: pd.DataFrame
    people: pd.DataFrame
    inspections: pd.DataFrame
    campaigns: pd.DataFrame
    phases: pd.DataFrame
    calendar: pd.DataFrame
    limits: pd.DataFrame
    patrols: pd.DataFrame
    ranking_weights: pd.DataFrame
    version: str
    """Changes with the bytes of any register file and with what of county.toml decides where a case lies."""
    issues: tuple[Issue, ...]
    metric_epsg: int | None
    words: dict[str, str]
    """Word → unit id; see ``unit_of_word``."""

    @cached_property
    def faults(self) -> list[Fault]:
        """What ``check_grids`` finds, against the boundary where there is one."""
        return check_grids(self.grids, self.boundary if len(self.boundary) else None, self.metric)

    @cached_property
    def metric(self) -> Metric:
        """The CRS the county is measured in: its own, else that of the middle of its grids or boundary."""
        for layer in (self.grids, self.boundary, self.zones):
            west, south, east, north = layer.total_bounds if len(layer) else [np.nan] * 4
            if np.isfinite([west, south, east, north]).all():
                return metric_for((west + east) / 2, (south + north) / 2, self.metric_epsg)
        return metric_for(105.0, 35.0, self.metric_epsg)

    @property
    def ranks(self) -> dict[str, int]:
        """Rank by source, of the sources that have one."""
        rows = zip(self.sources["source"], self.sources["rank"], strict=True)
        return {str(source): int(rank) for source, rank in rows if rank == rank}

    def unit_of_word(self, word: str) -> str | None:
        """The id of the unit a word means: by id, Chinese name, English name, alias, or any of these in
        plain form (width, case, spaces and punctuation do not matter). None when none or more than one
        answers to it."""
        return self.words.get(word) or self.words.get(word.strip()) or self.words.get(plain(word))

    def unit_names(self, lang: str = "zh") -> dict[str, str]:
        """Unit id → name in ``lang``; the Chinese name, else the id, where there is none."""
        rows = zip(self.units["unit_id"], self.units["zh"], self.units["en"], strict=True)
        return {unit: (zh if lang == "zh" else en or zh) or unit for unit, zh, en in rows if unit}

    @cached_property
    def leads(self) -> Dated:
        """Grid code → lead unit over time: ``responsibility`` over the grids' own column, the newest version
        over older ones valid at the same time. Of several units named for a grid the first counts (it is a
        fault)."""
        return Dated.of([*_own_leads(self), *_given_leads(self)])

    @cached_property
    def units_of_types(self) -> Dated:
        """Problem type → responsible unit over time."""
        table = self.type_unit.sort_values("problem_type", kind="stable")
        return Dated.of(
            (
                str(r.problem_type),
                self.unit_of_word(str(r.unit_id)) or str(r.unit_id),
                (r.valid_from, r.valid_to),
            )
            for r in _by_start(table)
            if r.problem_type and r.unit_id
        )

    def lead_units(
        self, grid_code: Iterable[object], day: npt.ArrayLike | list[date]
    ) -> npt.NDArray[np.object_]:
        """Lead unit id of each grid on each local day (n codes, n days as date or datetime64); None for
        none."""
        leads = self.leads
        codes = list(grid_code)
        days = np.asarray(day, dtype="datetime64[D]")
        found = leads.table[epochs_of(days, leads.marks), leads.places(codes)]
        return np.array([*leads.values, None], dtype=object)[found]

    def grids_on(self, day: date) -> gpd.GeoDataFrame:
        """The grids valid on a local day, sorted by code, one row a code (of doubled codes the first), with
        their ``lead_unit`` of that day as unit id and ``km2``, their surface."""
        grids = self.grids[valid_on(self.grids, day)].drop_duplicates("grid_code").sort_values("grid_code")
        grids = grids.reset_index(drop=True)
        leads = self.lead_units(grids["grid_code"], [day] * len(grids))
        grids["lead_unit"] = pd.Series([unit or "" for unit in leads], dtype=object)
        grids["km2"] = self._km2.loc[grids["geometry_key"]].to_numpy() if len(grids) else np.zeros(0)
        return grids

    @cached_property
    def _km2(self) -> pd.Series[float]:
        return pd.Series(area_km2(self.grids, self.metric), index=self.grids["geometry_key"])


def is_fringe(urban_rural_code: str) -> bool:
    """Whether a 统计用城乡划分代码 stands for urban-rural fringe. A helper: zones decide, not this code."""
    return urban_rural_code.strip() in FRINGE_CODES


def load(county: County) -> Registers:
    """Read grids.geojson and registers/ of a county. Nothing in the files makes it fail."""
    issues: list[Issue] = []
    grids = grid_layer(county.root / "grids.geojson", issues)
    grids["geometry_key"] = np.arange(len(grids))
    layers = {name: read_layer(name, county.registers, issues) for name in LAYERS}
    tables = {name: read_register(name, county.registers, issues) for name in COLUMNS}
    words = word_table(tables["units"], issues)
    known = set(tables["units"]["unit_id"])
    _to_types(tables, county, issues)
    for name in ("responsibility", "type_unit"):
        for row, unit in enumerate(tables[name]["unit_id"], 1):
            if unit and unit not in known and plain(unit) not in words:
                issues.append(Issue(f"{name}.csv", row, "unit_id", unit, "unknown_unit"))
    return Registers(
        grids=grids, **layers, **tables, version=_version(county), issues=tuple(issues),
        metric_epsg=county.metric_epsg, words=words,
    )  # fmt: skip


def _to_types(tables: dict[str, pd.DataFrame], county: County, issues: list[Issue]) -> None:
    """Ids of problem types where registers may write their names; what is no type stays as it is, and is listed."""
    known = vocabulary.load(county.root)

    def type_of(file: str, row: int, column: str, word: str) -> str:
        found = word if word in known.types else known.type_of(word)
        if word and found is None:
            issues.append(Issue(file, row, column, word, "unknown_type"))
        return found or word

    for name in ("type_unit", "limits"):
        words = enumerate(tables[name]["problem_type"], 1)
        tables[name]["problem_type"] = [type_of(f"{name}.csv", i, "problem_type", w) for i, w in words]
    groups = enumerate(tables["campaigns"]["types"], 1)
    several = [tuple(type_of("campaigns.csv", i, "types", w) for w in words) for i, words in groups]
    tables["campaigns"]["types"] = pd.Series(several, tables["campaigns"].index, dtype=object)


def _version(county: County) -> str:
    hashed = hashlib.sha256(repr((county.zone, county.metric_epsg, county.segment_tolerance_m)).encode())
    files = [f"{name}.geojson" for name in LAYERS] + [f"{name}.csv" for name in COLUMNS]
    for path in [county.root / "grids.geojson", *(county.registers / f for f in sorted(files))]:
        body = path.read_bytes() if path.is_file() else b""
        hashed.update(f"\0{path.name}\0{len(body)}\0".encode() + body)
    return hashed.hexdigest()[:16]


def _by_start(table: pd.DataFrame) -> list[Any]:
    """Rows so that the later begun comes later, and so wins; among equals by their text."""
    return sorted(table.itertuples(index=False), key=lambda r: (r.valid_from or date.min, repr(r)))


def _first(registers: Registers, cell: str) -> str:
    word = next((w for w in SEPARATORS.split(cell) if w.strip()), "").strip()
    return registers.unit_of_word(word) or word


def _own_leads(registers: Registers) -> Iterator[tuple[str, str, Span]]:
    table = pd.DataFrame(registers.grids[["grid_code", "lead_unit", "valid_from", "valid_to"]])
    for row in _by_start(table):
        if unit := _first(registers, row.lead_unit):
            yield row.grid_code, unit, (row.valid_from, row.valid_to)


def _given_leads(registers: Registers) -> Iterator[tuple[str, str, Span]]:
    for row in _by_start(registers.responsibility):
        if (
            row.area_kind.strip().lower() in GRID_KINDS
            and row.role.strip().lower() in LEAD_ROLES
            and row.unit_id
        ):
            yield row.area_id, _first(registers, row.unit_id), (row.valid_from, row.valid_to)
