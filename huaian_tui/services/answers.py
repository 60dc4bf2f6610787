"""Answering the sources of a thing (一事多源): a draft of a 报告 for each, from the same records."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from datetime import date

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.services.notices import keep_draft
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.matters import read_handed
from huaian_tui.store.queries.task_refs import told_task
from huaian_tui.store.queries.ties import tied_groups


def sources_to_answer(connection: sqlite3.Connection, task: int) -> tuple[int, ...]:
    """The matter or task itself, then all that are tied to it: each is a source that gets an answer.

    Refused for a task of a plan that is tied to none: nobody handed it over.
    """
    sources = tied_groups(connection, [task])[task]
    if len(sources) == 1 and not read_handed(connection, sources):
        raise InputRefused(
            "没有要答复的来源",
            f"{told_task(connection, task)}是方案里的任务，没有关联别的任务",
            "先关联（matter tie，或登记交办事项时写关联任务）；只报告这一项，拟写文书时选报告",
            field="task",
        )
    return sources


def draft_answers(ledger: Ledger, task: int, today: date, only: Collection[int] | None = None) -> list[bytes]:
    """Keep a draft for the source of a matter, or of a tied task of a plan, and of all that are tied to it.

    ``only``: for these of them. The ids of the drafts, that of the task first; each is a notice like any
    other.
    """
    connection = ledger.connection
    sources = sources_to_answer(connection, task)
    handed = read_handed(connection, sources)
    made = list[bytes]()
    for source in sources:
        if only is not None and source not in only:
            continue
        request = NoticeRequest(NoticeKind.ANSWER, today, tasks=(source,))
        basis = handed[source].words if source in handed else ""
        made.append(keep_draft(ledger, compose(connection, request), today, basis=basis))
    return made
