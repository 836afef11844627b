"""GCJ-02, BD-09 and Baidu's Mercator: the shifted systems of Chinese web maps, as plain arithmetic.

All functions take and give float64 arrays of one shape, x (longitude, easting) first. NaN stays NaN.
The formulas are those in public use; there is no official text to check them against. ``gis.crs`` is the
door to them: nothing else should import this module.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

F64 = npt.NDArray[np.float64]
Pair = tuple[F64, F64]

CHINA_BOX = (72.004, 0.8293, 137.8347, 55.8271)
"""West, south, east, north: outside it GCJ-02 equals WGS 84 by the formula's own convention."""

AXIS_M, ECC2 = 6378245.0, 0.00669342162296594323  # Krasovsky 1940, which the formula is written on
SETTLED_DEG, ROUNDS = 2e-9, 12  # a round shrinks the error about 200 times: the last move bounds what is left
BLOCK = 1 << 15  # rows worked on at a time: the dozen temporaries of the formula stay in the cache


def in_china_box(lon: F64, lat: F64) -> npt.NDArray[np.bool_]:
    """Where the formula shifts at all; False for NaN."""
    west, south, east, north = CHINA_BOX
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def _shift(lon: F64, lat: F64) -> Pair:
    """GCJ-02 minus WGS 84 in degrees at a WGS 84 place, without regard to the box."""
    x, y = lon - 105.0, lat - 35.0
    root, cross = np.sqrt(np.abs(x)), 0.1 * x * y
    turn = np.sin(2 * np.pi * x)
    both = 160.0 / 3.0 * (turn - turn * turn * turn)  # 20 sin 6πx + 20 sin 2πx, by the triple angle
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + cross + 0.2 * root + both
    north_m += _waves(y, 160.0, 320.0)
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + cross + 0.1 * root + both
    east_m += _waves(x, 150.0, 300.0)
    phi = np.radians(lat)
    w = 1.0 - ECC2 * np.sin(phi) ** 2
    root_w = np.sqrt(w)
    lat_m = np.radians(AXIS_M * (1.0 - ECC2)) / (w * root_w)
    lon_m = np.radians(AXIS_M) * np.cos(phi) / root_w
    return east_m / lon_m, north_m / lat_m


def _waves(v: F64, twelfth: float, thirtieth: float) -> F64:
    """The four waves of one axis, in metres. The first is 40 sin(πv/3), the third ``twelfth`` sin(πv/12)."""
    third = np.sin(np.pi / 3.0 * v)
    whole = third * (3.0 - 4.0 * third * third)  # sin πv, by the triple angle again
    total = (
        20.0 * whole
        + 40.0 * third
        + twelfth * np.sin(np.pi / 12.0 * v)
        + thirtieth * np.sin(np.pi / 30.0 * v)
    )
    return np.asarray(2.0 / 3.0 * total)


def gcj02_shift(lon: F64, lat: F64) -> Pair:
    """GCJ-02 minus WGS 84 in degrees at a WGS 84 place: 0 outside the box."""
    inside = in_china_box(lon, lat)
    east, north = _shift(lon, lat)
    return np.where(inside, east, 0.0), np.where(inside, north, 0.0)


def wgs84_to_gcj02(lon: F64, lat: F64) -> Pair:
    """WGS 84 degrees → GCJ-02 degrees; unchanged outside the box."""
    east, north = gcj02_shift(lon, lat)
    return lon + east, lat + north


def gcj02_to_wgs84(lon: F64, lat: F64) -> Pair:
    """GCJ-02 degrees → WGS 84 degrees to better than 1e-9, by iterating the forward formula.

    A place outside the box is unchanged. Within the 0.01° along the box's edge GCJ-02 is ambiguous by
    construction, and the round trip does not hold there (open sea, other countries).
    """
    inside = in_china_box(lon, lat)
    back_lon, back_lat = lon, lat
    for _ in range(ROUNDS):
        east, north = _shift(back_lon, back_lat)
        was_lon, was_lat = back_lon, back_lat
        back_lon, back_lat = lon - east, lat - north
        moved = np.maximum(np.abs(back_lon - was_lon), np.abs(back_lat - was_lat))
        if not np.any(moved[inside] > SETTLED_DEG):
            break
    return np.where(inside, back_lon, lon), np.where(inside, back_lat, lat)


BD_WAVE = np.pi * 3000.0 / 180.0


def gcj02_to_bd09(lon: F64, lat: F64) -> Pair:
    """GCJ-02 degrees → BD-09 degrees. Baidu shifts everywhere, outside the box too."""
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * BD_WAVE)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * BD_WAVE)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def bd09_to_gcj02(lon: F64, lat: F64) -> Pair:
    """BD-09 degrees → GCJ-02 degrees by the published single step (off the exact inverse by < 0.2 m)."""
    x, y = lon - 0.0065, lat - 0.006
    radius = np.hypot(x, y) - 0.00002 * np.sin(y * BD_WAVE)
    angle = np.arctan2(y, x) - 0.000003 * np.cos(x * BD_WAVE)
    return radius * np.cos(angle), radius * np.sin(angle)


