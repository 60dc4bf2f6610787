"""The week of an office, its papers from and to units: how many keys the forms and 43 情况表 take.

What is done with all forms of a folder takes as many keys for 22 of them as for the six of the test.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from support.counted_keys import Counted
from support.forms import GOOD, filled, saved, sheet
from support.screens import form_closed, form_open, opened, shows, stored
from support.tui import TODAY, wait_until

from huaian_tui.documents.xlsx.feedback_form import units_to_ask, write_feedback_form
from huaian_tui.domain.feedback_layout import HEAD_ROW, MILESTONE_COLUMN
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.domain.report_states import ReportState
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.notices import list_notices
from huaian_tui.store.queries.self_reports import list_reports
from huaian_tui.tui.areas.self_reports.dialog import ReportsDialog
from huaian_tui.tui.areas.self_reports.import_results import ImportResults
from huaian_tui.tui.files.chooser import FileChooser
from huaian_tui.tui.files.places import recent_folders
from huaian_tui.tui.list.virtual_list import VirtualList

FORMS, SHEETS = 6, 43


def came_back(ledger: Ledger, folder: Path) -> int:
    """Forms of units that are asked, each with its first line filled; how many there are."""
    folder.mkdir()
    units = units_to_ask(ledger.connection, TODAY)[:FORMS]
    for unit in units:
        data = write_feedback_form(ledger.connection, TODAY, unit)
        first = str(sheet(data)[HEAD_ROW + 1][MILESTONE_COLUMN])
        saved(folder, filled(data, {first: GOOD}), f"{unit}_反馈表.xlsx")
    return len(units)


async def test_forms_that_came_back_are_taken_and_confirmed(
    ledger: Ledger, ledger_path: Path, today: date, tmp_path: Path
) -> None:
    """From the folder in which they lie to notes in the ledger."""
    folder = tmp_path / "收到"
    many = came_back(ledger, folder)
    async with opened(ledger_path, "overview") as (app, pilot):
        app.preferences = tmp_path / "preferences.json"
        counted = Counted(pilot)
        await counted.press("ctrl+o")
        await form_open(pilot)
        await counted.press("ctrl+o")
        await wait_until(pilot, lambda: isinstance(app.screen, FileChooser))
        app.screen._go_to(tmp_path)  # where the chooser begins is the machine's
        await shows(pilot, "收到")
        await counted.type("收")
        await wait_until(pilot, lambda: app.screen.query_one(VirtualList).is_settled)
        await counted.press("ctrl+s")
        await form_open(pilot)
        await counted.press("ctrl+s")
        await wait_until(pilot, lambda: isinstance(app.screen, ImportResults))
        await shows(pilot, f"共 {many} 份：收下 {many} 份，新收自报 {many} 条")
        await counted.press("ctrl+a")
        await wait_until(pilot, lambda: isinstance(app.screen, ReportsDialog))
        reports = app.screen.query_one(VirtualList)
        await wait_until(pilot, lambda: reports.is_settled and reports.count == many)
        await counted.press("*")
        await wait_until(pilot, lambda: len(reports.marked) == many)
        await counted.press("f9")
        await form_open(pilot)
        await shows(pilot, f"核实自报：{many} 条自报")
        await counted.press("ctrl+s")
        await wait_until(pilot, lambda: isinstance(app.screen, ReportsDialog) and reports.count == 0)
        assert recent_folders(app, "forms")[0] == folder
    assert many == FORMS and counted.keys <= 13
    confirmed = stored(ledger_path, lambda c: list_reports(c, state=ReportState.CONFIRMED))
    assert len(confirmed) == many


async def test_a_status_sheet_for_each_of_forty_three_units(ledger_path: Path) -> None:
    """All units: 拟写文书, its kind, 全部, 拟稿."""
    async with opened(ledger_path, "notices") as (_, pilot):
        counted = Counted(pilot)
        await counted.press("ctrl+n")
        form = await form_open(pilot)
        while form.raw_values()["kind"] != NoticeKind.STATUS:
            await counted.press("right")
        await counted.press("tab")
        await counted.type("全部")
        await counted.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "份草稿")
    made = stored(ledger_path, list_notices)
    assert {one.kind for one in made} == {NoticeKind.STATUS}
    assert len(made) >= SHEETS and counted.keys <= 13
