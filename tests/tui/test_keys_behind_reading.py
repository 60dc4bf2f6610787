"""What is typed while something is read, saved or worked on for the key before goes to what comes then.

Each test holds that work up until the keys behind it have come.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.ledger_screens import app_on, settle
from support.screens import form_closed, form_open, opened, stored
from support.tui import in_one_go, wait_until
from textual import events

from huaian_tui.services.settings import change_settings
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.notes import find_notes
from huaian_tui.tui.actions.palette import PaletteDialog
from huaian_tui.tui.actions.palette_entry import PaletteEntry
from huaian_tui.tui.areas.evaluation import pictures
from huaian_tui.tui.areas.notes import note_form
from huaian_tui.tui.areas.notices import forms as notice_forms
from huaian_tui.tui.forms.draft_writer import DraftWriter
from huaian_tui.tui.forms.progress import WorkForm
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.textual_patches import one_key_at_a_time


class HeldUp:
    """A function that waits; ``begun`` once it was called, and goes on once ``free``."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.begun, self.free = threading.Event(), threading.Event()
        self._function = function

    def __call__(self, *args: Any, **more: Any) -> Any:
        self.begun.set()
        self.free.wait()
        return self._function(*args, **more)


async def test_tab_behind_a_paste_goes_on_to_the_next_field(ledger_path: Path) -> None:
    """An editor asks for the focus when something was pasted into it."""
    async with opened(ledger_path, "tasks") as (app, pilot):
        in_one_go(app, "f8")
        form = await form_open(pilot)
        await settle(pilot)
        app.post_message(events.Paste("整段\n两行"))
        in_one_go(app, "tab", *"缺人")
        await wait_until(pilot, lambda: "缺人" in "".join(form.raw_values().values()))
        values = form.raw_values()
        assert (values["text"], values["problem"]) == ("整段\n两行", "缺人")


