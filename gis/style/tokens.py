"""Every colour, width and size, for the desk (and its sheets), the wall and the phone.

Red means overdue, rebound, significant or (server) dead, and nothing else; amber is due soon or stale;
green is only "alive" and "held". Colours of families, area types and their marks lie in the vocabulary.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

FONT = '"Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif'
"""One CJK sans, from the system: nothing is fetched."""

STEP_PX = 4
"""Every gap and padding is a multiple of it."""

TARGET_PX = 44
"""The smallest thumb target on a phone."""

RING_PX = 1.5
"""Width of the light (wall: dark) ring that every mark carries."""

TYPE_DESK = (14.0, 16.0, 19.0, 34.0)
"""Text sizes in px: body, card title, page title, figure."""

TYPE_PHONE = (14.0, 16.5, 20.0, 26.0)

TYPE_WALL = MappingProxyType({"text": 1 / 45, "title": 1 / 30, "figure": 1 / 14})
"""Smallest sizes on a wall as a fraction of the screen's height."""

LINES = MappingProxyType({
    "river": 7.0, "ring": 5.0, "arterial": 3.5, "street": 2.0, "grid": 1.2, "lane": 1.0, "rural": 1.0,
    "boundary": 2.0, "zone": 1.5, "chosen": 3.0, "hot_spot": 2.5,
})  # fmt: skip
"""Line widths in px at zoom 14: river > ring road > streets > grid borders > minor lanes."""


@dataclass(frozen=True)
class Theme:
    """The tokens of one kind of screen. Colours are #rrggbb; ``*_text`` is the tone that may carry words."""

    key: str
    ground: str
    card: str
    border: str
    radius_px: int
    ink: str
    second_ink: str
    red: str
    amber: str
    amber_text: str
    green: str
    green_text: str
    ramp: tuple[str, ...]
    """Choropleth classes, low → high: away from the ground means more."""
    density: tuple[str, ...]
    """Cases as density at low zoom, low → high; another hue than the choropleth under it."""
    no_data: str
    """A grid without evidence: not a class of the ramp."""
    water: str
    built_up: str
    arterial: str
    minor: str
    grid_line: str
    halo: str
    """Around labels, so that they stay readable on every class."""
    ring: str
    """Around marks."""
    hatch: str
    """Lines of an urban village; other area types have theirs in the vocabulary."""
    dots: str
    """Dots of the fringe."""
    text_min: float
    """WCAG contrast every text must reach on ground and card."""


DESK = Theme(
    key="desk",
    ground="#f6f6f3",
    card="#ffffff",
    border="#e3e2dc",
    radius_px=12,
    ink="#12213f",
    second_ink="#5d6880",
    red="#c8102e",
    amber="#d98e04",
    amber_text="#8a5a00",
    green="#3d8b37",
    green_text="#2f6f2a",
    ramp=("#ffffff", "#f3efe3", "#ecdfc4", "#e2c79b", "#d3a56b"),
    density=("#b9c6de", "#8a9fc6", "#5c76a8", "#334d82", "#12213f"),
    no_data="#e6e8ea",
    water="#b9d7e6",
    built_up="#efeee8",
    arterial="#dcd6c6",
    minor="#e9e6dd",
    grid_line="#8d94a3",
    halo="#ffffff",
    ring="#ffffff",
    hatch="#a0761a",
    dots="#8b7f63",
    text_min=4.5,
)

WALL = Theme(
    key="wall",
    ground="#0d1420",
    card="#131c2b",
    border="#263248",
    radius_px=18,
    ink="#e8eef8",
    second_ink="#9fb0cf",
    red="#ff8593",
    amber="#ffb020",
    amber_text="#ffb020",
    green="#7ed957",
    green_text="#7ed957",
    ramp=("#1c2737", "#333845", "#524c50", "#776654", "#a3875a"),
    density=("#2b4a78", "#3f73b3", "#5fa2e0", "#9cd0ff", "#eaf5ff"),
    no_data="#111926",
    water="#1b4a6b",
    built_up="#151f2f",
    arterial="#34486f",
    minor="#223150",
    grid_line="#5b6c8f",
    halo="#0d1420",
    ring="#0d1420",
    hatch="#ffcf5c",
    dots="#8fa3c8",
    text_min=7.0,
)

THEMES: Mapping[str, Theme] = MappingProxyType({"desk": DESK, "wall": WALL})


def ramp(classes: int, theme: Theme = DESK) -> tuple[str, ...]:
    """``classes`` colours of the choropleth, low → high, the two ends always used from two classes on.

    Errors: ValueError for fewer than 1 or more than the theme has.
    """
    have = len(theme.ramp)
    if not 1 <= classes <= have:
        raise ValueError(f"{classes} classes; the ramp has 1 to {have}")
    if classes == 1:
        return (theme.ramp[have // 2],)
    return tuple(theme.ramp[round(i * (have - 1) / (classes - 1))] for i in range(classes))


HATCHES = ("lines", "back_lines", "cross", "dots", "grid", "horizontal", "vertical", "outline")
"""How a zone may be filled: lines rise to the right, back_lines fall, cross has both, grid has horizontal and
vertical ones, outline is the border alone."""
