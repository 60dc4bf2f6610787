"""Every theme reads well: contrast of every text on every ground it stands on (WCAG); and the choice."""

from __future__ import annotations

from typing import Any

import pytest
from support.tui import PlainApp, PlainScreen, frame, wait_until
from textual.color import Color
from textual.pilot import Pilot
from textual.theme import BUILTIN_THEMES

from huaian_tui.domain.rules.lights import Light
from huaian_tui.tui.areas.theme_choice import ThemeDialog
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.looks.theme_fitting import contrast, fitted
from huaian_tui.tui.looks.themes import (
    CURSOR_STYLE,
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


SIXTEEN = {
    "xterm": "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff "
    "ff00ff 00ffff ffffff",
    "Linux": "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa 555555 ff5555 55ff55 ffff55 5555ff "
    "ff55ff 55ffff ffffff",
    "Windows before 10": "000000 800000 008000 808000 000080 800080 008080 c0c0c0 808080 ff0000 00ff00 "
    "ffff00 0000ff ff00ff 00ffff ffffff",
    "Windows": "0c0c0c c50f1f 13a10e c19c00 0037da 881798 3a96dd cccccc 767676 e74856 16c60c f9f1a5 3b78ff "
    "b4009e 61d6d6 f2f2f2",
    "GNOME": "171421 c01c28 26a269 a2734c 12488b a347ba 2aa1b3 d0cfcc 5e5c64 f66151 33d17a e9ad0c 2a7bde "
    "c061cb 33c7de ffffff",
}
"""The sixteen colours of usual terminals, in their order: eight, then the bright ones."""


async def shown_in(pilot: Pilot[Any], app: PlainApp, name: str) -> None:
    """Wait until the styles are those of this theme."""
    app.use_theme(name)
    said = app.current_theme.variables
    wanted = f"{said['cursor-foreground']} on {said['cursor-background']}"
    parse = app.stylesheet.parse_style
    await wait_until(pilot, lambda: parse("$cursor-foreground on $cursor-background") == parse(wanted))


@pytest.mark.parametrize("name", ["ansi-dark", "ansi-light"])
@pytest.mark.parametrize("terminal", SIXTEEN)
async def test_the_cursor_s_line_reads_in_the_colours_of_the_terminal(
    app: PlainApp, name: str, terminal: str
) -> None:
    """As it is drawn: most terminals draw a bold one of the first eight colours as its bright one."""
    palette = [Color.parse(f"#{one}") for one in SIXTEEN[terminal].split()]
    async with app.run_test(size=(80, 24)) as pilot:
        await shown_in(pilot, app, name)
        drawn = app.stylesheet.parse_style(CURSOR_STYLE).rich_style
        assert drawn.color is not None and drawn.bgcolor is not None
        text, ground = drawn.color.number, drawn.bgcolor.number
        assert text is not None and ground is not None
        text += 8 if drawn.bold and text < 8 else 0
        assert contrast(palette[text], palette[ground]) >= AA, (text, ground)


@pytest.mark.parametrize(("name", "bold"), [("ansi-dark", False), ("ansi-light", True), (DARK.name, True)])
async def test_the_row_under_the_cursor_is_drawn_in_that_style(
    app: PlainApp, name: str, *, bold: bool
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await shown_in(pilot, app, name)
        app.action_choose_theme()
        await wait_until(pilot, lambda: isinstance(app.screen, ThemeDialog))
        row = app.screen.query_one(VirtualList).get_component_rich_style("list--cursor")
        wanted = app.stylesheet.parse_style(CURSOR_STYLE).rich_style
        assert (row.color, row.bgcolor, bool(row.bold)) == (wanted.color, wanted.bgcolor, bold)
        await pilot.press("escape")


def test_every_light_has_a_tone() -> None:
    assert {light.value for light in Light} == set(TONES)
    assert tone_style("due_soon") == "$tone-due-soon"
    assert tone_style("[/]") == ""


@pytest.mark.parametrize(
    ("colours", "no_color", "name"),
    [("truecolor", False, DARK.name), ("256", False, DARK.name), ("standard", False, "ansi-dark")]
    + [(None, False, "ansi-dark"), ("standard", True, "ansi-dark"), ("truecolor", True, HIGH_DARK.name)],
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
