"""Answering the sources of a thing (一事多源): a draft of a 报告 for each, from the same records."""

from __future__ import annotations

from datetime import date

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.services.notices import keep_draft
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.matters import read_handed
from huaian_tui.store.queries.ties import tied_groups


def draft_answers(ledger: Ledger, task: int, today: date) -> list[bytes]:
    """Keep a draft for the source of a matter, or of a task of a plan, and of all that are tied to it.

    The ids of the drafts, that of the task first; each is a notice like any other.
    """
    connection = ledger.connection
    sources = tied_groups(connection, [task])[task]
    handed = read_handed(connection, sources)
    made = list[bytes]()
    for source in sources:
        request = NoticeRequest(NoticeKind.ANSWER, today, tasks=(source,))
        basis = handed[source].words if source in handed else ""
        made.append(keep_draft(ledger, compose(connection, request), today, basis=basis))
    return made
