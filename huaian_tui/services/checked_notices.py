"""核对: all that is to be looked at before a notice goes out, the same for the check and for issuing."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from huaian_tui.documents.comparing.stale import Compared
from huaian_tui.documents.proofreading.notice import Finding, in_order, proofread
from huaian_tui.documents.proofreading.stale import stale_findings
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.notices import NoticeState
from huaian_tui.services.compared_notices import compared
from huaian_tui.services.notice_files import document_of


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings, gravest first, and how the draft compares with the ledger of now."""

    findings: tuple[Finding, ...]
    compared: Compared


def check_notice(path: Path, connection: sqlite3.Connection, notice: NoticeRow, today: date) -> Checked:
    """What ``proofread`` finds, and of a draft what changed since it was composed; ``path``: the ledger's."""
    found = proofread(connection, notice, document_of(notice), today)
    if notice.state != NoticeState.DRAFT:
        return Checked(tuple(found), Compared())
    beside = compared(path, connection, notice, today)
    return Checked(tuple(in_order([*stale_findings(connection, beside, today), *found])), beside)
