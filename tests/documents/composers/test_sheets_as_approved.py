"""Papers to one unit in the situations of an office, read as the one who signs them and kept as approved."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from support.approved import same_as_approved
from support.composers import TODAY, work
from support.documents import vendored

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import SUPPORT, NoticeRequest
from huaian_tui.documents.fitting import fits_one_page
from huaian_tui.documents.model import OfficialDocument
from huaian_tui.documents.pdf.typesetting import page_count
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.services.settings import change_settings
from huaian_tui.store.engine.append import Ledger

OFFICE = {"contact": "张三", "phone": "0517-83605000"}
LONGEST = (25, 26, 28)
"""The tasks of 市数据局 whose milestones have the longest titles and phrases."""


def asked(kind: NoticeKind, unit: str, day: date = TODAY, **more: object) -> NoticeRequest:
    """A paper of the kind to the unit."""
    return NoticeRequest(kind, day, (unit,), **more)  # type: ignore[arg-type]


OF_ONE_PLAN = {
    "reminder_all_overdue": asked(NoticeKind.REMINDER, "市数据局"),
    "reminder_one_item": asked(NoticeKind.REMINDER, "市数据局", tasks=(22,)),
    "reminder_five_items": asked(NoticeKind.REMINDER, "市数据局", tasks=LONGEST),
    "reminder_extended": asked(NoticeKind.REMINDER, "市数据局", tasks=(2,)),
    "reminder_supporting": asked(NoticeKind.REMINDER, "市工信局", role=SUPPORT),
    "supervision_five_items": asked(
        NoticeKind.SUPERVISION, "市数据局", tasks=LONGEST, basis="市政府常务会议纪要第8号"
    ),
    "supervision_noted": asked(NoticeKind.SUPERVISION, "市数据局", tasks=(2,)),
    "supervision_supporting": asked(NoticeKind.SUPERVISION, "市工信局", role=SUPPORT),
    "assignment_first_of_a_plan": asked(NoticeKind.ASSIGNMENT, "市财政局"),
    "assignment_five_items": asked(NoticeKind.ASSIGNMENT, "市数据局", tasks=(15, 20, 22, 27, 38)),
    "assignment_supporting": asked(NoticeKind.ASSIGNMENT, "市财政局", role=SUPPORT),
    "status": asked(NoticeKind.STATUS, "市财政局"),
}


@pytest.mark.parametrize("name", OF_ONE_PLAN)
def test_papers_of_one_plan_read_as_approved(ledger: Ledger, reader: sqlite3.Connection, name: str) -> None:
    work(ledger)
    change_settings(ledger, OFFICE)
    same_as_approved(name, compose(reader, OF_ONE_PLAN[name]).document)


def test_nothing_due_is_refused_with_the_way_out(reader: sqlite3.Connection) -> None:
    with pytest.raises(HuaianError) as refused:
        compose(reader, asked(NoticeKind.REMINDER, "市气象局"))
    assert str(refused.value) == (
        "市气象局没有需要催办的事项；截至 2026-11-22 没有逾期的节点，30 天内也没有到期；"
        "用 huaian-tui unit 市气象局 查看全部任务，或指定任务序号。"
    )


@pytest.mark.parametrize(
    "copies", [(), ("市委办公室", "市政府办公室", "市纪委监委")], ids=["alone", "copied"]
)
@pytest.mark.parametrize("kind", [NoticeKind.REMINDER, NoticeKind.SUPERVISION, NoticeKind.ASSIGNMENT])
def test_up_to_five_items_are_one_page_with_the_longest_titles(
    ledger: Ledger, reader: sqlite3.Connection, kind: NoticeKind, copies: tuple[str, ...]
) -> None:
    work(ledger)
    change_settings(ledger, OFFICE)
    tasks = [LONGEST, (15, 20, 22, 27, 38), (25,), (38,)] if kind is NoticeKind.ASSIGNMENT else _up_to_five()
    for chosen in tasks:
        made = compose(reader, asked(kind, "市数据局", tasks=chosen, copies_to=copies))
        assert len(made.asks) <= 5 and one_page(made.document), (kind, chosen)


def _up_to_five() -> list[tuple[int, ...]]:
    counts = {2: 4, 22: 1, 25: 2, 26: 2, 28: 1}
    sets = [chosen for size in (1, 2, 3) for chosen in combinations(counts, size)]
    return [one for one in sets if 4 <= sum(counts[no] for no in one) <= 5] + [(25,), (26,)]


def one_page(document: OfficialDocument) -> bool:
    """Whether it is one page in print, and the estimate by which it was set says so."""
    return fits_one_page(document) and page_count(document, vendored()) == 1


def test_the_sheet_of_the_unit_with_most_tasks_has_three_pages(worked: sqlite3.Connection) -> None:
    made = compose(worked, asked(NoticeKind.STATUS, "市数据局"))
    assert page_count(made.document, vendored()) <= 3


def test_a_unit_with_many_tasks_gets_one_page_and_a_table_of_three(reader: sqlite3.Connection) -> None:
    made = compose(reader, asked(NoticeKind.ASSIGNMENT, "市数据局"))
    assert len(made.asks) == 38 and page_count(made.document, vendored()) <= 4
    alone = replace(made.document, attachments=())
    assert page_count(alone, vendored()) == 1


def test_a_letter_on_one_milestone_is_one_page(ledger: Ledger, reader: sqlite3.Connection) -> None:
    change_settings(ledger, OFFICE)
    made = compose(reader, asked(NoticeKind.LETTER, "市数据局", tasks=(22,)))
    assert page_count(made.document, vendored()) == 1
