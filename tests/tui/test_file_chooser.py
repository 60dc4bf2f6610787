"""选文件: folders by keys, what is typed narrows or is a path, recent files, names made to harm."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from support.forms import saved
from support.screens import form_open, opened, shows
from support.tui import SIZES, frame, paste, type_text, wait_until
from textual.pilot import Pilot

from huaian_tui.domain.errors import HuaianError
from huaian_tui.tui.files import places
from huaian_tui.tui.files.chooser import Chosen, FileChooser, Wanted
from huaian_tui.tui.files.listing import list_folder, look_up
from huaian_tui.tui.forms.line_input import LineInput
from huaian_tui.tui.list.virtual_list import VirtualList

Size = tuple[int, int]
PLANS = Wanted("选方案文件", "plans", (".docx", ".txt"), "选一个方案文件。", pasting=True)
FORMS = Wanted("选反馈表", "forms", (".xlsx",), many=True)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's home with a folder of plans, and a stick."""
    home = tmp_path / "家"
    inside = home / "文档" / "方案"
    inside.mkdir(parents=True)
    stick = tmp_path / "media" / "KINGSTON"
    stick.mkdir(parents=True)
    (stick / "盘上的方案.docx").write_bytes(b"x")
    names = ("甲市方案.docx", "乙市[bold]方案.docx", "要点\x1b[31m.txt", "照片.jpg", "旧.doc")
    for day, name in enumerate(names):
        (inside / name).write_bytes(b"x" * 2048)
        os.utime(inside / name, (1_750_000_000 + day * 86_400,) * 2)
    (inside / "下级").mkdir()
    (inside / ".隐藏.docx").write_bytes(b"")
    (inside / "~$甲市方案.docx").write_bytes(b"")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr(places, "MEDIA", (str(tmp_path / "media"),))
    monkeypatch.setattr(places, "own_folders", lambda: [("文档", home / "文档"), ("主目录", home)])
    return inside


@asynccontextmanager
async def choosing(
    path: Path, wanted: Wanted, size: Size = (120, 40)
) -> AsyncIterator[tuple[Pilot[Any], list[Chosen | None]]]:
    """The chooser over a screen, and what it was answered."""
    async with opened(path, "units", size) as (app, pilot):
        app.preferences = path.with_name("设置.json")
        answers: list[Chosen | None] = []
        app.push_screen(FileChooser(wanted), answers.append)
        await settled(pilot)
        yield pilot, answers


async def settled(pilot: Pilot[Any]) -> VirtualList:
    """The list of the chooser, read."""
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, FileChooser))
    records = pilot.app.screen.query_one(VirtualList)
    await wait_until(pilot, lambda: records.is_settled)
    return records


@pytest.mark.parametrize("size", SIZES)
async def test_a_file_is_found_by_going_through_folders(ledger_path: Path, folder: Path, size: Size) -> None:
    async with choosing(ledger_path, PLANS, size) as (pilot, answers):
        await shows(pilot, "最近打开的和常用的位置", "外接盘 KINGSTON", "文档", "主目录")
        await pilot.press("enter")
        await shows(pilot, "方案/")
        await pilot.press("enter")
        shown = await shows(pilot, "下级/", "甲市方案.docx", "乙市[bold]方案.docx", "2 KB", "2025-06-1")
        assert "隐藏" not in shown and "~$" not in shown and "\x1b[31m" not in shown
        await shows(pilot, "另有 2 个不能读取的没列出（.doc、.jpg）")
        assert shown.index("下级/") < shown.index("要点") < shown.index("乙市") < shown.index("甲市")
        await type_text(pilot, "甲市")
        await shows(pilot, "共 1 个")
        await pilot.press("enter")
        await wait_until(pilot, lambda: bool(answers))
        assert answers == [Chosen((folder / "甲市方案.docx",))]


async def test_backspace_leads_up_and_the_cursor_stands_on_the_folder_that_was_left(
    ledger_path: Path, folder: Path
) -> None:
    async with choosing(ledger_path, PLANS) as (pilot, answers):
        await paste(pilot, str(folder.parent))
        await shows(pilot, "方案/")
        await pilot.press("enter")
        await shows(pilot, "甲市方案.docx")
        await type_text(pilot, "甲")
        await shows(pilot, "共 1 个")
        await pilot.press("backspace", "backspace")
        await shows(pilot, f"文件夹  {folder.parent}")
        assert (await settled(pilot)).cursor_key == f"d-{folder}"
        await pilot.press(*["backspace"] * (len(folder.parent.parts) + 1))
        await shows(pilot, "最近打开的和常用的位置")
        await pilot.press("escape")
        await wait_until(pilot, lambda: bool(answers))
        assert answers == [None]


@pytest.mark.parametrize("written", ["{}", "'{}'", '"{}"', "file://{}"])
async def test_a_path_is_taken_however_it_is_pasted(ledger_path: Path, folder: Path, written: str) -> None:
    async with choosing(ledger_path, PLANS) as (pilot, answers):
        # Of a kind that is not listed: its reader refuses it with the way out.
        await paste(pilot, written.format(folder / "旧.doc"))
        await shows(pilot, "旧.doc", "共 1 个")
        await pilot.press("enter")
        await wait_until(pilot, lambda: bool(answers))
        assert answers == [Chosen((folder / "旧.doc",))]


