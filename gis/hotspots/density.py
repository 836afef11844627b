"""A smooth density for the eye. It is not a test: what is dark on it may be chance, or only a place with many roads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.signal import fftconvolve

F64 = npt.NDArray[np.float64]

RADIUS_M, PIXEL_M = 250.0, 25.0


@dataclass(frozen=True, eq=False)
class Density:
    """A raster in the county's metric CRS."""

    per_km2: F64
    """float64[rows, columns]: cases per km²; row 0 is the southernmost."""
    west_m: float
    south_m: float
    """Corner of the raster; its pixels lie on multiples of ``pixel_m``."""
    pixel_m: float
    radius_m: float


def density(x_m: F64, y_m: F64, *, radius_m: float = RADIUS_M, pixel_m: float = PIXEL_M) -> Density:
    """Cases per km² by the quartic kernel (Silverman, Density Estimation, 1986, eq. 4.5) within ``radius_m``.

    ``x_m``, ``y_m`` float64[n]: metric CRS; NaN is left out. Every case counts as one: the raster reaches a radius
    beyond the last. Without a case it has one empty pixel.
    """
    placed = np.isfinite(x_m) & np.isfinite(y_m)
    column, row = (np.floor(v[placed] / pixel_m).astype(np.int64) for v in (x_m, y_m))
    if not len(column):
        return Density(np.zeros((1, 1)), 0.0, 0.0, pixel_m, radius_m)
    reach = int(np.ceil(radius_m / pixel_m))
    west, south = int(column.min()) - reach, int(row.min()) - reach
    shape = int(row.max()) - south + reach + 1, int(column.max()) - west + reach + 1
    flat = (row - south) * shape[1] + column - west
    counts = np.bincount(flat, minlength=shape[0] * shape[1]).reshape(shape)
    away = np.hypot(*np.meshgrid(*[np.arange(-reach, reach + 1) * pixel_m] * 2)) / radius_m
    kernel = np.square(np.maximum(1 - away**2, 0.0))
    smooth = fftconvolve(counts.astype(np.float64), kernel / kernel.sum(), mode="same")
    smooth[smooth < 1e-9] = 0.0  # what the transform leaves where nothing is
    return Density(smooth * (1e6 / pixel_m**2), west * pixel_m, south * pixel_m, pixel_m, radius_m)
