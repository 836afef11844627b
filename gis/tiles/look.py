"""How case tiles look: a mark for each type, rings, the density ramp. Colours come from ``gis.style`` and the rows
of the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from gis.errors import GisError
from gis.select import Memo
from gis.style import RING_PX, THEMES, Theme, rgb

Symbol = tuple[str, str]
"""A key of ``gis.style.MARKS`` and a colour #rrggbb."""

CLEAR, SOLID = 0.55, 0.92
"""Opacity of the lowest and of the highest density."""


@dataclass(frozen=True, eq=False)
class TileStyle:
    """The look of case tiles on one theme; ``key`` names it in caches and URLs."""

    key: str
    theme: Theme
    symbols: Mapping[str, Symbol]
    """By problem type; a type without one takes ``other``."""
    other: Symbol
    ring_px: float = RING_PX
    memo: Memo = field(default_factory=Memo, repr=False)
    """Sprites and palettes, drawn once."""

    def symbol(self, problem_type: str) -> Symbol:
        """The symbol of a problem type; "" and unknown ones take ``other``."""
        return self.symbols.get(problem_type, self.other)

    def density_palette(self) -> npt.NDArray[np.uint8]:
        """uint8[256, 4]: entry 0 is clear, then the theme's density ramp, ever less transparent."""
        return self.memo.get("density", lambda: _palette(self.theme.density))


def tile_style(theme: str = "desk", symbols: Mapping[str, Symbol] | None = None) -> TileStyle:
    """The look for a theme of ``gis.style.THEMES``. Errors: bad-value for an unknown theme."""
    if theme not in THEMES:
        raise GisError("bad-value", name="theme", value=theme, known=", ".join(sorted(THEMES)))
    tokens = THEMES[theme]
    return TileStyle(theme, tokens, symbols or {}, ("circle", tokens.second_ink))


def _palette(ramp: tuple[str, ...]) -> npt.NDArray[np.uint8]:
    stops = np.linspace(0.0, 1.0, len(ramp))
    at = np.linspace(0.0, 1.0, 256)
    colours = np.array([rgb(c) for c in ramp], np.float64)
    out = np.stack([np.interp(at, stops, colours[:, i]) for i in range(3)], axis=1)
    # the foot fades out quickly, so that one lonely case is still a visible blob and its rim has no edge
    alpha = np.minimum(at / 0.12, 1.0) * (CLEAR + (SOLID - CLEAR) * at)
    return np.round(np.column_stack([out, 255.0 * alpha])).astype(np.uint8)
