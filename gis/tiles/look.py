"""How case tiles look: a mark for each type, rings, the density ramp.

Colours come from ``gis.style`` and the rows of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from gis.errors import GisError
from gis.select import Memo
from gis.style import RING_PX, THEMES, WALL, Theme, rgb
from gis.vocabulary import Vocabulary

Symbol = tuple[str, str]
"""A key of ``gis.style.MARKS`` and a colour #rrggbb."""

DRAW = ("auto", "density", "marks")

CLEAR, SOLID = 0.42, 0.86
"""Opacity of the lowest and of the highest density."""


@dataclass(frozen=True, eq=False)
class TileStyle:
    """The look of case tiles on one theme; ``key`` names it in caches and URLs."""

    key: str
    theme: Theme
    symbols: Mapping[str, Symbol]
    """By problem type; a type without one takes ``other``."""
    other: Symbol
    draw: str = "auto"
    """One of DRAW: auto changes from density to marks where marks no longer hide each other."""
    ring_px: float = RING_PX
    memo: Memo = field(default_factory=Memo, repr=False)
    """Sprites and palettes, drawn once."""

    def symbol(self, problem_type: str) -> Symbol:
        """The symbol of a problem type; "" and unknown ones take ``other``."""
        return self.symbols.get(problem_type, self.other)

    def density_palette(self) -> npt.NDArray[np.uint8]:
        """uint8[256, 4]: entry 0 is clear, then the theme's density ramp, ever less transparent."""
        return self.memo.get("density", lambda: _palette(self.theme.density))


def tile_style(
    theme: str = "desk", symbols: Mapping[str, Symbol] | None = None, *, draw: str = "auto"
) -> TileStyle:
    """The look for a theme of ``gis.style.THEMES``. Errors: bad-value for an unknown theme or way to draw."""
    if draw not in DRAW:
        raise GisError("bad-value", name="draw", value=draw, known=", ".join(DRAW))
    if theme not in THEMES:
        raise GisError("bad-value", name="theme", value=theme, known=", ".join(sorted(THEMES)))
    tokens = THEMES[theme]
    return TileStyle(f"{theme}-{draw}", tokens, symbols or {}, ("circle", tokens.second_ink), draw)


def _palette(ramp: tuple[str, ...]) -> npt.NDArray[np.uint8]:
    stops = np.linspace(0.0, 1.0, len(ramp))
    at = np.linspace(0.0, 1.0, 256)
    colours = np.array([rgb(c) for c in ramp], np.float64)
    out = np.stack([np.interp(at, stops, colours[:, i]) for i in range(3)], axis=1)
    # the foot fades out quickly, so that one lonely case is still a visible blob and its rim has no edge
    alpha = np.minimum(at / 0.12, 1.0) * (CLEAR + (SOLID - CLEAR) * at**1.5)
    return np.round(np.column_stack([out, 255.0 * alpha])).astype(np.uint8)


def symbols_of(vocabulary: Vocabulary, theme: str) -> dict[str, Symbol]:
    """The symbol of every problem type on a theme."""
    wall = theme == WALL.key
    return {id_: (row.mark, row.colour_wall if wall else row.colour) for id_, row in vocabulary.types.items()}
