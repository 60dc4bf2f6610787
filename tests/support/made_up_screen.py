"""Run by a test in a process of its own: one more screen, known by its line in the table of actions alone.

Prints as JSON where the screen was found.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from types import ModuleType

from huaian_tui.tui.actions import table_general
from huaian_tui.tui.actions.model import EVERYWHERE, SCREENS, Action

TITLE, KEY = "督办图", "shift+home"
LINE = Action(
    "show_made_up",
    TITLE,
    (KEY, "D"),
    SCREENS,
    "一个编出来的画面",
    "du ban tu",
    opens="areas.made_up:MadeUpScreen",
    where=EVERYWHERE,
)
table_general.GENERAL_ACTIONS = (*table_general.GENERAL_ACTIONS, LINE)  # before anything has read it


def area() -> ModuleType:
    """The module of the area, as a folder of ``tui/areas`` would bring it."""
    from textual.widgets import Static

    from huaian_tui.tui.actions.registry import bindings_for
    from huaian_tui.tui.frame.ledger_screen import LedgerScreen

    class MadeUpScreen(LedgerScreen):
        """A screen with one action that no other has."""

        ACTION_ID = "show_made_up"
        BINDINGS = bindings_for("draft_view")

        def compose_body(self):
            yield Static("编出来的内容")

        def action_draft_view(self) -> None:
            """Nothing."""

    made = ModuleType("huaian_tui.tui.areas.made_up")
    made.MadeUpScreen = MadeUpScreen
    return made


async def found(ledger: Path) -> dict[str, object]:
    """Where the screen is found, by key, tab, help, palette, guide and the sample of ``keys.toml``."""
    from huaian_tui.tui.actions import keymap
    from huaian_tui.tui.actions.help import help_lines
    from huaian_tui.tui.actions.palette_entries import actions_elsewhere, actions_here
    from huaian_tui.tui.app import HuaianApp
    from huaian_tui.tui.areas.guide import _keys_text
    from huaian_tui.tui.session import LedgerSession
    from support.tui import TODAY, frame, wait_until

    sys.modules["huaian_tui.tui.areas.made_up"] = area()
    app = HuaianApp(LedgerSession(ledger, "张三", today=TODAY))
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, lambda: app.current_mode == "overview" and TITLE in frame(app))
        answers: dict[str, object] = {"tab": frame(app).splitlines()[0]}
        answers["help"] = [line.keys for line in help_lines(app.screen) if line.title == TITLE]
        answers["palette"] = [one.entry.title for one in actions_here(app.screen)]
        answers["elsewhere"] = [
            one.entry.hint for one in actions_elsewhere(app, "tasks", ()) if one.item.id == "draft_view"
        ]
        await pilot.press(KEY)
        await wait_until(pilot, lambda: "编出来的内容" in frame(app))
        answers["mode"] = app.current_mode
        answers["guide"] = _keys_text().plain
        answers["sample"] = keymap.sample()
    return answers


if __name__ == "__main__":
    print(json.dumps(asyncio.run(found(Path(sys.argv[1]))), ensure_ascii=False))
