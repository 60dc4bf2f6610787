"""What a key costs: bindings are found, lists and bars drawn as Textual would, but for less."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rich.style import Style
from support.screens import opened, shows
from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.looks.ascii_bars import use_marks
from huaian_tui.tui.textual_patches.bindings_by_key import BindingsByKey


def textuals(app: Any, key: str, *, priority: bool) -> list[DOMNode]:
    """The nodes whose bindings Textual looks through for a key, in its order."""
    chain = reversed(app.screen._binding_chain) if priority else app.screen._modal_binding_chain
    return [node for node, bindings in chain if key in bindings.key_to_bindings]


def ours(app: BindingsByKey, key: str, *, priority: bool) -> list[DOMNode]:
    """The same of the patch."""
    found = app._nodes_bound_to(key, to_dialog=not priority)
    return found[::-1] if priority else found


async def test_the_bindings_of_a_key_are_those_that_textual_finds(ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks") as (app, pilot):
        places = (None, "slash", "escape", "f8", "ctrl+backslash")
        for typed in places:
            await pilot.press(*([typed] if typed else []))
            await pilot.pause()
            chain = app.screen._binding_chain
            keys = {key for node, _ in chain for key in node._bindings.key_to_bindings} | {"a", "一", "f20"}
            assert len(keys) > 60
            for key in sorted(keys):
                for priority in (True, False):
                    assert ours(app, key, priority=priority) == textuals(app, key, priority=priority), key


async def test_a_step_of_a_list_goes_no_further_than_the_list(
    ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    came, handed_on = list[str](), App.on_event

    async def on_event(app: Any, event: events.Event) -> None:
        if isinstance(event, events.Key) and event.is_forwarded:
            came.append(event.key)
        await handed_on(app, event)

    async with opened(ledger_path, "tasks") as (app, pilot):
        monkeypatch.setattr(App, "on_event", on_event)
        await pilot.press("down", "down", "pagedown", "up", "j", "pageup")
        records = app.screen.query_one("#task-list", VirtualList)
        await shows(pilot, f"第 {records.cursor + 1} 项，共 60 项")
        assert records.cursor == 2
        assert came == ["j"]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (120, 4)])
@pytest.mark.parametrize("no_color", [False, True])
async def test_a_list_draws_its_lines_as_textual_would(
    size: tuple[int, int], no_color: bool, ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    async with opened(ledger_path, "tasks", size) as (app, pilot):
        records = app.screen.query_one("#task-list", VirtualList)
        for keys in (["down"] * 2, ["space", "pagedown"], ["slash"], ["escape"]):
            await pilot.press(*keys)
            await pilot.pause()
            width, height = records.size
            for crop in (records.size.region, Region(3, height // 2, width - 5, height - height // 2)):
                assert drawn(records.render_lines(crop)) == drawn(Widget.render_lines(records, crop))


def drawn(strips: list[Strip]) -> list[list[tuple[str, Any, Any]]]:
    """Each cell with what is seen of it: a blank has no colour of its own."""
    return [
        [
            (one, (style := segment.style) and style.bgcolor, one.strip() and style and style.without_color)
            for segment in strip
            for one in segment.text
        ]
        for strip in strips
    ]


@pytest.mark.parametrize("ascii_only", [False, True])
async def test_a_bar_is_drawn_as_textual_would(ascii_only: bool, ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks", (80, 24)) as (app, pilot):
        use_marks(ascii_only)
        records = app.screen.query_one("#task-list", VirtualList)
        bar = records.vertical_scrollbar
        seen = set[str]()
        for keys in ((), ["pagedown"], ["G"]):
            await pilot.press(*keys)
            await pilot.pause()
            crop = bar.size.region
            own, textuals_own = bar.render_lines(crop), Widget.render_lines(bar, crop)
            assert [meant(strip) for strip in own] == [meant(strip) for strip in textuals_own]
            seen |= {str(bar.get_style_at(0, y).meta.get("@mouse.down")) for y in range(bar.size.height)}
        use_marks(False)
        assert seen == {"scroll_up", "grab", "scroll_down"}


def meant(strip: Strip) -> tuple[Any, ...]:
    """What is seen of a line of a bar, and what a click on it does."""
    styles = [segment.style or Style.null() for segment in strip]
    return drawn([strip]), [(style.reverse, style.reverse and style.color, style.meta) for style in styles]
