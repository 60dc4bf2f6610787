"""撤销: the toast names the key, the question what will be undone, and fields keep Ctrl+Z for themselves."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from support.ledger_screens import add
from support.screens import form_closed, form_open, opened, shows, stored
from support.tui import SIZES, wait_until

from huaian_tui.services.decisions import Completion, cancel_milestone, complete_milestones
from huaian_tui.services.notes import NoteDraft, add_note, add_notes
from huaian_tui.services.notices import Frozen, NoticeDraft, record_draft, record_issue
from huaian_tui.services.settings import change_settings
from huaian_tui.services.undo import undo
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.notes import find_notes
from huaian_tui.store.queries.settings import read_profile_value
from huaian_tui.tui.areas.undo import NOTHING, NOTHING_MORE, said_once
from huaian_tui.tui.forms.message import MessageDialog
from huaian_tui.tui.frame.filter_bar import FilterBar
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.session import now


@pytest.mark.parametrize("size", SIZES)
async def test_a_note_just_saved_is_undone_by_a_retraction(ledger_path: Path, size: tuple[int, int]) -> None:
    async with opened(ledger_path, "overview", size=size) as (_, pilot):
        await shows(pilot, "逾期节点 13 个")
        await pilot.press("ctrl+z")
        await shows(pilot, NOTHING)
        await pilot.press("f8")
        form = await form_open(pilot)
        form.query_one("LongTextArea").insert("记错了任务[/]")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "已保存第2项的督查记录；撤销按 Ctrl+Z")
        assert len(stored(ledger_path, lambda c: find_notes(c, task_no=2))) == 1
        await pilot.press("ｚ")
        await form_open(pilot)
        await shows(pilot, "撤销刚才的操作？", "「记错了任务[/]」", "误操作，撤销")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "已撤回第2项")
        assert stored(ledger_path, lambda c: find_notes(c, task_no=2)) == []
        await pilot.press("z")
        await shows(pilot, NOTHING_MORE)
        assert not isinstance(pilot.app.screen, MessageDialog)


async def test_undoing_for_two_tasks_counts_two(ledger_path: Path) -> None:
    async with opened(ledger_path, "overview") as (app, pilot):
        await shows(pilot, "逾期节点 13 个")
        drafts = [NoteDraft(number, "进展正常", app.session.today) for number in (2, 6)]
        app.session.write(lambda ledger: add_notes(ledger, drafts, app.session.today))
        await pilot.press("ctrl+z")
        await form_open(pilot)
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "已撤回 2 条：")


async def test_in_the_filter_the_keys_belong_to_the_text(ledger_path: Path) -> None:
    async with opened(ledger_path, "milestones") as (app, pilot):
        await pilot.press("slash", "z", "z", "ctrl+z")
        await pilot.pause(0.05)
        assert app.screen.query_one(FilterBar).text in ("", "z")  # the line's own undo
        assert len(app.screen_stack) == 1


async def test_a_refusal_comes_again_while_there_is_nothing_older(ledger_path: Path) -> None:
    async with opened(ledger_path, "overview") as (app, pilot):
        await shows(pilot, "逾期节点 13 个")
        session = app.session
        session.write(lambda ledger: cancel_milestone(ledger, "2-1", "并入", session.today))
        add(ledger_path, 4, "别人的记录")
        (first,) = session.done
        by_another(ledger_path, first)
        assert session.done == (first,)
        for _ in range(2):
            await pilot.press("ctrl+z")
            await shows(pilot, "不能撤回", "这项决定已撤回")
            await pilot.press("escape")


def by_another(path: Path, records: tuple[bytes, ...]) -> None:
    """A colleague takes back what was done here."""
    with closing(Ledger(path, "乙", now)) as other:
        undo(other, records, "误操作", now().date())


async def test_an_older_action_is_said_to_be_older(ledger_path: Path) -> None:
    async with opened(ledger_path, "overview") as (app, pilot):
        await shows(pilot, "逾期节点 13 个")
        session = app.session
        session.write(lambda ledger: cancel_milestone(ledger, "2-1", "并入", session.today))
        draft = NoticeDraft("reminder", "题目", ("市数据局",), session.today, "{}")
        notice = session.write(lambda ledger: record_draft(ledger, draft), can_undo=False)
        session.write(
            lambda ledger: record_issue(ledger, notice, "淮数督", session.today, lambda *_: Frozen("{}", {}))
        )
        await pilot.press("ctrl+z")
        await form_open(pilot)
        await shows(pilot, "撤销更早的操作？", "「文书印发」不能这样撤回", "节点中止（依据：并入）")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "已撤回第2项节点")
        await pilot.press("ctrl+z")
        await shows(pilot, "不能撤回", "「文书印发」不能这样撤回")


async def test_a_setting_is_set_back(ledger_path: Path) -> None:
    async with opened(ledger_path, "overview") as (app, pilot):
        await shows(pilot, "逾期节点 13 个")
        for name in ("乙", "甲"):
            app.session.write(lambda ledger, name=name: change_settings(ledger, {"contact": name}))
        await pilot.press("ctrl+z")
        await shows(pilot, "撤回设置（联系人：甲）：恢复为乙")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        assert app.session.read(lambda c: read_profile_value(c, "contact")) == "乙"


async def test_what_was_refused_is_passed_over_by_a_word(ledger_path: Path) -> None:
    async with opened(ledger_path, "overview") as (app, pilot):
        await shows(pilot, "逾期节点 13 个")
        session = app.session
        session.write(lambda ledger: add_note(ledger, NoteDraft(2, "看了现场", session.today), session.today))
        session.write(lambda ledger: cancel_milestone(ledger, "2-1", "并入", session.today))
        by_another(ledger_path, session.done[0])
        await pilot.press("ctrl+z")
        await shows(pilot, "不能撤回", "这项决定已撤回")
        await pilot.press("escape", "ctrl+z")
        await form_open(pilot)
        await shows(pilot, "撤销更早的操作？", "这项决定已撤回", "「看了现场」")


@pytest.mark.parametrize("size", SIZES)
async def test_a_batch_is_said_once_and_its_rows_are_gone_back_to(
    ledger_path: Path, size: tuple[int, int]
) -> None:
    async with opened(ledger_path, "milestones", size) as (app, pilot):
        await shows(pilot, "办结或中止 0")
        records = app.screen.query_one(VirtualList)
        done = {one: Completion(app.session.today, "验收") for one in ("2-1", "2-2", "6-1")}
        app.session.write(lambda ledger: complete_milestones(ledger, done, app.session.today))
        app.ledger_changed()
        await shows(pilot, "办结或中止 3")
        await pilot.press("end", "ctrl+z")
        await form_open(pilot)
        asked = await shows(pilot, "撤销刚才的操作？共 3 条", "同样撤回：第2项节点「")
        assert asked.count("；此后节点") == 1, asked
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        told = await shows(pilot, "已撤回 3", "办结或中止 0")
        assert "：已撤回" not in told
        await wait_until(pilot, lambda: records.is_settled and records.cursor_key == "2-1")


def test_what_is_not_alike_is_said_line_by_line() -> None:
    alike = ["撤回第2项节点「甲」的办结；节点正在督办", "撤回第6项节点「乙」的办结；节点正在督办"]
    assert said_once(alike) == [alike[0], "同样撤回：第6项节点「乙」"]
    others = ["撤回第2项节点「甲」的办结；未办结", "撤回第6项节点「乙」的延期，时限 2026-01-01"]
    assert said_once(others) == others and said_once(others[:1]) == others[:1]
    assert said_once(["恢复「甲」", "恢复「甲」"]) == ["恢复「甲」", "恢复「甲」"]
