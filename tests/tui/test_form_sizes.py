"""Every form at the usual small size and at 20 by 5: whatever has the focus is seen, and errors are too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from support.ledger_screens import add, app_on, settle
from support.tui import frame, paste, wait_until
from textual.widget import Widget

from huaian_tui.tui.app import HuaianApp
from huaian_tui.tui.areas.milestones import forms as milestones
from huaian_tui.tui.areas.notes.correction import open_correction
from huaian_tui.tui.areas.notes.note_form import open_note
from huaian_tui.tui.areas.notices.forms import open_draft_form
from huaian_tui.tui.areas.settings import open_settings
from huaian_tui.tui.forms.form import FormDialog

FORMS: dict[str, Callable[[HuaianApp, bytes], object]] = {
    "note": lambda app, note: open_note(app, 1),
    "notes": lambda app, note: open_note(app, [2, 6, 9]),
    "correction": open_correction,
    "settings": lambda app, note: open_settings(app),
    "set": lambda app, note: milestones.open_set(app, 1),
    "complete": lambda app, note: milestones.open_complete(app, "2-1"),
    "extend": lambda app, note: milestones.open_extend(app, "2-1"),
    "notice": lambda app, note: open_draft_form(app, lambda made: None),
}


def seen(widget: Widget) -> bool:
    """Whether a part of it is on the screen."""
    return bool(widget.screen.find_widget(widget).visible_region)


@pytest.mark.parametrize("size", [(80, 24), (20, 5)])
@pytest.mark.parametrize("name", FORMS)
async def test_the_field_with_the_focus_is_seen(ledger_path: Path, size: tuple[int, int], name: str) -> None:
    note = add(ledger_path, 1, "办法已印发")
    app = app_on(ledger_path)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        FORMS[name](app, note)
        await wait_until(pilot, lambda: isinstance(app.screen, FormDialog))
        await settle(pilot)
        dialog = app.screen
        assert isinstance(dialog, FormDialog)
        dialog._fields[0].control().focus()
        await settle(pilot)
        for field in dialog._fields:
            assert app.focused is field.control()
            await settle(pilot)
            assert seen(field.control()), f"{field.key} of {name} at {size}:\n{frame(app)}"
            await paste(pilot, "督查\r\n" * 30)
            await settle(pilot)
            assert seen(field.control()), f"{field.key} of {name} at {size}:\n{frame(app)}"
            await pilot.press("tab")
        await pilot.press("ctrl+s")
        await settle(pilot)
        wrong = next((field for field in dialog._fields if field.has_class("-wrong")), None)
        if wrong is not None:
            assert app.focused is wrong.control()
            assert seen(wrong.query_one(".field-line")), frame(app)
