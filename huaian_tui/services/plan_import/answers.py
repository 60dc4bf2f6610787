"""What an answer to a question about a plan does: each kind of question has its effect here.

All is done to an ``Editing``: the tasks of the draft at their places, and which of them are taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.reading.deadlines import Deadline, read_due_cell
from huaian_tui.domain.reading.goals import Proposal
from huaian_tui.domain.text.hygiene import clean_line, clean_text
from huaian_tui.importing.plan_files.draft import Draft, DraftTask, Question, ReadUnit
from huaian_tui.importing.plan_files.questions import asked_about
from huaian_tui.importing.plan_files.row_units import BOLD_LEADS
from huaian_tui.services.entering import printed_number

MOST_TEXT = 20_000
"""Characters of a task; a record holds no more."""


@dataclass(slots=True)
class Editing:
    """A draft while answers change it. ``order``: places in the order of the file; ``out``: not taken."""

    read: Draft
    year: int | None
    units: Mapping[str, str]
    tasks: list[DraftTask] = field(init=False)
    order: list[int] = field(init=False)
    out: set[int] = field(default_factory=set)
    titled: str = ""

    def __post_init__(self) -> None:
        self.tasks = list(self.read.tasks)
        self.order = list(range(len(self.tasks)))

    def change(self, place: int | None, **parts: object) -> None:
        """Write parts of a task anew."""
        if place is not None:
            self.tasks[place] = replace(self.tasks[place], **parts)  # type: ignore[arg-type]

    def unit(self, name: str) -> ReadUnit:
        """A unit that an answer names."""
        return ReadUnit(name, name, self.units.get(name, ""))


Effect = Callable[[Editing, Question, str], None]


def check_answer(question: Question, answer: str) -> str:
    """The answer if it is one of the question's, or a typed value where one may be; refused otherwise."""
    if answer in {one.key for one in question.answers}:
        return answer
    known = "、".join(f"{one.key}（{one.words}）" for one in question.answers)
    if not question.open:
        refused = f"问题 {question.id} 不能这样回答" if known else f"问题 {question.id} 不用回答"
        raise InputRefused(refused, f"填的是“{answer[:40]}”", f"可选：{known}" if known else "请去掉它")
    return answer


def apply_answer(editing: Editing, question: Question, answer: str) -> None:
    """Do to the draft what the answer says; kinds without an effect are told only."""
    effect = EFFECTS.get(question.kind)
    if effect is not None:
        effect(editing, question, check_answer(question, answer))


def in_order(read: Draft) -> list[Question]:
    """The questions in the order in which answers are applied: the time of a row before its milestones."""

    def of_row(one: Question) -> bool:
        if one.kind != "date" or one.task is None:
            return False
        return all(made.question != one.about[0] for made in read.tasks[one.task].milestones)

    return sorted(read.questions, key=lambda one: not of_row(one))


# ---------------------------------------------------------------------- rows and numbers


def _empty(editing: Editing, question: Question, answer: str) -> None:
    """A row without a text: left out, or the text that was typed for it."""
    row = next((one for one in editing.read.blank if one.question == question.id), None)
    if row is None or answer == "drop":
        return
    editing.tasks.append(replace(row.task, text=typed_text(answer)))
    behind = [at for at, place in enumerate(editing.order) if place < row.before]
    editing.order.insert(max(behind, default=-1) + 1, len(editing.tasks) - 1)


def typed_text(typed: str) -> str:
    """The text of a task as it was typed: cleaned, not empty, not longer than a record holds."""
    text = clean_text(typed, field="text").strip("\n")
    if not text.strip() or len(text) > MOST_TEXT:
        why = f"共 {len(text)} 个字，最多 {MOST_TEXT} 个" if text.strip() else "任务内容是空的"
        raise InputRefused("任务内容不合要求", why, "请写这一项的任务内容", field="text")
    return text


def _doubled(editing: Editing, question: Question, answer: str) -> None:
    """A number that another task bears: as it is printed, the right one, or the row is left out."""
    if answer == "drop":
        editing.out.add(question.task or 0)
    elif answer != "printed":
        editing.change(question.task, no=printed_number(answer) or None)


def _parts(editing: Editing, _: Question, answer: str) -> None:
    """Tables with numbers of their own: all in one plan, or only the tasks of the one that is named."""
    if answer != "one_plan":
        editing.out |= {place for place, one in enumerate(editing.tasks) if one.table != answer}
        editing.titled = answer


# ---------------------------------------------------------------------- units


def _not_a_unit(editing: Editing, question: Question, answer: str) -> None:
    """Words that look like no unit: left out, or one on the side on which they stand."""
    if answer == "unit" and question.task is not None:
        task, words = editing.tasks[question.task], question.about[0]
        side = "lead" if words in task.lead_raw and words not in task.support_raw else "support"
        _add(editing, question.task, side, words)


def _both_sides(editing: Editing, question: Question, answer: str) -> None:
    """A unit that leads and supports one task."""
    if answer == "lead" and question.task is not None:
        rest = tuple(one for one in editing.tasks[question.task].support if one.name != question.about[0])
        editing.change(question.task, support=rest)


def _in_text(editing: Editing, question: Question, answer: str) -> None:
    """A unit that only the text names."""
    if answer == "add" and question.task is not None:
        _add(editing, question.task, "support", question.about[0])


