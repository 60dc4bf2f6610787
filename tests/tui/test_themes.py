"""Every theme reads well: contrast of every text on every ground it stands on (WCAG); and the choice."""

from __future__ import annotations

import pytest
from support.tui import PlainApp, PlainScreen, frame, wait_until
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from huaian_tui.domain.rules.lights import Light
from huaian_tui.tui.areas.theme_choice import ThemeDialog
from huaian_tui.tui.looks.theme_fitting import contrast, fitted
from huaian_tui.tui.looks.themes import (
    DARK,
    HIGH_DARK,
    HIGH_LIGHT,
    THEMES,
    TITLES,
    TONES,
    first_theme,
    tone_class,
    tone_style,
)

AA, AAA = 4.5, 7.0
OTHERS = [fitted(theme) for theme in BUILTIN_THEMES.values()]
MEASURED = [*THEMES, *(theme for theme in OTHERS if not theme.ansi)]
GROUNDS = ("surface-focus", "field-background", "field-focus-background", "cursor-away-background")


def named(theme) -> str:
    return theme.name


@pytest.mark.parametrize("theme", MEASURED, ids=named)
def test_texts_and_tones_stand_out_from_every_ground(theme) -> None:
    least = AAA if theme in (HIGH_DARK, HIGH_LIGHT) else AA
    grounds = [theme.background, theme.surface, theme.panel, theme.variables["surface-focus"]]
    colours = [theme.foreground, theme.accent, theme.variables["text-quiet"]]
    colours += [theme.variables[tone_class(tone)] for tone in TONES]
    for ground in grounds:
        for colour in colours:
            assert contrast(Color.parse(colour), Color.parse(ground)) >= least, (theme.name, colour, ground)


@pytest.mark.parametrize("theme", MEASURED, ids=named)
def test_the_cursor_and_the_fields_are_readable(theme) -> None:
    least = AAA if theme in (HIGH_DARK, HIGH_LIGHT) else AA
    names = {name: Color.parse(value) for name, value in theme.variables.items() if name in VARIABLES}
    assert contrast(names["cursor-foreground"], names["cursor-background"]) >= least
    for ground in GROUNDS:
        assert contrast(Color.parse(theme.foreground), names[ground]) >= least, ground


VARIABLES = {
    *(name for name in DARK.variables if name not in ("input-selection-background", "border")),
} - {"border-blurred"}


@pytest.mark.parametrize("theme", [*THEMES, *OTHERS], ids=named)
def test_every_theme_has_every_variable_and_a_chinese_name(theme) -> None:
    assert theme.variables.keys() >= VARIABLES
    assert theme.name in TITLES and TITLES[theme.name].isascii() is False


def test_every_light_has_a_tone() -> None:
    assert {light.value for light in Light} == set(TONES)
    assert tone_style("due_soon") == "$tone-due-soon"
    assert tone_style("[/]") == ""


@pytest.mark.parametrize(
    ("colours", "no_color", "name"),
    [("truecolor", False, DARK.name), ("256", False, DARK.name), ("standard", False, "ansi-dark")]
    + [(None, False, HIGH_DARK.name), ("truecolor", True, HIGH_DARK.name)],
)
def test_few_colours_get_high_contrast(colours: str | None, no_color: bool, name: str) -> None:
    assert first_theme(colours, no_color=no_color) == name


async def test_a_theme_is_seen_before_it_is_chosen_and_escape_gives_back_the_old_one(app: PlainApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        app.use_theme(DARK.name)
        app.action_choose_theme()
        await wait_until(pilot, lambda: isinstance(app.screen, ThemeDialog) and "高对比深色" in frame(app))
        await pilot.press("end")
        await wait_until(pilot, lambda: app.theme == "ansi-light")
        await pilot.press("escape")
        assert app.theme == DARK.name and isinstance(app.screen, PlainScreen)
        app.action_choose_theme()
        await wait_until(pilot, lambda: isinstance(app.screen, ThemeDialog))
        await pilot.press("home", "down", "down", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, PlainScreen))
        assert app.theme == HIGH_DARK.name


def test_an_unknown_theme_of_an_older_program_does_not_stop_the_start(session) -> None:
    assert PlainApp(session, theme="没有这种").theme in TITLES
