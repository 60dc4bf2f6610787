"""The week of an office in batches: how many keys it takes, what is said, and that it is undone as one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.counted_keys import Counted
from support.forms import GOOD
from support.reports import DONE, reported, states, waiting
from support.screens import form_closed, form_open, opened, shows, stored
from support.tui import SIZES, TODAY, frame, paste, type_text, wait_until
from textual.pilot import Pilot

from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.report_states import ReportState
from huaian_tui.domain.rules.lights import Status
from huaian_tui.services.decisions import Completion, NewMilestones, complete_milestone, set_on_tasks
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.keep.drafts import list_drafts
from huaian_tui.store.queries.milestones import list_milestones, list_overdue, read_milestone
from huaian_tui.store.queries.tasks import read_readings
from huaian_tui.tui.areas.draft_forms import can_restore, restore_draft
from huaian_tui.tui.areas.milestones import forms as dialogs
from huaian_tui.tui.forms.batch import BatchForm
from huaian_tui.tui.list.virtual_list import VirtualList

BASIS = "批示3号"
DUE = "12.31"


def milestone(path: Path, identity: str) -> MilestoneRow:
    return stored(path, lambda c: read_milestone(c, TODAY, identity))


def records(pilot: Pilot[Any]) -> VirtualList:
    return pilot.app.screen.query_one(VirtualList)


async def undone(pilot: Pilot[Any], many: int) -> None:
    """Ctrl+Z takes the last action back as one."""
    await pilot.press("ctrl+z")
    await form_open(pilot)
    await shows(pilot, f"撤销刚才的操作？共 {many} 条", f"另有 {many - 6} 条同样处理")
    await pilot.press("ctrl+s")
    await form_closed(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_fifteen_dates_in_one_form(ledger_path: Path, size: tuple[int, int]) -> None:
    """Before: 15 forms, each with a title, a date and a basis: 15 × (4 + 4 + 5 + 5) keys at least."""
    async with opened(ledger_path, "tasks", size) as (app, pilot):
        await shows(pilot, "共 60 项")
        hands = Counted(pilot)
        await hands.press(*("space",) * 15, "ctrl+n")
        form = await form_open(pilot)
        shown = await shows(pilot, "设节点：15 项任务", "一共 15 项任务", "看全部", "不写则各用任务的名称")
        assert "第1项" in shown and "第15项" not in shown
        await pilot.press("ctrl+l")  # only looked at: not counted
        await shows(pilot, "一起办的 15 项任务", "第9项")
        await pilot.press("escape")
        await wait_until(pilot, lambda: app.screen is form)
        await hands.type(DUE)
        await hands.press("tab")
        await hands.type(BASIS)
        await hands.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "15 项任务已设 15 个节点，标记已去掉")
        assert hands.keys == 15 + 1 + len(DUE) + 1 + len(BASIS) + 1
        assert app.screen.records.cursor_key == "16"
        made = stored(ledger_path, lambda c: list_milestones(c, TODAY, plan=None))
        new = [row.state for row in made if row.state.basis == BASIS]
        assert len(new) == 15 and {state.due for state in new} == {date(2026, 12, 31)}
        await undone(pilot, 15)
    assert len(stored(ledger_path, lambda c: list_milestones(c, TODAY))) == 15


async def thirty_four_overdue(ledger: Ledger) -> None:
    """21 more than the 13 of the plan."""
    new = NewMilestones("月报", [date(2026, 10, 31)], "纪要")
    set_on_tasks(ledger, {number: new for number in range(30, 51)})


async def test_thirty_four_completions_at_once(ledger: Ledger, ledger_path: Path) -> None:
    """Before: 34 × (F9, Tab, basis, Ctrl+S, Home) and a Tab for each of those with a value."""
    await thirty_four_overdue(ledger)
    async with opened(ledger_path, "milestones", (80, 24)) as (_, pilot):
        await shows(pilot, "逾期 34")
        hands = Counted(pilot)
        await hands.press("slash")
        await hands.type("逾期")
        await wait_until(pilot, lambda: records(pilot).is_settled and records(pilot).count == 34)
        await hands.press("enter", "*")
        await wait_until(pilot, lambda: len(records(pilot).marked) == 34)
        await hands.press("f9")
        await form_open(pilot)
        await shows(pilot, "节点办结：34 个节点")
        await hands.press("tab")
        await hands.type("验收单")
        await hands.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "已登记办结 34 个节点，标记已去掉")
        assert hands.keys == 1 + 2 + 2 + 1 + 1 + 3 + 1
        await undone(pilot, 34)
        await wait_until(pilot, lambda: records(pilot).count == 34)


async def test_overdue_ones_are_worked_down_one_by_one(ledger_path: Path) -> None:
    """Four keys each from the second on, one more with a value: on the next, with the basis offered again."""
    async with opened(ledger_path, "milestones") as (_, pilot):
        await shows(pilot, "逾期 13")
        first = [row.key for place in range(2) if (row := records(pilot).row_at(place))]
        hands = Counted(pilot)
        await hands.press("f9", "tab")
        await form_open(pilot)
        await hands.type("验收单")
        await hands.press("ctrl+s")
        await form_closed(pilot)
        for key in first[1:]:
            await wait_until(pilot, lambda key=key: records(pilot).cursor_key == key)
            before = hands.keys
            await hands.press("f9")
            await form_open(pilot)
            await hands.press("tab")
            await shows(pilot, "填入上次的：验收单")
            await hands.press("ctrl+up", "ctrl+s")
            await form_closed(pilot)
            assert hands.keys - before == 4
        await shows(pilot, "办结或中止 2")
    assert {milestone(ledger_path, key).state.completion_basis for key in first} == {"验收单"}


@pytest.mark.parametrize("size", SIZES)
async def test_ten_extensions_by_one_basis(ledger_path: Path, size: tuple[int, int]) -> None:
    """Before: 10 × (Ctrl+Y, date, Tab, basis, Ctrl+S, and the way to the next)."""
    async with opened(ledger_path, "milestones", size) as (_, pilot):
        await shows(pilot, "共 15 个节点")
        hands = Counted(pilot)
        await hands.press(*("space",) * 10, "ctrl+y")
        await form_open(pilot)
        await shows(pilot, "延期（调整时限）：10 个节点")
        await hands.type(DUE)
        await hands.press("tab")
        await hands.type(BASIS)
        await hands.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "已调整时限 10 个节点")
        assert hands.keys == 10 + 1 + len(DUE) + 1 + len(BASIS) + 1
        rows = stored(ledger_path, lambda c: list_milestones(c, TODAY))
        assert sum(row.state.due == date(2026, 12, 31) for row in rows) == 10
        await undone(pilot, 10)


async def test_marked_ones_and_never_the_row_under_the_cursor(ledger_path: Path) -> None:
    async with opened(ledger_path, "milestones") as (_, pilot):
        await shows(pilot, "共 15 个节点")
        await pilot.press("space", "space")
        under = records(pilot).cursor_key
        marked = list(records(pilot).marked)
        assert under not in marked and len(marked) == 2
        await pilot.press("u")
        await shows(pilot, "这件事一次办一个", "已标记 2 个节点")
        await pilot.press("escape", "f9")
        await form_open(pilot)
        await pilot.press("escape")
        await form_closed(pilot)
        assert list(records(pilot).marked) == marked, "cancelled: they are marked still"
        await pilot.press("x")
        await form_open(pilot)
        await type_text(pilot, "并入")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "已中止 2 个节点", "办结或中止 2")
        assert not records(pilot).has_marks
    assert {milestone(ledger_path, key).state.status for key in marked} == {Status.CANCELLED}
    assert milestone(ledger_path, under or "").state.status is Status.OPEN


async def test_marks_that_wait_for_the_rows_count_before_the_action_does(ledger_path: Path) -> None:
    async with opened(ledger_path, "milestones") as (app, pilot):
        await shows(pilot, "共 15 个节点")
        records(pilot).expect(other_rows=True)  # another filter is being read
        await pilot.press("space", "space", "f9")
        assert not records(pilot).has_marks
        app.screen.find(other_rows=True)
        form = await form_open(pilot)
        assert isinstance(form, BatchForm) and form.together.keys == ["2-1", "2-2"]


async def test_what_is_not_possible_is_named_and_left_out_by_choice(
    ledger: Ledger, ledger_path: Path
) -> None:
    complete_milestone(ledger, "2-1", Completion(date(2026, 11, 1), "验收"), TODAY)
    async with opened(ledger_path, "milestones") as (_, pilot):
        dialogs.open_extend(pilot.app, ["2-1", "2-2", "6-1"])
        await shows(pilot, "有 1 个不能延期", "2-1 启动数据产权确权登记工作", "这个节点已办结")
        await pilot.press("escape")
        await wait_until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        dialogs.open_extend(pilot.app, ["2-1", "2-2", "6-1"])
        await shows(pilot, "不算这 1 个，办其余 2 个节点")
        await pilot.press("right", "enter")
        form = await form_open(pilot)
        assert isinstance(form, BatchForm) and form.together.keys == ["2-2", "6-1"]
        await type_text(pilot, "2024-12-31")
        await pilot.press("tab")
        await type_text(pilot, "批示")
        await pilot.press("ctrl+s")  # both are of that day, by assumption: they are confirmed
        await form_closed(pilot)
        dialogs.open_extend(pilot.app, ["2-2", "6-1", "6-2"])
        await form_open(pilot)
        await type_text(pilot, "2024-12-31")
        await pilot.press("tab", "ctrl+up", "ctrl+s")
        await shows(pilot, "有 2 个不能办，还没有保存", "新时限与原时限相同", "办其余 1 个节点")
        await pilot.press("right", "enter")
        await form_closed(pilot)
    assert milestone(ledger_path, "6-2").state.due == date(2024, 12, 31)


async def test_marked_rows_out_of_sight_are_told(ledger_path: Path) -> None:
    async with opened(ledger_path, "milestones") as (_, pilot):
        await shows(pilot, "共 15 个节点")
        await pilot.press("space", "slash")
        await type_text(pilot, "czj")
        await wait_until(pilot, lambda: records(pilot).is_settled and records(pilot).count == 2)
        await pilot.press("enter", "space", "e")
        await form_open(pilot)
        await shows(pilot, "延期（调整时限）：2 个节点", "其中 1 个节点不在现在的列表里")


@pytest.mark.parametrize("size", SIZES)
async def test_a_pasted_column_of_values_and_those_that_reach_their_targets(
    ledger_path: Path, size: tuple[int, int]
) -> None:
    async with opened(ledger_path, "milestones", size) as (_, pilot):
        dialogs.open_reading(pilot.app, ["45-1", "45-2", "22-1", "2-1"])
        await shows(pilot, "有 1 个不能登记数值", "这个节点没有量化指标")
        await pilot.press("right", "enter")
        form = await form_open(pilot)
        await paste(pilot, "4200\n4100个\n22-1\t25家\n9\n")
        await shows(pilot, "已填 3 行，多出 1 行没有用")
        assert [form.raw_values()[f"value:{one}"] for one in ("45-1", "45-2", "22-1")] == [
            *("4200", "4100个"),
            "25家",
        ]
        await pilot.press("ctrl+s")
        await shows(pilot, "已达到指标，登记办结：2 个节点")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "已登记办结 2 个节点")
    reached = {one: milestone(ledger_path, one).state for one in ("45-1", "22-1")}
    assert {one: (state.status, state.completion_value) for one, state in reached.items()} == {
        "45-1": (Status.DONE, 4200),
        "22-1": (Status.DONE, 25),
    }
    assert milestone(ledger_path, "45-2").state.status is Status.OPEN
    assert len([one for one in stored(ledger_path, lambda c: list(read_readings(c, 45)))]) >= 2


async def test_a_pasted_table_goes_where_its_lines_say_and_nowhere_else(ledger_path: Path) -> None:
    async with opened(ledger_path, "milestones") as (_, pilot):
        dialogs.open_reading(pilot.app, ["45-1", "45-2", "22-1"])
        form = await form_open(pilot)
        await paste(pilot, "节点\t数值\n22-1\t25\n2-1\t7\n45-1\t4200\n")
        await shows(pilot, "已填 2 行，多出 2 行没有用")
        values = form.raw_values()
        assert [values[f"value:{one}"] for one in ("45-1", "45-2", "22-1")] == ["4200", "", "25"]


async def test_the_draft_of_a_form_on_many_things_is_kept_and_taken_up(
    ledger: Ledger, ledger_path: Path
) -> None:
    """The names of so many fill more than a file's name holds."""
    await thirty_four_overdue(ledger)
    late = [row.id for row in stored(ledger_path, lambda c: list_overdue(c, TODAY))]
    async with opened(ledger_path, "milestones") as (app, pilot):
        dialogs.open_complete(app, late)
        await form_open(pilot)
        await pilot.press("tab")
        await type_text(pilot, "验收单")
        await wait_until(pilot, lambda: len(list_drafts(ledger_path)) == 1)
        await pilot.press("escape")
        await shows(pilot, "存为草稿")
        await pilot.press("right", "enter")
        await form_closed(pilot)
        (draft,) = list_drafts(ledger_path)
        assert draft.subject.split(",") == late and can_restore(draft)
        restore_draft(app, draft)
        form = await form_open(pilot)
        await wait_until(pilot, lambda: form.raw_values()["basis"] == "验收单")


