"""What a legend says of its classes."""

from __future__ import annotations

import pandas as pd

from gis.views.map_parts import classes


def test_nothing_at_all_is_zero_whatever_the_digits() -> None:
    words = [c.words for c in classes(pd.Series([0.0, 0.0, 1.0, 2.5, 12.0]), 1)]
    assert words[0] == "0"
    assert all("." in w for w in words[1:])


def test_whole_numbers_have_no_decimals() -> None:
    assert [c.words for c in classes(pd.Series([0.0, 3.0, 7.0]), 1)] == ["0", "3", "7"]
