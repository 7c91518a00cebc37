"""Colours that everybody can read: contrast, monotonic lightness, hues that colour-blind readers tell apart."""

from __future__ import annotations

import itertools
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfo_rh.core.paths import project_root
from transfo_rh.ui.charts import palette
from transfo_rh.ui.charts.palette import (
    DIFFERENCE_SCALE,
    DIVERGING,
    SCORE_SCALE,
    SEQUENTIAL,
    Scale,
    contrast,
    luminance,
    text_on,
)

AA = 4.5
AA_GRAPHICS = 3.0
JUST_NOTICEABLE = 2.3  # CIE76 distance (Mahy, Van Eycken, Oosterlinck 1994)
# Linear RGB as seen without one kind of cone, full severity (Machado, Oliveira, Fernandes 2009, table 1).
DEFICIENCIES = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def _linear(colour: str) -> list[float]:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def _lab(linear: list[float]) -> tuple[float, float, float]:
    """CIE L*a*b* (D65) of linear sRGB."""
    red, green, blue = (min(1.0, max(0.0, c)) for c in linear)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _seen(colour: str, deficiency: str) -> tuple[float, float, float]:
    linear = _linear(colour)
    matrix = DEFICIENCIES[deficiency]
    return _lab([sum(m * c for m, c in zip(row, linear, strict=True)) for row in matrix])


def _distance(first: tuple[float, ...], second: tuple[float, ...]) -> float:
    return sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) ** 0.5


@pytest.mark.parametrize("colour", sorted({*SEQUENTIAL, *DIVERGING, palette.HATCH_BACKGROUND}))
def test_text_on_every_step_is_legible(colour: str) -> None:
    assert contrast(text_on(colour), colour) >= AA


def test_the_sequential_scale_darkens_at_every_step() -> None:
    lightness = [luminance(colour) for colour in SEQUENTIAL]
    assert all(later < earlier for earlier, later in itertools.pairwise(lightness))


def test_the_diverging_scale_lightens_to_the_middle_and_darkens_after_it() -> None:
    lightness = [luminance(colour) for colour in DIVERGING]
    assert all(later > earlier for earlier, later in itertools.pairwise(lightness[:5]))
    assert all(later < earlier for earlier, later in itertools.pairwise(lightness[5:]))


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_neighbouring_steps_stay_apart_for_colour_blind_readers(deficiency: str) -> None:
    for scale in (SEQUENTIAL, DIVERGING):
        seen = [_seen(colour, deficiency) for colour in scale]
        assert min(_distance(a, b) for a, b in itertools.pairwise(seen)) > JUST_NOTICEABLE


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_below_and_above_stay_apart_for_colour_blind_readers(deficiency: str) -> None:
    for below, above in zip(DIVERGING[:5], reversed(DIVERGING[5:]), strict=True):
        assert _distance(_seen(below, deficiency), _seen(above, deficiency)) > 10


@given(st.floats(-1000, 1000), st.floats(-1000, 1000))
def test_a_higher_value_never_takes_a_lower_step(first: float, second: float) -> None:
    low, high = sorted((first, second))
    for scale in (SCORE_SCALE, DIFFERENCE_SCALE):
        assert 0 <= scale.step(low) <= scale.step(high) <= 9


@given(st.integers(1, 25))
def test_a_difference_and_its_opposite_take_opposite_sides(value: int) -> None:
    assert DIFFERENCE_SCALE.step(value) >= 5 > DIFFERENCE_SCALE.step(-value)


def test_the_bounds_of_a_scale_take_its_end_colours() -> None:
    scale = Scale(palette.ScaleKind.SEQUENTIAL, 1, 4)
    assert (scale.colour(1), scale.colour(4)) == (SEQUENTIAL[0], SEQUENTIAL[-1])


def _theme() -> dict[str, dict[str, object]]:
    with (project_root() / ".streamlit" / "config.toml").open("rb") as file:
        return tomllib.load(file)["theme"]


def test_the_theme_file_uses_the_palettes_of_the_charts() -> None:
    theme = _theme()
    assert theme["chartSequentialColors"] == list(SEQUENTIAL)
    assert theme["chartDivergingColors"] == list(DIVERGING)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_theme_is_legible_in_both_modes(mode: str) -> None:
    theme = _theme()[mode]
    for part in (theme, theme["sidebar"]):
        for ground in ("backgroundColor", "secondaryBackgroundColor"):
            for ink in ("textColor", "linkColor"):
                assert contrast(part[ink], part[ground]) >= AA, (mode, ink, ground)
    assert contrast("#ffffff", theme["primaryColor"]) >= AA


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("colour", [palette.MARK, palette.ACCENT, palette.HATCH_LINE])
def test_marks_stand_out_from_the_page_in_both_modes(mode: str, colour: str) -> None:
    assert contrast(colour, str(_theme()[mode]["backgroundColor"])) >= AA_GRAPHICS
