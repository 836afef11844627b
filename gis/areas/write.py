"""Grids as a GeoJSON file that people can read and compare line by line."""

from __future__ import annotations

import contextlib
import errno
import json
import os
from datetime import date
from pathlib import Path

import geopandas as gpd
import shapely

from gis.areas.grids import GRID_COLUMNS
from gis.errors import GisError

MARKS = ("generated_code", "broken_ring")


def write_grids(grids: gpd.GeoDataFrame, path: Path) -> None:
    """``grids`` (as ``read_grids`` gives them, WGS 84) as GeoJSON, one feature a line; replaced in one step.

    Coordinates are written in full: rounding would part a border from the vertex of a neighbour upon it.
    ``read_grids`` gives the same table back. Errors: disk-full, read-only.
    """
    rows = [
        {
            "type": "Feature",
            "properties": _properties(row),
            "geometry": None if shape is None else _geometry(shape),
        }
        for row, shape in zip(
            grids.drop(columns="geometry").to_dict("records"), grids.geometry.values, strict=True
        )
    ]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    aside = path.with_name(f".{path.name}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n', encoding="utf-8")
        os.replace(aside, path)  # noqa: PTH105 - one word for "replace whole" in all of the product
    except OSError as bad:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
        full = bad.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        raise GisError("disk-full" if full else "read-only", path=path.parent) from bad


def _properties(row: dict[str, object]) -> dict[str, object]:
    kept = {name: row[name] for name in GRID_COLUMNS if name in row}
    kept |= {name: True for name in MARKS if row.get(name)}
    return {
        k: v.isoformat() if isinstance(v, date) else list(v) if isinstance(v, tuple) else v
        for k, v in kept.items()
    }


def _geometry(shape: shapely.Geometry) -> dict[str, object]:
    plain = shapely.geometry.mapping(shape)
    return {"type": plain["type"], "coordinates": plain.get("coordinates", ())}
