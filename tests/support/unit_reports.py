"""Reports of one unit on one milestone, for tests of what counts of them."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date
from typing import Any

from huaian_tui.domain.self_reports import FormLine, ReportDraft
from huaian_tui.services.report_taking import take_reports
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.milestones import read_milestone
from huaian_tui.store.queries.task_progress import newest_readings

TODAY = date(2026, 11, 22)
MILESTONE = "45-2"
FORM = FormLine("f00d", 1, date(2026, 11, 20), "ab" * 32, 5)
DRAFT = ReportDraft(
    unit="市数据局",
    milestone=MILESTONE,
    progress="已建 3000 个",
    finished=False,
    finished_on=None,
    value=3000,
    problem="电力不足",
    next_step="月底前验收",
    contact="甲 0517-83600000",
    form=FORM,
)
LATER = replace(DRAFT, progress="更正：已建 4500 个", value=4500, form=replace(FORM, file="cd" * 32))
FINISHED = replace(DRAFT, finished=True, finished_on=date(2026, 11, 10), value=5100)


def take(ledger: Ledger, *drafts: ReportDraft) -> list[bytes]:
    return [take_reports(ledger, [draft], TODAY).added[0] for draft in drafts]


def standing(connection: sqlite3.Connection) -> dict[str, Any]:
    """What the ledger says of the milestone, without identities."""
    state = read_milestone(connection, TODAY, MILESTONE).state
    return {
        "status": state.status,
        "completed": (state.completed_on, state.completion_value),
        "newest": newest_readings(connection, TODAY).get(MILESTONE),
        "conflict": state.conflict,
    }
