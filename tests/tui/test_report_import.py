"""单位自报: forms come in, by file or folder, and each refusal says why."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.forms import GOOD, saved
from support.hostile import HOSTILE
from support.reports import DONE, UNIT, form, reported, sides, states, waiting
from support.screens import form_closed, form_open, opened, shows
from support.tui import SIZES, frame, paste, wait_until
from textual.pilot import Pilot

from huaian_tui.domain.errors import InputRefused
from huaian_tui.services.feedback_intake import FormImport
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.tui.areas.self_reports import import_forms as module
from huaian_tui.tui.areas.self_reports.import_forms import files_of
from huaian_tui.tui.areas.self_reports.import_results import ImportResults
from huaian_tui.tui.forms.message import ConfirmDialog
from huaian_tui.tui.frame.chinese_text import DetailPane


async def bring_in(pilot: Pilot[Any], typed: str, *, part: bool | None = None) -> str:
    """Type paths into the form that is open, import, and return what the results say.

    ``part``: what is answered where a file has right and wrong lines; None: nothing is asked.
    """
    await form_open(pilot)
    await paste(pilot, typed)
    await pilot.press("ctrl+s")
    if part is not None:
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await shows(pilot, "填对的 1 行", "不能收的 1 处")
        await pilot.press(*(["right"] if part else []), "enter")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ImportResults))
    await pilot.pause(0.05)
    return pilot.app.screen.query_one(DetailPane).plain


@pytest.mark.parametrize("size", SIZES)
async def test_a_folder_of_forms_comes_in_and_nothing_of_a_refused_file_is_taken(
    ledger: Ledger, ledger_path: Path, today: date, tmp_path: Path, size: tuple[int, int]
) -> None:
    folder = tmp_path / "收到"
    folder.mkdir()
    saved(folder, form(ledger, today, {"45-2": DONE, "2-1": GOOD}), "好.xlsx")
    wrong = form(ledger, today, {"25-1": GOOD, "2-3": {**GOOD, "finished": "快了"}})
    saved(folder, wrong, "错[red].xlsx")
    saved(folder, b"PK no workbook", "坏.xlsx")
    saved(folder, b"lock", "~$好.xlsx")
    async with opened(ledger_path, "units", size) as (_, pilot):
        await pilot.press("ctrl+o")
        said = await bring_in(pilot, str(folder), part=False)
        assert "共 3 份：收下 1 份，新收自报 2 条，早已收过 0 条" in said
        assert "2 份没有收（2 处）" in said
        assert "好.xlsx  市数据局  收到 2 条，已有 0 条" in said
        assert "错[red].xlsx  市数据局  没有收" in said and "是否完成没有填对；填的是「快了」" in said
        assert " K" in said and "第 " in said
        assert "坏.xlsx  没有收" in said and "~$" not in said
        assert set(states(ledger_path)) == {"45-2", "2-1"}
        await pilot.press("ctrl+a")
        await waiting(pilot, 2)
        await pilot.press("i")
        again = await bring_in(pilot, str(folder / "好.xlsx"))
        assert "收到 0 条，已有 2 条" in again
        await pilot.press("escape")
        await waiting(pilot, 2)
    assert set(states(ledger_path)) == {"45-2", "2-1"}
    assert check_ledger(ledger_path).ok


async def test_right_lines_are_taken_and_the_wrong_ones_lie_ready_to_go_back(
    ledger: Ledger, ledger_path: Path, today: date, tmp_path: Path
) -> None:
    wrong = saved(
        tmp_path, form(ledger, today, {"25-1": GOOD, "2-3": {**GOOD, "finished": "快了"}}), "错.xlsx"
    )
    async with opened(ledger_path, "overview", (80, 24)) as (_, pilot):
        await pilot.press("i")
        said = await bring_in(pilot, str(wrong), part=True)
        assert "收到 1 条，已有 0 条" in said and "另有 1 处没有收" in said and "退回的表：" in said
    assert set(states(ledger_path)) == {"25-1"}
    assert len(list((tmp_path / "退回").glob("*.xlsx"))) == 1


async def test_a_path_that_leads_nowhere_is_said_at_the_field_before_anything_is_read(
    ledger: Ledger, ledger_path: Path, today: date, tmp_path: Path
) -> None:
    good = saved(tmp_path, form(ledger, today, {"2-1": GOOD}))
    async with opened(ledger_path, "records") as (_, pilot):
        await pilot.press("i")
        await form_open(pilot)
        await paste(pilot, f"{good}\n/没有/这里.xlsx")
        await pilot.press("ctrl+s")
        await shows(pilot, "没有这个文件或文件夹：/没有/这里.xlsx", "还没有导入任何文件")
        assert str(good) in (await form_open(pilot))._fields[0].raw()
    assert states(ledger_path) == {}


async def test_hostile_words_in_a_form_are_shown_as_text(
    ledger: Ledger, ledger_path: Path, today: date, tmp_path: Path
) -> None:
    words = [text for text in HOSTILE if text.strip() and len(text) < 100]
    reported(
        ledger,
        today,
        tmp_path,
        {"2-1": {**GOOD, "progress": "\n".join(words), "problem": "[red]x[/]", "reporter": "[/王]"}},
    )
    async with opened(ledger_path, "overview", (80, 24)) as (_, pilot):
        await pilot.press("h")
        said, _ = sides(await waiting(pilot, 1))
        for text in (
            "[/]",
            "[/督查]",
            "[red]红头[/red]",
            "[red]x[/]",
            "[/王]",
            "'; DROP TABLE record; --",
            "𠮷",
        ):
            assert text in said
        assert "\x1b" not in frame(pilot.app) and "\u202e" not in frame(pilot.app)
        for key in ("f9", "ctrl+y", "ctrl+x"):
            await pilot.press(key)
            await form_open(pilot)
            await pilot.press("escape")
            await form_closed(pilot)
            await waiting(pilot, 1)


async def test_esc_stops_after_the_file_at_hand(
    ledger: Ledger, ledger_path: Path, today: date, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "收到"
    folder.mkdir()
    for number in range(3):
        saved(folder, b"x", f"{number}.xlsx")
    begun, go_on = threading.Event(), threading.Event()

    def slow(ledger: Ledger, path: Path, today: date) -> FormImport:
        begun.set()
        assert go_on.wait(60)
        return FormImport(path, UNIT, (), 1, ())

    monkeypatch.setattr(module, "import_form", slow)
    async with opened(ledger_path, "overview") as (_, pilot):
        await pilot.press("i")
        await form_open(pilot)
        await paste(pilot, str(folder))
        await pilot.press("ctrl+s")
        await wait_until(pilot, begun.is_set)
        await shows(pilot, "正在导入第 1 份，共 3 份")
        await pilot.press("escape")
        await shows(pilot, "读完这一份就停")
        go_on.set()
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ImportResults))
        await shows(pilot, "共 1 份：收下 1 份", "另有 2 份没有读")


# ---------------------------------------------------------------------- which files are meant


def test_paths_are_understood_as_people_give_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    one, two = saved(tmp_path, b"", "甲 单位.xlsx"), saved(tmp_path, b"", "乙.XLSX")
    saved(tmp_path, b"", "说明.docx")
    assert files_of("~/甲 单位.xlsx") == [one]
    assert files_of(f"'{one}'\n\"{two}\"\n\n{one}") == [one, two]
    assert files_of(one.as_uri()) == [one]
    assert sorted(files_of("~")) == sorted([one, two])


@pytest.mark.parametrize("typed", ["没有.xlsx", "~没有这个人/x.xlsx", "a" * 5000, "[/]", "file://[/x"])
def test_what_is_no_file_is_refused_with_a_way_out(typed: str) -> None:
    with pytest.raises(InputRefused) as refused:
        files_of(typed)
    assert refused.value.field == "files" and refused.value.way_out


def test_a_folder_without_forms_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="文件夹里没有"):
        files_of(str(tmp_path))


async def test_one_answer_may_hold_for_all_files_that_follow(
    ledger: Ledger, ledger_path: Path, today: date, tmp_path: Path
) -> None:
    folder = tmp_path / "收到"
    folder.mkdir()
    for name, right, wrong in (("甲", "2-1", "2-3"), ("乙", "25-1", "45-2"), ("张三", "6-1", "6-2")):
        data = form(ledger, today, {right: GOOD, wrong: {**GOOD, "finished": "快了"}})
        saved(folder, data, f"{name}.xlsx")
    async with opened(ledger_path, "overview", (80, 24)) as (_, pilot):
        await pilot.press("i")
        await form_open(pilot)
        await paste(pilot, str(folder))
        await pilot.press("ctrl+s")
        await shows(pilot, "整份不收", "后面 2 份也先收对的")
        await pilot.press("right", "right", "enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ImportResults))
        await shows(pilot, "3 份只收了填对的行")
    assert set(states(ledger_path)) == {"2-1", "25-1", "6-1"}
    assert len(list((folder / "退回").glob("*.xlsx"))) == 3
