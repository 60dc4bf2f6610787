"""节点 (F4): order and filter, the detail, and every decision by keyboard, read back from the ledger."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from support.screens import form_closed, form_open, opened, shows, stored, tells
from support.tui import SIZES, TODAY, frame, type_text

from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.words.milestones import source_word
from huaian_tui.services.decisions import (
    Completion,
    add_reading,
    cancel_milestone,
    complete_milestone,
    extend_milestone,
    set_milestone,
)
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.find_milestones import MilestoneFilter, find_milestones
from huaian_tui.store.queries.milestones import list_milestones, read_milestone
from huaian_tui.store.queries.tasks import read_readings
from huaian_tui.tui.areas.milestones import forms as dialogs
from huaian_tui.tui.areas.milestones.list import read_facts
from huaian_tui.tui.areas.milestones.text import milestone_detail
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.frame.filter_bar import FilterBar
from huaian_tui.tui.list.virtual_list import VirtualList


def found(reader: sqlite3.Connection, text: str, today: date = TODAY, *, finished: bool = True) -> list[str]:
    """The ids that a filter finds, in order."""
    return list(find_milestones(reader, today, MilestoneFilter(text=text, finished=finished)))


def milestone(path: Path, identity: str) -> MilestoneRow:
    """A milestone as the ledger has it now."""
    return stored(path, lambda c: read_milestone(c, TODAY, identity))


# ---------------------------------------------------------------------- which and in what order


def test_pressing_ones_come_first_and_finished_ones_last(ledger: Ledger, reader: sqlite3.Connection) -> None:
    extend_milestone(ledger, "2-1", date(2026, 12, 1), "批复", TODAY)
    extend_milestone(ledger, "2-2", date(2027, 12, 1), "批复", TODAY)
    complete_milestone(ledger, "22-1", Completion(TODAY, "验收", 25), TODAY)
    cancel_milestone(ledger, "45-1", "并入", TODAY)
    ids = found(reader, "")
    assert ids[0] == "6-1"
    assert ids[-6:] == ["2-1", "2-2", "26-2", "28-1", "22-1", "45-1"]
    assert found(reader, "", finished=False) == ids[:-2]


def test_the_filter_knows_states_units_pinyin_numbers_and_texts(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    assert found(reader, "czj") == ["6-1", "6-2"]
    assert found(reader, "caizhengju 逾期 资产") == ["6-1", "6-2"]
    assert found(reader, "标准机架") == ["45-1", "45-2"]
    assert found(reader, "28-1") == ["28-1"]
    assert found(reader, "未设节点") == ["26-2", "28-1"]
    assert found(reader, "2024-12 市财政局") == ["6-1"]
    assert {row.split("-")[0] for row in found(reader, "涟水县")} == {
        "2",
        "26",
        "28",
    }  # through 各县区人民政府
    assert found(reader, "没有这样的字") == []
    complete_milestone(ledger, "22-1", Completion(TODAY, "纪要", 18), TODAY)
    assert found(reader, "未达标办结") == found(reader, "办结") == ["22-1"]
    assert "22-1" not in found(reader, "逾期")


def test_a_conflict_names_both_sides_and_how_to_settle_it(ledger: Ledger, reader: sqlite3.Connection) -> None:
    first = extend_milestone(ledger, "2-1", date(2026, 12, 1), "甲的批复", TODAY)
    second = extend_milestone(ledger, "2-1", date(2026, 12, 9), "乙的批复", TODAY)
    facts = read_facts(reader, TODAY, "2-1")
    assert "冲突待核" not in milestone_detail(facts).plain
    apart = replace(facts.row, state=replace(facts.row.state, heads=(first, second)))
    plain = milestone_detail(replace(facts, row=apart)).plain
    assert plain.count("冲突待核") == 5  # the state, the heading, what it refers to, and the two decisions
    assert "2 项决定互不知情" in plain
    assert "甲的批复" in plain and "乙的批复" in plain


# ---------------------------------------------------------------------- looking


@pytest.mark.parametrize("size", SIZES)
async def test_the_list_counts_and_the_detail_quotes_the_plan(
    ledger_path: Path, size: tuple[int, int]
) -> None:
    async with opened(ledger_path, "milestones", size) as (app, pilot):
        shown = await shows(pilot, "逾期 13，临期 0", "共 15 个节点", "691天", "假定")
        assert shown.index("2024-12-31") < shown.index("2025-12-31") < shown.index("未定")
        if size[0] < 100:
            await pilot.press("enter")
        await tells(pilot, "「2024年启动数据产权确权登记工作」", "原文只写“2024年”", "还没有办结")
        await pilot.press("enter")
        await pilot.pause(0.05)
        assert app.led == [("tasks", "2")]
        await pilot.press("escape")
        await pilot.pause(0.05)
        assert app.screen.query_one(VirtualList).has_focus
        assert app.screen.query_one(VirtualList).region.width > 0


async def test_the_list_narrows_as_one_types_and_an_empty_one_says_so(ledger_path: Path) -> None:
    async with opened(ledger_path, "milestones") as (app, pilot):
        await pilot.press("slash")
        await type_text(pilot, "czj 入表")
        await shows(pilot, "共 2 个节点")
        await type_text(pilot, "没有")
        await shows(pilot, "没有符合条件的节点")
        assert app.screen.query_one(DetailPane).plain == ""
        await pilot.press("enter", "f9")
        await shows(pilot, "没有选中节点", "清空筛选")


async def test_another_screen_leads_to_a_milestone_that_the_filter_hid(ledger_path: Path) -> None:
    async with opened(ledger_path, "milestones") as (app, pilot):
        app.screen.query_one(FilterBar).set_text("czj")
        await shows(pilot, "共 2 个节点")
        await app.go("milestones", "45-2")
        await shows(pilot, "共 15 个节点", "超过5000个（不含）")
        assert app.screen.query_one(VirtualList).cursor_key == "45-2"
        assert app.screen.query_one(VirtualList).has_focus


async def test_what_officers_typed_is_shown_as_text(ledger: Ledger, ledger_path: Path) -> None:
    title = set_milestone(ledger, 3, "[/督查] [red]报告[/red] 𠮷", date(2026, 12, 1), "[/] \\[x]")
    async with opened(ledger_path, "milestones") as (app, pilot):
        await app.go("milestones", title)
        await tells(pilot, "[/督查] [red]报告[/red] 𠮷", "[/] \\[x]", "由督查人员设定")
        assert "[/督查] [red]报告" in frame(app)


# ---------------------------------------------------------------------- deciding


@pytest.mark.parametrize("size", SIZES)
async def test_completing_with_a_value_that_misses_the_target(
    ledger_path: Path, size: tuple[int, int]
) -> None:
    async with opened(ledger_path, "milestones", size) as (app, pilot):
        await app.go("milestones", "22-1")
        await shows(pilot, "第 10 个节点")
        await pilot.press("f9")
        await form_open(pilot)
        assert "指标：20家以上（含）" in frame(app)
        await pilot.press("tab")
        await type_text(pilot, "１８家")
        await shows(pilot, "18家，未达标（指标：20家以上（含））", "请在依据里写明原因")
        await pilot.press("ctrl+s")
        await shows(pilot, "没有填写「办结依据」")
        await type_text(pilot, "引进 18 家，2 家在谈")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "已登记办结", "未达标办结", "办结或中止 1")
        assert app.screen.query_one(VirtualList).cursor_key == "25-2", "the next as the list stood"
    state = milestone(ledger_path, "22-1").state
    assert (state.status, state.completed_on, state.completion_value, state.met) == (
        Status.DONE,
        TODAY,
        18,
        False,
    )
    assert state.completion_basis == "引进 18 家，2 家在谈"


async def test_a_value_that_meets_the_target_is_said_to_meet_it(ledger_path: Path) -> None:
    async with opened(ledger_path, "milestones") as (app, pilot):
        dialogs.open_complete(app, "45-1")
        await form_open(pilot)
        await pilot.press("tab")
        await type_text(pilot, "4000")
        await shows(pilot, "4000个，未达标（指标：超过4000个（不含））")
        await pilot.press("backspace")
        await type_text(pilot, "1")
        await shows(pilot, "4001个，达标")
        assert "未达标" not in frame(app)


async def test_a_completion_in_the_future_is_refused_at_its_field(ledger_path: Path) -> None:
    async with opened(ledger_path, "milestones") as (app, pilot):
        dialogs.open_complete(app, "2-1")
        form = await form_open(pilot)
        assert "完成数值" not in frame(app)  # no target, no value
        await type_text(pilot, "+5")
        await shows(pilot, "2026-11-27 周五")
        await pilot.press("tab")
        await type_text(pilot, "验收")
        await pilot.press("ctrl+s")
        await shows(pilot, "办结日期不能晚于今天", "请填今天或更早的日期")
        assert app.screen is form
    assert milestone(ledger_path, "2-1").state.status is Status.OPEN


@pytest.mark.parametrize("size", SIZES)
async def test_extending_shows_the_day_that_is_meant(ledger_path: Path, size: tuple[int, int]) -> None:
    async with opened(ledger_path, "milestones", size) as (app, pilot):
        await shows(pilot, "共 15 个节点")
        await pilot.press("e")
        await form_open(pilot)
        assert "2024-12-31（假定）" in frame(app)
        await type_text(pilot, "下个月")
        await pilot.press("tab")
        await type_text(pilot, "〔2026〕9号")
        await pilot.press("shift+tab")
        await type_text(pilot, "10个工作日内")
        await shows(pilot, "2026-12-04 周五")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "临期 1", "2026-12-04", "决定")
    state = milestone(ledger_path, "2-1").state
    assert (state.due, state.assumed, state.basis) == (date(2026, 12, 4), False, "〔2026〕9号")
    assert state.original_due == date(2024, 12, 31)


@pytest.mark.parametrize("size", SIZES)
async def test_a_decision_of_an_earlier_day_is_recorded_for_it(
    ledger_path: Path, size: tuple[int, int]
) -> None:
    """One after the other: what was stopped is supervised again."""
    forms = {
        "milestone_set": (dialogs.open_set, ["题", "2026年底", "纪要"]),
        "milestone_extend": (dialogs.open_extend, ["2026年底", "纪要"]),
        "milestone_cancel": (dialogs.open_cancel, ["纪要"]),
        "milestone_reopen": (dialogs.open_reopen, ["", "纪要"]),
    }
    newest = "SELECT kind, occurred_on FROM record WHERE rid >= 0 ORDER BY id DESC"
    async with opened(ledger_path, "milestones", size) as (app, pilot):
        for kind, (open_form, typed) in forms.items():
            open_form(app, 2 if kind == "milestone_set" else "2-1")
            await form_open(pilot)
            for text in typed:
                await type_text(pilot, text)
                await pilot.press("tab")
            await type_text(pilot, "明天")
            await pilot.press("ctrl+s")
            await shows(pilot, "不能晚于今天")
            await pilot.press("ctrl+a")
            await type_text(pilot, "3月2日")
            await shows(pilot, "2026-03-02 周一")
            await pilot.press("ctrl+s")
            await form_closed(pilot)
            last = stored(ledger_path, lambda c: c.execute(newest).fetchone())
            assert last == (kind, "2026-03-02")


def test_the_detail_says_the_own_day_of_a_decision_recorded_later(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    extend_milestone(ledger, "2-1", date(2026, 12, 4), "批复", TODAY, day=date(2026, 3, 2))
    assert "2026-03-02（2026-11-22 登记）" in milestone_detail(read_facts(reader, TODAY, "2-1")).plain


async def test_a_date_that_is_not_understood_is_said_at_the_field(ledger_path: Path) -> None:
    async with opened(ledger_path, "milestones") as (app, pilot):
        dialogs.open_extend(app, "2-1")
        await form_open(pilot)
        await type_text(pilot, "过几天")
        await pilot.press("tab")
        await shows(pilot, "日期「过几天」没有看懂", "可以这样写")
        await type_text(pilot, "批复")
        await pilot.press("ctrl+s")
        await pilot.pause(0.1)
    assert milestone(ledger_path, "2-1").state.due == date(2024, 12, 31)


async def test_a_quarterly_duty_makes_one_milestone_a_quarter_while_the_plan_runs(ledger_path: Path) -> None:
    async with opened(ledger_path, "milestones", today=date(2025, 2, 10)) as (app, pilot):
        dialogs.open_set(app, 12)
        await form_open(pilot)
        await type_text(pilot, "数据质量评估报告")
        await pilot.press("tab")
        await type_text(pilot, "每季度末")
        await shows(pilot, "设 4 个节点：2025-03-31、2025-06-30", "2025-12-31")
        await pilot.press("tab")
        await type_text(pilot, "领导批示")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "第12项已设 4 个节点")
    rows = stored(ledger_path, lambda c: list_milestones(c, TODAY, task_no=12))
    assert [row.state.due for row in rows] == [
        date(2025, 3, 31),
        date(2025, 6, 30),
        date(2025, 9, 30),
        date(2025, 12, 31),
    ]
    assert rows[0].state.title == "数据质量评估报告（2025-03-31）"
    assert {row.state.basis for row in rows} == {"领导批示"}


async def test_a_milestone_without_a_possible_date_is_refused(ledger_path: Path) -> None:
    refused = {
        "每季度末": "没有可设的时限；方案到 2025-12-31 为止",
        "长期": "长期工作没有期限",
        "2020年底": "早于方案起始日",
    }
    async with opened(ledger_path, "milestones") as (app, pilot):
        dialogs.open_set(app, 12)
        form = await form_open(pilot)
        await type_text(pilot, "报告")
        await pilot.press("tab", "tab")
        await type_text(pilot, "批示")
        await pilot.press("shift+tab")
        for typed, said in refused.items():
            assert said not in frame(app)
            await pilot.press("ctrl+a")
            await type_text(pilot, typed)
            await pilot.press("ctrl+s")
            await shows(pilot, typed, said)
            assert app.screen is form
    assert stored(ledger_path, lambda c: list_milestones(c, TODAY, task_no=12)) == []


async def test_a_bare_year_set_by_an_officer_is_a_decision(ledger_path: Path) -> None:
    async with opened(ledger_path, "milestones") as (app, pilot):
        await shows(pilot, "共 15 个节点")
        await pilot.press("ctrl+n")
        await form_open(pilot)
        await type_text(pilot, "补办")
        await pilot.press("tab")
        await type_text(pilot, "2027年")
        await pilot.press("tab")
        await type_text(pilot, "交办单3号")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
    rows = stored(ledger_path, lambda c: list_milestones(c, TODAY, task_no=2))
    made = next(row.state for row in rows if row.state.title == "补办")
    assert (made.due, made.assumed) == (date(2027, 12, 31), False)


async def test_cancelling_hiding_and_reopening(ledger_path: Path) -> None:
    async with opened(ledger_path, "milestones") as (app, pilot):
        await shows(pilot, "共 15 个节点")
        await pilot.press("x")
        await form_open(pilot)
        await type_text(pilot, "任务并入第3项")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "中止", "办结或中止 1")
        await pilot.press("ctrl+t")
        await shows(pilot, "共 14 个节点", "不含已办结、中止")
        await pilot.press("ctrl+t")
        await shows(pilot, "共 15 个节点")
        await app.go("milestones", "2-1")
        await shows(pilot, "任务并入第3项")
        await pilot.press("f9")
        await shows(pilot, "这个节点已中止", "重新督办")
        await pilot.press("escape", "o")
        await form_open(pilot)
        await shows(pilot, "不写则仍为 2024-12-31（假定），已过期")
        await type_text(pilot, "2027年6月底")
        await pilot.press("tab")
        await type_text(pilot, "核查发现未落实")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "逾期 12")
    state = milestone(ledger_path, "2-1").state
    assert (state.status, state.due) == (Status.OPEN, date(2027, 6, 30))


async def test_a_milestone_that_is_not_closed_need_not_be_reopened(ledger_path: Path) -> None:
    async with opened(ledger_path, "milestones") as (app, pilot):
        dialogs.open_reopen(app, "2-1")
        await shows(pilot, "不需要重新督办")


async def test_registering_a_value(ledger: Ledger, ledger_path: Path) -> None:
    add_reading(ledger, "45-2", 4100, date(2026, 9, 30), TODAY)
    async with opened(ledger_path, "milestones") as (app, pilot):
        await app.go("milestones", "45-2")
        await shows(pilot, "2026-09-30  4100个  未达标")
        await pilot.press("d")
        await form_open(pilot)
        await type_text(pilot, "很多")
        await pilot.press("tab")
        await shows(pilot, "「很多」不是一个数")
        await pilot.press("shift+tab", "home", "ctrl+k")
        await type_text(pilot, "5,200")
        await shows(pilot, "5200个，达标")
        await pilot.press("ctrl+s")
        await shows(pilot, "已登记数值", "已达到指标，登记办结", "2026-11-22 读数5200个，达到指标")
        await pilot.press("escape")
        await form_closed(pilot)
        assert app.screen.query_one(VirtualList).cursor_key == "26-2", "the next of the list"
        await pilot.press("up")
        await tells(pilot, "2026-11-22  5200个  达标")
    readings = stored(ledger_path, lambda c: list(read_readings(c, 45)))
    assert [(one.milestone, one.value, one.met) for one in readings] == [
        ("45-2", 4100, False),
        ("45-2", 5200, True),
    ]


async def test_a_milestone_without_a_target_takes_no_value(ledger_path: Path) -> None:
    async with opened(ledger_path, "milestones") as (app, pilot):
        dialogs.open_reading(app, "2-1")
        await shows(pilot, "这个节点没有量化指标", "督查记录")


def test_a_date_decided_for_an_undated_milestone_is_no_longer_the_plans(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    assert source_word(read_milestone(reader, TODAY, "26-2").state) == "未写"
    extend_milestone(ledger, "26-2", date(2027, 6, 30), "批示", TODAY)
    assert source_word(read_milestone(reader, TODAY, "26-2").state) == "决定"
    assert source_word(read_milestone(reader, TODAY, "2-1").state) == "假定"


@pytest.mark.parametrize("size", SIZES)
async def test_an_own_milestone_gets_a_target_with_planned_values(
    ledger_path: Path, size: tuple[int, int]
) -> None:
    async with opened(ledger_path, "milestones", size) as (app, pilot):
        dialogs.open_set(app, 5)
        await form_open(pilot)
        for typed in ("培育数据企业", "2026-12-31", "会议纪要"):
            await type_text(pilot, typed)
            await pilot.press("tab")
        await pilot.press("tab")
        await shows(pilot, "计划3月 20，6月 50")
        await type_text(pilot, "100家；计划6月 20，3月 50")
        await pilot.press("shift+tab")
        await shows(pilot, "不是由早到晚")
        await pilot.press("tab", "home", "ctrl+k")
        await type_text(pilot, "100家；计划3月 20，6月 50")
        await shows(pilot, "按 100家；计划进度：2026-03-31 20家")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "第5项已设 1 个节点")
    (row,) = stored(ledger_path, lambda c: list_milestones(c, TODAY, task_no=5))
    assert row.state.target is not None
    assert [one.value for one in row.state.target.trajectory] == [20, 50]


@pytest.mark.parametrize("size", SIZES)
async def test_a_target_is_changed_and_lists_narrow_to_what_is_behind(
    ledger: Ledger, ledger_path: Path, size: tuple[int, int]
) -> None:
    extend_milestone(ledger, "45-2", date(2026, 12, 31), "批复", TODAY)
    add_reading(ledger, "45-2", 4100, TODAY, TODAY)
    async with opened(ledger_path, "milestones", size) as (app, pilot):
        await app.go("milestones", "45-2")
        await shows(pilot, "标准机架超过5000个")
        app.screen.action_milestone_target()  # type: ignore[attr-defined]
        await form_open(pilot)
        await shows(pilot, "设指标", "按 超过5000个（不含）")
        await pilot.press("tab")
        await type_text(pilot, "4000")
        await pilot.press("tab", "tab")
        await type_text(pilot, "9月 4500")
        await pilot.press("tab")
        await type_text(pilot, "会议纪要")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "已设定指标")
        bar = app.screen.query_one(FilterBar)
        bar.query_one("Input").focus()
        await type_text(pilot, "未达序时")
        await shows(pilot, "共 1 个节点")
        if size[0] < 100:
            await pilot.press("escape", "enter")
        await tells(pilot, "未达序时，2026-11-22 读数4100个，按计划进度应达4500个，差400个", "基数4000个")
    target = milestone(ledger_path, "45-2").state.target
    assert target is not None and (target.operator, target.baseline) == (">", 4000)
