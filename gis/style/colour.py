"""Arithmetic of colour: WCAG contrast, perceived distance, and how colour-blind eyes see it.

Colours are ``#rrggbb``. Distance is Euclidean in OKLab (0 equal, 1 black to white; 0.02 is just noticeable
side by side). Colour blindness is simulated with the full-strength matrices of Machado et al. 2009.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

F64 = npt.NDArray[np.float64]

HEX = re.compile(r"#[0-9a-f]{6}")

VISIONS: dict[str, tuple[tuple[float, float, float], ...]] = {
    "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900),
    ),
}  # fmt: skip
"""Eyes a colour has to work for: matrices on linear RGB."""

TO_CONES = np.array([
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
])  # fmt: skip
TO_LAB = np.array([
    [0.2104542553, 0.7936177850, -0.0040720468],
    [1.9779984951, -2.4285922050, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.8086757660],
])  # fmt: skip


def is_colour(text: str) -> bool:
    """Whether ``text`` is a colour as this product writes it: ``#rrggbb`` in lower case."""
    return HEX.fullmatch(text) is not None


def rgb(colour: str) -> tuple[int, int, int]:
    """``#rrggbb`` → three numbers 0–255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def linear(colour: str) -> F64:
    """``#rrggbb`` → linear RGB in [0, 1], shape (3,)."""
    part = np.array(rgb(colour)) / 255.0
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    """WCAG relative luminance: 0 black, 1 white."""
    return float(linear(colour) @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(a: str, b: str) -> float:
    """WCAG contrast of two colours: 1 equal, 21 black on white; the order does not matter."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def lab(colour: str, vision: str = "normal") -> F64:
    """OKLab of ``colour`` as seen with ``vision`` (a key of VISIONS), shape (3,)."""
    seen = np.clip(np.array(VISIONS[vision]) @ linear(colour), 0.0, 1.0)
    return np.asarray(TO_LAB @ np.cbrt(TO_CONES @ seen))


def distance(a: str, b: str, vision: str = "normal") -> float:
    """Perceived distance of two colours with ``vision``."""
    return float(np.linalg.norm(lab(a, vision) - lab(b, vision)))


def grey(colour: str) -> float:
    """Perceived lightness in a grey print: OKLab L, 0 black, 1 white."""
    return float(lab(colour)[0])
