"""Answering the sources of a thing (一事多源): a draft of a 报告 for each, from the same records."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from contextlib import ExitStack
from datetime import date

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.services.notices import keep_draft
from huaian_tui.services.past_notices import differences_of, past_day_of_data
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import reading
from huaian_tui.store.queries.matters import read_handed
from huaian_tui.store.queries.paper_names import task_places
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


def draft_answers(
    ledger: Ledger,
    task: int,
    today: date,
    only: Collection[int] | None = None,
    as_of: date | None = None,
) -> list[bytes]:
    """Keep a draft for the source of a matter, or of a tied task of a plan, and of all that are tied to it.

    ``only``: for these of them. ``as_of``: of what was known by the end of that day; refused where a source
    was not known then. The ids of the drafts, that of the task first; each is a notice like any other.
    """
    sources = sources_to_answer(ledger.connection, task)
    wanted = [source for source in sources if only is None or source in only]
    handed = read_handed(ledger.connection, wanted)
    day = past_day_of_data(as_of, today)
    with ExitStack() as stack:
        data: sqlite3.Connection = ledger.connection
        if day is not None:
            data = stack.enter_context(reading(ledger.path, day))
            _refuse_unknown(ledger.connection, data, wanted, day)
        remarks = differences_of(data, day)
        made = list[bytes]()
        for source in wanted:
            request = NoticeRequest(NoticeKind.ANSWER, today, tasks=(source,), as_of=day)
            basis = handed[source].words if source in handed else ""
            composed = compose(data, request)
            made.append(keep_draft(ledger, composed, today, basis=basis, as_of=day, warnings=remarks))
    return made


def _refuse_unknown(
    connection: sqlite3.Connection, data: sqlite3.Connection, tasks: Sequence[int], day: date
) -> None:
    """Refuse sources of which nothing was known by a day."""
    known = task_places(data, tasks)
    unknown = [told_task(connection, one) for one in tasks if one not in known]
    if unknown:
        raise InputRefused(
            "那一天还没有登记",
            f"{'、'.join(unknown)}在 {day.isoformat()} 还没有登记",
            "请填登记以后的日期，或不写数据截至",
            field="as_of",
        )
