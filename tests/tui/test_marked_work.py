"""Several marked tasks: one text on each, one notice for each unit that leads them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.screens import form_closed, form_open, opened, shows, stored
from support.tui import SIZES, TODAY, frame, type_text, wait_until

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.services.notes import NoteDraft, add_notes
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.milestones import list_milestones
from huaian_tui.store.queries.notes import find_notes, read_notes
from huaian_tui.store.queries.notices import list_notices
from huaian_tui.store.queries.slot_names import NamedSlot
from huaian_tui.tui.areas.notices.for_tasks import _draft, by_unit
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.session import LedgerSession
from huaian_tui.tui.threads.work import Work


def test_several_notes_are_recorded_together_or_not_at_all(ledger: Ledger) -> None:
    drafts = [NoteDraft(number, "查看了机房", TODAY) for number in (2, 5, 9)]
    made = add_notes(ledger, drafts, TODAY)
    assert [note.task_no for note in read_notes(ledger.connection, made)] == [2, 5, 9]
    with pytest.raises(HuaianError):
        add_notes(ledger, [NoteDraft(2, "第一条", TODAY), NoteDraft(61, "没有这一项", TODAY)], TODAY)
    assert len(find_notes(ledger.connection)) == 3


@pytest.mark.parametrize("size", SIZES)
async def test_one_text_becomes_a_note_on_each_marked_task(ledger_path: Path, size: tuple[int, int]) -> None:
    async with opened(ledger_path, "tasks", size) as (app, pilot):
        await shows(pilot, "共 60 项")
        for number in ("9", "2", "5"):
            await type_text(pilot, number)
            await pilot.press("space")
        await pilot.press("n")
        await form_open(pilot)
        await shows(pilot, "第2、5、9项")
        await type_text(pilot, "联合督查，三项一起看了")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        notes = stored(ledger_path, lambda c: read_notes(c, find_notes(c)))
        assert {(note.task_no, note.text) for note in notes} == {
            (number, "联合督查，三项一起看了") for number in (2, 5, 9)
        }
        await shows(pilot, "已保存第2、5、9项的督查记录，标记已去掉")
        tasks = app.screen.query_one("#task-list", VirtualList)
        assert not tasks.has_marks and tasks.cursor_key == "10"


async def test_marks_are_those_of_list_and_tree(ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks") as (_, pilot):
        await shows(pilot, "共 60 项")
        await pilot.press("space", "t")
        await shows(pilot, "已标记 1 行")
        assert "不在列表里" not in frame(pilot.app)
        await type_text(pilot, "3")
        await wait_until(pilot, lambda: pilot.app.screen.records.cursor_key == "3")
        await pilot.press("space", "n")
        await form_open(pilot)
        await shows(pilot, "第1、3项")


async def test_a_notice_for_each_unit_that_leads_marked_tasks(ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks") as (app, pilot):
        await shows(pilot, "共 60 项")
        for number in ("2", "6", "1"):
            await type_text(pilot, number)
            await pilot.press("space")
        await pilot.press("ctrl+r")
        await form_open(pilot)
        await shows(pilot, "3 项任务：1、2、6", "市数据局 1、2", "[督办通知单]", "交办单")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await wait_until(pilot, lambda: bool(app.led))
        notices = stored(ledger_path, list_notices)
        assert {notice.units for notice in notices} == {("市财政局",), ("市数据局",)}
        assert {notice.kind for notice in notices} == {"supervision"}
        assert app.led[0][0] == "notices"


@pytest.mark.parametrize("size", SIZES)
async def test_supporting_units_and_members_of_a_group_are_asked_for_their_part(
    ledger_path: Path, size: tuple[int, int]
) -> None:
    async with opened(ledger_path, "tasks", size) as (_, pilot):
        await shows(pilot, "共 60 项")
        await type_text(pilot, "2")
        await pilot.press("ctrl+r")
        form = await form_open(pilot)
        await shows(pilot, "[牵头单位]", "责任单位（配合）", "成员各一份", "牵头 1 份，责任 4 份")
        fields = {field.key: field for field in form._fields}
        fields["unit"].set_raw("市数据局")
        fields["role"].set_raw("support")
        await pilot.press("ctrl+s")
        await shows(pilot, "市数据局不配合这些任务", "请选牵头")
        fields["unit"].set_raw("各县区人民政府")
        fields["groups"].set_raw("members")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        notices = stored(ledger_path, list_notices)
        members = {"清江浦区", "淮安区", "淮阴区", "洪泽区", "涟水县", "盱眙县", "金湖县"}
        assert {one.units[0] for one in notices} == members
        assert all("作为责任单位配合的" in one.document for one in notices)


def test_stopped_after_one_draft_it_stays_and_the_rest_is_counted(ledger_path: Path) -> None:
    class StopsAfterOne(Work):
        def goes_on(self, done: int, total: int, words: str, *, kept: bool, measure: str = "份") -> bool:
            if done:
                self.stop()
            return super().goes_on(done, total, words, kept=kept, measure=measure)

    session = LedgerSession(ledger_path, "张三", today=TODAY)
    units = {"市数据局": [2], "市财政局": [6]}
    values = {"basis": "", "as_of": None}
    drafted = _draft(session, NoticeKind.ASSIGNMENT, units, values, StopsAfterOne("正在拟稿"))
    assert (len(drafted.made), drafted.left) == (1, 1)
    assert len(stored(ledger_path, list_notices)) == 1


async def test_without_open_milestones_it_is_said_what_else_can_be_written(ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks") as (_, pilot):
        await shows(pilot, "共 60 项")
        await pilot.press("r")
        form = await form_open(pilot)
        await pilot.press("ctrl+s")
        await shows(pilot, "没有可督办的节点", "改拟交办单")
        await pilot.press("escape")
        next(field for field in form._fields if field.key == "kind").set_raw("assignment")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        assert [one.kind for one in stored(ledger_path, list_notices)] == ["assignment"]


def test_tasks_are_told_apart_by_the_units_that_lead_them() -> None:
    def slot(unit: str, role: str = "lead") -> NamedSlot:
        return NamedSlot(role, unit, unit)

    of_2 = [slot("市数据局"), slot("市委网信办", "support")]
    leads = {5: [slot("市数据局"), slot("市财政局")], 2: of_2, 9: []}
    assert by_unit(leads) == {"市数据局": [5, 2], "市财政局": [5]}
    both = {2: [*of_2, slot("市数据局", "support")]}
    assert by_unit(both, "support") == {"市委网信办": [2]}, "what leads a task does not support it"


async def test_notes_on_marked_tasks_of_a_unit_and_of_milestones(ledger_path: Path) -> None:
    async with opened(ledger_path, "units") as (app, pilot):
        await type_text(pilot, "czj")
        tasks = app.screen.query_one("#unit-tasks", VirtualList)
        pane = app.screen.query_one(DetailPane)
        await wait_until(pilot, lambda: pane.plain.startswith("市财政局") and tasks.is_settled)
        app.screen.set_focus(tasks)
        await pilot.press("space", "space", "n")
        await form_open(pilot)
        numbers = "、".join(tasks.marked)
        await shows(pilot, f"第{numbers}项", "市财政局")
    async with opened(ledger_path, "milestones") as (app, pilot):
        await shows(pilot, "个节点")
        records = app.screen.query_one(VirtualList)
        await pilot.press("*")
        await wait_until(pilot, lambda: len(records.marked) == records.count)
        await pilot.press("n")
        await form_open(pilot)
        concerned = {row.task_no for row in stored(ledger_path, lambda c: list_milestones(c, TODAY))}
        await shows(pilot, f"共 {len(concerned)} 项")


def test_drafts_on_marked_tasks_may_be_of_data_of_a_past_day(ledger_path: Path) -> None:
    session = LedgerSession(ledger_path, "张三", today=TODAY)
    values = {"basis": "", "as_of": date(2026, 9, 30)}
    drafted = _draft(session, NoticeKind.SUPERVISION, {"市数据局": [2]}, values, Work("正在拟稿"))
    assert len(drafted.made) == 1
    (notice,) = stored(ledger_path, list_notices)
    assert notice.as_of == date(2026, 9, 30)
