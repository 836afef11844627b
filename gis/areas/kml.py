"""KML and KMZ: placemarks with their names and ExtendedData.

GDAL turns Chinese names of ExtendedData into underscores, so this small reader keeps them.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

Element = ElementTree.Element


def read_kml(path: Path) -> gpd.GeoDataFrame:
    """Every placemark as a row: ``name``, ``description``, ``folder``, its ExtendedData, ``geometry`` (WGS
    84).

    Polygons, lines, points and MultiGeometry of one kind; altitudes are dropped. A ring that GEOS cannot hold
    gives no geometry and ``broken_ring``. Errors: ParseError, BadZipFile, KeyError (no KML in the archive).
    """
    root = ElementTree.fromstring(_document(path))  # noqa: S314 - expat refuses entity bombs; nothing is fetched
    rows, shapes = [], []
    for folder, mark in _placemarks(root, ""):
        shape, broken = _shape(mark)
        rows.append({**_attributes(mark), "folder": folder, "broken_ring": broken})
        shapes.append(shape)
    frame = pd.DataFrame(rows) if rows else pd.DataFrame({"name": [], "folder": [], "broken_ring": []})
    return gpd.GeoDataFrame(frame, geometry=np.array(shapes, dtype=object), crs="EPSG:4326")


def _document(path: Path) -> bytes:
    """The KML text: of a KMZ its doc.kml, else the first .kml in it."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        names = [n for n in archive.namelist() if n.lower().endswith(".kml")]
        main = [n for n in names if n.lower().rsplit("/", 1)[-1] == "doc.kml"] or names
        return archive.read(main[0] if main else "doc.kml")


def _tag(element: Element) -> str:
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def _child(element: Element, tag: str) -> Element | None:
    return next((c for c in element if _tag(c) == tag), None)


def _text(element: Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""


def _placemarks(element: Element, folder: str) -> Iterator[tuple[str, Element]]:
    """Each placemark with the name of the folder it lies in."""
    for child in element:
        tag = _tag(child)
        if tag == "Placemark":
            yield folder, child
        elif tag in ("Document", "Folder", "kml"):
            inner = _text(_child(child, "name")) if tag == "Folder" else folder
            yield from _placemarks(child, inner)


def _attributes(mark: Element) -> dict[str, str]:
    found = {tag: _text(_child(mark, tag)) for tag in ("name", "description")}
    for item in mark.iter():
        key = item.get("name", "")
        if _tag(item) == "SimpleData" and key:
            found[key] = _text(item)
        elif _tag(item) == "Data" and key:
            found[key] = _text(_child(item, "value"))
    return found


def _shape(mark: Element) -> tuple[shapely.Geometry | None, bool]:
    """The placemark's geometry, and whether a part of it was too broken to hold."""
    parts: list[shapely.Geometry] = []
    broken = False
    for item in mark.iter():
        try:
            if _tag(item) == "Polygon":
                rings = {
                    kind: [r for r in item if _tag(r) == kind]
                    for kind in ("outerBoundaryIs", "innerBoundaryIs")
                }
                outer, holes = ([_ring(r) for r in rings[kind]] for kind in rings)
                broken |= any(len(r) and (r[0] != r[-1]).any() for r in (*outer, *holes))
                parts.append(shapely.Polygon(outer[0], holes) if outer else shapely.Polygon())
            elif _tag(item) == "LineString":
                parts.append(shapely.LineString(_coordinates(item)))
            elif _tag(item) == "Point":
                parts.append(shapely.Point(_coordinates(item)[0]))
        except (ValueError, IndexError, shapely.errors.GEOSException):
            broken = True
    if not parts:
        return None, broken
    if len(parts) == 1:
        return parts[0], broken
    kinds = {p.geom_type: p for p in parts}
    many = {
        "Polygon": shapely.multipolygons,
        "LineString": shapely.multilinestrings,
        "Point": shapely.multipoints,
    }
    return (many[next(iter(kinds))] if len(kinds) == 1 else shapely.geometrycollections)(parts), broken


def _ring(boundary: Element) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    ring = _child(boundary, "LinearRing")
    return _coordinates(ring if ring is not None else boundary)


def _coordinates(element: Element) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """n × 2 longitudes and latitudes."""
    pairs = [chunk.split(",")[:2] for chunk in _text(_child(element, "coordinates")).split()]
    return np.array([[float(a), float(b)] for a, b in pairs], dtype=np.float64).reshape(-1, 2)
