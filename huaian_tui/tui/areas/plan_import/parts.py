"""The parts of the preview: what each lists, and its columns. Rows are made when they come on the screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.reading.goals import Proposal
from huaian_tui.importing.plan_files.draft import DraftTask, Question, ReadUnit
from huaian_tui.services.plan_import.decisions import NEW_UNIT, NO_UNIT, Decisions
from huaian_tui.services.plan_import.preview import Preview, given_answer
from huaian_tui.services.plan_import.roles import role_words
from huaian_tui.tui.areas.plan_import.changes import CHANGE_COLUMNS
from huaian_tui.tui.areas.plan_import.words import due_words, target_words
from huaian_tui.tui.list.source import LazySource, ListRow
from huaian_tui.tui.safe_text import own_words

CHANGES, QUESTIONS, TASKS = "changes", "questions", "tasks"
MILESTONES, UNITS, COLUMNS = "milestones", "units", "columns"
TITLES = {QUESTIONS: "问题", TASKS: "任务", MILESTONES: "节点", UNITS: "单位", COLUMNS: "栏目"}
"""The parts in their order, and what they are called."""

REVISION_TITLES = {QUESTIONS: "问题", CHANGES: "变化", **TITLES}
"""The same of a file that revises a plan."""

MEASURES = {CHANGES: "处", QUESTIONS: "个", TASKS: "项", MILESTONES: "个", UNITS: "个", COLUMNS: "栏"}
TOLD = "told:"
"""Before the number of a sentence that is told only."""


# ---------------------------------------------------------------------- questions


class QuestionLine(NamedTuple):
    """A question, or a sentence that is told, with what was answered."""

    where: str
    message: str
    answer: str


QUESTION_COLUMNS: tuple[Column[QuestionLine], ...] = (
    Column("位置", lambda of: of.where, width=12, priority=2),
    Column("问题", lambda of: own_words(of.message), weight=4, min_width=30),
    Column("答复", lambda of: of.answer, weight=1, min_width=10, toned=True),
)


def told_lines(preview: Preview) -> list[tuple[str, str]]:
    """(Where, sentence) of what needs no answer."""
    here = [
        ("本机", f"这份文件已导入过：{one.code}《{one.title}》" + ("（已撤销）" if one.withdrawn else ""))
        for one in preview.around.from_file
    ]
    return [*here, *preview.told, *preview.read.draft.told]


def ordered_questions(preview: Preview, before: Sequence[str] = ()) -> list[str]:
    """Ids of the questions, those that stand in the way first; ``before``: the order so far, which stays."""
    now = {one.id: one for one in preview.questions}
    kept = [one for one in before if one in now]
    waiting = {one.id for one in preview.unanswered}
    new = [one for one in now if one not in set(kept)]
    new.sort(key=lambda one: (one not in waiting, not now[one].must_be_answered))
    return [*kept, *new]


def answer_words(question: Question, answer: str) -> str:
    """An answer as people read it."""
    return next((one.words for one in question.answers if one.key == answer), answer)


def open_ids(preview: Preview, decisions: Decisions) -> set[str]:
    """Questions that stand in the way and were not answered by these decisions, newer than the preview."""
    return {one.id for one in preview.unanswered if not given_answer(decisions, one)}


def question_source(preview: Preview, decisions: Decisions, order: Sequence[str]) -> LazySource:
    """The questions in their order, then what is told only."""
    questions = {one.id: one for one in preview.questions}
    waiting, told = open_ids(preview, decisions), told_lines(preview)

    def row(key: str) -> ListRow:
        if key.startswith(TOLD):
            where, words = told[int(key.removeprefix(TOLD))]
            return ListRow(key, cells_of(QuestionLine(where, words, "说明"), QUESTION_COLUMNS))
        one = questions[key]
        given = given_answer(decisions, one)
        answer = answer_words(one, given) if given else "待定" if key in waiting else "不用答"
        tone = "overdue" if key in waiting else "done" if given else ""
        return ListRow(key, cells_of(QuestionLine(one.where, one.message, answer), QUESTION_COLUMNS), tone)

    return LazySource([*order, *(f"{TOLD}{at}" for at in range(len(told)))], row)


# ---------------------------------------------------------------------- tasks


class TaskLine(NamedTuple):
    """A row of the file and what stands against it."""

    task: DraftTask
    ticked: int
    waits: bool


TASK_COLUMNS: tuple[Column[TaskLine], ...] = (
    Column("位置", lambda of: of.task.where, width=12, priority=2),
    Column("序号", lambda of: of.task.no or "", width=5, grows=True),
    Column("文件里的原文", lambda of: as_read(of.task), weight=4, min_width=22),
    Column("牵头", lambda of: "、".join(one.name for one in of.task.lead), min_width=10, priority=3),
    Column("节点", lambda of: f"{of.ticked}/{len(of.task.milestones)}", width=5, right=True),
    Column("", lambda of: "待定" if of.waits else "", width=4, toned=True),
)


def as_read(task: DraftTask) -> str:
    """A row of the file on one line."""
    return "｜".join(part for part in (task.text, task.lead_raw, task.support_raw, task.due_text) if part)


def file_order(preview: Preview) -> list[int]:
    """Places of all tasks in the order of the file, taken or not; rows that were given a text in between."""
    read = len(preview.read.draft.tasks)
    order = list(range(read))
    for at, place in enumerate(preview.taken):
        if place >= read:
            order.insert(order.index(preview.taken[at - 1]) + 1 if at else 0, place)
    return order + [place for place in range(read, len(preview.draft.tasks)) if place not in order]


def task_source(preview: Preview) -> LazySource:
    """The rows of the file in its order."""
    waiting = {one.task for one in preview.unanswered}

    def row(key: str) -> ListRow:
        task = preview.draft.tasks[int(key)]
        ticked = sum(one.sure for one in task.milestones)
        waits = int(key) in waiting
        cells = cells_of(TaskLine(task, ticked, waits), TASK_COLUMNS)
        return ListRow(key, cells, "overdue" if waits else "")

    return LazySource([str(place) for place in file_order(preview)], row)


def taken_keys(preview: Preview) -> set[str]:
    """Keys of the rows that are taken."""
    return {str(place) for place in preview.taken}


# ---------------------------------------------------------------------- milestones


class MilestoneLine(NamedTuple):
    """A milestone as it is proposed, and its task."""

    task: DraftTask
    made: Proposal


MILESTONE_COLUMNS: tuple[Column[MilestoneLine], ...] = (
    Column("序号", lambda of: of.task.no or "", width=5, grows=True),
    Column("原话", lambda of: of.made.phrase, weight=3, min_width=24),
    Column("时限", lambda of: due_words(of.made), width=12),
    Column("指标", lambda of: target_words(of.made.quantity), width=14, priority=2),
    Column("待定", lambda of: own_words(of.made.question), weight=2, min_width=12, priority=3),
)


def milestone_key(task: int, at: int) -> str:
    """The key of a milestone: the places of its task and of itself there."""
    return f"{task}:{at}"


def places_of(key: str) -> tuple[int, int]:
    """The places of the task and of the milestone."""
    task, _, at = key.partition(":")
    return int(task), int(at)


def milestone_source(preview: Preview) -> LazySource:
    """The proposed milestones of the rows that are taken."""

    def row(key: str) -> ListRow:
        place, at = places_of(key)
        task = preview.draft.tasks[place]
        line = MilestoneLine(task, task.milestones[at])
        return ListRow(key, cells_of(line, MILESTONE_COLUMNS))

    return LazySource(list(milestone_keys(preview)), row)


def milestone_keys(preview: Preview, *, ticked: bool = False) -> Iterable[str]:
    """Keys of all milestones of the rows that are taken, or only of the ticked ones."""
    for place in preview.taken:
        for at, one in enumerate(preview.draft.tasks[place].milestones):
            if one.sure or not ticked:
                yield milestone_key(place, at)


# ---------------------------------------------------------------------- units


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """A name of the file: how often it stands there, and as what it was read."""

    name: str
    count: int
    read: ReadUnit
    meant: str
    """The id of a unit, ``new`` or ``drop``."""


UNIT_COLUMNS: tuple[Column[tuple[NamedUnit, str]], ...] = (
    Column("文件里的名称", lambda of: of[0].name, weight=2, min_width=20),
    Column("处", lambda of: str(of[0].count), width=4, right=True, grows=True),
    Column("读作", lambda of: of[1], weight=2, min_width=14, toned=True),
    Column("说明", lambda of: own_words(of[0].read.doubt), weight=2, min_width=14, priority=3),
)


def named_units(preview: Preview, decisions: Decisions) -> list[NamedUnit]:
    """The names of the file, those that no unit bears first, then the doubtful, then the others."""
    counted, first = Counter[str](), dict[str, ReadUnit]()
    for task in preview.read.draft.tasks:
        for one in (*task.lead, *task.support):
            counted[one.name] += 1
            first.setdefault(one.name, one)
    answers = unit_answers(preview, decisions)
    found = [
        NamedUnit(name, count, first[name], answers.get(name) or first[name].unit or NEW_UNIT)
        for name, count in counted.items()
    ]
    return sorted(found, key=lambda one: (bool(one.read.unit), not one.read.doubt))


def unit_answers(preview: Preview, decisions: Decisions) -> dict[str, str]:
    """Name → what it was decided to mean: by its question, or by itself."""
    asked = {
        one.about[0]: answer
        for one in preview.questions
        if one.kind == "new_unit" and one.about and (answer := given_answer(decisions, one))
    }
    return {**asked, **decisions.units}


def meant_words(meant: str, preview: Preview) -> str:
    """What a name means, in words."""
    if meant in (NEW_UNIT, NO_UNIT):
        return "新增单位" if meant == NEW_UNIT else "不是单位"
    return preview.around.shown.get(meant, meant)


def unit_source(preview: Preview, decisions: Decisions) -> LazySource:
    """The names of units."""
    units = {one.name: one for one in named_units(preview, decisions)}

    def row(key: str) -> ListRow:
        one = units[key]
        tone = "" if one.meant not in (NEW_UNIT, NO_UNIT) else "due_soon"
        return ListRow(key, cells_of((one, meant_words(one.meant, preview)), UNIT_COLUMNS), tone)

    return LazySource(list(units), row)


# ---------------------------------------------------------------------- columns


class ColumnLine(NamedTuple):
    """A column of a table and what it was read as."""

    table: str
    place: int
    head: str
    role: str


COLUMN_COLUMNS: tuple[Column[ColumnLine], ...] = (
    Column("表", lambda of: of.table, min_width=12),
    Column("第几栏", lambda of: str(of.place + 1), width=6, right=True),
    Column("栏名", lambda of: of.head, weight=2, min_width=16),
    Column("读作", lambda of: role_words(of.role), weight=1, min_width=12),
)


def column_lines(preview: Preview, decisions: Decisions) -> dict[str, ColumnLine]:
    """Key → the column, with what was set by hand."""
    return {
        f"{at}:{place}": ColumnLine(
            table.name, place, head, decisions.columns.get(table.name, {}).get(place, role)
        )
        for at, table in enumerate(preview.read.draft.tables)
        for place, head, role in table.columns
    }


def column_source(preview: Preview, decisions: Decisions) -> LazySource:
    """The columns of all tables."""
    found = column_lines(preview, decisions)
    return LazySource(list(found), lambda key: ListRow(key, cells_of(found[key], COLUMN_COLUMNS)))


COLUMNS_OF: dict[str, tuple[Column[Any], ...]] = {
    CHANGES: CHANGE_COLUMNS,
    QUESTIONS: QUESTION_COLUMNS,
    TASKS: TASK_COLUMNS,
    MILESTONES: MILESTONE_COLUMNS,
    UNITS: UNIT_COLUMNS,
    COLUMNS: COLUMN_COLUMNS,
}
"""What each part lists."""
