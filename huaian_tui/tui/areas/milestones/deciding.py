"""The way to a form that decides on one milestone or on several, and back.

Of one that officers decided apart its sides are shown first; of several what is not possible is named.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from huaian_tui.domain.answers.milestones import ConflictSide, MilestoneRow
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.decision_order import Dated
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.rules.milestone_state import DONE
from huaian_tui.domain.words.milestones import CANCELLED
from huaian_tui.ledger.record import RecordKind
from huaian_tui.services.conflicts import anew_words
from huaian_tui.services.deciding import refuse_conflict
from huaian_tui.services.decision_order import days_decided, said_of_day
from huaian_tui.services.names_of_laptops import with_laptops
from huaian_tui.store.queries.conflicts import read_sides
from huaian_tui.store.queries.milestones import read_milestone
from huaian_tui.store.queries.plans import horizon_of_task, plan_close
from huaian_tui.store.queries.recalled import recalled_bases
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.milestones.conflict import open_conflict
from huaian_tui.tui.areas.milestones.text import milestone_head
from huaian_tui.tui.forms.batch import BatchForm, Item, Submit, Together, with_possible
from huaian_tui.tui.forms.fields import FormField, TextField, reason_field
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.open_form import open_dialog, read_then, tell_recorded, with_officer
from huaian_tui.tui.frame.detail_lines import lines, toned
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.acted_on import ActedOn

Which = str | Sequence[str]
"""The id of a milestone, or the ids of several that are dealt with in one action."""

MEASURE = "个节点"


@dataclass(frozen=True, slots=True)
class Verb:
    """A decision: its name in ids of drafts (complete) and on the screen (办结), and what it makes.

    ``refuse`` raises where it is not possible on a milestone.
    """

    id: str
    word: str
    kind: RecordKind | None
    refuse: Callable[[MilestoneRow], object]


@dataclass(frozen=True, slots=True)
class Before:
    """What stands before a decision on these milestones.

    ``days``: the decisions so far with their own days, by milestone; ``gone``: in words what of a conflict
    it ends; ``horizon``: the first last day of their plans; ``bases``: what the officer based others on.
    ``together``: what several are called; None: it is one. ``acted``: the rows of the list that they are.
    """

    rows: tuple[MilestoneRow, ...]
    days: Mapping[str, Sequence[Dated]]
    gone: Sequence[str]
    horizon: date | None
    bases: list[str]
    together: Together | None = None
    acted: ActedOn | None = None

    def said_of_day(self, day: date) -> str:
        """What is unusual about a completion on this day."""
        said = [words for row in self.rows if (words := said_of_day(self.days[row.id], day))]
        return f"{len(said)} 个{said[0]}" if said and self.together is not None else "".join(said[:1])

    def basis_field(self, label: str, examples: str, value: str = "") -> TextField:
        """On what it is based; what was typed last is offered again."""
        field = reason_field(label, examples, key="basis", value=value)
        field.recalled = self.bases
        return field


Form = Callable[[Before], None]


def deciding(
    app: Host,
    which: Which,
    verb: Verb,
    form: Form,
    acted: ActedOn | None = None,
    *,
    anew: Callable[[str, str], object] | None = None,
) -> None:
    """Open the form; of a milestone in conflict first its sides.

    ``anew`` gets the id of the verb that is decided instead of both sides, and the milestone; None: that was
    chosen already.
    """
    ids = [which] if isinstance(which, str) else list(dict.fromkeys(which))

    def show(found: tuple[Before, list[ConflictSide], list[Item]]) -> None:
        before, sides, items = found
        if len(items) > 1:
            together = Together(tuple(items), MEASURE, "" if acted is None else acted.hidden_words)
            with_possible(app, together, verb.word, lambda rest: form(_of(before, rest)))
        elif sides and anew is not None:
            open_conflict(app, before.rows[0], sides, lambda id_: anew(id_, ids[0]))
        else:
            verb.refuse(before.rows[0])
            form(before)

    def read() -> tuple[Before, list[ConflictSide], list[Item]]:
        found = app.session.read(lambda connection: _read(app, connection, ids, verb))
        return replace(found[0], acted=acted), *found[1:]

    with_officer(app, lambda: read_then(app, read, show))


def _of(before: Before, together: Together) -> Before:
    """Of those alone that are dealt with."""
    return replace(
        before, rows=tuple(row for row in before.rows if row.id in together.keys), together=together
    )


def _read(
    app: Host, connection: sqlite3.Connection, ids: Sequence[str], verb: Verb
) -> tuple[Before, list[ConflictSide], list[Item]]:
    today, kind = app.session.today, verb.kind
    rows = [read_milestone(connection, today, one) for one in ids]
    first = rows[0]
    sides, gone = list[ConflictSide](), list[str]()
    if kind is not None and len(rows) == 1 and first.state.conflict:
        sides = with_laptops(connection, read_sides(connection, first.state))
        gone = anew_words(connection, first.id, kind)
    plans = dict[str, date | None]()
    for row in rows:
        if row.named.plan not in plans:
            plans[row.named.plan] = horizon_of_task(connection, row.task_no)[1]
    closed = {plan for plan in plans if plan_close(connection, plan)[1] is not None}
    before = Before(
        tuple(rows),
        {row.id: days_decided(connection, row.id, today) for row in rows},
        gone,
        min((day for day in plans.values() if day is not None), default=None),
        recalled_bases(connection, app.session.officer),
    )
    return before, sides, [_item(row, verb, closed) for row in rows]


def _item(row: MilestoneRow, verb: Verb, closed: set[str]) -> Item:
    refusal: HuaianError | None = None
    try:
        if row.named.plan in closed:
            raise HuaianError("方案已收官", "", "先重新启用方案，或不算这几个")
        verb.refuse(row)
        if verb.kind is not None:
            refuse_conflict(row.state)
    except HuaianError as error:
        refusal = error
    return Item(row.id, f"{row.id} {row.state.title}（{row.named.told}）", refusal)


def refuse_unless_open(row: MilestoneRow) -> None:
    """Refuse what can be done with an open milestone only."""
    if row.state.status is not Status.OPEN:
        word = DONE if row.state.status is Status.DONE else CANCELLED
        raise HuaianError(
            f"这个节点已{word}",
            f"「{row.state.title}」",
            f"要再办，请先「重新督办」（{keys_said('reopen')}）",
        )


def show_form(
    app: Host,
    before: Before,
    verb: Verb,
    title: str,
    fields: Sequence[FormField],
    save: Submit,
    done: str,
    *,
    begin: FormField | None = None,
    then: Callable[[Any], object] = lambda made: None,
) -> None:
    """The form on one or on several; afterwards say what was ``done``, then ``then`` with what was made."""
    together = before.together

    def saved(made: Any) -> None:
        named = before.rows[0].state.title if together is None else ""
        said = f"{done}：{named}" if named else f"{done} {len(made)} {MEASURE}"
        tell_recorded(app, said, before.acted)
        then(made)

    form_id = f"{verb.id}:{','.join(row.id for row in before.rows)}"
    if together is None:
        row = before.rows[0]
        intro = lines([milestone_head(row), *(toned(one, "due_soon") for one in before.gone)])
        form = FormDialog(title, fields, lambda values: save(values, [row.id]), intro=intro, form_id=form_id)
    else:
        form = BatchForm(f"{title}：{together.many}", fields, save, together, begin=begin, form_id=form_id)
    open_dialog(app, form, saved)
