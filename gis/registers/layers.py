"""The registers that are drawn: zones, segments, points, the boundary."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.areas import read, read_grids
from gis.areas.grids import as_grids, stable_codes, text
from gis.errors import GisError
from gis.registers.tables import Issue, typed

LAYERS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "zones": ("zone_id", "name", "kind", "buffer_m", "residents", "valid_from", "valid_to"),
    "segments": (
        "segment_id", "name", "class", "house_from", "house_to", "unit", "valid_from", "valid_to",
    ),
    "pois": ("poi_id", "name", "kind"),
    "sample_points": ("sample_id", "name", "kind"),
    "boundary": ("name",),
})  # fmt: skip
"""Layer → its columns; the first is its id (the boundary has none). File: registers/<layer>.geojson."""


def _nothing() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"broken_ring": np.zeros(0, dtype=bool)}, geometry=[], crs="EPSG:4326")


def _read(path: Path, issues: list[Issue]) -> gpd.GeoDataFrame:
    try:
        return read(path) if path.is_file() else _nothing()
    except GisError as bad:
        issues.append(Issue(path.name, 0, "", str(bad.facts.get("detail", bad.code)), "unreadable"))
        return _nothing()


def grid_layer(path: Path, issues: list[Issue]) -> gpd.GeoDataFrame:
    """grids.geojson; without grids where the file is absent or cannot be read."""
    try:
        return read_grids(path) if path.is_file() else as_grids(_nothing())
    except GisError as bad:
        issues.append(Issue(path.name, 0, "", str(bad.facts.get("detail", bad.code)), "unreadable"))
        return as_grids(_nothing())


def read_layer(name: str, folder: Path, issues: list[Issue]) -> gpd.GeoDataFrame:
    """One layer in WGS 84 with its columns typed. A feature without an id gets a made one and is an issue; of
    features with one id and overlapping validity all stay."""
    frame = _read(folder / f"{name}.geojson", issues)
    columns, file = LAYERS[name], f"{name}.geojson"
    raw = pd.DataFrame(frame.drop(columns=["geometry", "broken_ring"], errors="ignore"))
    plain = {c: [text(v) for v in raw[c]] if c in columns and "valid" not in c else list(raw[c]) for c in raw}
    table = typed(pd.DataFrame(plain, index=raw.index), columns, file, issues)
    shapes = np.asarray(frame.geometry.values, dtype=object)
    if name != "boundary":
        codes, made = stable_codes(list(table[columns[0]]), list(table["name"]), shapes)
        issues += [Issue(file, row, columns[0], "", "missing_id") for row, m in enumerate(made, 1) if m]
        table[columns[0]] = pd.Series(codes, dtype=object, index=table.index)
    return gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4326")
