"""What the tests of 单位自报 on the screens share: forms filled and taken in, the list of reports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from huaian_tui.documents.xlsx.feedback_form import write_feedback_form
from huaian_tui.domain.report_states import ReportState
from huaian_tui.services.feedback_intake import import_form
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.self_reports import list_reports
from huaian_tui.tui.areas.self_reports.dialog import ReportsDialog
from huaian_tui.tui.areas.self_reports.text import COLUMNS
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.list.virtual_list import VirtualList
from support.forms import GOOD, Answers, filled, saved
from support.screens import stored
from support.tui import wait_until

UNIT = "市数据局"
DONE: Answers = {**GOOD, "finished": "是", "finished_on": date(2026, 11, 10)}


def form(ledger: Ledger, today: date, answers: Mapping[str, Answers]) -> bytes:
    """A form of 市数据局, filled."""
    return filled(write_feedback_form(ledger.connection, today, UNIT), answers)


def reported(ledger: Ledger, today: date, folder: Path, answers: Mapping[str, Answers]) -> None:
    """The reports of a filled form, in the ledger."""
    assert not import_form(ledger, saved(folder, form(ledger, today, answers)), today).refused


async def waiting(pilot: Pilot[Any], count: int) -> ReportsDialog:
    """The list of reports with so many on it, the marked one shown."""
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ReportsDialog))
    dialog = pilot.app.screen
    assert isinstance(dialog, ReportsDialog)
    await wait_until(pilot, lambda: dialog.query_one(VirtualList).count == count)
    if count:
        key = dialog.query_one(VirtualList).cursor_key
        milestone = stored_milestone(pilot, key or "")
        await wait_until(pilot, lambda: milestone in head(dialog))
    return dialog


def stored_milestone(pilot: Pilot[Any], key: str) -> str:
    """The milestone of a report on the list."""
    row = pilot.app.screen.query_one(VirtualList).row_at(pilot.app.screen.query_one(VirtualList).cursor)
    assert row is not None and row.key == key
    return str(row.cells[[column.title for column in COLUMNS].index("节点")])


def head(dialog: ReportsDialog) -> str:
    return dialog.query_one("#report-head").plain  # type: ignore[attr-defined]


def sides(dialog: ReportsDialog) -> tuple[str, str]:
    """What the unit says, and what was known."""
    said, known = dialog.query(DetailPane)
    return said.plain, known.plain


def toasts(pilot: Pilot[Any]) -> str:
    """What was said to be done."""
    return "\n".join(one.message for one in pilot.app._notifications)


def states(path: Path) -> dict[str, ReportState]:
    return {row.milestone: row.state for row in stored(path, lambda c: list_reports(c, state=None))}


# ---------------------------------------------------------------------- beside, at both sizes
