"""Each widget has the rules that Textual itself would give it, whatever was opened and typed before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.ledger_screens import settle
from support.screens import opened
from textual.css.stylesheet import Stylesheet
from textual.widget import Widget

from huaian_tui.tui.looks.themes import DARK, LIGHT

Rules = dict[str, Any]


def given(widget: Widget) -> tuple[Rules, dict[str, Rules]]:
    """The rules of a widget and of the parts that it draws."""
    parts = {name: dict(styles.base._rules) for name, styles in widget._component_styles.items()}
    return dict(widget.styles.base._rules), parts  # type: ignore[arg-type]


def textuals_own(app: Any) -> Stylesheet:
    """Textual's own stylesheet with the same sources and colours."""
    plain = Stylesheet(variables=app.stylesheet._variables)
    plain._parse_cache = app.stylesheet._parse_cache
    plain.source = dict(app.stylesheet.source)
    plain.parse()
    return plain


def check(plain: Stylesheet, widget: Widget) -> None:
    """This widget and its parts have what Textual gives them."""
    ours = given(widget)
    plain.apply(widget, animate=False)
    assert given(widget) == ours, widget


def check_rules(app: Any) -> int:
    """Compare every widget that is there; how many."""
    plain = textuals_own(app)
    widgets = [one for screen in app.screen_stack for one in screen.walk_children(Widget, with_self=True)]
    for widget in widgets:
        check(plain, widget)
    return len(widgets)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_rules_are_those_that_textual_gives(size: tuple[int, int], ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks", size) as (app, pilot):
        for keys in (
            ("down", "space"),
            ("slash", *"czj"),
            ("escape", "f8"),
            ("ctrl+s",),
            ("tab", "escape", "escape"),
            ("ctrl+p", *"hps"),
            ("escape", "f1"),
        ):
            await pilot.press(*keys)
            await settle(pilot)
            assert check_rules(app) > 10


async def test_rules_of_another_theme_and_size(ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks", (120, 40)) as (app, pilot):
        await pilot.press("f8")
        await settle(pilot)
        for theme, size in ((DARK, (120, 40)), (LIGHT, (80, 24)), (DARK, (30, 8)), (LIGHT, (160, 50))):
            app.use_theme(theme.name)
            await pilot.resize_terminal(*size)
            await settle(pilot)
            assert check_rules(app) > 20


async def test_a_class_that_is_taken_away_and_given_again(ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks", (120, 40)) as (app, pilot):
        await pilot.press("f8")
        await settle(pilot)
        plain = textuals_own(app)
        for widget in list(app.screen.walk_children(Widget)):
            before = given(widget)
            for name in widget.classes:
                widget.remove_class(name)
                check(plain, widget)
                widget.add_class(name)
            assert given(widget) == before
            widget.disabled = True
            check(plain, widget)
            widget.disabled = False
            assert given(widget) == before
