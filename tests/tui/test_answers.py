"""办理情况报告: from the menu of F3 to the drafts in F6, for a matter with and without ties."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.office_plans import Office, several_plans
from support.screens import form_closed, form_open, opened, shows, stored
from support.tui import SIZES, wait_until
from textual.pilot import Pilot

from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.services.matters import tie_tasks
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.notices import list_notices
from huaian_tui.tui.app import HuaianApp

Size = tuple[int, int]


@pytest.fixture
def office(ledger: Ledger) -> Office:
    """Several plans; the matter and a task of 水环境 are the same thing."""
    made = several_plans(ledger)
    tie_tasks(ledger, made.matters[0], [made.water_tasks[0]])
    return made


async def asked(app: HuaianApp, pilot: Pilot[None], task: int) -> None:
    """The action on a task, by its letter."""
    await app.go("tasks", str(task))
    await wait_until(pilot, lambda: app.screen._number == task and app.screen.records.is_settled)
    await pilot.press("ctrl+backslash", "d")


def drafts(path: Path) -> list[NoticeRow]:
    """The notices of the ledger, oldest first."""
    return sorted(stored(path, list_notices), key=lambda one: one.record_id)


@pytest.mark.parametrize("size", SIZES)
async def test_each_source_gets_a_draft_and_the_own_one_is_shown(
    office: Office, ledger_path: Path, size: Size
) -> None:
    async with opened(ledger_path, "tasks", size) as (app, pilot):
        await asked(app, pilot, office.matters[0])
        await form_open(pilot)
        await shows(pilot, "各来源各一份，共 2 份", "交办〔2026〕1号：批示，2026-11-20", "SHJ第1项：水环境")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await wait_until(pilot, lambda: bool(app.led))
        made = drafts(ledger_path)
        assert app.led == [("notices", made[0].record_id.hex())]
        assert any("已拟好 2 份草稿" in one.message for one in app._notifications)
    assert [(one.kind, one.title) for one in made] == [
        ("answer", "关于交办〔2026〕1号办理情况的报告"),
        ("answer", "关于《淮安市水环境治理三年行动计划》第1项办理情况的报告"),
    ]
    assert made[0].addressee == "市长"


async def test_a_tied_task_offers_its_sources_and_one_alone_is_chosen(
    office: Office, ledger_path: Path
) -> None:
    async with opened(ledger_path, "tasks") as (app, pilot):
        await asked(app, pilot, office.water_tasks[0])
        form = await form_open(pilot)
        field, _ = form._fields
        await shows(pilot, "[各来源各一份，共 2 份] SHJ第1项  交办〔2026〕1号")
        field.set_raw(str(office.matters[0]))
        await pilot.press("ctrl+s")
        await form_closed(pilot)
    assert [one.title for one in drafts(ledger_path)] == ["关于交办〔2026〕1号办理情况的报告"]


@pytest.mark.parametrize("size", SIZES)
async def test_a_task_that_nobody_handed_over_is_refused_with_the_way_out(
    office: Office, ledger_path: Path, size: Size
) -> None:
    async with opened(ledger_path, "tasks", size) as (app, pilot):
        await asked(app, pilot, office.water_tasks[1])
        await shows(pilot, "没有要答复的来源", "SHJ第2项是方案里的任务", "只报告这一项")
        await pilot.press("escape")
    assert drafts(ledger_path) == []


async def test_an_answer_takes_the_day_of_its_data(office: Office, ledger_path: Path) -> None:
    async with opened(ledger_path, "tasks") as (app, pilot):
        await asked(app, pilot, office.matters[0])
        form = await form_open(pilot)
        await shows(pilot, "数据截至")
        form._fields[1].set_raw("2024-12-01")
        await pilot.press("ctrl+s")
        await shows(pilot, "那一天还没有登记")
        form._fields[1].set_raw("")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
    assert len(drafts(ledger_path)) == 2
