"""The tokens: contrast, what each colour may mean, and how far apart colours are for every eye."""

from __future__ import annotations

from dataclasses import fields
from itertools import combinations, pairwise

import pytest

from gis import vocabulary
from gis.style import DESK, THEMES, TYPE_WALL, VISIONS, WALL, Theme, contrast, distance, grey, is_colour, ramp
from gis.style.tokens import LINES

TEXT = ("ink", "second_ink", "red", "amber_text", "green_text")
MAIN = ("street_vending", "illegal_parking", "waste", "posters")
LEAST = {"normal": 0.075, "protanopia": 0.07, "deuteranopia": 0.065, "tritanopia": 0.045}
"""OKLab: 0.02 is just noticeable. Families also differ in shape: colour alone need not carry them."""
LEAST_MAIN = {"normal": 0.15, "protanopia": 0.14, "deuteranopia": 0.12, "tritanopia": 0.1}

both = pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))


def family_colours(theme: Theme) -> dict[str, str]:
    rows = vocabulary.load().families.values()
    return {f.id: f.colour_wall if theme is WALL else f.colour for f in rows}


def test_contrast_by_the_published_examples() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")
    assert contrast("#123456", "#123456") == 1


def test_the_simulation_makes_red_and_green_alike_and_leaves_grey() -> None:
    seen = {v: distance("#c02020", "#5c7a00", v) for v in VISIONS}
    assert seen["deuteranopia"] < seen["normal"] / 2
    assert all(distance("#808080", "#808080", v) == 0 for v in VISIONS)
    assert distance("#000000", "#ffffff") == pytest.approx(1, abs=1e-3)


@both
def test_every_text_can_be_read_on_ground_and_card(theme: Theme) -> None:
    weak = [
        (name, on, round(contrast(getattr(theme, name), getattr(theme, on)), 2))
        for name in TEXT
        for on in ("ground", "card")
        if contrast(getattr(theme, name), getattr(theme, on)) < theme.text_min
    ]
    assert weak == []


def test_the_least_contrast_is_what_was_promised() -> None:
    assert (DESK.text_min, WALL.text_min) == (4.5, 7.0)


@both
def test_labels_on_the_map_are_read_against_their_halo(theme: Theme) -> None:
    assert contrast(theme.ink, theme.halo) >= theme.text_min


@both
def test_every_colour_is_written_one_way(theme: Theme) -> None:
    loose = [f.name for f in fields(theme) if str(getattr(theme, f.name)).startswith("#")]
    assert [n for n in loose if not is_colour(getattr(theme, n))] == []
    assert all(is_colour(c) for c in (*theme.ramp, *theme.density))
    assert not is_colour("#FFF")
    assert not is_colour("#C8102E")


@both
def test_marks_stand_out_from_ground_ring_and_every_class(theme: Theme) -> None:
    for family, colour in family_colours(theme).items():
        assert contrast(colour, theme.ground) >= 3, family
        assert contrast(colour, theme.ring) >= 3, family
    # The ring parts a mark from the ground it lies on: it is lighter (wall: darker) than every class.
    assert all(grey(c) <= grey(DESK.ring) for c in DESK.ramp)
    assert all(grey(c) > grey(WALL.ring) for c in WALL.ramp)


@both
def test_families_are_told_apart_by_every_eye(theme: Theme) -> None:
    colours = family_colours(theme)
    near = [
        (vision, a, b, round(distance(colours[a], colours[b], vision), 3))
        for vision, least in LEAST.items()
        for a, b in combinations(colours, 2)
        if distance(colours[a], colours[b], vision) < least
    ]
    assert near == []


@both
def test_the_four_commonest_families_lie_farthest_apart(theme: Theme) -> None:
    colours = family_colours(theme)
    near = [
        (vision, a, b, round(distance(colours[a], colours[b], vision), 3))
        for vision, least in LEAST_MAIN.items()
        for a, b in combinations(MAIN, 2)
        if distance(colours[a], colours[b], vision) < least
    ]
    assert near == []


@both
def test_no_family_looks_overdue_due_or_held(theme: Theme) -> None:
    signals = (theme.red, theme.amber, theme.green)
    near = [(f, s) for f, c in family_colours(theme).items() for s in signals if distance(c, s) < 0.09]
    assert near == []


@both
def test_waste_is_neither_green_nor_the_hatch(theme: Theme) -> None:
    waste = family_colours(theme)["waste"]
    for vision in ("normal", "protanopia", "deuteranopia"):
        assert distance(waste, theme.green, vision) > 0.1
        assert distance(waste, theme.hatch, vision) > 0.1


@both
def test_more_is_farther_from_the_ground(theme: Theme) -> None:
    for colours in (theme.ramp, theme.density):
        away = [abs(grey(c) - grey(theme.ground)) for c in colours]
        assert away[1:] == sorted(away[1:])
        assert all(b - a > 0.03 for a, b in pairwise(away[1:]))
        for vision in VISIONS:
            assert all(distance(a, b, vision) > 0.03 for a, b in pairwise(colours))


@both
def test_density_is_not_mistaken_for_the_choropleth(theme: Theme) -> None:
    for vision in VISIONS:
        assert distance(theme.density[-1], theme.ramp[-1], vision) > 0.15


def test_a_ramp_of_fewer_classes_keeps_its_ends() -> None:
    for n in range(2, 6):
        assert (ramp(n)[0], ramp(n)[-1], len(set(ramp(n)))) == (DESK.ramp[0], DESK.ramp[-1], n)
    assert ramp(5, WALL) == WALL.ramp
    assert len(ramp(1)) == 1
    for n in (0, 6):
        with pytest.raises(ValueError, match="1 to 5"):
            ramp(n)


def test_lines_and_letters_keep_their_order() -> None:
    order = ("river", "ring", "arterial", "street", "grid", "lane")
    widths = [LINES[name] for name in order]
    assert widths == sorted(widths, reverse=True)
    assert len(set(widths)) == len(widths)
    assert TYPE_WALL["figure"] > TYPE_WALL["title"] > TYPE_WALL["text"] >= 1 / 45
