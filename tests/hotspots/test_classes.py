"""The seventeen classes from series that can be checked by hand. H: significantly hot, c: cold, a dot: neither."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.hotspots.classes import CLASSES, NAMES, NONE, Classes, classify
from gis.hotspots.sentences import NAMES as SPOKEN
from gis.hotspots.sentences import REASONS
from gis.hotspots.trend import Trend

UP, DOWN, FLAT = 1, -1, 0

CASES = [
    # series, trend, class
    (".........H", FLAT, "new_hot"),
    (".........H", UP, "new_hot"),  # the trend asks nothing of those not often hot
    ("c........H", FLAT, "new_hot"),  # never hot before; that it was cold does not matter
    ("........HH", FLAT, "consecutive_hot"),
    ("..HHHHHHHH", FLAT, "consecutive_hot"),  # eight of ten
    ("c.......HH", FLAT, "consecutive_hot"),
    (".HHHHHHHHH", FLAT, "persistent_hot"),  # nine of ten, though one run
    (".HHHHHHHHH", UP, "intensifying_hot"),
    (".HHHHHHHHH", DOWN, "diminishing_hot"),
    ("cHHHHHHHHH", FLAT, "persistent_hot"),
    ("HHHHHHHHHH", UP, "intensifying_hot"),
    ("HHHHH.HHHH", DOWN, "diminishing_hot"),
    ("H........H", FLAT, "sporadic_hot"),
    ("H.......HH", FLAT, "sporadic_hot"),  # a run at the end, but hot before
    ("HHHHHHH..H", UP, "sporadic_hot"),  # eight of ten
    ("H...c....H", FLAT, "oscillating_hot"),
    ("cHHHHHHH.H", FLAT, "oscillating_hot"),
    ("HHHHHHHHH.", FLAT, "historical_hot"),
    ("HHHHHHHHH.", DOWN, "historical_hot"),  # whatever the trend
    ("HHHHHHHHHc", FLAT, "historical_hot"),  # hot rules first: also a new cold spot
    ("HHHHHHHH.c", FLAT, "new_cold"),  # eight of ten: no historical hot spot
    ("HHHHHHHH..", FLAT, "none"),
    ("H.........", FLAT, "none"),
    ("..........", UP, "none"),
    ("c.......H.", FLAT, "none"),
    (".........c", FLAT, "new_cold"),
    (".......ccc", FLAT, "consecutive_cold"),
    (".ccccccccc", DOWN, "intensifying_cold"),  # ever fewer
    (".ccccccccc", FLAT, "persistent_cold"),
    (".ccccccccc", UP, "diminishing_cold"),
    ("c...c....c", FLAT, "sporadic_cold"),
    ("c...H....c", FLAT, "oscillating_cold"),
    ("ccccccccc.", FLAT, "historical_cold"),
    ("cccccccccH", FLAT, "new_hot"),
    (".HHHHHHHHHHHHHHHHHHH", FLAT, "persistent_hot"),  # 19 of 20
    ("..HHHHHHHHHHHHHHHHHH", FLAT, "persistent_hot"),  # 18 of 20 is nine tenths
    ("...HHHHHHHHHHHHHHHHH", FLAT, "consecutive_hot"),  # 17 of 20 is not
    ("H..HHHHHHHHHHHHHHHHH", UP, "intensifying_hot"),
    ("..HHHHHHHHH", FLAT, "consecutive_hot"),  # 9 of 11 is not
    (".HHHHHHHHHH", FLAT, "persistent_hot"),  # 10 of 11 is
]


def classified(series: str, drift: int = FLAT, p: float = 0.0499) -> Classes:
    steps = np.array([list(series)])
    one = np.array([1.0])
    trend = Trend(np.array([len(series)]), np.array([drift * 9]), one, one, one if drift == FLAT else p * one)
    return classify(steps == "H", steps == "c", trend)


@pytest.mark.parametrize(("series", "drift", "wanted"), CASES)
def test_each_class_and_the_borders(series: str, drift: int, wanted: str) -> None:
    assert CLASSES[classified(series, drift).code[0]] == wanted


def test_every_class_occurs_and_is_spoken_of() -> None:
    assert len(CLASSES) == 17 and {c for *_, c in CASES} == set(CLASSES) == set(SPOKEN) == {*REASONS, NONE}


def test_a_trend_is_one_below_five_in_a_hundred() -> None:
    assert CLASSES[classified("HHHHHHHHHH", UP, 0.05).code[0]] == "persistent_hot"
    assert CLASSES[classified("HHHHHHHHHH", UP, 0.0499).code[0]] == "intensifying_hot"


def test_facts() -> None:
    found = classified("H.cc.H..HH")
    assert (found.hot_steps[0], found.cold_steps[0], found.run[0], found.seen[0]) == (4, 2, 2, 9)
    found = classified("H.cc.H....")
    assert (found.hot_steps[0], found.cold_steps[0], found.run[0], found.seen[0]) == (2, 2, 0, 5)
    assert (classified("....").seen[0], classified("HHHH").run[0]) == (-1, 4)
    assert classified("HHHHHHHHH.").is_hot()[0] and not classified(".........c").is_hot()[0]


@given(st.text("Hc.", min_size=10, max_size=24), st.sampled_from([UP, DOWN, FLAT]))
def test_cold_mirrors_hot(series: str, drift: int) -> None:
    """Hot and cold exchanged, the trend turned: the class of the other side, but where a series is often hot and now
    cold, which the order of the rules settles; hot and often at once ends in the last step of one side alone."""
    mirrored = series.translate(str.maketrans("Hc", "cH"))
    a, b = (CLASSES[classified(s, d).code[0]] for s, d in ((series, drift), (mirrored, -drift)))
    if not (a + b).count("historical"):
        assert a.split("_")[0] == b.split("_")[0] and (a == b == "none" or a[-3:] != b[-3:])


@given(st.text("Hc.", min_size=10, max_size=24), st.sampled_from([UP, DOWN, FLAT]))
def test_a_last_hot_step_gives_a_hot_class_and_none_without(series: str, drift: int) -> None:
    name = CLASSES[classified(series, drift).code[0]]
    stem, _, side = name.partition("_")
    if series[-1] == "H":
        assert side == "hot" and stem in NAMES and stem != "historical"
    elif stem != "historical":
        assert side == ("cold" if series[-1] == "c" else "")
