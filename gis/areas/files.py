"""Areas and lines from the files offices have, as one table in WGS 84."""

from __future__ import annotations

import re
import tempfile
import warnings
import zlib
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

from gis.areas.kml import read_kml
from gis.areas.shapefile import BYTES, redecode, text_encoding, unzip
from gis.areas.tables import read_table
from gis.areas.words import column_for
from gis.crs import SHIFTED, canonical, to_wgs84
from gis.errors import GisError

FORMATS = (".geojson", ".json", ".gpkg", ".shp", ".zip", ".kml", ".kmz")
WGS84 = "EPSG:4326"


def read(
    path: Path,
    crs: str | None = None,
    table: Path | None = None,
    join: str | None = None,
    *,
    layer: str | None = None,
) -> gpd.GeoDataFrame:
    """The features of a file in WGS 84 lon/lat, attributes as they are, plus ``broken_ring``.

    GeoJSON, GeoPackage (``layer``: by default the first), Shapefile (.shp, or zipped; UTF-8 or GBK), KML,
    KMZ. ``crs``: a name of ``gis.crs.KNOWN`` for a file that declares none; one that declares its own keeps
    it, except that gcj02, bd09 and bd09mc, which no file can declare, are believed over a declared one.
    ``table``: a CSV file whose columns are joined by ``join`` (a column of both, or ``"left=right"``; by
    default grid code, else name); its values replace the file's where not empty. Rows of it that met no
    feature are listed in ``attrs["join"]``. ``broken_ring`` marks a ring that was not closed or too short:
    it is closed where it can be, else the geometry is missing. Altitudes are dropped.
    Errors: no-such-file, no-reader, unreadable, no-crs, unknown-crs, missing-columns.
    """
    path = Path(path)
    if not path.is_file():
        raise GisError("no-such-file", path=path)
    if path.suffix.lower() not in FORMATS:
        raise GisError("no-reader", path=path, formats=", ".join(FORMATS))
    try:
        frame = _features(path, layer)
    except (OSError, ValueError, KeyError, RuntimeError, ParseError, BadZipFile, zlib.error) as bad:
        raise GisError("unreadable", path=path, detail=bad) from bad
    frame = _in_wgs84(frame, path, crs)
    return frame if table is None else joined(frame, Path(table), join)


def _features(path: Path, layer: str | None) -> gpd.GeoDataFrame:
    suffix = path.suffix.lower()
    if suffix in (".kml", ".kmz"):
        return read_kml(path)
    if suffix != ".zip":
        return _by_gdal(path, layer)
    with tempfile.TemporaryDirectory(prefix="areas-") as folder:
        return _by_gdal(unzip(path, Path(folder)), None)


def _by_gdal(path: Path, layer: str | None) -> gpd.GeoDataFrame:
    encoding = text_encoding(path) if path.suffix.lower() == ".shp" else None
    ask = {"layer": layer, "encoding": BYTES if encoding else None}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # GDAL's remarks on open rings: they are listed as faults
        frame = pyogrio.read_dataframe(path, on_invalid="fix", **ask)
        raw = pyogrio.raw.read(path, columns=[], **ask)[2]
    if "geometry" not in frame:
        frame = gpd.GeoDataFrame(frame, geometry=np.full(len(frame), None, dtype=object))
        return frame.assign(broken_ring=False)
    given = np.array([wkb is not None for wkb in raw], dtype=bool)
    held = shapely.from_wkb(raw, on_invalid="ignore")
    marked = [v is not None and v == v and bool(v) for v in frame.get("broken_ring", [False] * len(frame))]
    frame = frame.assign(broken_ring=(given & shapely.is_missing(held)) | np.array(marked, dtype=bool))
    return redecode(frame, encoding) if encoding else frame


def _declares(path: Path, frame: gpd.GeoDataFrame) -> bool:
    """Whether the file itself names its CRS (a GeoJSON file without the old ``crs`` member does not)."""
    suffix = path.suffix.lower()
    if suffix in (".kml", ".kmz"):
        return False
    if suffix in (".geojson", ".json"):
        return re.search(rb'"crs"\s*:\s*\{', path.read_bytes()) is not None
    return frame.crs is not None


def _in_wgs84(frame: gpd.GeoDataFrame, path: Path, crs: str | None) -> gpd.GeoDataFrame:
    said = canonical(crs) if crs else None
    declared = _declares(path, frame)
    if declared and said not in SHIFTED:
        code = frame.crs.to_epsg()
        said = canonical(f"EPSG:{code}" if code else frame.crs.to_wkt())
    shapes = shapely.force_2d(np.asarray(frame.geometry.values, dtype=object))
    if said is None:
        bounds = shapely.total_bounds(shapes) if len(shapes) else np.zeros(4)
        degrees = bool((np.abs(np.nan_to_num(bounds)) <= [180, 90, 180, 90]).all())
        if frame.crs is None or not degrees:
            raise GisError("no-crs", path=path)
        said = "wgs84"
    if said not in ("wgs84", "cgcs2000"):
        shapes = shapely.transform(shapes, lambda x, y: to_wgs84(x, y, said), interleaved=False)
    plain = frame.drop(columns="geometry")
    return gpd.GeoDataFrame(plain, geometry=shapes, crs=WGS84)


def joined(frame: gpd.GeoDataFrame, table: Path, join: str | None) -> gpd.GeoDataFrame:
    """``frame`` with the columns of a CSV table; see ``read``. Errors: missing-columns."""
    facts = read_table(table)
    left, right = _keys(frame, facts, table, join)
    keys = facts[right].map(str.strip)
    once = facts.loc[~keys.duplicated()].set_index(keys[~keys.duplicated()])
    wanted = frame[left].map(lambda v: str(v).strip() if v is not None and v == v else "")
    out = frame.copy()
    for column in facts.columns:
        if column == right:
            continue
        value = wanted.map(once[column].to_dict()).to_numpy(dtype=object)
        said = np.array([isinstance(v, str) and v != "" for v in value], dtype=bool)
        before = (
            out[column].astype(object).to_numpy() if column in out else np.full(len(out), None, dtype=object)
        )
        out[column] = np.where(said, value, before)
    out.attrs["join"] = {
        "unmatched": tuple(sorted(set(keys) - set(wanted) - {""})),
        "repeated": tuple(sorted(set(keys[keys.duplicated()]))),
    }
    return out


def _keys(frame: gpd.GeoDataFrame, facts: gpd.pd.DataFrame, table: Path, join: str | None) -> tuple[str, str]:
    """The column of the areas and the column of the table that say the same."""
    if join:
        left, _, right = join.partition("=")
        pair = (left, right or left)
        if pair[0] in frame and pair[1] in facts:
            return pair
        raise GisError("missing-columns", path=table, columns=join)
    for field in ("grid_code", "name"):
        a, b = column_for(field, frame.columns), column_for(field, facts.columns)
        if a and b:
            return a, b
    raise GisError("missing-columns", path=table, columns="grid_code, name")
