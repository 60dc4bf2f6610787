"""办理情况报告 on the chosen matter or tied task (F3): a draft of an answer to each of its sources."""

from __future__ import annotations

import sqlite3
from typing import Any, NamedTuple

from huaian_tui.domain.answers.plans import TaskRef
from huaian_tui.domain.answers.tasks import Handed
from huaian_tui.store.queries.matters import read_handed
from huaian_tui.store.queries.task_refs import read_refs
from huaian_tui.tui.areas.notices.forms import data_day_field
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.fields import FormField
from huaian_tui.tui.forms.open_form import open_dialog, read_then, with_officer
from huaian_tui.tui.forms.progress import WorkForm
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.threads.work import Work

EVERY_SOURCE = ""
"""The choice of a draft for each."""

MOST_TOLD = 6
"""Sources that stand with where they come from; more are counted."""


class Sources(NamedTuple):
    """What is the same thing, the chosen one first: numbers, names, and where matters come from."""

    numbers: tuple[int, ...]
    refs: dict[int, TaskRef]
    handed: dict[int, Handed]

    def told(self, number: int) -> str:
        """交办〔2026〕1号：批示，2026-11-20，…; of a task of a plan 第1项 and the plan."""
        ref, handed = self.refs[number], self.handed.get(number)
        return f"{ref.told}：{handed.words if handed else ref.short}"


def open_answers(app: Host, number: int) -> None:
    """Ask which sources get one, draft them, and show the first."""
    session = app.session

    def read(connection: sqlite3.Connection) -> Sources:
        from huaian_tui.services.answers import sources_to_answer

        numbers = sources_to_answer(connection, number)
        return Sources(numbers, read_refs(connection, numbers), read_handed(connection, numbers))

    def show(found: Sources) -> None:
        open_dialog(app, _form(app, number, found), lambda made: _ended(app, made))

    with_officer(app, lambda: read_then(app, lambda: session.read(read), show))


def _form(app: Host, number: int, found: Sources) -> WorkForm:
    session, count = app.session, len(found.numbers)
    choices = [(str(one), found.refs[one].told) for one in found.numbers]
    if count > 1:
        choices.insert(0, (EVERY_SOURCE, f"各来源各一份，共 {count} 份"))

    def work(values: dict[str, Any], _: Work) -> list[bytes]:
        from huaian_tui.services.answers import draft_answers

        only = None if values["source"] == EVERY_SOURCE else {int(values["source"])}
        as_of = values["as_of"]
        return session.write(lambda ledger: draft_answers(ledger, number, session.today, only, as_of))

    fields: list[FormField] = [ChoiceField("source", "答复", choices), data_day_field(session.today)]
    return WorkForm("办理情况报告", fields, work, intro=_intro(found), button="拟稿", busy="正在拟稿")


def _intro(found: Sources) -> str:
    more = f"\n等 {len(found.numbers)} 个来源" if len(found.numbers) > MOST_TOLD else ""
    same = "关联的任务是同一件事，每个来源各有答复，记录是同一批。" if len(found.numbers) > 1 else ""
    listed = "\n".join(found.told(one) for one in found.numbers[:MOST_TOLD])
    return f"写办了什么、还有什么没办完，记录截至今天，或另写数据截至。{same}\n{listed}{more}"


def _ended(app: Host, made: list[bytes]) -> None:
    app.tell(f"已拟好 {len(made)} 份草稿，可以核对、印发、导出")
    app.ledger_changed()
    app.call_later(app.go, "notices", made[0].hex())