def _added(editing: Editing, question: Question, answer: str) -> None:
    """Units that a sentence adds to every later task."""
    if answer == "add_later" and question.task is not None:
        for place in range(question.task, len(editing.read.tasks)):
            for name in question.about:
                _add(editing, place, "support", name)


def _add(editing: Editing, place: int, side: str, name: str) -> None:
    task = editing.tasks[place]
    if name not in {one.name for one in (*task.lead, *task.support)}:
        now = task.lead if side == "lead" else task.support
        editing.change(place, **{side: (*now, editing.unit(name))})


def _spelling(editing: Editing, question: Question, answer: str) -> None:
    """Two spellings: one unit, by the name that the ledger knows, else by the one that stands first."""
    if answer != "one":
        return
    first, second = question.about
    kept, gone = (second, first) if second in editing.units and first not in editing.units else question.about
    for place, task in enumerate(editing.tasks):
        for side in ("lead", "support"):
            named = [
                replace(one, name=kept, unit=editing.units.get(kept, "")) if one.name == gone else one
                for one in getattr(task, side)
            ]
            editing.change(place, **{side: tuple({one.name: one for one in named}.values())})


def _no_lead(editing: Editing, question: Question, answer: str) -> None:
    """Units without a lead: the first one leads, or none does."""
    for place in question.tasks if answer == "first_leads" else ():
        task = editing.tasks[place]
        if task.support and not task.lead:
            editing.change(place, lead=task.support[:1], support=task.support[1:])


def _lead_empty(editing: Editing, question: Question, answer: str) -> None:
    """An empty cell of the lead: nobody, or that of the row above."""
    if answer == "above" and question.task:
        above = editing.tasks[question.task - 1]
        editing.change(question.task, lead=above.lead, lead_raw=above.lead_raw)


def _spans(editing: Editing, question: Question, answer: str) -> None:
    """One cell over both columns: units that lead, or lead and support."""
    if answer == "both" and question.task is not None:
        task = editing.tasks[question.task]
        support = {one.name: one for one in (*task.support, *task.lead)}
        editing.change(question.task, support=tuple(support.values()))


def _bold(editing: Editing, _: Question, answer: str) -> None:
    """Bold names: they lead, or bold letters say nothing."""
    for place, task in enumerate(editing.tasks):
        if not any(one.doubt == BOLD_LEADS for one in task.lead):
            continue
        lead = tuple(replace(one, doubt="") if one.doubt == BOLD_LEADS else one for one in task.lead)
        if answer == "keep":
            editing.change(place, lead=lead)
        else:
            editing.change(place, lead=(), support=(*lead, *task.support))


# ---------------------------------------------------------------------- dates


def _date(editing: Editing, question: Question, answer: str) -> None:
    """A date that can be read in several ways, or not at all: as proposed, typed, or no milestone."""
    if question.task is None:
        return
    task = editing.tasks[question.task]
    words = question.about[0]
    chosen = {one.key for one in question.answers}
    typed = None if answer in chosen else typed_due(answer, editing.year)
    about = asked_about(task.milestones, words, task.due_text)
    made = [
        _answered(one, answer, typed, asked=one.question == words) if one in about else one
        for one in task.milestones
    ]
    if typed is not None and not about:
        made.append(_answered(Proposal(task.due_text.strip() or answer), answer, typed))
    duties = task.duties
    if typed is not None and typed.standing:
        duties = (*duties, task.due_text.strip() or typed.phrase)
    editing.change(question.task, milestones=tuple(made), duties=duties)


def _answered(one: Proposal, answer: str, typed: Deadline | None, *, asked: bool = True) -> Proposal:
    """A milestone once its day is decided; ``asked`` False: what else is asked of it stays."""
    if not asked and one.question:
        day = typed is not None and not typed.standing
        return replace(one, due=typed.due, recurrence=typed.recurrence) if typed and day else one
    if answer == "skip" or typed is not None and typed.standing:
        return replace(one, sure=False, question="")
    if typed is None:
        return replace(one, sure=True, question="")
    return replace(one, due=typed.due, recurrence=typed.recurrence, sure=True, question="")


def typed_due(typed: str, year: int | None) -> Deadline:
    """The one time that was typed for a milestone: a day, a period, 每月 …, 长期; refused otherwise."""
    line = clean_line(typed, limit=50, field="due").strip()
    found = read_due_cell(line, year)
    if len(found) != 1 or found[0].recurrence == "open" or not (found[0].sure or found[0].standing):
        why = next((one.question for one in found if one.question), f"填的是“{line}”")
        way_out = "请写一天或一个周期，如 2026-06-30、6月底、每季度"
        raise InputRefused("日期没有看懂", why, way_out, field="due")
    return found[0]


# ---------------------------------------------------------------------- the whole


def _none(_: Editing, __: Question, ___: str) -> None:
    """The answer confirms what was read, or the file is read again with it."""


EFFECTS: dict[str, Effect] = {
    "empty": _empty,
    "doubled": _doubled,
    "parts": _parts,
    "not_a_unit": _not_a_unit,
    "both_sides": _both_sides,
    "in_text": _in_text,
    "added": _added,
    "spelling": _spelling,
    "no_lead": _no_lead,
    "lead_empty": _lead_empty,
    "spans": _spans,
    "bold": _bold,
    "date": _date,
    "columns": _none,
    "year": _none,
    "no_year": _none,
}
"""Every kind of question that has answers; a test holds it complete."""