@pytest.mark.parametrize("size", SIZES)
async def test_marked_tasks_of_a_unit_are_decided_on(ledger_path: Path, size: tuple[int, int]) -> None:
    async with opened(ledger_path, "units", size) as (app, pilot):
        await type_text(pilot, "sjj")
        await pilot.press("enter", "enter")
        tasks = app.screen.query_one("#unit-tasks", VirtualList)
        await wait_until(pilot, lambda: tasks.has_focus and tasks.is_settled and tasks.count > 3)
        await pilot.press("space", "space")
        marked = list(tasks.marked)
        await pilot.press("ctrl+n")
        form = await form_open(pilot)
        assert isinstance(form, BatchForm) and form.together.keys == [int(key) for key in marked]
        await shows(pilot, "设节点：2 项任务")


async def test_a_note_from_several_marked_units_is_one_at_a_time(ledger_path: Path) -> None:
    async with opened(ledger_path, "units") as (app, pilot):
        await pilot.press("down")
        units = app.screen.query_one("#unit-list", VirtualList)
        await wait_until(pilot, lambda: units.has_focus and units.is_settled)
        await pilot.press("space", "space", "f8")
        await shows(pilot, "这件事一次办一个", "已标记 2 个")


async def test_marked_units_stay_marked_until_something_is_done(ledger_path: Path) -> None:
    async with opened(ledger_path, "units") as (app, pilot):
        await pilot.press("down")
        units = app.screen.query_one("#unit-list", VirtualList)
        await wait_until(pilot, lambda: units.has_focus and units.is_settled)
        await pilot.press("space", "space")
        marked = list(units.marked)
        await pilot.press("r")
        await wait_until(pilot, lambda: app.led == [("notices", f"reminder:{'、'.join(marked)}")])
        assert list(units.marked) == marked


