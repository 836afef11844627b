"""Every colour, class break, shape and size, desk and wall. The vocabulary holds those of its own rows."""

from __future__ import annotations

from gis.style.classes import NO_CLASS, ClassRange, breaks, class_ranges, classify
from gis.style.colour import VISIONS, contrast, distance, grey, is_colour, luminance, rgb
from gis.style.marks import MARKS, Mark
from gis.style.tokens import (
    DESK,
    FONT,
    HATCHES,
    LINES,
    RING_PX,
    STEP_PX,
    TARGET_PX,
    THEMES,
    TYPE_DESK,
    TYPE_PHONE,
    TYPE_WALL,
    WALL,
    Theme,
    ramp,
)

__all__ = [
    "DESK", "FONT", "HATCHES", "LINES", "MARKS", "NO_CLASS", "RING_PX", "STEP_PX", "TARGET_PX", "THEMES",
    "TYPE_DESK", "TYPE_PHONE", "TYPE_WALL", "VISIONS", "WALL", "ClassRange", "Mark", "Theme", "breaks",
    "class_ranges", "classify", "contrast", "distance", "grey", "is_colour", "luminance", "ramp", "rgb",
]  # fmt: skip
