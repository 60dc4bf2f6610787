"""单位自报: each report stands beside what was known, and the officer decides."""

from __future__ import annotations

import sqlite3
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.forms import GOOD
from support.reports import DONE, UNIT, head, reported, sides, states, waiting
from support.screens import OneScreenApp, form_closed, form_open, opened, shows, stored
from support.tui import PATIENCE, SIZES, frame, type_text, wait_until
from textual.pilot import Pilot

from huaian_tui.domain.report_states import ReportState
from huaian_tui.services.decisions import add_reading
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.services.self_reports import confirm_report, reject_report
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.queries.milestones import read_milestone
from huaian_tui.store.queries.notes import find_notes, read_notes
from huaian_tui.store.queries.self_reports import list_reports
from huaian_tui.tui.actions.palette import PaletteDialog
from huaian_tui.tui.forms.message import MessageDialog
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.session import LedgerSession


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
        for text in ("2026-11-10 已完成", "5200个，达标", "已完成验收", "电力不足", "甲 0517-83600000"):
            assert text in said
        for text in (
            "逾期326天",
            "2026-09-30 读数 4200个，未达标",
            "机房已封顶",
            "电力没有增容",
            "没有报过",
        ):
            assert text in known
        shown = frame(pilot.app)
        assert UNIT in shown and "第45项" in shown and "第 1 条，共 1 条" in shown
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
    for mode, keys in (
        ("records", ["h"]),
        ("units", ["down", "ctrl+a"]),
        ("tasks", ["ctrl+p", *"hszb", "enter"]),
    ):
        async with opened(ledger_path, mode) as (_, pilot):
            for key in keys:
                await pilot.press(key)
                await pilot.pause()
            dialog = await waiting(pilot, 0)
            await shows(pilot, "没有待核实的自报", "Ctrl+O、i 或 Ins 导入")
            await pilot.press("f9")
            await wait_until(pilot, lambda: isinstance(pilot.app.screen, MessageDialog))
            assert "没有要核实的自报" in frame(pilot.app)
            await pilot.press("escape", "escape")
            await wait_until(pilot, lambda dialog=dialog: not dialog.is_attached)


async def test_the_palette_names_only_keys_that_work_here(ledger_path: Path) -> None:
    """On the tasks Ctrl+O is 重新督办, so that 导入反馈表 has its letter and Ins there."""
    for mode, keys in (("tasks", "i 或 Ins"), ("overview", "Ctrl+O、i 或 Ins")):
        async with opened(ledger_path, mode) as (_, pilot):
            await pilot.press("ctrl+p", *"drfkb")
            await wait_until(pilot, lambda: isinstance(pilot.app.screen, PaletteDialog))
            found = pilot.app.screen.query_one(VirtualList)
            await wait_until(pilot, lambda found=found: found.count == 1)
            row = found.row_at(0)
            assert row is not None and row.cells[:2] == ("导入反馈表", keys)


# ---------------------------------------------------------------------- deciding


async def said(pilot: Pilot[Any], told: str) -> None:
    """Wait for a message that says so."""
    await wait_until(pilot, lambda: any(told in one.message for one in pilot.app._notifications))


@pytest.mark.parametrize("size", SIZES)
async def test_each_decision_does_what_it_says_and_the_next_report_follows(
    ledger: Ledger, ledger_path: Path, today: date, tmp_path: Path, size: tuple[int, int]
) -> None:
    answers = {"45-2": {**DONE, "value": 52}, "2-1": DONE, "25-1": {**GOOD, "value": 3}}
    reported(ledger, today, tmp_path, answers)
    order = [row.milestone for row in stored(ledger_path, list_reports)]
    steps = {
        "45-2": ("f9", "将显示为「未达标办结」", "节点已办结（未达标办结）"),
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
            await said(pilot, told)
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
        await shows(pilot, "没有填写「驳回理由」")
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


class HeldSession(LedgerSession):
    """A ledger on a slow disk: nothing is read while ``may_read`` is clear."""

    may_read = threading.Event()

    def read(self, *arguments: Any) -> Any:
        assert self.may_read.wait(PATIENCE), "the test did not let the list be read"
        return super().read(*arguments)


async def test_a_key_pressed_while_the_list_is_read_decides_on_the_report_that_is_meant_or_on_none(
    ledger: Ledger, ledger_path: Path, today: date, tmp_path: Path
) -> None:
    reported(ledger, today, tmp_path, {"45-2": DONE, "2-1": DONE})
    first, second = stored(ledger_path, list_reports)
    session = HeldSession(ledger_path, "张三", today=today)
    session.may_read.set()
    app = OneScreenApp(session, "overview")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await wait_until(pilot, lambda: bool(list(app.screen.query(VirtualList))))
        session.may_read.clear()
        await pilot.press("h", "x")
        session.may_read.set()
        assert first.milestone in (await form_open(pilot)).query_one(".form-intro").plain  # type: ignore[attr-defined]
        reject_report(ledger, first.record_id, "已由同事驳回", today)
        session.may_read.clear()
        await pilot.press("escape", "c")
        session.may_read.set()
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


async def test_a_report_decided_by_mistake_waits_again(
    ledger: Ledger, ledger_path: Path, today: date, tmp_path: Path
) -> None:
    reported(ledger, today, tmp_path, {"45-2": {**DONE, "value": 5200}})
    (report,) = list_reports(ledger.connection)
    confirm_report(ledger, report.record_id, today)
    async with opened(ledger_path, "records") as (_, pilot):
        await pilot.press("h")
        await waiting(pilot, 0)
        await pilot.press("w")
        await sent_back(pilot)
        await shows(pilot, "重新待核实")
        await waiting(pilot, 1)
    assert stored(ledger_path, lambda c: read_milestone(c, today, "45-2").state.completed_on) is None
    assert stored(ledger_path, lambda c: find_notes(c, task_no=45)) == []


async def sent_back(pilot: Any) -> None:
    """Pick the only report, and say why."""
    await shows(pilot, "退回核实哪一条")
    await pilot.press("enter")
    await form_open(pilot)
    await shows(pilot, "它重新待核实")
    await type_text(pilot, "核错了单位")
    await pilot.press("ctrl+s")
    await form_closed(pilot)
