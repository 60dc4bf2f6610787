"""Tasks (重点任务) of a plan: what the plan says of each, as records; and the end of one.

A task is known for life by its number ``task_no`` in the ledger: for the plan that is shipped with the
program the number under which it is printed, for any other one that no two plans share
(``ledger.task_keys``). What is printed belongs to the text and may change with a revision.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from huaian_tui.ledger.kinds.anew import (
    TAKES_BACK,
    WITHDRAWS,
    apart,
    in_force,
    is_withdrawn,
    without_pairs,
    without_undo,
    words_of,
)
from huaian_tui.ledger.kinds.kind import (
    TASK,
    By,
    Field,
    FieldType,
    FoldRecord,
    Kind,
    Projection,
    Row,
    Table,
)
from huaian_tui.ledger.kinds.matters import HANDED, HANDED_FIELD, numbers_of
from huaian_tui.ledger.kinds.milestone_rows import PLANNED_COLUMNS
from huaian_tui.ledger.kinds.parts import heads_text, last_of
from huaian_tui.ledger.kinds.revisions import BEFORE, CHANGE, REVISION, as_revised
from huaian_tui.ledger.kinds.task_undo import take_back_task, take_back_task_end
from huaian_tui.ledger.record import Body, RecordKind

# ---------------------------------------------------------------------- rows

TASK_COLUMNS = (
    "no",
    "plan",
    "printed",
    "place",
    "level1",
    "level2",
    "text",
    "lead_raw",
    "support_raw",
    "section",
    "article",
    "article_no",
    "source",
    "ended_on",
    "ended_why",
    "heads",
)
"""``no`` is the number for life; ``printed`` the number as the plan prints it, ``place`` its place there."""

_ROLES = ("lead", "support")


def of_one_plan(records: Sequence[FoldRecord]) -> Sequence[FoldRecord]:
    """Of the records of a task, in order, those of the plan in which it was first set.

    A number belongs to one plan for life; what says otherwise is wrong, and counts as nothing.
    """
    made = next((one for one in records if one.kind == RecordKind.TASK_SET), records[0])
    return [one for one in records if one.plan == made.plan]


def _rows(records: Sequence[FoldRecord], _: Row | None) -> tuple[Sequence[Row], ...]:
    plan, every = apart(records)
    records = without_pairs(in_force(every))
    said = last_of(records, RecordKind.TASK_SET)
    if said is None or is_withdrawn(plan):
        return ((), (), (), (), ())
    body, number = said.body, said.task_no
    texts = [one for one in every if one.kind in _TEXTS]
    printed = _printed(records, body)
    task = (number, said.plan, *printed, *_texts(body), *_end(records, said), heads_text(texts, _said))
    return (
        (task,),
        list(_slots(number, body)),
        [_planned(number, one) for one in body.get("milestones", ())],
        [(number, place, one["phrase"], one["kind"]) for place, one in enumerate(body.get("duties", ()))],
        [(one["id"], number, one["title"], one["phrase"]) for one in body.get("deliverables", ())],
    )


_TEXTS = frozenset((RecordKind.TASK_SET, RecordKind.TASK_END))
"""What is written about a task: several apart are a conflict."""


def _printed(records: Sequence[FoldRecord], body: Body) -> tuple[str, int]:
    """The number as it is printed and the place: those of a matter follow from all numbers it was given."""
    numbers = numbers_of(records)
    return (body["no"], body["place"]) if numbers is None else (numbers.printed, numbers.place)


def _said(record: FoldRecord) -> Any:
    """What a record says: two laptops may number the same matter otherwise, and mean one thing."""
    body = without_undo(record.body)
    if HANDED not in body:
        return as_revised(body)
    handed = {key: value for key, value in body[HANDED].items() if key not in ("year", "number")}
    return {**body, "no": "", "place": 0, HANDED: handed}


def _texts(body: Body) -> tuple[Any, ...]:
    return (
        body["level1"],
        body["level2"],
        body["text"],
        body["lead_raw"],
        body["support_raw"],
        body.get("section", ""),
        body.get("article", ""),
        body.get("article_no", 0),
        body.get("source", ""),
    )


def _end(records: Sequence[FoldRecord], said: FoldRecord) -> tuple[str | None, str]:
    """The day and the reason of an end that was not overruled by a later text."""
    end = last_of(records, RecordKind.TASK_END)
    if end is None or end.id < said.id:
        return None, ""
    return end.occurred_on, str(end.body.get("reason", ""))


def _slots(number: int | None, body: Body) -> Iterator[Row]:
    for role in _ROLES:
        for place, slot in enumerate(body.get(role, ())):
            yield (
                number,
                role,
                place,
                slot["raw"],
                slot["unit"],
                int(slot.get("open", False)),
                slot.get("assumption", ""),
            )


def _planned(number: int | None, one: Mapping[str, Any]) -> Row:
    given = {"task_no": number} | {
        key: int(value) if value in (True, False) else value for key, value in one.items()
    }
    return tuple(given.get(column, _UNSAID.get(column)) for column in PLANNED_COLUMNS)


_UNSAID = {"phrase": "", "assumed": 0, "stretch": 0, "cumulative": 0, "inferred": 0}
"""What of a milestone is so unless the record says otherwise; anything else is NULL then."""

TASKS = Projection(
    By.TASK,
    (
        Table("task", "no", TASK_COLUMNS),
        Table("task_unit", "task_no", ("task_no", "role", "position", "raw", "unit", "open", "assumption")),
        Table("planned_milestone", "task_no", PLANNED_COLUMNS),
        Table("duty", "task_no", ("task_no", "position", "phrase", "kind")),
        Table("deliverable", "task_no", ("id", "task_no", "title", "phrase")),
    ),
    _rows,
)

# ---------------------------------------------------------------------- the kinds

MOST_PARTS = 200
"""Units of a role, milestones, duties and deliverables that a task may have."""

_UNIT_SLOT = (
    Field("raw", FieldType.LINE, needed=True),
    Field("unit", FieldType.LINE, needed=True),
    Field("open", FieldType.FLAG, optional=True),
    Field("assumption", FieldType.TEXT, optional=True),
)
_MILESTONE = (
    Field("id", FieldType.LINE, needed=True),
    Field("title", FieldType.LINE, needed=True),
    Field("phrase", FieldType.TEXT, optional=True),
    Field("basis", FieldType.TEXT),
    Field("due", FieldType.DAY, optional=True, nullable=True),
    Field("assumed", FieldType.FLAG, optional=True),
    Field("stretch", FieldType.FLAG, optional=True),
    Field("series", FieldType.LINE, optional=True),
    Field("every", FieldType.LINE, optional=True),
    Field("operator", FieldType.LINE, optional=True),
    Field("value", FieldType.NUMBER, optional=True),
    Field("upper", FieldType.NUMBER, optional=True, nullable=True),
    Field("unit", FieldType.LINE, optional=True),
    Field("cumulative", FieldType.FLAG, optional=True),
    Field("inferred", FieldType.FLAG, optional=True),
    Field("target_text", FieldType.LINE, optional=True),
    Field("baseline", FieldType.NUMBER, optional=True),
    Field("kept", FieldType.FLAG, optional=True, unsaid=True),
)
_DUTY = (Field("phrase", FieldType.TEXT, needed=True), Field("kind", FieldType.LINE))
_RESULT = (
    Field("id", FieldType.LINE, needed=True),
    Field("title", FieldType.LINE, needed=True),
    Field("phrase", FieldType.TEXT),
)


def _gist(body: Body) -> str:
    changed = (
        f"方案修订：{body[CHANGE]}".replace("方案修订：撤销修订", "撤销修订") if body.get(CHANGE) else ""
    )
    return "；".join(part for part in (changed, str(body.get("text", ""))) if part)


def _first_title(body: Body) -> str:
    return "登记交办" if HANDED in body else ""


def _end_words(body: Body) -> str:
    return str(body.get("reason", ""))


TASK_SET = Kind(
    name=RecordKind.TASK_SET,
    title="任务内容",
    first_title=_first_title,
    words=("rwnr", "任务", "登记交办"),
    fields=(
        Field("no", FieldType.LINE),
        Field("place", FieldType.COUNT, unsaid=True),
        Field("level1", FieldType.LINE),
        Field("level2", FieldType.LINE),
        Field("text", FieldType.TEXT, needed=True),
        Field("lead_raw", FieldType.TEXT),
        Field("support_raw", FieldType.TEXT),
        Field("lead", FieldType.GROUPS, unsaid=True, parts=_UNIT_SLOT, most=MOST_PARTS),
        Field("support", FieldType.GROUPS, unsaid=True, parts=_UNIT_SLOT, most=MOST_PARTS),
        Field("section", FieldType.LINE, optional=True),
        Field("article", FieldType.LINE, optional=True),
        Field("article_no", FieldType.COUNT, optional=True, unsaid=True),
        Field("milestones", FieldType.GROUPS, optional=True, unsaid=True, parts=_MILESTONE, most=MOST_PARTS),
        Field("duties", FieldType.GROUPS, optional=True, unsaid=True, parts=_DUTY, most=MOST_PARTS),
        Field("deliverables", FieldType.GROUPS, optional=True, unsaid=True, parts=_RESULT, most=MOST_PARTS),
        Field("source", FieldType.TEXT, optional=True),
        HANDED_FIELD,
        Field("basis", FieldType.TEXT, optional=True),
        Field(CHANGE, FieldType.TEXT, optional=True),
        Field(BEFORE, FieldType.TEXT, optional=True),
        Field(REVISION, FieldType.LINE, optional=True, unsaid=True),
        Field("settles", FieldType.IDS, optional=True, unsaid=True),
        *TAKES_BACK,
    ),
    gist=words_of(_gist),
    needed=(TASK,),
    makes=(TASKS,),
    undo=take_back_task,
)
TASK_END = Kind(
    name=RecordKind.TASK_END,
    title="任务终止",
    words=("rwzz", "终止"),
    fields=(
        Field("reason", FieldType.TEXT, needed=True),
        Field("into", FieldType.IDS, optional=True, unsaid=True),
        Field(REVISION, FieldType.LINE, optional=True, unsaid=True),
        Field("settles", FieldType.IDS, optional=True, unsaid=True),
        WITHDRAWS,
        *TAKES_BACK,
    ),
    gist=words_of(_end_words),
    needed=(TASK,),
    makes=(TASKS,),
    undo=take_back_task_end,
)