async def test_marked_tasks_bring_their_milestones(ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks") as (app, pilot):
        await shows(pilot, "共 60 项")
        for number in ("2", "3", "22"):
            await type_text(pilot, number)
            await pilot.press("space")
        await pilot.press("f9")
        await shows(pilot, "所选 3 项任务里有 5 个节点", "第3项没有可办结的节点")
        await pilot.press("space", "ctrl+s")  # the first of task 2 is not meant
        form = await form_open(pilot)
        assert isinstance(form, BatchForm) and form.together.keys == ["2-2", "2-3", "2-4", "22-1"]
        assert "办结" in frame(app)


async def test_lines_of_the_overview_are_marked_and_worked_down(ledger_path: Path) -> None:
    async with opened(ledger_path, "overview") as (_, pilot):
        await shows(pilot, "逾期节点 13 个")
        to_do = pilot.app.screen.query_one("#to-do", VirtualList)
        await pilot.press("space", "space")
        marked, after = [key.split(":")[1] for key in to_do.marked], to_do.cursor_key
        await pilot.press("f9")
        form = await form_open(pilot)
        assert isinstance(form, BatchForm) and form.together.keys == marked
        await pilot.press("tab")
        await type_text(pilot, "验收")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "已登记办结 2 个节点", "逾期节点 11 个")
        assert to_do.cursor_key == after


async def test_marked_reports_are_confirmed_in_one_action(
    ledger: Ledger, ledger_path: Path, today: date, tmp_path: Path
) -> None:
    reported(ledger, today, tmp_path, {"2-1": DONE, "2-2": DONE, "25-1": {**GOOD, "value": 3}})
    async with opened(ledger_path, "overview") as (app, pilot):
        await pilot.press("ctrl+a")
        await waiting(pilot, 3)
        await pilot.press("space", "space", "f9")
        form = await form_open(pilot)
        assert isinstance(form, BatchForm) and len(form.together.items) == 2
        await shows(pilot, "核实自报：2 条自报", "不写则各以自报为据")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await waiting(pilot, 1)
        assert len(app.session.done) == 1
        decided = [state for state in states(ledger_path).values() if state is ReportState.CONFIRMED]
        assert len(decided) == 2
        await pilot.press("escape", "ctrl+z")
        await form_open(pilot)
        await shows(pilot, "撤销刚才的操作？共")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
    assert set(states(ledger_path).values()) == {ReportState.PENDING}
    assert {milestone(ledger_path, one).state.status for one in ("2-1", "2-2")} == {Status.OPEN}
