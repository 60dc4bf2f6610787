"""打单据: from the menu of F3, F4, F5 and F6 to the sheets in F6."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.screens import form_closed, form_open, opened, shows, stored
from support.tui import SIZES, TODAY, wait_until

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.services.notices import keep_draft
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.notices import list_notices
from huaian_tui.tui.areas.notices.office_sheets import Subject

Size = tuple[int, int]


def sheets(path: Path) -> list[NoticeRow]:
    """The papers of the ledger, newest first."""
    return stored(path, list_notices)


@pytest.mark.parametrize("size", SIZES)
async def test_a_visit_sheet_of_a_task(ledger_path: Path, size: Size) -> None:
    async with opened(ledger_path, "tasks", size) as (app, pilot):
        await app.go("tasks", "2")
        await wait_until(pilot, lambda: app.screen._number == 2 and app.screen.records.is_settled)
        await pilot.press("ctrl+backslash", "e")
        await form_open(pilot)
        await shows(pilot, "打单据", "查访单", "任务 第2项")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await wait_until(pilot, lambda: bool(app.led))
        (made,) = sheets(ledger_path)
        assert app.led == [("notices", made.record_id.hex())]
    assert (made.kind, made.title) == ("visit", "第2项查访单")


async def test_a_visit_sheet_of_a_unit(ledger_path: Path) -> None:
    async with opened(ledger_path, "units") as (app, pilot):
        await app.go("units", "市财政局")
        await wait_until(pilot, lambda: app.screen.records.cursor_key == "市财政局")
        await pilot.press("ctrl+backslash", "e")
        await form_open(pilot)
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await wait_until(pilot, lambda: bool(app.led))
    (made,) = sheets(ledger_path)
    assert (made.kind, made.units) == ("visit", ("市财政局",))


async def test_what_was_not_decided_is_refused(ledger_path: Path) -> None:
    async with opened(ledger_path, "milestones") as (app, pilot):
        await app.go("milestones", "2-1")
        await wait_until(pilot, lambda: app.screen.records.cursor_key == "2-1")
        await pilot.press("ctrl+backslash", "e")
        await form_open(pilot)
        await shows(pilot, "延期批复单")
        await pilot.press("ctrl+s")
        await shows(pilot, "没有可批复的延期")
    assert sheets(ledger_path) == []


async def test_a_routing_sheet_of_a_paper(ledger: Ledger, ledger_path: Path) -> None:
    request = NoticeRequest(kind=NoticeKind.REMINDER, today=TODAY, units=("市工信局",))
    paper = keep_draft(ledger, compose(ledger.connection, request), TODAY)
    async with opened(ledger_path, "notices") as (app, pilot):
        await app.go("notices", paper.hex())
        await wait_until(pilot, lambda: app.screen.records.cursor_key == paper.hex())
        await pilot.press("ctrl+backslash", "e")
        await form_open(pilot)
        await shows(pilot, "发文稿纸")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await wait_until(pilot, lambda: len(sheets(ledger_path)) == 2)
    assert sheets(ledger_path)[0].kind == "routing"


def test_each_place_has_its_sheets() -> None:
    assert Subject(notices=("1",)).kinds == (NoticeKind.ROUTING,)
    assert NoticeKind.VISIT in Subject(tasks=(2,)).kinds
    assert Subject(milestones=("2-1",), tasks=(2,)).kinds[0] is NoticeKind.EXTENSION
    assert Subject(units=("市财政局",)).kinds[0] is NoticeKind.VISIT
