"""A new screen has its styles and places at once: to give them to it again changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.ledger_screens import settle
from support.screens import opened
from support.tui import wait_until
from textual.screen import ModalScreen

SIZES = {(80, 24): {"-narrow", "-usual"}, (120, 40): {"-wide", "-high"}, (160, 12): {"-very-wide", "-low"}}


def drawn(app: Any) -> list[list[tuple[str, str]]]:
    """Each cell of the screen with its style."""
    lines = app.screen._compositor.render_strips()
    return [[(one, str(segment.style)) for segment in line for one in segment.text] for line in lines]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("mode", ["overview", "tasks"])
async def test_styles_given_again_change_nothing(mode: str, size: tuple[int, int], ledger_path: Path) -> None:
    async with opened(ledger_path, mode, size) as (app, pilot):
        await pilot.pause()
        assert app.screen.classes >= SIZES[size]
        before = drawn(app)
        app.screen.update_node_styles(animate=False)
        app.screen.refresh(layout=True)
        await pilot.pause()
        assert drawn(app) == before


@pytest.mark.parametrize("size", SIZES)
async def test_nor_do_those_of_a_dialog(size: tuple[int, int], ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks", size) as (app, pilot):
        for key in ("f8", "f1", "ctrl+p", "ctrl+l", "ctrl+y", "ctrl+backslash", "ctrl+g"):
            await pilot.press(key)
            await wait_until(pilot, lambda: isinstance(app.screen, ModalScreen))
            await settle(pilot)
            assert app.screen.classes >= SIZES[size]
            before = drawn(app)
            app.screen.update_node_styles(animate=False)
            app.screen.refresh(layout=True)
            await settle(pilot)
            assert drawn(app) == before, key
            while isinstance(app.screen, ModalScreen):
                await pilot.press("escape")
                await settle(pilot)


async def test_another_size_has_its_classes_and_places(ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks", (120, 40)) as (app, pilot):
        await pilot.resize_terminal(80, 24)
        await wait_until(pilot, lambda: app.screen.classes >= SIZES[80, 24])
        assert not app.screen.classes & SIZES[120, 40]
        await wait_until(pilot, lambda: app.screen.query_one("#task-list").size.width == 80)
