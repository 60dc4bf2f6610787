"""任务: list, tree, filter, jumping, and the detail of every row."""

from __future__ import annotations

import sqlite3
import threading
from datetime import date
from pathlib import Path

import pytest
from support.ledger_screens import NARROW, WIDE, add, app_on, settle, until_shown
from support.tui import SIZES, TODAY, frame, type_text, wait_until

from huaian_tui.services.decisions import hand_in
from huaian_tui.services.notes import correct_note
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.notes import find_notes, read_notes
from huaian_tui.store.queries.tasks import read_tasks
from huaian_tui.tui.app import HuaianApp
from huaian_tui.tui.areas.tasks import found as found_tasks
from huaian_tui.tui.areas.tasks.facts import read_task_page
from huaian_tui.tui.areas.tasks.indicator_tree import IndicatorTree
from huaian_tui.tui.areas.tasks.indicators import build_tree
from huaian_tui.tui.areas.tasks.text import task_text
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.session import LedgerSession


def text_of(path: Path, number: int) -> str:
    session = LedgerSession(path, "张三", today=TODAY)
    return task_text(session.read(lambda c: read_task_page(c, TODAY, number))).plain


def task_list(app: HuaianApp) -> VirtualList:
    return app.screen.query_one("#task-list", VirtualList)


def detail(app: HuaianApp) -> str:
    return app.screen.query_one(DetailPane).plain


# ---------------------------------------------------------------------- the detail as text


def test_the_page_of_a_task_is_read_through_indexes(ledger_path: Path) -> None:
    """It is read at each rest of the cursor, so that nothing in it may grow with the ledger."""

    def plan(connection: sqlite3.Connection) -> list[str]:
        statements: list[str] = []
        connection.set_trace_callback(statements.append)
        read_task_page(connection, TODAY, 1)
        connection.set_trace_callback(None)
        assert len(statements) < 25  # not some for each task of its units
        return [row[3] for one in statements for row in connection.execute(f"EXPLAIN QUERY PLAN {one}")]

    steps = LedgerSession(ledger_path, "张三", today=TODAY).read(plan)
    scanned = [step for step in steps if step.startswith("SCAN") and "json_each" not in step]
    # The few plans, and the names of units: neither grows with tasks and records.
    assert {step.split()[1] for step in scanned} <= {"p", "unit_name"}


def test_detail_says_how_each_date_is_known(ledger_path: Path) -> None:
    text = text_of(ledger_path, 45)
    assert "45-1  标准机架超过4000个  逾期691天" in text
    assert "原文  「2024年，已建标准机架超过4000个」" in text
    assert "依据  原文只写“2024年”" in text
    assert "2024-12-31（假定）" in text


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (50, "市工信厅（按市工信局）"),
        (50, "按“市工信局”理解（假定，可改）"),
        (29, "市科技局等单位"),
        (29, "“等单位”指哪些单位未列明"),
        (57, "少“资金”二字"),
        (53, "自身事项"),
        (60, "自身事项"),
        (55, "（六）保障措施”，正文写“三、保障措施”"),
        (1, "清江浦区、淮安区、淮阴区、洪泽区、涟水县、盱眙县、金湖县；待定：淮安经济技术开发区"),
        (12, "原文没有写间隔，可设节点"),
        (3, "原文没有写期限，不会逾期"),
        (28, "1—2个"),
        (15, "淮安市数据要素交易服务平台"),
        (1, "原文没有写时限，也没有设节点，不算逾期"),
        (22, "第 8 条"),
    ],
)
def test_detail_says_what_the_source_leaves_open(ledger_path: Path, number: int, said: str) -> None:
    assert said in text_of(ledger_path, number)


def test_a_task_that_another_leads_is_not_marked_as_own(ledger_path: Path) -> None:
    assert "自身事项：" not in text_of(ledger_path, 55)


def test_corrected_note_shows_both_texts_and_what_was_handed_in(ledger_path: Path) -> None:
    note = add(ledger_path, 1, "办法已印发[/][red]", problem="还没有\n配套细则")
    session = LedgerSession(ledger_path, "甲", today=TODAY)
    session.write(lambda ledger: correct_note(ledger, note, "办法已报审", "听错了"))
    session.write(lambda ledger: hand_in(ledger, "1-a", "淮数〔2026〕3号", date(2026, 11, 20), TODAY))
    text = text_of(ledger_path, 1)
    assert "督查记录  更正" in text
    assert "进展  办法已报审" in text and "更正理由：听错了" in text
    assert "原文  办法已印发[/][red]" in text
    assert "报送  2026-11-20  淮数〔2026〕3号  甲" in text
    assert text.index("成果报送") < text.index("督查记录  更正"), "newest first"


