"""打单据: sheets of the office from where one stands: tasks (F3), milestones (F4), units (F5), papers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import NOTICE_TITLES, NoticeKind
from huaian_tui.domain.words.items import items
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.task_refs import read_refs
from huaian_tui.tui.areas.notices.forms import data_day_field
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.fields import FormField, TextField
from huaian_tui.tui.forms.open_form import open_dialog, read_then, with_officer
from huaian_tui.tui.forms.progress import WorkForm
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.acted_on import ActedOn
from huaian_tui.tui.session import LedgerSession
from huaian_tui.tui.threads.work import Work

if TYPE_CHECKING:
    from huaian_tui.documents.composers.request import NoticeRequest

MOST_NAMED = 6
"""Tasks that the form names; of more it says how many."""

_ONE_EACH = (NoticeKind.TAKING_UP, NoticeKind.COMPLETION, NoticeKind.EXTENSION)
"""Kinds of which each task gets a sheet of its own."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What sheets are asked for: tasks, some of their milestones, units or papers (by their ids)."""

    tasks: tuple[int, ...] = ()
    milestones: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[NoticeKind, ...]:
        """The sheets that there are of it, the most usual first."""
        if self.notices:
            return (NoticeKind.ROUTING,)
        if self.units:
            return (NoticeKind.VISIT, NoticeKind.OVERDUE, NoticeKind.BRIEFING)
        if self.milestones:
            return (NoticeKind.EXTENSION, NoticeKind.COMPLETION, NoticeKind.VISIT)
        return (NoticeKind.VISIT, NoticeKind.TAKING_UP, NoticeKind.COMPLETION, NoticeKind.EXTENSION)


@dataclass(frozen=True, slots=True)
class Made:
    """The ids of the sheets, and why others were not made."""

    made: tuple[bytes, ...]
    refused: tuple[HuaianError, ...]


def open_office_sheets(app: Host, subject: Subject, acted: ActedOn | None = None) -> None:
    """Ask which sheet, draft it, and show it among the papers; ``acted``: the rows that it is about."""

    def read(connection: sqlite3.Connection) -> str:
        refs = read_refs(connection, subject.tasks)
        return items([refs[one].label for one in subject.tasks if one in refs], MOST_NAMED)

    def show(named: str) -> None:
        hidden = "" if acted is None else acted.hidden_words
        open_dialog(app, _form(app.session, subject, named, hidden), lambda made: _ended(app, made, acted))

    with_officer(app, lambda: read_then(app, lambda: app.session.read(read), show))


def _form(session: LedgerSession, subject: Subject, named: str, hidden: str) -> WorkForm:
    fields: list[FormField] = [
        ChoiceField("kind", "单据", [(kind, NOTICE_TITLES[kind]) for kind in subject.kinds])
    ]
    if not subject.notices:
        fields += [
            data_day_field(session.today),
            TextField("basis", "依据", placeholder="立项依据，或延期申请的来文", max_length=500),
        ]

    def work(values: dict[str, Any], progress: Work) -> Made:
        return _draft(session, subject, values, progress)

    intro = _intro(subject, named) + (f"\n{hidden}。" if hidden else "")
    return WorkForm("打单据", fields, work, intro=intro, button="拟稿", busy="正在拟稿")


def _intro(subject: Subject, named: str) -> str:
    if subject.notices:
        many = f" {len(subject.notices)} 份" if len(subject.notices) > 1 else ""
        return f"发文稿纸随所选{many}文书走：标题、主送、文号已填，签发、会签、核稿留空。"
    about = f"任务 {named}。" if subject.tasks else ""
    for count, words in ((len(subject.milestones), "个节点"), (len(subject.units), "个单位")):
        about += f"一共 {count} {words}。" if count > 1 else ""
    return f"{about}查访单带去现场填；审批、销号的栏目留空，打印后签字。"


def _requests(session: LedgerSession, subject: Subject, values: dict[str, Any]) -> Iterator[NoticeRequest]:
    """One sheet for all, or one for each: milestone, task, unit to be visited, paper."""
    from huaian_tui.documents.composers.request import NoticeRequest

    kind = NoticeKind(values["kind"])
    of_all = NoticeRequest(
        kind=kind, today=session.today, basis=values.get("basis", ""), as_of=values.get("as_of")
    )
    if subject.notices:
        yield from (replace(of_all, notice=one) for one in subject.notices)
    elif subject.units:
        each = [(one,) for one in subject.units] if kind is NoticeKind.VISIT else [subject.units]
        yield from (replace(of_all, units=units) for units in each)
    elif subject.milestones and kind is not NoticeKind.VISIT:
        yield from (replace(of_all, milestone=one) for one in subject.milestones)
    elif kind in _ONE_EACH:
        yield from (replace(of_all, tasks=(one,)) for one in subject.tasks)
    else:
        yield replace(of_all, tasks=subject.tasks)


def _draft(session: LedgerSession, subject: Subject, values: dict[str, Any], progress: Work) -> Made:
    """Compose and keep each sheet; what there is none for is told."""
    from huaian_tui.documents.composers.compose import compose
    from huaian_tui.services.notices import keep_draft
    from huaian_tui.services.past_notices import differences_of
    from huaian_tui.store.engine.as_of import reading

    requests, as_of = list(_requests(session, subject, values)), values.get("as_of")

    def work(ledger: Ledger) -> Made:
        made, refused = list[bytes](), list[HuaianError]()
        with reading(session.database, as_of) as connection:
            remarks = differences_of(connection, as_of)
            for place, request in enumerate(requests):
                if not progress.goes_on(place, len(requests), "正在拟稿", kept=bool(made)):
                    break
                try:
                    composed = compose(connection, request)
                except HuaianError as error:
                    refused.append(error)
                    continue
                kept = keep_draft(
                    ledger, composed, session.today, basis=request.basis, as_of=as_of, warnings=remarks
                )
                made.append(kept)
        if refused and not made:
            raise refused[0]
        return Made(tuple(made), tuple(refused))

    return session.write(work)


def _ended(app: Host, made: Made, acted: ActedOn | None) -> None:
    left_out = f"；另有 {len(made.refused)} 张没有拟：{made.refused[0].title}" if made.refused else ""
    marks = acted.done() if acted is not None else ""
    app.tell(f"已拟好 {len(made.made)} 张，可以核对、导出、打印{left_out}{marks}")
    app.ledger_changed()
    if made.made:
        app.call_later(app.go, "notices", made.made[-1].hex())
