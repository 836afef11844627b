"""The only place that changes coordinates, and the only importer of pyproj.

Stored and shown in WGS 84 degrees; measured in metres in the county's own Gauss-Krüger zone (``metric_for``).
x (longitude, easting) comes first everywhere. CGCS2000 degrees are taken as WGS 84 degrees: they differ by
less than a grid map shows. Transformers are cached and safe to share between threads.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pyproj
from pyproj import network
from pyproj.enums import TransformDirection
from pyproj.exceptions import ProjError

from gis import shifts
from gis.errors import GisError

F64 = npt.NDArray[np.float64]
Pair = tuple[F64, F64]

KNOWN = ("wgs84", "cgcs2000", "gcj02", "bd09", "bd09mc", "epsg3857", "EPSG:n")
"""Names a file, a command or a basemap may declare; EPSG:n is any EPSG code, e.g. EPSG:4545."""

SHIFTED = ("gcj02", "bd09", "bd09mc")
"""Systems no file format can declare: a file in one of them says it is WGS 84, or says nothing."""

ALIASES = {
    "EPSG:4326": "wgs84", "OGC:CRS84": "wgs84", "CRS84": "wgs84", "WGS-84": "wgs84", "GPS": "wgs84",
    "EPSG:4490": "cgcs2000", "CGCS-2000": "cgcs2000", "EPSG:3857": "epsg3857", "WEBMERCATOR": "epsg3857",
    "GCJ-02": "gcj02", "BD-09": "bd09", "BD09LL": "bd09", "BD-09MC": "bd09mc", "BD09-MC": "bd09mc",
}  # fmt: skip

EARTH_M = 6378137.0
MAX_LAT = 85.0511287798066
"""Latitude where the square world of web maps ends."""

FIRST_ZONE, LAST_ZONE, FIRST_EPSG = 25, 45, 4534
"""CGCS2000 3° Gauss-Krüger zones 25 (75° E) to 45 (135° E) are EPSG 4534 to 4554, without zone prefix."""


def canonical(crs: str) -> str:
    """The one spelling of a coordinate system: a name of KNOWN, ``EPSG:n``, or WKT/PROJ text as it is.

    Errors: unknown-crs.
    """
    text = str(crs).strip()
    name = text.upper().replace("_", "-").replace(" ", "")
    if text.lower() in KNOWN:
        return text.lower()
    if name in ALIASES:
        return ALIASES[name]
    if name.startswith("EPSG:") or "[" in text or "+proj" in text:
        system = _system(name if name.startswith("EPSG:") else text)
        epsg = system.to_epsg()
        plain = f"EPSG:{epsg}" if epsg else text
        return ALIASES.get(plain, plain)
    raise GisError("unknown-crs", crs=text[:80], known=", ".join(KNOWN))


def to_wgs84(x: npt.ArrayLike, y: npt.ArrayLike, crs: str) -> Pair:
    """Coordinates in ``crs`` (x = longitude or easting) → WGS 84 (lon, lat) degrees.

    x and y have one shape, which the answer has too. What has no place on earth is NaN.
    Errors: unknown-crs.
    """
    name, ax, ay = canonical(crs), np.asarray(x, np.float64), np.asarray(y, np.float64)
    if name in ("wgs84", "cgcs2000"):
        return ax.copy(), ay.copy()
    if name == "epsg3857":
        return np.degrees(ax / EARTH_M), np.degrees(np.arctan(np.sinh(ay / EARTH_M)))
    if name in TO_WGS84:
        return shifts.in_blocks(TO_WGS84[name], ax, ay)
    return _run(name, ax, ay, inverse=True)


def from_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike, crs: str) -> Pair:
    """WGS 84 (lon, lat) degrees → (x, y) in ``crs``, x = longitude or easting. The inverse of ``to_wgs84``.

    Errors: unknown-crs.
    """
    name, ax, ay = canonical(crs), np.asarray(lon, np.float64), np.asarray(lat, np.float64)
    if name in ("wgs84", "cgcs2000"):
        return ax.copy(), ay.copy()
    if name == "epsg3857":
        return np.radians(ax) * EARTH_M, np.arctanh(np.sin(np.radians(ay))) * EARTH_M
    if name in FROM_WGS84:
        return shifts.in_blocks(FROM_WGS84[name], ax, ay)
    return _run(name, ax, ay, inverse=False)


TO_WGS84 = {
    "gcj02": shifts.gcj02_to_wgs84,
    "bd09": shifts.bd09_to_wgs84,
    "bd09mc": shifts.bd09mc_to_wgs84,
}
FROM_WGS84 = {
    "gcj02": shifts.wgs84_to_gcj02,
    "bd09": shifts.wgs84_to_bd09,
    "bd09mc": shifts.wgs84_to_bd09mc,
}


def gcj02_shift(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Pair:
    """GCJ-02 minus WGS 84 in degrees at WGS 84 places: what to add to lay an overlay on a GCJ-02 basemap."""
    return shifts.gcj02_shift(np.asarray(lon, np.float64), np.asarray(lat, np.float64))


def world_fraction(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Pair:
    """WGS 84 degrees → web-Mercator fractions of the world: fx west → east, fy north → south, both in [0, 1].

    Latitudes beyond ±85.0511° are taken to the edge. Tile x at zoom z is floor(fx × 2^z).
    """
    ax, ay = np.asarray(lon, np.float64), np.asarray(lat, np.float64)
    north = np.arctanh(np.sin(np.radians(np.clip(ay, -MAX_LAT, MAX_LAT)))) / (2.0 * np.pi)
    return np.clip((ax + 180.0) / 360.0, 0.0, 1.0), np.clip(0.5 - north, 0.0, 1.0)


def from_world_fraction(fx: npt.ArrayLike, fy: npt.ArrayLike) -> Pair:
    """Web-Mercator fractions of the world → WGS 84 (lon, lat) degrees."""
    ax, ay = np.asarray(fx, np.float64), np.asarray(fy, np.float64)
    return ax * 360.0 - 180.0, np.degrees(np.arctan(np.sinh(np.pi * (1.0 - 2.0 * ay))))


@dataclass(frozen=True)
class Metric:
    """A metric CRS to measure in: lengths in metres, areas in m². Small and picklable."""

    definition: str
    """EPSG:n, or a PROJ string where no EPSG code fits."""
    epsg: int | None = None

    def forward(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Pair:
        """WGS 84 degrees → (easting, northing) in metres; NaN where the projection has no place."""
        return _run(self.definition, np.asarray(lon, np.float64), np.asarray(lat, np.float64), inverse=False)

    def inverse(self, x_m: npt.ArrayLike, y_m: npt.ArrayLike) -> Pair:
        """(easting, northing) in metres → WGS 84 (lon, lat) degrees."""
        return _run(self.definition, np.asarray(x_m, np.float64), np.asarray(y_m, np.float64), inverse=True)


def metric_for(lon: float, lat: float, epsg: int | None = None) -> Metric:
    """The metric CRS of a place (WGS 84 degrees): ``epsg`` when the county names one, else its 3° zone.

    73.5°–136.5° E: the CGCS2000 3° Gauss-Krüger zone without prefix. Elsewhere, on either side of the
    equator, the same transverse Mercator about the nearest meridian divisible by 3. On the border of two
    zones the even one is taken; a county on such a border should name its own choice.
    Errors: unknown-crs when ``epsg`` is unknown, not in metres, or EPSG:3857 (nothing is measured in it).
    """
    if epsg is not None:
        if not _measures(f"EPSG:{epsg}"):
            raise GisError("unknown-crs", crs=f"EPSG:{epsg}", known="EPSG:4513–4554")
        return Metric(f"EPSG:{epsg}", epsg)
    if not (np.isfinite(lon) and np.isfinite(lat)):
        raise GisError("unknown-crs", crs=f"{lon}, {lat}", known="EPSG:4513–4554")
    if FIRST_ZONE * 3 - 1.5 <= lon <= LAST_ZONE * 3 + 1.5:
        zone = min(max(round(lon / 3), FIRST_ZONE), LAST_ZONE)
        code = FIRST_EPSG + zone - FIRST_ZONE
        return Metric(f"EPSG:{code}", code)
    meridian = round(lon / 3) * 3
    return Metric(f"+proj=tmerc +lat_0=0 +lon_0={meridian} +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m")


@cache
def _system(definition: str) -> pyproj.CRS:
    """The pyproj CRS of ``definition``. Errors: unknown-crs."""
    network.set_network_enabled(False)  # an environment variable could make PROJ fetch datum grids
    try:
        return pyproj.CRS.from_user_input(definition)
    except ProjError as bad:
        raise GisError("unknown-crs", crs=definition[:80], known=", ".join(KNOWN)) from bad


@cache
def _transformer(definition: str) -> pyproj.Transformer:
    """From WGS 84 degrees to ``definition``, x first. CGCS2000, and a system that names only the earth's
    shape, are reached without a datum step: their degrees are taken as WGS 84's.
    """
    system = _system(definition)
    base = system.geodetic_crs
    same = base is not None and not system.is_bound and _near_wgs84(base)
    return pyproj.Transformer.from_crs(base if same else _system("EPSG:4326"), system, always_xy=True)


def _near_wgs84(base: pyproj.CRS) -> bool:
    """Whether degrees of ``base`` are taken as WGS 84's: CGCS2000, or no datum but the same ellipsoid."""
    named = base.datum.name if base.datum is not None else ""
    china = base.to_epsg() == 4490 or "China_2000" in named or "China 2000" in named
    return bool(china or (base.name == "unknown" and abs(base.ellipsoid.semi_major_metre - EARTH_M) < 1))


@cache
def _measures(definition: str) -> bool:
    """Whether lengths may be taken in this CRS: projected, in metres, and not web Mercator."""
    system = _system(definition)
    metres = all(axis.unit_name == "metre" for axis in system.axis_info)
    return bool(system.is_projected and metres and system.to_epsg() != 3857)


def _run(definition: str, x: F64, y: F64, *, inverse: bool) -> Pair:
    """Through pyproj; its infinity for "no such place" becomes NaN."""
    direction = TransformDirection.INVERSE if inverse else TransformDirection.FORWARD
    out_x, out_y = _transformer(definition).transform(x, y, direction=direction)
    ox, oy = np.asarray(out_x, np.float64), np.asarray(out_y, np.float64)
    lost = ~(np.isfinite(ox) & np.isfinite(oy))
    return np.where(lost, np.nan, ox), np.where(lost, np.nan, oy)