def test_long_notes_are_shown_in_full_until_there_are_too_many(ledger_path: Path) -> None:
    for number in range(4):
        add(ledger_path, 1, f"{number}始" + "长" * 19_990 + f"{number}终")
    text = text_of(ledger_path, 1)
    assert "3终" in text and "2终" in text
    assert "0终" not in text and "全文按 Ctrl+K 或 v" in text


def test_tree_is_in_the_order_of_the_plan(ledger_path: Path) -> None:
    session = LedgerSession(ledger_path, "张三", today=TODAY)
    tasks = session.read(lambda c: read_tasks(c, TODAY, find_tasks(c, TODAY, TaskFilter())))
    roots = build_tree(tasks)
    assert [root.title[1] for root in roots] == list("一二三四五六")
    assert [len(root.tasks) for root in roots] == [10, 14, 9, 7, 12, 8]
    branches = [branch.title.split(".")[0] for root in roots for branch in root.children]
    assert branches == [str(number) for number in range(1, 23)]


# ---------------------------------------------------------------------- the screen


@pytest.mark.parametrize("size", SIZES)
async def test_filter_narrows_while_one_types(ledger_path: Path, size: tuple[int, int]) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=size) as pilot:
        await pilot.press("f3")
        await until_shown(pilot, "共 60 项", "推进公共数据")
        await pilot.press("ctrl+f")
        await type_text(pilot, "czj")
        await settle(pilot)
        assert task_list(app).count == 4
        await type_text(pilot, " 逾期")
        await settle(pilot)
        assert [row.key for row in [task_list(app).row_at(0)] if row] == ["6"]
        await pilot.press("escape", "escape")
        await until_shown(pilot, "共 60 项")
        assert app.focused is task_list(app)


@pytest.mark.parametrize("digits", ["45", "４５"])
async def test_typing_a_number_leads_to_that_row(ledger_path: Path, digits: str) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("f3")
        await until_shown(pilot, "共 60 项")
        await type_text(pilot, digits)
        await settle(pilot)
        assert task_list(app).cursor_key == "45"
        await until_shown(pilot, "标准机架超过4000个")


