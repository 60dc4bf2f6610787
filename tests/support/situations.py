"""The situations of an office in which its papers are read: one prepared ledger for all kinds of papers.

Each prepares a fresh ledger and says what is asked for in it. The texts are kept by
``documents/composers/test_texts_in_situations.py``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.notice_frame import Composed
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.domain.dates.reporting_period import read_period
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
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.milestones import list_overdue
from support.composers import TODAY, work
from support.plans_of_office import FEBRUARY, open_office

OWN = "市职能转变和数字政府建设领导小组办公室"
SETTINGS = {"code": "淮数督", "officer": "张三", "contact": "张三", "phone": "0517-80000000"}


@dataclass(frozen=True)
class Situation:
    """What is asked for: over which plans and units (``wanted``), and of which one item (``task``)."""

    day: date = TODAY
    task: int = 2
    wanted: dict[str, Any] = field(default_factory=dict)

    def made(self, connection: sqlite3.Connection, kind: NoticeKind, **more: Any) -> Composed:
        """A paper of the kind on the day of the situation."""
        return compose(connection, NoticeRequest(kind, self.day, **{**self.wanted, **more}))


def issued(ledger: Ledger, reader: sqlite3.Connection, period: str, day: date) -> bytes:
    """A 通报 of a period as it was issued."""
    made = Situation(day).made(reader, NoticeKind.CIRCULAR, period=read_period(period, day))
    notice = keep_draft(ledger, made, day)
    issue(ledger, notice, day)
    return notice


def usual(ledger: Ledger, _: sqlite3.Connection) -> Situation:
    """A worked ledger, the first papers of its plan."""
    work(ledger)
    return Situation()


def fresh(_: Ledger, __: sqlite3.Connection) -> Situation:
    """What the plan alone says."""
    return Situation()


def after_an_earlier_one(ledger: Ledger, reader: sqlite3.Connection) -> Situation:
    """The second 通报: what changed since the first, a problem found solved, one handled in time."""
    work(ledger)
    issued(ledger, reader, "2026Q3", TODAY)
    complete_milestone(ledger, "22-1", Completion(date(2026, 11, 20), "验收", 21.0), TODAY)
    chosen = set_milestone(ledger, 9, "托管机制印发", date(2026, 11, 30), "专题会议纪要")
    complete_milestone(ledger, chosen, Completion(date(2026, 11, 18), "印发文件"), TODAY)
    trouble = NoteDraft(9, "初稿已成", date(2026, 10, 8), ("市数据局",), problem="与责任单位意见不一")
    found = add_note(ledger, trouble, TODAY)
    solved = NoteDraft(9, "意见已统一，机制已印发", date(2026, 11, 18), ("市数据局",), solves=(found,))
    add_note(ledger, solved, TODAY)
    return Situation(task=9)


def nothing_overdue(ledger: Ledger, reader: sqlite3.Connection) -> Situation:
    """All that was overdue has a new day."""
    for one in list_overdue(reader, TODAY):
        extend_milestone(ledger, one.id, date(2027, 6, 30), "市政府专题会议纪要第12号", TODAY)
    return Situation()


def all_overdue(ledger: Ledger, reader: sqlite3.Connection) -> Situation:
    """Every task has a node that is past."""
    for number in find_tasks(reader, TODAY, TaskFilter()):
        on = DecidedOn(TODAY, date(2026, 1, 8))
        set_milestone(ledger, number, "形成阶段性成果", date(2026, 6, 30), "专题会议纪要第3号", on)
    return Situation(task=45)


def one_unit(ledger: Ledger, _: sqlite3.Connection) -> Situation:
    """Of one unit alone."""
    work(ledger)
    return Situation(task=6, wanted={"units": ("市财政局",)})


def own_office(ledger: Ledger, _: sqlite3.Connection) -> Situation:
    """About the office's own unit, to which it does not write."""
    on = DecidedOn(TODAY, date(2026, 1, 8))
    set_milestone(ledger, 54, "首席数据官制度落实", date(2026, 9, 30), "专题会议纪要", on)
    return Situation(task=54, wanted={"units": (OWN,)})


def after_a_withdrawal(ledger: Ledger, reader: sqlite3.Connection) -> Situation:
    """The last one was withdrawn: what is compared with is the one before."""
    issued(ledger, reader, "2026Q2", TODAY)
    work(ledger)
    withdrawn = issued(ledger, reader, "2026Q3", TODAY)
    withdraw_notice(ledger, withdrawn, "有一处数字需要核对", TODAY)
    return Situation()


def new_plan(ledger: Ledger, _: sqlite3.Connection) -> Situation:
    """The first of a plan that was entered."""
    office = open_office(ledger)
    return Situation(FEBRUARY, office.opening, {"plan": office.business})


def closed_plan(ledger: Ledger, _: sqlite3.Connection) -> Situation:
    """What a plan came to, after it was closed."""
    office = open_office(ledger)
    closing = Closing(reason="并入年度重点工作")
    close_plan(ledger, office.business, FEBRUARY, "市政府专题会议纪要第2号", FEBRUARY, closing)
    return Situation(FEBRUARY, office.policy, {"plan": office.business})


def matters(ledger: Ledger, _: sqlite3.Connection) -> Situation:
    """What leaders handed over."""
    office = open_office(ledger)
    return Situation(FEBRUARY, office.complaint, {"plan": "richang-jiaoban"})


def two_plans(ledger: Ledger, _: sqlite3.Connection) -> Situation:
    """Over all open plans and matters."""
    office = open_office(ledger)
    trouble = {"problem": "两个窗口没有接入", "requirement": "2月10日前全部接入"}
    note = NoteDraft(office.opening, "接口已开通，正在试运行", FEBRUARY, ("市数据局",), **trouble)  # type: ignore[arg-type]
    add_note(ledger, note, FEBRUARY)
    return Situation(FEBRUARY, office.handed, {"every_plan": True})


SITUATIONS: tuple[Callable[[Ledger, sqlite3.Connection], Situation], ...] = (
    fresh,
    usual,
    after_an_earlier_one,
    nothing_overdue,
    all_overdue,
    one_unit,
    own_office,
    after_a_withdrawal,
    new_plan,
    closed_plan,
    matters,
    two_plans,
)