async def test_what_is_not_there_is_said_in_the_list(ledger_path: Path, folder: Path) -> None:
    async with choosing(ledger_path, PLANS) as (pilot, answers):
        await paste(pilot, "/没有/这里/a.docx")
        await shows(pilot, "没有这个文件夹")
        await pilot.press("enter", "ctrl+s")
        await pilot.press("escape")
        await type_text(pilot, "无此名")
        await shows(pilot, "没有符合的文件")
        assert answers == []


async def test_what_was_opened_is_offered_next_time(ledger_path: Path, folder: Path) -> None:
    async with choosing(ledger_path, PLANS) as (pilot, answers):
        await paste(pilot, str(folder / "甲市方案.docx"))
        await shows(pilot, "共 1 个")
        await pilot.press("enter")
        app: Any = pilot.app
        await wait_until(pilot, lambda: bool(places.recent_files(app, "plans")))
        app.push_screen(FileChooser(PLANS), answers.append)
        await settled(pilot)
        await shows(pilot, "甲市方案.docx", "最近 ", "外接盘 KINGSTON")
        await pilot.press("enter")
        await wait_until(pilot, lambda: len(answers) == 2)
        assert answers[1] == Chosen((folder / "甲市方案.docx",))
        (folder / "甲市方案.docx").unlink()
        assert places.recent_files(app, "plans") == [] and places.recent_folders(app, "plans") == [folder]
        assert places.recent_files(app, "forms") == []


async def test_text_is_pasted_instead_of_a_file(ledger_path: Path, folder: Path) -> None:
    async with choosing(ledger_path, PLANS) as (pilot, answers):
        await paste(pilot, "1 任务一 市财政局\n2 任务二 市教育局")
        await wait_until(pilot, lambda: bool(answers))
        assert answers == [Chosen(text="1 任务一 市财政局\n2 任务二 市教育局")]
        pilot.app.push_screen(FileChooser(PLANS), answers.append)
        await settled(pilot)
        await pilot.press("ctrl+t")
        await wait_until(pilot, lambda: len(answers) == 2)
        assert answers[1] == Chosen()


async def test_several_files_and_folders_are_marked_and_taken(ledger_path: Path, folder: Path) -> None:
    for name in ("一.xlsx", "二.xlsx", "三.xlsx"):
        (folder / name).write_bytes(b"x")
    async with choosing(ledger_path, FORMS) as (pilot, answers):
        await paste(pilot, str(folder))
        await shows(pilot, "三.xlsx")
        await pilot.press("shift+down", "shift+down", "ctrl+s")
        await wait_until(pilot, lambda: bool(answers))
        assert answers[0] is not None and len(answers[0].paths) == 2 and folder / "下级" in answers[0].paths


@pytest.mark.parametrize("size", SIZES)
async def test_forms_that_ask_for_files_let_them_be_chosen(
    ledger_path: Path, folder: Path, size: Size
) -> None:
    saved(folder, b"PK no workbook", "甲.xlsx")
    async with opened(ledger_path, "units", size) as (_, pilot):
        await pilot.press("ctrl+o")
        form = await form_open(pilot)
        await shows(pilot, "选文件..")
        await pilot.press("ctrl+o")
        await settled(pilot)
        await paste(pilot, str(folder / "甲.xlsx"))
        await shows(pilot, "共 1 个")
        await pilot.press("enter")
        await wait_until(pilot, lambda: pilot.app.screen is form)
        assert form.raw_values() == {"files": str(folder / "甲.xlsx")}


def test_a_folder_that_cannot_be_opened_is_refused_in_chinese(tmp_path: Path) -> None:
    with pytest.raises(HuaianError, match="打不开文件夹"):
        list_folder(tmp_path / "没有", lambda name: True)
    with pytest.raises(HuaianError, match="没有这个文件夹"):
        look_up("/没有/这里/a", lambda name: True)
    for typed in ("~没有这个人/a", "/" + "长" * 5000):
        with pytest.raises(HuaianError, match="路径不能使用"):
            look_up(typed, lambda name: True)


# ---------------------------------------------------------------------- a folder, where something is to go


@pytest.mark.parametrize("size", SIZES)
async def test_an_export_goes_into_a_folder_chosen_by_keys_and_the_next_one_begins_there(
    ledger_path: Path, folder: Path, size: Size
) -> None:
    async with opened(ledger_path, "tasks", size) as (app, pilot):
        app.preferences = ledger_path.with_name("设置.json")
        app.folders = {"list": str(folder)}
        await pilot.press("ctrl+e")
        form = await form_open(pilot)
        field = next(one for one in form._fields if one.key == "folder")
        app.screen.set_focus(field.query_one(LineInput))
        await shows(pilot, "选文件夹")
        await pilot.press("ctrl+o")
        await settled(pilot)
        await shows(pilot, "下级", "就用这里")
        assert "甲市方案" not in frame(app) and "不能读取" not in frame(app)
        await pilot.press("enter")
        await shows(pilot, "没有下级文件夹")
        await settled(pilot)
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: field.raw() == str(folder / "下级"))
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: len(list((folder / "下级").iterdir())) == 1)
        await wait_until(pilot, lambda: app.folders["list"] == str(folder / "下级"))


async def test_the_places_and_a_typed_path_lead_to_a_folder_too(ledger_path: Path, folder: Path) -> None:
    wanted = Wanted("选文件夹", None, ())
    async with choosing(ledger_path, wanted) as (pilot, answers):
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: bool(answers))
        assert answers[0] == Chosen((folder.parent,))
    async with choosing(ledger_path, wanted) as (pilot, answers):
        await type_text(pilot, str(folder))
        await shows(pilot, "下级")
        await settled(pilot)
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: bool(answers))
        assert answers[0] == Chosen((folder,))
