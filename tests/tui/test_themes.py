"""Both themes read well: contrast of every text colour on every ground it stands on (WCAG AA, 4.5 to 1)."""

from __future__ import annotations

import pytest
from textual.color import Color

from huaian_tui.domain.lights import Light
from huaian_tui.tui.themes import THEMES, TONES, tone_class, tone_style

AA = 4.5


def luminance(color: Color) -> float:
    """Relative luminance after WCAG 2."""
    parts = [part / 255 for part in color.rgb]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(Color.parse(one)), luminance(Color.parse(other))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_texts_and_tones_stand_out_from_every_ground(theme) -> None:
    grounds = [theme.background, theme.surface, theme.panel, theme.variables["surface-focus"]]
    colours = [theme.foreground, theme.accent, theme.variables["text-quiet"]]
    colours += [theme.variables[tone_class(tone)] for tone in TONES]
    for ground in grounds:
        for colour in colours:
            assert contrast(colour, ground) >= AA, (theme.name, colour, ground)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_the_cursor_and_the_fields_are_readable(theme) -> None:
    names = theme.variables
    assert contrast(names["cursor-foreground"], names["cursor-background"]) >= AA
    for ground in ("cursor-away-background", "field-background", "field-focus-background"):
        assert contrast(theme.foreground, names[ground]) >= AA


def test_every_light_has_a_tone() -> None:
    assert {light.value for light in Light} == set(TONES)
    assert tone_style("due_soon") == "$tone-due-soon"
    assert tone_style("[/]") == ""
