"""Shapes: drawn the same everywhere, told apart without colour."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from shapely.geometry import Polygon

from gis.style import MARKS

OUTLINES = {key: Polygon(mark.polygon) for key, mark in MARKS.items()}


@pytest.mark.parametrize("key", MARKS)
def test_a_mark_is_one_clean_shape_in_its_square(key: str) -> None:
    outline = OUTLINES[key]
    assert outline.is_valid
    assert max(abs(v) for v in outline.bounds) <= 1
    assert 1.3 <= outline.area <= 2.4, "no kind may look more important than another"
    assert abs(outline.centroid.x) < 0.02
    assert abs(outline.centroid.y) < 0.2


def test_no_two_marks_cover_nearly_the_same_ground() -> None:
    alike = [
        (a, b)
        for (a, one), (b, two) in combinations(OUTLINES.items(), 2)
        if one.intersection(two).area / one.union(two).area > 0.86
    ]
    assert alike == []


@pytest.mark.parametrize("key", MARKS)
def test_the_svg_path_has_the_corners_of_the_polygon(key: str) -> None:
    path = MARKS[key].svg
    assert re.fullmatch(r"M-?[\d.]+ -?[\d.]+(L-?[\d.]+ -?[\d.]+)+Z", path)
    corners = [tuple(map(float, pair.split())) for pair in path[1:-1].split("L")]
    assert corners == [pytest.approx(corner) for corner in MARKS[key].polygon]


def test_a_mark_is_scaled_to_pixels() -> None:
    assert MARKS["square"].scaled(10) == ((-7, -7), (7, -7), (7, 7), (-7, 7))