async def test_what_is_typed_behind_enter_in_the_palette_waits_until_it_has_found(ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks") as (app, pilot):
        done = list[str]()
        find = HeldUp(lambda query: [PaletteEntry("另一件事", "", lambda: done.append(query))])
        app.palette_sources.append(find)
        in_one_go(app, "ctrl+p", *"另一件事", "enter", "escape")
        await wait_until(pilot, find.begun.is_set)
        await wait_until(pilot, lambda: getattr(app.screen, "_enter", True))
        find.free.set()
        await wait_until(pilot, lambda: not isinstance(app.screen, PaletteDialog))
        await settle(pilot)
        assert done == ["另一件事"]


async def test_what_is_typed_behind_a_dialog_that_is_read_for_is_for_it(
    ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when it is no form, and its action stands in no list."""
    reading = HeldUp(pictures.read_pictures)
    monkeypatch.setattr(pictures, "read_pictures", reading)
    async with opened(ledger_path, "evaluation") as (app, pilot):
        below, rows = app.screen, app.screen.query(VirtualList).first()
        in_one_go(app, "b", "down", "escape")
        await wait_until(pilot, reading.begun.is_set)
        await pilot.pause()
        reading.free.set()
        await wait_until(pilot, lambda: app.screen is not below)
        await wait_until(pilot, lambda: app.screen is below)
        assert rows.cursor == 0


async def test_what_is_typed_behind_an_action_that_leads_to_another_screen_first_is_for_its_form(
    ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = HeldUp(notice_forms.open_plan_choices)
    monkeypatch.setattr(notice_forms, "open_plan_choices", reading)
    app = app_on(ledger_path)
    async with app.run_test(size=(120, 40), notifications=True, tooltips=True) as pilot:
        await app.switch_mode("units")
        units = app.screen.query(VirtualList).first()
        await wait_until(pilot, lambda: units.is_settled and units.count > 0)
        units.focus()
        await settle(pilot)
        in_one_go(app, "r", "down", *"，市科技局")
        await wait_until(pilot, reading.begun.is_set)
        await pilot.pause()
        reading.free.set()
        form = await form_open(pilot)
        await wait_until(pilot, lambda: "市科技局" in str(form.raw_values()["units"]))


async def test_what_is_read_one_after_the_other_for_a_form_is_waited_for(
    ledger_path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who writes is read from the ledger first."""
    change_settings(ledger, {"officer": "李四"})
    reading = HeldUp(note_form.read_note_templates)
    monkeypatch.setattr(note_form, "read_note_templates", reading)
    async with opened(ledger_path, "tasks") as (app, pilot):
        app.session.rename_officer("")
        in_one_go(app, "f8", *"现场")
        await wait_until(pilot, reading.begun.is_set)
        await pilot.pause()
        reading.free.set()
        form = await form_open(pilot)
        await wait_until(pilot, lambda: form.raw_values()["text"] == "现场")


async def test_a_form_that_ends_by_enter_is_gone_before_the_next_key(
    ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its draft is being kept: the form took nothing meanwhile, and said nothing of it."""
    ends = HeldUp(lambda *_: None)
    monkeypatch.setattr(DraftWriter, "end", lambda *args: ends(*args))
    async with opened(ledger_path, "tasks") as (app, pilot):
        in_one_go(app, "f8", *"甲", "escape", "right", "enter", "down", "f8", *"乙")
        await wait_until(pilot, ends.begun.is_set)
        first = app.screen
        await pilot.pause()
        ends.free.set()
        await wait_until(pilot, lambda: app.screen is not first)
        form = await form_open(pilot)
        await wait_until(pilot, lambda: form.raw_values()["text"] == "乙")
        assert app.screen_stack[0].query_one(VirtualList).cursor == 1


async def test_what_is_typed_behind_quick_work_is_not_lost_in_its_bar(ledger_path: Path) -> None:
    """The bar is not even seen."""
    async with opened(ledger_path, "tasks") as (app, pilot):
        in_one_go(app, ";", "c", "f8", *"看了")
        form = await form_open(pilot)
        await wait_until(pilot, lambda: form.raw_values()["text"] == "看了")


async def test_escape_stops_work_at_once(ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks") as (app, pilot):
        job = HeldUp(lambda _values, _work: None)
        form = WorkForm("导出", [], job, button="导出", busy="正在导出")
        app.push_screen(form)
        await form_open_without_fields(pilot, form)
        in_one_go(app, "ctrl+s")
        await wait_until(pilot, job.begun.is_set)
        in_one_go(app, "escape")
        try:
            await wait_until(pilot, lambda: form.work.stopping)
        finally:
            job.free.set()
        await form_closed(pilot)


async def form_open_without_fields(pilot: Any, form: WorkForm) -> None:
    """Wait until a form takes keys that has nothing to fill in."""
    await wait_until(pilot, lambda: form.is_current and form.is_mounted)
    await settle(pilot)


async def test_another_screen_can_be_gone_to_while_a_form_is_read_for(
    ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form does not come then."""
    reading = HeldUp(note_form.read_note_templates)
    monkeypatch.setattr(note_form, "read_note_templates", reading)
    app = app_on(ledger_path)
    async with app.run_test(size=(120, 40), notifications=True, tooltips=True) as pilot:
        await app.switch_mode("tasks")
        tasks = app.screen.query_one(VirtualList)
        await wait_until(pilot, lambda: tasks.is_settled and tasks.count > 0)
        in_one_go(app, "f8")
        await wait_until(pilot, reading.begun.is_set)
        in_one_go(app, "f4")
        try:
            await wait_until(pilot, lambda: app.current_mode == "milestones")
        finally:
            reading.free.set()
        await settle(pilot)
        assert len(app.screen_stack) == 1


async def test_one_can_end_while_a_form_takes_too_long(
    ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What else was typed for it is not done."""
    monkeypatch.setattr(one_key_at_a_time, "LONGEST_CHANGE", 0.0)
    reading = HeldUp(note_form.read_note_templates)
    monkeypatch.setattr(note_form, "read_note_templates", reading)
    async with opened(ledger_path, "tasks") as (app, pilot):
        ended = list[int]()
        monkeypatch.setattr(app, "exit", ended.append)
        in_one_go(app, "f8", *"现场", "ctrl+q")
        try:
            await wait_until(pilot, lambda: bool(ended))
        finally:
            reading.free.set()
        monkeypatch.undo()


async def test_a_note_behind_all_marks_is_on_all(ledger_path: Path) -> None:
    """Which rows there are to be marked is read first."""
    async with opened(ledger_path, "tasks") as (app, pilot):
        tasks = app.screen.query_one(VirtualList)
        in_one_go(app, "/", *"财政局", "down")
        await wait_until(pilot, lambda: tasks.has_focus and 1 < tasks.count < 60 and tasks.is_settled)
        many = tasks.count
        in_one_go(app, "*", "f8", *"一起看的", "ctrl+s")
        await wait_until(pilot, lambda: stored(ledger_path, lambda c: len(find_notes(c))) > 0)
        assert stored(ledger_path, lambda c: len(find_notes(c))) == many


async def test_tab_takes_the_name_that_was_typed_right_behind_the_filter_s_key(ledger_path: Path) -> None:
    """Which names there are is read when one begins to type."""
    async with opened(ledger_path, "tasks") as (app, pilot):
        tasks = app.screen.query_one(VirtualList)
        in_one_go(app, "/", *"czj", "tab")
        await wait_until(pilot, lambda: tasks.count < 60 and tasks.is_settled)
        await settle(pilot)
        (bar,) = app.screen.query("FilterBar")
        assert (bar.text, [one.words for one in bar.filters]) == ("", ["市财政局"])
