"""单位 (F5): the name is typed at once and the answer stands; tasks by role and through groups."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from support.screens import form_open, opened, shows
from support.tui import SIZES, TODAY, frame, type_text, wait_until

from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.milestones import list_overdue
from huaian_tui.tui.areas.units import list as unit_list
from huaian_tui.tui.areas.units.list import concern_rows, read_facts, search
from huaian_tui.tui.areas.units.text import unit_head
from huaian_tui.tui.forms.line_input import LineInput
from huaian_tui.tui.list.virtual_list import VirtualList


def head(reader: sqlite3.Connection, query: str) -> str:
    """The answer to a query, as text."""
    found = search(reader, TODAY, query)
    name = found.rows[0].name
    return unit_head(read_facts(reader, TODAY, name), found.read_as.get(name, "")).plain


# ---------------------------------------------------------------------- what is found and said


def test_many_overdue_milestones_of_a_unit_are_counted_not_listed(
    reader: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = list_overdue(reader, TODAY, unit="市数据局")
    monkeypatch.setattr(unit_list, "MOST_OVERDUE", 4)
    facts = read_facts(reader, TODAY, "市数据局")
    assert list(facts.overdue) == everything[:4]
    assert facts.overdue_count == len(everything) > 4
    assert f"另有 {len(everything) - 4} 个" in unit_head(facts, "").plain
    monkeypatch.undo()
    assert "另有" not in unit_head(read_facts(reader, TODAY, "市数据局"), "").plain


@pytest.mark.parametrize("query", ["czj", "caizhengju", "市财政局", "淮安市财政局", "ｃｚｊ"])
def test_short_full_and_pinyin_names_find_the_same_unit(reader: sqlite3.Connection, query: str) -> None:
    assert search(reader, TODAY, query).rows[0].name == "市财政局"


def test_a_unit_says_what_it_leads_supports_and_may_be_concerned_with(reader: sqlite3.Connection) -> None:
    text = head(reader, "czj")
    assert "市财政局  淮安市财政局" in text
    assert "全称待核" not in text
    assert "牵头 2，责任 2，可能涉及 13" in text
    assert "逾期 1  未设节点 3" in text
    assert "第6项  形成数据资产入表实例  逾期691天" in text
    rows = concern_rows(reader, TODAY, read_facts(reader, TODAY, "市财政局").concerns)
    assert [(row.cells[0], row.key) for row in rows[:4]] == [
        ("牵头", "6"),
        ("牵头", "57"),
        ("责任", "47"),
        ("责任", "58"),
    ]
    assert {(row.cells[0], row.cells[-1]) for row in rows[4:]} == {("可能涉及", "市各有关部门单位")}


def test_a_county_stands_through_its_group(reader: sqlite3.Connection) -> None:
    text = head(reader, "涟水县")
    assert "经集体责任 17" in text and "牵头" not in text
    rows = concern_rows(reader, TODAY, read_facts(reader, TODAY, "涟水县").concerns)
    assert {(row.cells[0], row.cells[-1]) for row in rows} == {("经集体责任", "各县区人民政府")}


@pytest.mark.parametrize(
    ("query", "name", "said"),
    [
        ("市工信厅", "市工信局", "“市工信厅”按“市工信局”理解"),
        ("清河区", "清江浦区", "2016年清河区、清浦区合并"),
        ("市数据局", "市数据局", "全称待核"),
        ("各县区人民政府", "各县区人民政府", "成员  清江浦区、淮安区"),
        ("市知识产权局", "市知识产权局", "可能是市市场监管局加挂的牌子"),
    ],
)
def test_what_is_assumed_or_uncertain_is_said(
    reader: sqlite3.Connection, query: str, name: str, said: str
) -> None:
    text = head(reader, query)
    assert text.startswith(name)
    assert said in text


def test_members_that_may_not_belong_to_a_group_are_told_apart(reader: sqlite3.Connection) -> None:
    text = head(reader, "各县区人民政府")
    certain, uncertain = text.split("成员  ")[1].split("待定  ")
    assert certain.strip() == "清江浦区、淮安区、淮阴区、洪泽区、涟水县、盱眙县、金湖县"
    assert uncertain.split("\n")[0] == "淮安经济技术开发区、淮安工业园区、淮安生态文旅区"
    assert "成员  " not in head(reader, "市各有关部门单位")  # open: nobody is certain


def test_the_latest_notes_of_a_unit_are_shown_shortened(ledger: Ledger, reader: sqlite3.Connection) -> None:
    for day in range(1, 6):
        draft = NoteDraft(6, f"第{day}次[/]\n" + "督" * 100, date(2026, 11, day), units=("市财政局",))
        add_note(ledger, draft, TODAY)
    text = head(reader, "czj")
    assert text.index("第5次[/]") < text.index("第4次") < text.index("第3次")
    assert "第2次" not in text
    assert "督.." in text and "督" * 100 not in text


# ---------------------------------------------------------------------- on the screen


@pytest.mark.parametrize("size", SIZES)
async def test_f5_a_few_letters_enter_and_the_answer_stands(ledger_path: Path, size: tuple[int, int]) -> None:
    async with opened(ledger_path, "units", size) as (app, pilot):
        await pilot.press("f5", "c", "z", "j", "enter")
        shown = await shows(
            pilot, "淮安市财政局", "牵头 2，责任 2，可能涉及 13", "共 17 项", "第 1 个，共 1 个"
        )
        assert "czj" in shown
        units = app.screen.query_one("#unit-list", VirtualList)
        assert units.has_focus and units.cursor_key == "市财政局"


async def test_keys_typed_on_the_way_come_to_the_input(ledger_path: Path) -> None:
    async with opened(ledger_path, "units") as (app, pilot):
        await pilot.press("escape", "down")
        assert app.screen.query_one("#unit-list", VirtualList).has_focus
        await pilot.press("f5", "g", "a", "j")
        await shows(pilot, "淮安市公安局")
        await pilot.press("f5")
        await type_text(pilot, "涟水")
        await shows(pilot, "经集体责任 17")
        assert app.screen.query_one(LineInput).value == "涟水"


async def test_from_unit_to_task_and_back(ledger_path: Path) -> None:
    async with opened(ledger_path, "units") as (app, pilot):
        await pilot.press("c", "z", "j", "enter")
        await shows(pilot, "共 17 项")
        await pilot.press("enter", "down", "enter")
        await pilot.pause(0.05)
        assert app.led == [("tasks", "57")]
        await pilot.press("escape")
        assert app.screen.query_one("#unit-list", VirtualList).has_focus
        await pilot.press("escape")
        assert app.screen.query_one(LineInput).has_focus


async def test_an_unknown_name_gets_the_nearest_ones(ledger_path: Path) -> None:
    async with opened(ledger_path, "units") as (app, pilot):
        await type_text(pilot, "市财证局")
        await shows(pilot, "没有找到单位「市财证局」", "相近的有", "市财政局")
        assert app.screen.query_one("#unit-tasks", VirtualList).count == 0
        await pilot.press("ctrl+r")
        await shows(pilot, "没有选中单位")


async def test_markup_in_the_input_is_text(ledger_path: Path) -> None:
    async with opened(ledger_path, "units") as (_, pilot):
        await type_text(pilot, "[/督查]")
        await shows(pilot, "没有找到单位「[/督查]」")


async def test_a_reminder_and_a_note_start_from_here(ledger_path: Path) -> None:
    async with opened(ledger_path, "units") as (app, pilot):
        await pilot.press("c", "z", "j", "enter")
        await shows(pilot, "淮安市财政局", "共 17 项")
        await pilot.press("r")
        await pilot.pause(0.05)
        assert app.led == [("notices", "reminder:市财政局")]
        await pilot.press("f8")
        await form_open(pilot)
        assert "第6项" in frame(app)


async def test_another_screen_leads_to_a_unit(ledger_path: Path) -> None:
    async with opened(ledger_path, "units") as (app, pilot):
        await type_text(pilot, "czj")
        await shows(pilot, "淮安市财政局")
        await app.go("units", "涟水县")
        await shows(pilot, "经集体责任 17")
        assert app.screen.query_one("#unit-list", VirtualList).cursor_key == "涟水县"
        assert app.screen.query_one("#unit-list", VirtualList).has_focus


async def test_a_slash_before_the_name_is_no_text_and_down_goes_to_the_first_hit(ledger_path: Path) -> None:
    async with opened(ledger_path, "units") as (app, pilot):
        units = app.screen.query_one("#unit-list", VirtualList)
        await type_text(pilot, "/czj")
        await wait_until(pilot, lambda: units.cursor_key == "市财政局")
        await pilot.press("f5")
        await type_text(pilot, "／")
        assert app.screen.query_one(LineInput).value == "czj", "marked as a whole, not replaced"
        await type_text(pilot, "涟水")
        await wait_until(pilot, lambda: units.cursor_key == "涟水县")
        await pilot.press("down")
        assert units.has_focus and units.cursor == 0
