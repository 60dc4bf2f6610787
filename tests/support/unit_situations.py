"""The situations in which an office writes to units: one ledger each, and every paper from it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import SUPPORT, NoticeRequest
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.services.closing import Closing, close_plan
from huaian_tui.services.decisions import (
    Completion,
    DecidedOn,
    complete_milestone,
    extend_milestone,
    set_milestone,
)
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.services.notices import issue, keep_draft, withdraw_notice
from huaian_tui.services.tasks import TaskDraft, add_tasks
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.milestones import list_overdue, of_task
from support.composers import TODAY, work
from support.plans_of_office import FEBRUARY, open_office

OWN = "市职能转变和数字政府建设领导小组办公室"
SETTINGS = {"code": "淮数督", "contact": "张三", "phone": "0517-80000000"}
MEETING = "市政府专题会议纪要第12号"

TO_UNITS = (
    NoticeKind.REMINDER,
    NoticeKind.SUPERVISION,
    NoticeKind.ASSIGNMENT,
    NoticeKind.LETTER,
    NoticeKind.STATUS,
    NoticeKind.VISIT,
)
"""Kinds that are about a unit; the others are about a task."""

ON_TASKS = (NoticeKind.ANSWER, NoticeKind.EXTENSION, NoticeKind.COMPLETION)


@dataclass(frozen=True)
class Scene:
    """Whom the papers of a situation go to and when; ``task`` is the one that 报告, 批复 and 销号 are about.

    ``chosen`` are the tasks that the officer marked for what goes to the unit; ``more``: the plan, the role.
    """

    unit: str
    task: int
    day: date = TODAY
    chosen: tuple[int, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    def requests(self) -> Iterator[NoticeRequest]:
        """One paper of each kind."""
        for kind in TO_UNITS:
            yield NoticeRequest(kind, self.day, (self.unit,), tasks=self.chosen, **self.more)
        for kind in ON_TASKS:
            yield NoticeRequest(kind, self.day, tasks=(self.task,))


def nothing_overdue(ledger: Ledger, reader: sqlite3.Connection) -> Scene:
    """What was overdue has a new day, one of them a near one."""
    for one in list_overdue(reader, TODAY):
        near = one.id == "6-1"
        extend_milestone(ledger, one.id, date(2026 if near else 2027, 12, 10), MEETING, TODAY)
    return Scene("市财政局", 6)


def all_overdue(ledger: Ledger, reader: sqlite3.Connection) -> Scene:
    """Every task has a node that is past."""
    on = DecidedOn(TODAY, date(2026, 1, 8))
    for number in find_tasks(reader, TODAY, TaskFilter()):
        set_milestone(ledger, number, "形成阶段性成果", date(2026, 6, 30), "专题会议纪要第3号", on)
    return Scene("市工信局", 22)


def one_unit(ledger: Ledger, reader: sqlite3.Connection) -> Scene:
    """A worked ledger; the unit has not answered a paper yet."""
    work(ledger)
    _issued(ledger, reader, NoticeRequest(NoticeKind.LETTER, TODAY, ("市大数据中心",)))
    return Scene("市大数据中心", 2)


def own_office(ledger: Ledger, reader: sqlite3.Connection) -> Scene:
    """To the office's own unit, which leads something itself."""
    on = DecidedOn(TODAY, date(2026, 1, 8))
    done = set_milestone(ledger, 54, "印发首席数据官制度文件", date(2026, 6, 30), "专题会议纪要第3号", on)
    complete_milestone(ledger, done, Completion(date(2026, 6, 18), "印发文件"), TODAY)
    late = set_milestone(ledger, 54, "各县区明确首席数据官", date(2026, 8, 31), "专题会议纪要第3号", on)
    extend_milestone(ledger, late, date(2026, 10, 31), MEETING, TODAY)
    return Scene(OWN, 54)


def after_withdrawal(ledger: Ledger, reader: sqlite3.Connection) -> Scene:
    """A paper of the kind was issued to the unit and withdrawn."""
    work(ledger)
    for kind in (NoticeKind.REMINDER, NoticeKind.LETTER):
        notice = _issued(ledger, reader, NoticeRequest(kind, TODAY, ("市通管办",)))
        withdraw_notice(ledger, notice, "有一处时限写错", TODAY)
    return Scene("市通管办", 45)


def first_of_new_plan(ledger: Ledger, reader: sqlite3.Connection) -> Scene:
    """The first papers of a plan that was entered."""
    office = open_office(ledger)
    undated = TaskDraft("1.3", "建立惠企政策评估机制。", ("市数据局",), ("市财政局",))
    add_tasks(ledger, office.business, [undated])
    return Scene("市数据局", office.opening, FEBRUARY, more={"plan": office.business})


def closed_plan(ledger: Ledger, reader: sqlite3.Connection) -> Scene:
    """What a plan came to, after it was closed."""
    office = open_office(ledger)
    (done,) = of_task(reader, FEBRUARY, office.opening)
    complete_milestone(ledger, done.id, Completion(date(2026, 2, 3), "上线通知"), FEBRUARY)
    closing = Closing(reason="并入年度重点工作")
    close_plan(ledger, office.business, FEBRUARY, "市政府专题会议纪要第2号", FEBRUARY, closing)
    return Scene("市数据局", office.opening, FEBRUARY, more={"plan": office.business})


def matter(ledger: Ledger, reader: sqlite3.Connection) -> Scene:
    """What a leader handed over."""
    office = open_office(ledger)
    (node,) = of_task(reader, FEBRUARY, office.complaint)
    note = NoteDraft(
        office.complaint,
        "已约谈停车管理公司，正在核对收费记录。",
        date(2026, 2, 4),
        ("市数据局",),
        problem="两个路段的收费牌没有更换",
        requirement="2月底前更换收费牌",
    )
    add_note(ledger, note, FEBRUARY)
    extend_milestone(ledger, node.id, date(2026, 2, 28), "市政府办公室电话答复", FEBRUARY)
    return Scene("市数据局", office.complaint, FEBRUARY, (office.complaint,))


def two_plans(ledger: Ledger, reader: sqlite3.Connection) -> Scene:
    """A unit that has something due in two plans; one thing is asked for by two sources."""
    office = open_office(ledger)
    (node,) = of_task(reader, FEBRUARY, office.policy)
    add_note(ledger, NoteDraft(office.handed, "清单初稿已报送。", FEBRUARY, ("市财政局",)), FEBRUARY)
    complete_milestone(ledger, "6-1", Completion(date(2026, 1, 30), "入表凭证", 1.0), FEBRUARY)
    assert node.state.due is not None
    return Scene("市财政局", office.handed, FEBRUARY, more={"every_plan": True})


def group(ledger: Ledger, _: sqlite3.Connection) -> Scene:
    """To a group, which supports what others lead."""
    work(ledger)
    return Scene("各县区人民政府", 3, more={"role": SUPPORT})


def _issued(ledger: Ledger, reader: sqlite3.Connection, request: NoticeRequest) -> bytes:
    notice = keep_draft(ledger, compose(reader, request), request.today)
    issue(ledger, notice, request.today)
    return notice


SITUATIONS: tuple[Callable[[Ledger, sqlite3.Connection], Scene], ...] = (
    nothing_overdue,
    all_overdue,
    one_unit,
    own_office,
    after_withdrawal,
    first_of_new_plan,
    closed_plan,
    matter,
    two_plans,
    group,
)
