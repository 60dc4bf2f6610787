"""逐项交办 (F3): from the list to the tasks one by one, and what is said and offered at the end."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.services.assigning import HandedOver, office_limit, without_dates, without_open
from huaian_tui.services.deciding import DecidedOn
from huaian_tui.store.queries.find_tasks import TaskFilter
from huaian_tui.store.queries.plan import read_plan
from huaian_tui.store.queries.recalled import last_set, recalled_bases
from huaian_tui.tui.actions.registry import action, key_label
from huaian_tui.tui.areas.tasks.assigning_dialog import AssigningDialog, Outcome
from huaian_tui.tui.areas.tasks.assigning_form import Before, begin_form
from huaian_tui.tui.areas.tasks.assigning_text import ended_words
from huaian_tui.tui.forms.message import ConfirmDialog
from huaian_tui.tui.forms.open_form import open_dialog, read_then, with_officer
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.acted_on import ActedOn


class Scope(NamedTuple):
    """Which tasks are meant: marked ones, else those of a filter; without any those of the current plan."""

    tasks: tuple[int, ...]
    wanted: TaskFilter
    acted: ActedOn

    @classmethod
    def of(cls, acted: ActedOn, wanted: TaskFilter) -> Scope:
        """What a list means whose filter is ``wanted``."""
        marked = (int(key) for key in acted.keys if key.isdecimal()) if acted.by_marks else ()
        return cls(tuple(marked), wanted, acted)

    def read(self, connection: sqlite3.Connection, app: Host) -> tuple[str, list[int]]:
        """What is meant in words, and the tasks that have no date yet."""
        today = app.session.today
        if self.tasks:
            hidden = f"（{self.acted.hidden_words}）" if self.acted.hidden else ""
            said = f"标记的 {len(self.tasks)} 项任务{hidden}"
            return said, without_open(connection, today, self.tasks)
        if self.wanted != TaskFilter():
            return "筛选出的任务", without_dates(connection, today, self.wanted)
        plan = read_plan(connection)
        return f"现用方案《{plan.short}》", without_dates(connection, today, TaskFilter(plan=plan.id))


class _Found(NamedTuple):
    """The tasks, what they are in words, and what the first form shows."""

    words: str
    numbers: list[int]
    before: Before


def open_assigning(app: Host, scope: Scope) -> None:
    """Ask once for basis, day and limit, then go through the tasks."""
    session = app.session

    def read(connection: sqlite3.Connection) -> _Found:
        words, numbers = scope.read(connection, app)
        basis, day = last_set(connection, session.officer)
        bases = recalled_bases(connection, session.officer)
        before = Before(basis, "" if day is None else day.isoformat(), bases, office_limit(connection))
        return _Found(words, numbers, before)

    def show(found: _Found) -> None:
        if not found.numbers:
            raise HuaianError("没有要交办的", f"{found.words}都有时限", "要另设节点，用「设节点」")

        def check(handed: HandedOver) -> None:
            decided = DecidedOn(handed.today, handed.day)
            session.read(lambda connection: decided.checked(connection, "交办日期", found.numbers[0]))

        intro = (
            f"{found.words}里有 {len(found.numbers)} 项没有时限。一件一件列出建议的时限：原文写了的引原文，"
            "没写的按下面的时限；接受、改或跳过。随时可以结束，下次接着办。"
        )
        form = begin_form(intro, found.before, check, session.today)
        open_dialog(app, form, lambda handed: _go_through(app, found.numbers, handed, scope.acted))

    with_officer(app, lambda: read_then(app, lambda: session.read(read), show))


def _go_through(app: Host, numbers: Sequence[int], handed: HandedOver, acted: ActedOn) -> None:
    dialog = AssigningDialog(numbers, handed)
    open_dialog(app, dialog, lambda outcome: _ended(app, outcome, handed, acted))


def _ended(app: Host, outcome: Outcome, handed: HandedOver, acted: ActedOn) -> None:
    """Say what was done; offer the 交办单 of what was set, and what was passed over once more."""
    made = sum(map(len, outcome.accepted.values()))
    words = ended_words(len(outcome.accepted), made, len(outcome.skipped), outcome.unseen)
    if not outcome.accepted:
        app.tell(words)
        return
    undo = key_label(action("undo").keys[0])
    app.tell(f"{len(outcome.accepted)} 件已交办{acted.end_marks()}；撤销按 {undo}，一次一件")
    app.ledger_changed()
    choices = [("close", "知道了"), ("notices", "给刚交办的拟交办单")]
    if outcome.skipped:
        choices.append(("skipped", f"再看跳过的 {len(outcome.skipped)} 件"))
    question = ConfirmDialog("逐项交办", words, choices)
    open_dialog(app, question, lambda answer: _go_on(app, answer, outcome, handed, acted))


def _go_on(app: Host, answer: str, outcome: Outcome, handed: HandedOver, acted: ActedOn) -> None:
    if answer == "notices":
        from huaian_tui.tui.areas.notices.for_tasks import open_task_notices

        given = {"kind": NoticeKind.ASSIGNMENT, "basis": handed.basis}
        open_task_notices(app, list(outcome.accepted), given=given)
    elif answer == "skipped":
        _go_through(app, outcome.skipped, handed, acted)
