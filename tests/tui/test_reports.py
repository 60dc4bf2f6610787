"""单位自报: forms come in, each report stands beside what was known, and the officer decides."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from forms_support import GOOD, Answers, filled, saved
from hostile import HOSTILE
from screen_support import OneScreenApp, form_closed, form_open, opened, shows, stored
from textual.pilot import Pilot
from tui_support import SIZES, frame, paste, wait_until

from huaian_tui.documents.feedback_form import write_feedback_form
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.reports import ReportState
from huaian_tui.importing.feedback import FormImport, import_form
from huaian_tui.store.changes.milestones import add_reading
from huaian_tui.store.changes.notes import NoteDraft, add_note
from huaian_tui.store.changes.reports import reject_report
from huaian_tui.store.check import check_ledger
from huaian_tui.store.ledger import Ledger
from huaian_tui.store.queries.milestones import read_milestone
from huaian_tui.store.queries.notes import find_notes, read_notes
from huaian_tui.store.queries.reports import list_reports
from huaian_tui.tui.dialogs import import_forms as module
from huaian_tui.tui.dialogs.import_forms import ImportResults, files_of
from huaian_tui.tui.dialogs.message import MessageDialog
from huaian_tui.tui.dialogs.palette import PaletteDialog
from huaian_tui.tui.dialogs.reports import ReportsDialog
from huaian_tui.tui.session import LedgerSession
from huaian_tui.tui.widgets.chinese_text import DetailPane
from huaian_tui.tui.widgets.record_list import RecordList

UNIT = "市数据局"
DONE: Answers = {**GOOD, "finished": "是", "finished_on": date(2026, 11, 10)}


def form(ledger: Ledger, today: date, answers: Mapping[str, Answers]) -> bytes:
    """A form of 市数据局, filled."""
    return filled(write_feedback_form(ledger.connection, today, UNIT), answers)


def reported(ledger: Ledger, today: date, folder: Path, answers: Mapping[str, Answers]) -> None:
    """The reports of a filled form, in the ledger."""
    assert not import_form(ledger, saved(folder, form(ledger, today, answers)), today).refused


async def waiting(pilot: Pilot[Any], count: int) -> ReportsDialog:
    """The list of reports with so many on it, the marked one shown."""
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ReportsDialog))
    dialog = pilot.app.screen
    assert isinstance(dialog, ReportsDialog)
    await wait_until(pilot, lambda: dialog.query_one(RecordList).count == count)
    if count:
        key = dialog.query_one(RecordList).cursor_key
        milestone = stored_milestone(pilot, key or "")
        await wait_until(pilot, lambda: milestone in head(dialog))
    return dialog


def stored_milestone(pilot: Pilot[Any], key: str) -> str:
    """The milestone of a report on the list."""
    row = pilot.app.screen.query_one(RecordList).row_at(pilot.app.screen.query_one(RecordList).cursor)
    assert row is not None and row.key == key
    return str(row.cells[2])


def head(dialog: ReportsDialog) -> str:
    return dialog.query_one("#report-head").plain  # type: ignore[attr-defined]


def sides(dialog: ReportsDialog) -> tuple[str, str]:
    """What the unit says, and what was known."""
    said, known = dialog.query(DetailPane)
    return said.plain, known.plain


def toasts(pilot: Pilot[Any]) -> str:
    """What was said to be done."""
    return "\n".join(one.message for one in pilot.app._notifications)


def states(path: Path) -> dict[str, ReportState]:
    return {row.milestone: row.state for row in stored(path, lambda c: list_reports(c, state=None))}


# ---------------------------------------------------------------------- beside, at both sizes


@pytest.mark.parametrize("size", SIZES)
async def test_the_overview_leads_to_what_waits_and_a_report_stands_beside_what_was_known(
    ledger: Ledger, ledger_path: Path, today: date, tmp_path: Path, size: tuple[int, int]
) -> None:
    add_reading(ledger, "45-2", 4200, date(2026, 9, 30), today)
    seen = NoteDraft(45, "机房已封顶", date(2026, 11, 1), units=(UNIT,), problem="电力没有增容")
    add_note(ledger, seen, today)
    reported(ledger, today, tmp_path, {"45-2": {**DONE, "value": 5200, "problem": "电力不足"}})
    async with opened(ledger_path, "overview", size) as (_, pilot):
        await shows(pilot, "待核实自报 1 条", "按回车逐条")
        await pilot.press("home", "enter")
        dialog = await waiting(pilot, 1)
        said, known = sides(dialog)
        for text in ("2026-11-10 已完成", "5200个，达标", "已完成验收", "电力不足", "王五 0517-83600000"):
            assert text in said
        for text in (
            "逾期 326 天",
            "2026-09-30 读数 4200个，未达标",
            "机房已封顶",
            "电力没有增容",
            "没有报过",
        ):
            assert text in known
        shown = frame(pilot.app)
        assert UNIT in shown and "第 45 项" in shown and "第 1 条，共 1 条" in shown
        left, right = dialog.query(".report-side")
        if size[0] < 100:
            assert (left.region.x, left.region.width) == (right.region.x, right.region.width)
            assert left.region.bottom == right.region.y
        else:
            assert left.region.y == right.region.y and left.region.right < right.region.x
            assert abs(left.region.width - right.region.width) <= 1
        assert all(pane.size.height >= 5 for pane in dialog.query(DetailPane))
        await pilot.press("escape")
        await shows(pilot, "待核实自报 1 条")


async def test_it_is_reached_from_every_screen_by_key_and_by_the_palette(ledger_path: Path) -> None:
    for mode, keys in (("records", ["h"]), ("units", ["ctrl+a"]), ("tasks", ["ctrl+p", *"hszb", "enter"])):
        async with opened(ledger_path, mode) as (_, pilot):
            for key in keys:
                await pilot.press(key)
                await pilot.pause()
            dialog = await waiting(pilot, 0)
            await shows(pilot, "没有待核实的自报", "Ctrl+O 或 i 导入")
            await pilot.press("f9")
            await wait_until(pilot, lambda: isinstance(pilot.app.screen, MessageDialog))
            assert "没有要核实的自报" in frame(pilot.app)
            await pilot.press("escape", "escape")
            await wait_until(pilot, lambda dialog=dialog: not dialog.is_attached)


async def test_the_palette_names_only_keys_that_work_here(ledger_path: Path) -> None:
    """On the tasks Ctrl+O is 重新督办, so that 导入反馈表 has its letter alone there."""
    for mode, keys in (("tasks", "i"), ("overview", "Ctrl+O 或 i")):
        async with opened(ledger_path, mode) as (_, pilot):
            await pilot.press("ctrl+p", *"drfkb")
            await wait_until(pilot, lambda: isinstance(pilot.app.screen, PaletteDialog))
            found = pilot.app.screen.query_one(RecordList)
            await wait_until(pilot, lambda found=found: found.count == 1)
            row = found.row_at(0)
            assert row is not None and row.cells[:2] == ("导入反馈表", keys)


# ---------------------------------------------------------------------- deciding


@pytest.mark.parametrize("size", SIZES)
async def test_each_decision_does_what_it_says_and_the_next_report_follows(
    ledger: Ledger, ledger_path: Path, today: date, tmp_path: Path, size: tuple[int, int]
) -> None:
    answers = {"45-2": {**DONE, "value": 52}, "2-1": DONE, "25-1": {**GOOD, "value": 3}}
    reported(ledger, today, tmp_path, answers)
    order = [row.milestone for row in stored(ledger_path, list_reports)]
    steps = {
        "45-2": ("f9", "将显示为“未达标办结”", "节点已办结（未达标办结）"),
        "2-1": ("e", "节点不办结，继续督办", "节点没有办结"),
        "25-1": ("x", "只驳回这一条", "已驳回市数据局的自报（25-1）"),
    }
    async with opened(ledger_path, "overview", size) as (_, pilot):
        await pilot.press("ctrl+a")
        for left, milestone in enumerate(order):
            dialog = await waiting(pilot, len(order) - left)
            assert milestone in head(dialog)
            key, warned, told = steps[milestone]
            await pilot.press(key)
            asked = await form_open(pilot)
            # broken into lines on the screen: the text as such
            assert warned in asked.query_one(".form-intro").plain  # type: ignore[attr-defined]
            basis = asked._fields[0]
            if key == "x":
                basis.set_raw("现场未见")
            else:
                assert "市数据局2026-11-22自报，经核实" in basis.raw()
            await pilot.press("ctrl+s")
            await form_closed(pilot)
            await wait_until(
                pilot, lambda told=told: any(told in one.message for one in pilot.app._notifications)
            )
        await waiting(pilot, 0)
        await shows(pilot, "没有待核实的自报")
        await pilot.press("escape")
        await wait_until(pilot, lambda: "待核实自报" not in frame(pilot.app))
    assert states(ledger_path) == {
        "45-2": ReportState.CONFIRMED,
        "2-1": ReportState.CONFIRMED,
        "25-1": ReportState.REJECTED,
    }

    def after(c: sqlite3.Connection) -> tuple[Any, ...]:
        done, kept, rejected = (read_milestone(c, today, one).state for one in ("45-2", "2-1", "25-1"))
        notes = read_notes(c, find_notes(c, unit=UNIT))
        return done, kept, rejected, notes

    done, kept, rejected, notes = stored(ledger_path, after)
    assert (done.completed_on, done.completion_value, done.met) == (date(2026, 11, 10), 52, False)
    assert done.completion_basis.startswith("市数据局2026-11-22自报，经核实")
    assert kept.completed_on is None and rejected.completed_on is None
    assert sorted((one.task_no, one.method) for one in notes) == [(2, "自查说明"), (45, "自查说明")]
    assert check_ledger(ledger_path).ok


async def test_an_officer_may_write_another_basis_and_must_give_a_reason(
    ledger: Ledger, ledger_path: Path, today: date, tmp_path: Path
) -> None:
    reported(ledger, today, tmp_path, {"2-1": DONE})
    async with opened(ledger_path, "overview") as (_, pilot):
        await pilot.press("h")
        await waiting(pilot, 1)
        await pilot.press("x")
        await form_open(pilot)
        await pilot.press("ctrl+s")
        await shows(pilot, "没有填写“驳回理由”")
        await pilot.press("escape")
        await form_closed(pilot)
        assert states(ledger_path) == {"2-1": ReportState.PENDING}
        await waiting(pilot, 1)
        await pilot.press("c")
        (await form_open(pilot))._fields[0].set_raw("验收意见[/]〔2026〕5号")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await waiting(pilot, 0)
    state = stored(ledger_path, lambda c: read_milestone(c, today, "2-1").state)
    assert state.completion_basis == "验收意见[/]〔2026〕5号"


async def test_a_report_decided_elsewhere_meanwhile_is_refused_and_leaves_the_list(
    ledger: Ledger, ledger_path: Path, today: date, tmp_path: Path
) -> None:
    reported(ledger, today, tmp_path, {"2-1": DONE})
    (row,) = stored(ledger_path, list_reports)
    async with opened(ledger_path, "overview") as (_, pilot):
        await pilot.press("h")
        await waiting(pilot, 1)
        await pilot.press("f9")
        await form_open(pilot)
        reject_report(ledger, row.record_id, "已由同事驳回", today)
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, MessageDialog))
        await shows(pilot, "这条自报已驳回")
        await pilot.press("escape", "escape")
        await waiting(pilot, 0)
    assert stored(ledger_path, lambda c: find_notes(c, unit=UNIT)) == []


class SlowSession(LedgerSession):
    """A ledger on a slow disk: what is pressed at once is pressed while the list is being read."""

    def read(self, *arguments: Any) -> Any:
        time.sleep(0.25)
        return super().read(*arguments)


async def test_a_key_pressed_while_the_list_is_read_decides_on_the_report_that_is_meant_or_on_none(
    ledger: Ledger, ledger_path: Path, today: date, tmp_path: Path
) -> None:
    reported(ledger, today, tmp_path, {"45-2": DONE, "2-1": DONE})
    first, second = stored(ledger_path, list_reports)
    app = OneScreenApp(SlowSession(ledger_path, "张三", today=today), "overview")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await wait_until(pilot, lambda: bool(list(app.screen.query(RecordList))))
        await pilot.press("h", "x")
        assert first.milestone in (await form_open(pilot)).query_one(".form-intro").plain  # type: ignore[attr-defined]
        reject_report(ledger, first.record_id, "已由同事驳回", today)
        await pilot.press("escape", "c")
        await shows(pilot, "这条自报已不在列表里")
        await pilot.press("escape")
        dialog = await waiting(pilot, 1)
        await pilot.press("c")
        intro = (await form_open(pilot)).query_one(".form-intro").plain  # type: ignore[attr-defined]
        assert second.milestone in intro and second.milestone in head(dialog)
    assert states(ledger_path) == {
        first.milestone: ReportState.REJECTED,
        second.milestone: ReportState.PENDING,
    }


# ---------------------------------------------------------------------- forms coming in


async def bring_in(pilot: Pilot[Any], typed: str) -> str:
    """Type paths into the form that is open, import, and return what the results say."""
    await form_open(pilot)
    await paste(pilot, typed)
    await pilot.press("ctrl+s")
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
        said = await bring_in(pilot, str(folder))
        assert "共 3 份：收下 1 份，新收自报 2 条，早已收过 0 条" in said
        assert "2 份没有收（2 处）" in said
        assert "好.xlsx  市数据局  收到 2 条，已有 0 条" in said
        assert "错[red].xlsx  市数据局  没有收" in said and "是否完成没有填对；填的是“快了”" in said
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
        assert go_on.wait(10)
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