async def test_narrow_detail_stands_over_the_list(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("f3")
        await until_shown(pilot, "共 60 项")
        assert not app.screen.query_one(DetailPane).display
        await pilot.press("down", "enter")
        await until_shown(pilot, "第2项", "启动数据产权确权登记工作")
        assert not task_list(app).display
        await pilot.press("escape")
        await until_shown(pilot, "共 60 项")
        assert task_list(app).cursor_key == "2"


async def test_tree_opens_closes_and_keeps_the_task(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("f3")
        await until_shown(pilot, "共 60 项")
        await type_text(pilot, "50")
        await settle(pilot)
        await pilot.press("t")
        await until_shown(pilot, "- （五）构建包容共享的多元生态体系", "+ 22.强化督导推进")
        tree = app.screen.query_one(IndicatorTree)
        assert tree.cursor_key == "50"
        assert "6 逾期 2，未设节点" not in frame(app)
        await pilot.press("left")
        assert tree.cursor_key == "2:（五）构建包容共享的多元生态体系:18.强化技术支撑和人才培养"
        await until_shown(pilot, "共 3 项任务：未设节点 3")
        before = tree.count
        await pilot.press("left")
        assert tree.count == before - 3
        await pilot.press("ctrl+t")
        await until_shown(pilot, "共 60 项")


async def test_the_tree_asked_for_before_the_list_was_read_shows_its_first_task(
    ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, gate, find = app_on(ledger_path), threading.Event(), found_tasks.find_numbers

    def slow(*values, **named):  # type: ignore[no-untyped-def]
        gate.wait(60)
        return find(*values, **named)

    monkeypatch.setattr(found_tasks, "find_numbers", slow)
    async with app.run_test(size=WIDE) as pilot:
        try:
            await pilot.press("f3", "t")
        finally:
            gate.set()
        tree = app.screen.query_one(IndicatorTree)
        await wait_until(pilot, lambda: tree.cursor_key == "1")
        assert tree.count == 6 + 22 + 2


async def test_filter_opens_the_tree(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("f3", "t")
        await settle(pilot)
        assert app.screen.query_one(IndicatorTree).count == 6 + 22 + 2  # the branch of row 1 is open
        await pilot.press("ctrl+f")
        await type_text(pilot, "逾期")
        await settle(pilot)
        await until_shown(pilot, "45 2024年", "26 每年举办")
        tasks = [
            row.key
            for index in range(app.screen.query_one(IndicatorTree).count)
            if (row := app.screen.query_one(IndicatorTree).row_at(index)) and row.key.isdecimal()
        ]
        assert tasks == ["2", "6", "22", "25", "26", "45"]


async def test_complete_asks_which_milestone(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=NARROW) as pilot:
        await app.go("tasks", "45")
        await until_shown(pilot, "第45项")
        await pilot.press("c")
        await until_shown(pilot, "办结哪个节点", "45-2")
        await pilot.press("down", "enter")
        await until_shown(pilot, "节点办结", "标准机架超过5000个")


async def test_without_milestones_it_is_said_what_can_be_done(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=NARROW) as pilot:
        await app.go("tasks", "1")
        await until_shown(pilot, "第1项")
        await pilot.press("f9")
        await until_shown(pilot, "没有可办结的节点", "设节点")


async def test_correction_keeps_the_old_text_readable(ledger_path: Path) -> None:
    note = add(ledger_path, 1, "办法已印发")
    app = app_on(ledger_path)
    async with app.run_test(size=WIDE) as pilot:
        await app.go("tasks", "1")
        await settle(pilot)
        assert "进展  办法已印发" in detail(app)
        await pilot.press("ctrl+u")
        await until_shown(pilot, "更正督查记录")
        await settle(pilot)
        await pilot.press("end")
        await type_text(pilot, "，待备案")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "没有填写「更正理由」")
        await type_text(pilot, "补充")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "更正理由：补充" in detail(app)
        found = app.session.read(lambda c: read_notes(c, [note]))[0]
        assert (found.text, found.earlier[0].text) == ("办法已印发，待备案", "办法已印发")


async def test_retraction_takes_the_note_out_of_the_lists(ledger_path: Path) -> None:
    add(ledger_path, 1, "记错了任务")
    app = app_on(ledger_path)
    async with app.run_test(size=WIDE) as pilot:
        await app.go("tasks", "1")
        await settle(pilot)
        assert "记错了任务" in detail(app)
        await pilot.press("ctrl+w")
        await until_shown(pilot, "撤回督查记录")
        await type_text(pilot, "应记在第2项")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "督查记录  已撤回" in detail(app) and "理由：应记在第2项" in detail(app)
        assert app.session.read(lambda c: find_notes(c, task_no=1)) == []


async def test_handing_in_a_deliverable(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=WIDE) as pilot:
        await app.go("tasks", "1")
        await until_shown(pilot, "还没有（报送按")
        await pilot.press("ctrl+b")
        await until_shown(pilot, "报送成果", "还没有报送过")
        await type_text(pilot, "淮数〔2026〕3号")
        await pilot.press("ctrl+s")
        await settle(pilot)
        await until_shown(pilot, "报送  2026-11-22  淮数〔2026〕3号  张三")


async def test_note_of_20000_characters_can_be_read_to_its_end(ledger_path: Path) -> None:
    add(ledger_path, 1, "起" + "长" * 19_998 + "终")
    app = app_on(ledger_path)
    async with app.run_test(size=NARROW) as pilot:
        await app.go("tasks", "1")
        await settle(pilot)
        await pilot.press("end")
        await until_shown(pilot, "终")
        await pilot.press("ctrl+k")
        await until_shown(pilot, "督查记录全文")


async def test_keys_pressed_before_the_rows_are_there_mean_the_task_that_was_asked_for(
    ledger_path: Path,
) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=NARROW) as pilot:
        await settle(pilot)
        await app.go("tasks", "45")
        await pilot.press("c")
        await until_shown(pilot, "办结哪个节点", "45-2")


async def test_reading_anew_does_not_lose_the_place_that_was_asked_for(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("f3")
        await until_shown(pilot, "共 60 项")
        await pilot.press("f2")
        app.ledger_changed()
        await app.go("tasks", "45")
        await settle(pilot)
        assert task_list(app).cursor_key == "45"
        await until_shown(pilot, "标准机架超过5000个")
