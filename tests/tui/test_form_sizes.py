"""Every form at the usual small size and at 20 by 5: whatever has the focus is seen, and errors are too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.ledger_screens import add, app_on, settle
from support.tui import frame, paste, wait_until
from textual.pilot import Pilot
from textual.widget import Widget

from huaian_tui.domain.text.hygiene import ellipsis
from huaian_tui.tui.app import HuaianApp
from huaian_tui.tui.areas.evaluation.choice import first_choice
from huaian_tui.tui.areas.evaluation.choose import open_choose
from huaian_tui.tui.areas.milestones import forms as milestones
from huaian_tui.tui.areas.notes.correction import open_correction
from huaian_tui.tui.areas.notes.note_form import open_note
from huaian_tui.tui.areas.notices.forms import open_draft_form
from huaian_tui.tui.areas.settings import open_settings
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.line_input import LineInput

FORMS: dict[str, Callable[[HuaianApp, bytes], object]] = {
    "note": lambda app, note: open_note(app, 1),
    "notes": lambda app, note: open_note(app, [2, 6, 9]),
    "correction": open_correction,
    "settings": lambda app, note: open_settings(app),
    "set": lambda app, note: milestones.open_set(app, 1),
    "complete": lambda app, note: milestones.open_complete(app, "2-1"),
    "extend": lambda app, note: milestones.open_extend(app, "2-1"),
    "notice": lambda app, note: open_draft_form(app, lambda made: None),
    "evaluation": lambda app, note: open_choose(app, first_choice(app.session.today), lambda chosen: None),
}


async def opened(app: HuaianApp, pilot: Pilot[Any], name: str, note: bytes) -> FormDialog:
    """The form of this name, with the ledger behind it read."""
    await settle(pilot)
    FORMS[name](app, note)
    await wait_until(pilot, lambda: isinstance(app.screen, FormDialog))
    await settle(pilot)
    assert isinstance(app.screen, FormDialog)
    return app.screen


@pytest.mark.parametrize("name", FORMS)
async def test_the_examples_in_empty_fields_can_be_read_to_their_end(ledger_path: Path, name: str) -> None:
    """And where a window is too small for one, it says that there is more, wherever its blanks are."""
    app = app_on(ledger_path)
    async with app.run_test(size=(80, 24)) as pilot:
        dialog = await opened(app, pilot, name, add(ledger_path, 1, "办法已印发"))
        fields = [one for one in dialog.query(LineInput) if not one.value and one.placeholder]
        for size in ((120, 40), (80, 24)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
            assert [one.placeholder for one in fields if one.placeholder.endswith("..")] == [], size
        whole = {one: one.placeholder for one in fields}
        await pilot.resize_terminal(44, 24)
        await settle(pilot)
        for field, example in whole.items():
            room, shown = field.scrollable_content_region.width, field.render_line(0).text.rstrip()
            assert shown == ellipsis(example, room), example


def seen(widget: Widget) -> bool:
    """Whether a part of it is on the screen."""
    return bool(widget.screen.find_widget(widget).visible_region)


@pytest.mark.parametrize("size", [(80, 24), (20, 5)])
@pytest.mark.parametrize("name", FORMS)
async def test_the_field_with_the_focus_is_seen(ledger_path: Path, size: tuple[int, int], name: str) -> None:
    note = add(ledger_path, 1, "办法已印发")
    app = app_on(ledger_path)
    async with app.run_test(size=size) as pilot:
        dialog = await opened(app, pilot, name, note)
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