def bd09_to_wgs84(lon: F64, lat: F64) -> Pair:
    """BD-09 degrees → WGS 84 degrees."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def wgs84_to_bd09(lon: F64, lat: F64) -> Pair:
    """WGS 84 degrees → BD-09 degrees."""
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


# Baidu's own Mercator is a sextic in |latitude| (or |northing|) per band, the sign put back afterwards.
# Rows from the equator outward: offset and slope of x, seven coefficients of y, the scale of y.
BANDS_DEG = np.array([15.0, 30.0, 45.0, 60.0, 75.0])
BANDS_M = np.array([1678043.12, 3481989.83, 5591021.0, 8362377.87, 12890594.86])
TO_METRES = np.array([
    [-0.0003218135878613132, 111320.7020701615, 0.00369383431289, 823725.6402795718, 0.46104986909093,
     2351.343141331292, 1.58060784298199, 8.77738589078284, 0.37238884252424, 7.45],
    [-0.0003441963504368392, 111320.7020576856, 278.2353980772752, 2485758.690035394, 6070.750963243378,
     54821.18345352118, 9540.606633304236, -2710.55326746645, 1405.483844121726, 22.5],
    [0.00220636496208, 111320.7020209128, 51751.86112841131, 3796837.749470245, 992013.7397791013,
     -1221952.21711287, 1340652.697009075, -620943.6990984312, 144416.9293806241, 37.5],
    [0.00337398766765, 111320.7020202162, 4481351.045890365, -23393751.19931662, 79682215.47186455,
     -115964993.2797253, 97236711.15602145, -43661946.33752821, 8477230.501135234, 52.5],
    [0.0008277824516172526, 111320.7020463578, 647795574.6671607, -4082003173.641316, 10774905663.51142,
     -15171875531.51559, 12053065338.62167, -5124939663.577472, 913311935.9512032, 67.5],
    [-0.0015702102444, 111320.7020616939, 1704480524535203.0, -10338987376042340.0, 26112667856603880.0,
     -35149669176653700.0, 26595700718403920.0, -10725012454188240.0, 1800819912950474.0, 82.5],
])  # fmt: skip
TO_DEGREES = np.array([
    [2.890871144776878e-9, 8.983055095805407e-6, -3.068298e-8, 7.47137025468032, -3.53937994e-6,
     -0.02145144861037, -1.234426596e-5, 0.00010322952773, -3.23890364e-6, 826088.5],
    [3.09191371068437e-9, 8.983055096812155e-6, 6.995724062e-5, 23.10934304144901, -0.00023663490511,
     -0.6321817810242, -0.00663494467273, 0.03430082397953, -0.00466043876332, 2555164.4],
    [-1.981981304930552e-8, 8.983055099779535e-6, 0.03278182852591, 40.31678527705744, 0.65659298677277,
     -4.44255534477492, 0.85341911805263, 0.12923347998204, -0.04625736007561, 4482777.06],
    [-3.030883460898826e-8, 8.98305509983578e-6, 0.30071316287616, 59.74293618442277, 7.357984074871,
     -25.38371002664745, 13.45380521110908, -3.29883767235584, 0.32710905363475, 6856817.37],
    [-7.435856389565537e-9, 8.983055097726239e-6, -0.78625201886289, 96.32687599759846, -1.85204757529826,
     -59.36935905485877, 47.40033549296737, -16.50741931063887, 2.28786674699375, 10260144.86],
    [1.410526172116255e-8, 8.98305509648872e-6, -1.9939833816331, 200.9824383106796, -187.2403703815547,
     91.6087516669843, -23.38765649603339, 2.57121317296198, -0.03801003308653, 17337981.2],
])  # fmt: skip


def _banded(x: F64, y: F64, bands: F64, rows: F64) -> Pair:
    """Evaluate each point's band of ``rows``; a point on a band's edge belongs to the inner band."""
    out_x, out_y = np.full_like(x, np.nan), np.full_like(y, np.nan)
    band = np.searchsorted(bands, np.abs(y), side="left")
    for i in np.unique(band):
        here, row = band == i, rows[i]
        t = np.abs(y[here]) / row[9]
        out_x[here] = np.copysign(row[0] + row[1] * np.abs(x[here]), x[here])
        out_y[here] = np.copysign(np.polynomial.polynomial.polyval(t, row[2:9]), y[here])
    return out_x, out_y


def bd09mc_to_bd09(x: F64, y: F64) -> Pair:
    """Baidu Mercator metres → BD-09 degrees, the exact inverse of the forward polynomials.

    The published inverse polynomials are off by up to 0.3 m (7 m past 60°); one correction removes that.
    """
    lon, lat = _banded(x, y, BANDS_M, TO_DEGREES)
    again_x, again_y = _banded(lon, np.clip(lat, -74.0, 74.0), BANDS_DEG, TO_METRES)
    stretch = np.cos(np.radians(lat)) / TO_METRES[0, 1]
    return lon + (x - again_x) / TO_METRES[0, 1], lat + np.where(
        np.abs(lat) < 74.0, (y - again_y) * stretch, 0.0
    )


def bd09mc_to_wgs84(x: F64, y: F64) -> Pair:
    """Baidu Mercator metres → WGS 84 degrees."""
    return bd09_to_wgs84(*bd09mc_to_bd09(x, y))


def wgs84_to_bd09mc(lon: F64, lat: F64) -> Pair:
    """WGS 84 degrees → Baidu Mercator metres; latitudes past 74° are taken as 74°, as Baidu does."""
    blon, blat = wgs84_to_bd09(lon, lat)
    return _banded(blon, np.clip(blat, -74.0, 74.0), BANDS_DEG, TO_METRES)


def in_blocks(turn: Callable[[F64, F64], Pair], x: F64, y: F64) -> Pair:
    """``turn`` applied block by block, so that its temporaries stay small; same shape out as in."""
    if x.size <= BLOCK:
        return turn(x, y)
    out_x, out_y = np.empty(x.size), np.empty(x.size)
    flat_x, flat_y = x.ravel(), y.ravel()
    for i in range(0, x.size, BLOCK):
        part = slice(i, i + BLOCK)
        out_x[part], out_y[part] = turn(flat_x[part], flat_y[part])
    return out_x.reshape(x.shape), out_y.reshape(x.shape)
