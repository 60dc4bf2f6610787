"""导出台账 and 导出反馈表: what is asked, what is said, and which files lie in the folder afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.forms import sheet
from support.office_plans import several_plans
from support.screens import form_closed, form_open, opened, shows
from support.tui import SIZES, TODAY, type_text, wait_until
from textual.pilot import Pilot

from huaian_tui.documents.xlsx.feedback_form import units_to_ask
from huaian_tui.domain.feedback_layout import FORM_SHEET
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.keep.preferences import read_preferences
from huaian_tui.tui.areas.exports.dialogs import PeriodField
from huaian_tui.tui.forms.folders import default_folder, known_folders, last_folder
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.list.virtual_list import VirtualList

BOOK = "督查台账_2026年11月22日.xlsx"


async def export_into(pilot: Pilot[Any], folder: Path, **values: str) -> None:
    """Fill the form that is open with a folder and more, and save."""
    form = await form_open(pilot)
    for field in form._fields:
        if field.key in {"folder": "", **values}:
            field.set_raw({"folder": str(folder), **values}[field.key])
    await pilot.press("ctrl+s")


def said(pilot: Pilot[Any]) -> str:
    """The toasts."""
    return "\n".join(one.message for one in pilot.app._notifications)


async def open_ledger_form(pilot: Pilot[Any]) -> None:
    """Ctrl+E offers the whole ledger too."""
    await pilot.press("ctrl+e")
    form = await form_open(pilot)
    for field in form._fields:
        if field.key == "what":
            field.set_raw("ledger")
    await pilot.press("ctrl+s")
    await wait_until(pilot, lambda: pilot.app.screen is not form and isinstance(pilot.app.screen, FormDialog))
    await pilot.pause(0.05)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("mode", ["overview", "tasks", "milestones"])
async def test_the_ledger_is_exported_from_its_screens_and_never_overwritten(
    ledger_path: Path, tmp_path: Path, mode: str, size: tuple[int, int]
) -> None:
    folder = tmp_path / "导出"
    folder.mkdir()
    (folder / BOOK).write_text("别人的文件")
    async with opened(ledger_path, mode, size) as (_, pilot):
        await shows(pilot, "^E 导出列表" if mode == "overview" else "^\\ 菜单")
        await open_ledger_form(pilot)
        await shows(pilot, "导出台账", "本期 2026年10月1日—11月22日，上期 2026年第三季度")
        await export_into(pilot, folder, period="2026Q3")
        await form_closed(pilot)
        await wait_until(pilot, lambda: "已导出" in said(pilot))
        assert str(folder / BOOK.replace(".xlsx", "(2).xlsx")) in said(pilot)
    assert (folder / BOOK).read_text() == "别人的文件"
    data = (folder / BOOK.replace(".xlsx", "(2).xlsx")).read_bytes()
    assert len(list(folder.iterdir())) == 2
    rows = sheet(data, "台账")
    assert (
        "2026年第三季度" in str(rows[1][0]) and len([row for row in rows if isinstance(row[0], float)]) == 60
    )


async def test_a_wrong_period_and_a_wrong_folder_are_said_at_their_fields(
    ledger_path: Path, tmp_path: Path
) -> None:
    async with opened(ledger_path, "tasks") as (_, pilot):
        await open_ledger_form(pilot)
        await export_into(pilot, tmp_path, period="去年的某天")
        await shows(pilot, "没有看懂")
        await export_into(pilot, tmp_path / "没有[/]", period="2026")
        await shows(pilot, "没有这个文件夹")
        form = await form_open(pilot)
        assert [type(field) for field in form._fields][0] is PeriodField
    assert list(tmp_path.glob("*.xlsx")) == []


@pytest.mark.parametrize("size", SIZES)
async def test_the_form_of_the_chosen_unit_is_exported_from_the_units(
    ledger_path: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with opened(ledger_path, "units", size) as (_, pilot):
        await type_text(pilot, "czj")
        pane = pilot.app.screen.query_one("#unit-facts", DetailPane)
        await wait_until(pilot, lambda: pane.plain.startswith("市财政局"))
        await pilot.press("ctrl+b")
        await export_into(pilot, tmp_path)
        await form_closed(pilot)
        await wait_until(pilot, lambda: "已导出" in said(pilot))
        path = tmp_path / "市财政局_反馈表_2026年11月22日.xlsx"
        assert str(path) in said(pilot)
        await pilot.press("ctrl+b")
        await export_into(pilot, tmp_path)
        await form_closed(pilot)
        await wait_until(pilot, lambda: "(2)" in said(pilot))
    rows = sheet(path.read_bytes(), FORM_SHEET)
    assert any("市财政局" in str(row[0]) for row in rows[:3])
    assert len(list(tmp_path.glob("*.xlsx"))) == 2


async def test_all_units_with_something_due_get_a_form(
    ledger_path: Path, ledger: Ledger, tmp_path: Path
) -> None:

    async with opened(ledger_path, "units") as (app, pilot):
        await wait_until(pilot, lambda: app.screen.query_one("#unit-tasks", VirtualList).count > 0)
        await pilot.press("ctrl+b")
        await export_into(pilot, tmp_path, unit="")
        await form_closed(pilot)
        await wait_until(pilot, lambda: "已导出" in said(pilot))
        expected = units_to_ask(ledger.connection, app.session.today)
        assert f"已导出 {len(expected)} 份反馈表，在 {tmp_path}" in said(pilot)
    assert {path.name.split("_")[0] for path in tmp_path.glob("*.xlsx")} == set(expected)


async def test_a_unit_with_nothing_due_is_not_asked(ledger_path: Path, tmp_path: Path) -> None:
    async with opened(ledger_path, "units") as (_, pilot):
        await type_text(pilot, "市公安局")
        pane = pilot.app.screen.query_one("#unit-facts", DetailPane)
        await wait_until(pilot, lambda: pane.plain.startswith("市公安局"))
        await pilot.press("ctrl+b")
        await export_into(pilot, tmp_path)
        await shows(pilot, "市公安局没有需要反馈的节点")
        await form_open(pilot)
    assert list(tmp_path.glob("*.xlsx")) == []


async def test_of_marked_units_those_with_nothing_due_are_named(
    ledger_path: Path, ledger: Ledger, tmp_path: Path
) -> None:
    async with opened(ledger_path, "units") as (app, pilot):
        await pilot.press("down")
        units = app.screen.query_one("#unit-list", VirtualList)
        await wait_until(pilot, lambda: units.has_focus and units.is_settled)
        await pilot.press("*")
        await wait_until(pilot, lambda: len(units.marked) == units.count)
        await pilot.press("ctrl+b")
        await export_into(pilot, tmp_path)
        await form_closed(pilot)
        await wait_until(pilot, lambda: "已导出" in said(pilot))
        assert "市公安局" in said(pilot) and "没有需要反馈的节点，没有出表" in said(pilot)
        assert not units.has_marks
    written = {path.name.split("_")[0] for path in tmp_path.glob("*.xlsx")}
    assert written >= set(units_to_ask(ledger.connection, TODAY)) and "市公安局" not in written


async def test_the_folder_is_remembered_for_this_kind_of_file(ledger_path: Path, tmp_path: Path) -> None:
    target = tmp_path / "存到这里"
    target.mkdir()
    async with opened(ledger_path, "tasks") as (app, pilot):
        app.preferences = tmp_path / "preferences.json"
        await pilot.press("ctrl+e")
        await export_into(pilot, target)
        await wait_until(pilot, lambda: "已导出" in said(pilot))
        await form_closed(pilot)
        await pilot.press("ctrl+e")
        form = await form_open(pilot)
        assert form.raw_values()["folder"] == str(target)
        await pilot.press("escape")
        assert known_folders(read_preferences(app.preferences)["folders"]) == {"list": str(target)}
        assert last_folder(app, "backups") == default_folder()
        for file in target.iterdir():
            file.unlink()
        target.rmdir()
        assert last_folder(app, "list") == default_folder(), "the stick was pulled out"


@pytest.mark.parametrize("size", SIZES)
async def test_of_several_plans_the_ledger_is_of_all_or_of_one(
    ledger: Ledger, ledger_path: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    office = several_plans(ledger)
    async with opened(ledger_path, "tasks", size) as (_, pilot):
        await open_ledger_form(pilot)
        await shows(pilot, "[所有未收官的]", "SHJ 水环境")
        await export_into(pilot, tmp_path, plan=office.water)
        await form_closed(pilot)
        await wait_until(pilot, lambda: "已导出" in said(pilot))
        await open_ledger_form(pilot)
        await export_into(pilot, tmp_path, plan="")
        await form_closed(pilot)
        await wait_until(pilot, lambda: BOOK in said(pilot))
    named = (tmp_path / "督查台账_SHJ 水环境_2026年11月22日.xlsx").read_bytes()
    texts = [str(row[3]) for row in sheet(named, "台账")]
    assert "完成城区黑臭水体排查" in texts and "新建口袋公园10个" not in texts
    every = [str(cell) for row in sheet((tmp_path / BOOK).read_bytes(), "台账") for cell in row]
    assert {"完成城区黑臭水体排查", "新建口袋公园10个"} <= {*every}


@pytest.mark.parametrize("size", SIZES)
async def test_of_several_plans_a_form_is_of_all_or_of_one(
    ledger: Ledger, ledger_path: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    office = several_plans(ledger)
    water, every = tmp_path / "水", tmp_path / "全部"
    async with opened(ledger_path, "units", size) as (_, pilot):
        await type_text(pilot, "zjj")
        pane = pilot.app.screen.query_one("#unit-facts", DetailPane)
        await wait_until(pilot, lambda: pane.plain.startswith("市住建局"))
        for folder, plan in ((water, office.water), (every, "")):
            folder.mkdir()
            await pilot.press("ctrl+b")
            await form_open(pilot)
            await shows(pilot, "[所有未收官的]", "MS 民生实事")
            await export_into(pilot, folder, plan=plan)
            await form_closed(pilot)
            await wait_until(pilot, lambda folder=folder: str(folder) in said(pilot))

    def told(folder: Path) -> str:
        return str(sheet((folder / "市住建局_反馈表_2026年11月22日.xlsx").read_bytes(), FORM_SHEET))

    assert "完成城区黑臭水体排查" in told(water) and "新建口袋公园10个" not in told(water)
    assert "完成城区黑臭水体排查" in told(every) and "新建口袋公园10个" in told(every)


async def test_with_one_plan_in_use_no_plan_is_asked_for(ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks") as (_, pilot):
        await open_ledger_form(pilot)
        form = await form_open(pilot)
        assert [field.key for field in form._fields] == ["period", "folder"]


def test_what_else_stands_among_the_folders_is_passed_over() -> None:
    assert known_folders(["x"]) == known_folders(None) == {}
    assert known_folders({"list": "/a", "packs": 3, "forms": " "}) == {"list": "/a"}
