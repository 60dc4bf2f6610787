"""Units offered while one types: by characters, pinyin, initials; taken by Tab or Enter, never else."""

from __future__ import annotations

from pathlib import Path

from support.ledger_screens import NARROW, app_on, notes_of, settle, until_shown
from support.tui import frame, type_text, wait_until
from textual.pilot import Pilot

from huaian_tui.tui.app import HuaianApp
from huaian_tui.tui.areas.notes.note_form import NoteForm, open_note
from huaian_tui.tui.forms.choice_list import ChoiceList
from huaian_tui.tui.forms.units_field import UnitsField


async def in_units(pilot: Pilot[object], *numbers: int, unit: str = "") -> UnitsField:
    """The form of these tasks, the cursor in its field of units."""
    app = pilot.app
    assert isinstance(app, HuaianApp)
    await settle(pilot)
    open_note(app, numbers, unit=unit)
    await until_shown(pilot, "写督查记录")
    await settle(pilot)
    field = app.screen.query_one(UnitsField)
    field.control().focus()
    await pilot.pause()
    return field


async def test_enter_takes_the_unit_that_is_marked_and_stays(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=NARROW) as pilot:
        field = await in_units(pilot, 3)
        for typed in ("财政", "caiz", "czj", "CZJ", "市财"):
            field.set_raw("市发改委、")
            await pilot.press("end")
            await type_text(pilot, typed)
            await until_shown(pilot, f"市发改委、{typed}", "> 市财政局")
            await pilot.press("enter")
            assert field.raw() == "市发改委、市财政局" and app.focused is field.control(), typed
            assert not field.choices.is_open and field.value() == ["市发改委", "市财政局"], typed


async def test_down_chooses_tab_takes_and_goes_on_and_one_undo_brings_the_typing_back(
    ledger_path: Path,
) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=NARROW) as pilot:
        field = await in_units(pilot, 3)
        await type_text(pilot, "czj 发")
        await until_shown(pilot, "> 市发改委")
        await pilot.press("down")
        second = field.choices.marked_name
        await pilot.press("tab")
        assert field.raw() == f"czj {second}" and app.focused is not field.control()
        await pilot.press("shift+tab", "ctrl+z")
        assert field.raw() == "czj 发"


async def test_escape_closes_the_list_only(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=NARROW) as pilot:
        field = await in_units(pilot, 3)
        await type_text(pilot, "发改")
        await wait_until(pilot, lambda: field.choices.is_open)
        await pilot.press("escape")
        assert isinstance(app.screen, NoteForm) and not field.choices.is_open
        await pilot.press("tab")
        assert field.raw() == "发改"  # what was typed stays; it is understood all the same
        assert field.value() == ["市发改委"]


async def test_an_unknown_name_stays_as_typed_and_is_refused_with_the_nearest(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=NARROW) as pilot:
        field = await in_units(pilot, 3)
        await type_text(pilot, "市财务局")
        await settle(pilot)
        assert not field.choices.is_open
        await pilot.press("tab")
        assert "市财务局" in field.raw() and not field.has_class("-wrong")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "没有找到单位「市财务局」", "市财政局")
        assert field.has_class("-wrong")


async def test_the_lead_units_are_offered_and_never_filled_in_by_themselves(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=NARROW) as pilot:
        field = await in_units(pilot, 1)
        await until_shown(pilot, "市数据局  牵头单位", "按下键选，回车填入")
        await pilot.press("tab")
        assert field.raw() == "" and "牵头单位：市数据局" in frame(app)
        await pilot.press("shift+tab", "down", "enter")
        assert field.raw() == "市数据局"


async def test_the_form_from_a_unit_carries_it(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=NARROW) as pilot:
        await app.go("units", "市财政局")
        await until_shown(pilot, "淮安市财政局")
        await settle(pilot)
        await pilot.press("f8")
        await until_shown(pilot, "写督查记录")
        await settle(pilot)
        assert app.screen.query_one(UnitsField).raw() == "市财政局"


async def test_one_form_for_several_tasks_makes_a_note_for_each(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=NARROW) as pilot:
        await in_units(pilot, 2, 6, 9)
        await until_shown(pilot, "第2、6、9项  共 3 项，各记一条")
        await pilot.press("tab", "tab", "tab")
        await type_text(pilot, "一并核实")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: not isinstance(app.screen, NoteForm))
        for number in (2, 6, 9):
            assert [note.text for note in notes_of(app, number)] == ["一并核实"]
        assert notes_of(app, 3) == []


async def test_a_click_takes_the_unit_under_the_pointer(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=NARROW) as pilot:
        field = await in_units(pilot, 3)
        await type_text(pilot, "局")
        await until_shown(pilot, "> ")
        third = [line.strip(" >").split()[0] for line in frame(app).splitlines() if "局  " in line][2]
        await pilot.click(ChoiceList, offset=(4, 2))
        assert field.raw() == third
